"""Reminders of tasks."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanWork
from resolvers import reminder as reminders
from schema.core.fields import field, related
from schema.core.inputs import given, optional
from schema.core.mutation import mutation
from schema.core.node import Node, node, roots
from schema.task import TaskPayload


@node(models.Reminder, "reminders", connection=False, filtered=False)
class Reminder(Node):
    """A notification ordered for a given instant. It fires once."""

    task = related(models.Reminder.task_id, "The task.")
    recipient = related(models.Reminder.recipient_id, "Who is reminded.")
    remind_at: datetime = field("When.")
    note: str | None = field("What it says.")
    sent_at: datetime | None = field("When it fired.")


@strawberry.input(description="For addReminder.")
class AddReminderInput:
    task_id: strawberry.ID = given("The task.")
    remind_at: datetime = given("When.")
    user_id: strawberry.ID | None = optional("Who is reminded; the caller by default.")
    note: str | None = optional("What it says.")


@roots
class ReminderMutations:
    """Ordering reminders."""

    add_reminder: TaskPayload = mutation(
        reminders.add, AddReminderInput, CanWork, description="Order a notification for a given instant."
    )
