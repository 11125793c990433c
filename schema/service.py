"""Services."""

import strawberry

import models
from permissions.base import AdminOnly, StaffOnly
from resolvers import service as services
from schema.core.fields import field, through
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, found, listing, node, roots

TEAMS = through(models.TeamService.service_id, models.TeamService.team_id)
RESOURCES = through(models.ResourceService.service_id, models.ResourceService.resource_id)


@node(models.Service, "services", ["NAME"])
class Service(Node):
    """A trade or skill. Set-up is read by staff alone, save for its name on a contact's jobs."""

    name: str = field("What it is called.", filterable=True, orderable=True)
    active: bool = field("Whether it is offered.", filterable=True)
    teams = listing("Team", TEAMS, "The teams that offer it. Staff.", StaffOnly, nullable=True)
    resources = listing("Resource", RESOURCES, "Who has the skill for it. Staff.", StaffOnly, nullable=True)
    activities = listing("Activity", models.Activity.service_id, "What is done in it. Staff.", StaffOnly, nullable=True)
    version: int = field("Rises with every change.")


ServicePayload = payload(
    "ServicePayload", "What a write of a service answers.", service=(noun("Service") | None, "The service.")
)


@strawberry.input(description="For createService.")
class CreateServiceInput:
    name: str = given("What it is called.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateServiceInput:
    service_id: strawberry.ID = given("The service.")
    name: str | None = optional("What it is called.")
    active: bool | None = optional("Whether it is offered.")
    expected_version: int | None = optional("The version the change is based on.")


@roots
class ServiceQueries:
    """Reading services."""

    services = listing("Service", description="Every visible service.")
    service = found("Service", "One service.")


@roots
class ServiceMutations:
    """Setting services up."""

    create_service: ServicePayload = mutation(
        services.create, CreateServiceInput, AdminOnly, description="Make a service."
    )
    update_service: ServicePayload = mutation(
        services.update, UpdateServiceInput, AdminOnly, description="Change a service."
    )
