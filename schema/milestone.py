"""Milestones."""

from datetime import date
from decimal import Decimal

import strawberry

import models
from permissions.base import CanWork
from resolvers import milestone as milestones
from schema.core.fields import computed, field, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots


@node(models.Milestone, "milestones", connection=False)
class Milestone(ClientScoped):
    """A step of a project with its own day."""

    name: str = field("What it is called.", filterable=True)
    client = related(models.Milestone.client_id, "The client.")
    project = related(models.Milestone.project_id, "The project.", filterable=True)
    position: int = field("Its place among the steps of the project.")
    due_on: date | None = field("The day it is to be reached.", filterable=True)
    is_overdue: bool = computed(
        lambda viewer: models.Milestone.is_overdue(viewer.today),
        "Whether its day has passed before it was reached.",
    )
    progress_percent: Decimal = field("0.0 to 100.0, one decimal: as far as its tasks are.")
    tasks = listing("Task", models.Task.milestone_id, "Its tasks.")
    version: int = field("Rises with every change.")


MilestonePayload = payload(
    "MilestonePayload", "What a write of a milestone answers.", milestone=(noun("Milestone") | None, "The milestone.")
)


@strawberry.input(description="For createMilestone.")
class CreateMilestoneInput:
    project_id: strawberry.ID = given("The project.")
    name: str = given("What it is called.")
    due_on: date | None = optional("The day it is to be reached.")
    position: int | None = optional("Its place; at the end by default.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateMilestoneInput:
    milestone_id: strawberry.ID = given("The milestone.")
    name: str | None = optional("What it is called.")
    due_on: date | None = optional("The day it is to be reached.")
    position: int | None = optional("Its place.")
    expected_version: int | None = optional("The version the change is based on.")


@roots
class MilestoneQueries:
    """Reading milestones."""

    milestone = found("Milestone", "One milestone.")


@roots
class MilestoneMutations:
    """Laying out the steps of a project."""

    create_milestone: MilestonePayload = mutation(
        milestones.create, CreateMilestoneInput, CanWork, description="Add a step to a project."
    )
    update_milestone: MilestonePayload = mutation(
        milestones.update, UpdateMilestoneInput, CanWork, description="Change a step."
    )
