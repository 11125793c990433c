"""Work types."""

import strawberry

import models
from permissions.base import AdminOnly, StaffOnly, set_up
from resolvers import work_type as work_types
from schema.client import ClientPayload
from schema.core.fields import field, related, several, through
from schema.core.filters import linked
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, found, listing, node, roots

CLIENTS = through(models.WorkTypeClient.work_type_id, models.WorkTypeClient.client_id)
SERVICES = through(models.WorkTypeService.work_type_id, models.WorkTypeService.service_id)
WORK_LOG_TYPES = through(models.WorkTypeWorkLogType.work_type_id, models.WorkTypeWorkLogType.work_log_type_id)
PRIORITIES = through(models.WorkTypePriority.work_type_id, models.WorkTypePriority.priority_id)


@node(
    models.WorkType,
    "work types",
    ["POSITION"],
    criteria=[
        linked("client", "Client", CLIENTS, models.WorkType),
        linked("service", "Service", SERVICES, models.WorkType),
        linked("workLogType", "WorkLogType", WORK_LOG_TYPES, models.WorkType),
    ],
)
class WorkType(Node):
    """What is done for a client: chosen by client, work log type and service, lowest position first."""

    name: str = field("What it is called.", filterable=True, orderable=True)
    position: int = field("The lowest of those that fit a job is taken.", orderable=True)
    active: bool = field("Whether it is offered.", filterable=True)
    work_log_types = several(WORK_LOG_TYPES, "The work log types it is offered under.", by=[models.WorkLogType.name])
    services = several(SERVICES, "The services it needs.", by=[models.Service.name])
    priorities = several(PRIORITIES, "The priorities its jobs may have.", by=[models.Priority.name])
    default_priority = related(models.WorkType.default_priority_id, "The priority of a job that names none.")
    clients = listing("Client", CLIENTS, "The clients it is done for. Staff.", StaffOnly, nullable=True)
    version: int = field("Rises with every change.")


WorkTypePayload = payload(
    "WorkTypePayload", "What a write of a work type answers.", work_type=(noun("WorkType") | None, "The work type.")
)


@strawberry.input(description="For createWorkType.")
class CreateWorkTypeInput:
    name: str = given("What it is called.")
    work_log_type_ids: list[strawberry.ID] = given("The work log types it is offered under.")
    service_ids: list[strawberry.ID] = given("The services it needs.")
    client_ids: list[strawberry.ID] = given("The clients it is done for.")
    priority_ids: list[strawberry.ID] = given("The priorities its jobs may have.")
    default_priority_id: strawberry.ID | None = optional("One of them, for jobs that name none.")
    position: int | None = optional("The lowest of those that fit a job is taken; the last by default.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateWorkTypeInput:
    work_type_id: strawberry.ID = given("The work type.")
    name: str | None = optional("What it is called.")
    work_log_type_ids: list[strawberry.ID] | None = optional("The work log types it is offered under, all of them.")
    service_ids: list[strawberry.ID] | None = optional("The services it needs, all of them.")
    client_ids: list[strawberry.ID] | None = optional("The clients it is done for, all of them.")
    priority_ids: list[strawberry.ID] | None = optional("The priorities its jobs may have, all of them.")
    default_priority_id: strawberry.ID | None = optional("One of them, for jobs that name none.")
    position: int | None = optional("The lowest of those that fit a job is taken.")
    active: bool | None = optional("Whether it is offered.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For setClientWorkTypes.")
class SetClientWorkTypesInput:
    client_id: strawberry.ID = given("The client.")
    work_type_ids: list[strawberry.ID] = given("The work types done for it, all of them.")


@roots
class WorkTypeQueries:
    """Reading work types."""

    work_types = listing("WorkType", description="Every visible work type.", where=set_up)
    work_type = found("WorkType", "One work type.")


@roots
class WorkTypeMutations:
    """Setting work types up."""

    create_work_type: WorkTypePayload = mutation(
        work_types.create, CreateWorkTypeInput, AdminOnly, description="Make a work type."
    )
    update_work_type: WorkTypePayload = mutation(
        work_types.update, UpdateWorkTypeInput, AdminOnly, description="Change a work type."
    )
    set_client_work_types: ClientPayload = mutation(
        work_types.set_of_client, SetClientWorkTypesInput, AdminOnly, description="Say what is done for a client."
    )
