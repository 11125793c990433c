"""Work log types."""

import strawberry

import models
from permissions.base import AdminOnly, StaffOnly
from resolvers import work_log_type as work_log_types
from schema.core.fields import field, through
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, all_of, found, listing, node, roots

WORK_TYPES = through(models.WorkTypeWorkLogType.work_log_type_id, models.WorkTypeWorkLogType.work_type_id)
CODINGS = through(models.CodingWorkLogType.work_log_type_id, models.CodingWorkLogType.coding_id)


@node(models.WorkLogType, "work log types", connection=False)
class WorkLogType(Node):
    """A kind of work, such as reactive repair."""

    name: str = field("What it is called.", filterable=True)
    require_activities_complete: bool = field("Whether a job completes only when every activity is done.")
    allowed_roles: list[models.Role] | None = field(
        "Who may make jobs of it; null allows every role. Staff.", StaffOnly
    )
    work_types = listing("WorkType", WORK_TYPES, "The work types offered under it. Staff.", StaffOnly, nullable=True)
    codings = listing("Coding", CODINGS, "The codes its jobs may carry. Staff.", StaffOnly, nullable=True)
    version: int = field("Rises with every change.")


WorkLogTypePayload = payload(
    "WorkLogTypePayload",
    "What a write of a work log type answers.",
    work_log_type=(noun("WorkLogType") | None, "The work log type."),
)


@strawberry.input(description="For createWorkLogType.")
class CreateWorkLogTypeInput:
    name: str = given("What it is called.")
    require_activities_complete: bool | None = given(
        "Whether a job completes only when every activity is done.", default=False
    )
    allowed_roles: list[models.Role] | None = optional("Who may make jobs of it; every role without it.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateWorkLogTypeInput:
    work_log_type_id: strawberry.ID = given("The work log type.")
    name: str | None = optional("What it is called.")
    require_activities_complete: bool | None = optional("Whether a job completes only when every activity is done.")
    allowed_roles: list[models.Role] | None = optional("Who may make jobs of it; null allows every role.")
    expected_version: int | None = optional("The version the change is based on.")


@roots
class WorkLogTypeQueries:
    """Reading work log types."""

    work_log_types = all_of("WorkLogType", "Every visible work log type, by name.", order=[models.WorkLogType.name])
    work_log_type = found("WorkLogType", "One work log type.")


@roots
class WorkLogTypeMutations:
    """Setting work log types up."""

    create_work_log_type: WorkLogTypePayload = mutation(
        work_log_types.create, CreateWorkLogTypeInput, AdminOnly, description="Make a work log type."
    )
    update_work_log_type: WorkLogTypePayload = mutation(
        work_log_types.update, UpdateWorkLogTypeInput, AdminOnly, description="Change a work log type."
    )
