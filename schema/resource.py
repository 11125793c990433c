"""Resources."""

import strawberry

import models
from permissions.base import AdminOnly, CanSeeCosts, set_up
from permissions.resource import CanReadFeed
from resolvers import resource as resources
from schema.calendar_feed import calendar_feed
from schema.core.fields import field, related, several, through
from schema.core.filters import linked
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.money import Money, MoneyInput
from schema.core.mutation import mutation, payload
from schema.core.node import Node, found, listing, node, roots

SERVICES = through(models.ResourceService.resource_id, models.ResourceService.service_id)


@node(
    models.Resource,
    "resources",
    ["NAME"],
    criteria=[linked("service", "Service", SERVICES, models.Resource)],
)
class Resource(Node):
    """Someone or something that can be sent to a job."""

    name: str = field("What it is called.", filterable=True, orderable=True)
    active: bool = field("Whether it is sent to jobs.", filterable=True)
    team = related(models.Resource.team_id, "The team it is in.", filterable=True)
    services = several(SERVICES, "The services it has the skill for.", by=[models.Service.name])
    user = related(models.Resource.user_id, "The user it is.", filterable=True)
    labour_rate: Money | None = field("Cost of one hour. Needs SEE_COSTS.", CanSeeCosts)
    calendar = related(models.Resource.calendar_id, "When it works; as its team without one.")
    postcodes: list[str] = field("Postcode beginnings covered; empty covers all.")
    appointments = listing("Appointment", models.Appointment.resource_id, "Its visits to the sites of jobs.")
    calendar_feed_url: str | None = calendar_feed(
        models.Resource, CanReadFeed, "Administrators, and the user who is the resource."
    )
    version: int = field("Rises with every change.")


ResourcePayload = payload(
    "ResourcePayload", "What a write of a resource answers.", resource=(noun("Resource") | None, "The resource.")
)


@strawberry.input(description="For createResource.")
class CreateResourceInput:
    name: str = given("What it is called.")
    team_id: strawberry.ID | None = optional("The team it is in.")
    service_ids: list[strawberry.ID] | None = optional("The services it has the skill for.")
    user_id: strawberry.ID | None = optional("The user it is.")
    labour_rate: MoneyInput | None = optional("Cost of one hour.")
    postcodes: list[str] | None = optional("Postcode beginnings covered; none covers all.")
    calendar_id: strawberry.ID | None = optional("When it works; as its team without one.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateResourceInput:
    resource_id: strawberry.ID = given("The resource.")
    name: str | None = optional("What it is called.")
    team_id: strawberry.ID | None = optional("The team it is in.")
    service_ids: list[strawberry.ID] | None = optional("The services it has the skill for, all of them.")
    user_id: strawberry.ID | None = optional("The user it is.")
    labour_rate: MoneyInput | None = optional("Cost of one hour.")
    postcodes: list[str] | None = optional("Postcode beginnings covered, all of them.")
    calendar_id: strawberry.ID | None = optional("When it works; as its team without one.")
    active: bool | None = optional("Whether it is sent to jobs.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For addResourceService.")
class AddResourceServiceInput:
    resource_id: strawberry.ID = given("The resource.")
    service_id: strawberry.ID = given("The service it shall have the skill for.")


@roots
class ResourceQueries:
    """Reading resources."""

    resources = listing("Resource", description="Every visible resource.", where=set_up)
    resource = found("Resource", "One resource.")


@roots
class ResourceMutations:
    """Setting resources up."""

    create_resource: ResourcePayload = mutation(
        resources.create, CreateResourceInput, AdminOnly, description="Make a resource."
    )
    update_resource: ResourcePayload = mutation(
        resources.update, UpdateResourceInput, AdminOnly, description="Change a resource."
    )
    add_resource_service: ResourcePayload = mutation(
        resources.add_service, AddResourceServiceInput, AdminOnly, description="Give a resource one skill more."
    )
