"""Priorities."""

import strawberry

import models
from permissions.base import AdminOnly
from resolvers import priority as priorities
from schema.core.fields import field, part, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, all_of, found, node, part_of, roots


@part_of(None)
class SlaTarget:
    """A further clock of a priority, such as investigating within ten working days."""

    name: str = field("What has to be done.")
    within_minutes: int = field("Minutes of the week for an emergency, of open hours otherwise.")
    emergency: bool = field("Counts every hour of the week; otherwise only open hours of the calendar.")


@node(models.Priority, "priorities", connection=False)
class Priority(Node):
    """How soon a job must be answered and finished."""

    name: str = field("What it is called.", filterable=True)
    emergency: bool = field(
        "Counts every hour of the week; otherwise only open hours of the calendar.", filterable=True
    )
    respond_within_minutes: int | None = field("Until somebody is there; no clock without it.")
    complete_within_minutes: int = field("Until the work is finished.")
    targets: list[SlaTarget] = part("Further clocks, one per duty.", of="targets")
    calendar = related(models.Priority.calendar_id, "Whose open hours count.")
    version: int = field("Rises with every change.")


PriorityPayload = payload(
    "PriorityPayload", "What a write of a priority answers.", priority=(noun("Priority") | None, "The priority.")
)


@strawberry.input(description="A further clock of a priority.")
class SlaTargetInput:
    name: str = given("What has to be done.")
    within_minutes: int = given("Minutes of the week for an emergency, of open hours otherwise.")
    emergency: bool | None = given("Counts every hour of the week.", default=False)


@strawberry.input(description="For createPriority.")
class CreatePriorityInput:
    name: str = given("What it is called.")
    emergency: bool | None = given("Counts every hour of the week; otherwise only open hours.", default=False)
    respond_within_minutes: int | None = optional("Until somebody is there.")
    complete_within_minutes: int = given("Minutes of the week for an emergency, of open hours otherwise.")
    targets: list[SlaTargetInput] | None = optional("Further clocks, one per duty.")
    calendar_id: strawberry.ID = given("Whose open hours count.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdatePriorityInput:
    priority_id: strawberry.ID = given("The priority.")
    name: str | None = optional("What it is called.")
    emergency: bool | None = optional("Counts every hour of the week; otherwise only open hours.")
    respond_within_minutes: int | None = optional("Until somebody is there.")
    complete_within_minutes: int | None = optional("Until the work is finished.")
    targets: list[SlaTargetInput] | None = optional("Further clocks, all of them.")
    calendar_id: strawberry.ID | None = optional("Whose open hours count.")
    expected_version: int | None = optional("The version the change is based on.")


@roots
class PriorityQueries:
    """Reading priorities."""

    priorities = all_of("Priority", "Every visible priority, by name.", order=[models.Priority.name])
    priority = found("Priority", "One priority.")


@roots
class PriorityMutations:
    """Setting priorities up."""

    create_priority: PriorityPayload = mutation(
        priorities.create, CreatePriorityInput, AdminOnly, description="Make a priority."
    )
    update_priority: PriorityPayload = mutation(
        priorities.update, UpdatePriorityInput, AdminOnly, description="Change a priority."
    )
