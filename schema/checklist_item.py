"""Checklists of tasks."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanWork
from resolvers import checklist_item as checklist_items
from schema.core.fields import field, related
from schema.core.inputs import given, optional
from schema.core.mutation import mutation
from schema.core.node import Node, node, roots
from schema.task import TaskPayload


@node(models.ChecklistItem, "checklist items", connection=False, filtered=False)
class ChecklistItem(Node):
    """A line of a task's checklist."""

    text: str = field("What is to be done.")
    position: int = field("Its place, from the top.")
    done: bool = field("Whether it is done.")
    done_at: datetime | None = field("When it was done.")
    done_by = related(models.ChecklistItem.done_by_id, "Who did it.")


@strawberry.input(description="For addChecklistItem.")
class AddChecklistItemInput:
    task_id: strawberry.ID = given("The task.")
    text: str = given("What is to be done.")
    position: int | None = optional("Its place; at the end by default.")


@strawberry.input(description="For setChecklistItemDone.")
class SetChecklistItemDoneInput:
    checklist_item_id: strawberry.ID = given("The line.")
    done: bool = given("Whether it is done.")


@roots
class ChecklistItemMutations:
    """Keeping checklists; the task is as far as its checklist."""

    add_checklist_item: TaskPayload = mutation(
        checklist_items.add, AddChecklistItemInput, CanWork, description="Add a line to a checklist."
    )
    set_checklist_item_done: TaskPayload = mutation(
        checklist_items.set_done, SetChecklistItemDoneInput, CanWork, description="The task's percentage follows."
    )
