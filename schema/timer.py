"""Running clocks."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanWork
from resolvers import timer as timers
from schema.core.fields import field, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.mutation import UserError, mutation, payload
from schema.core.node import ClientScoped, node, roots


@node(models.Timer, "timers", connection=False, filtered=False)
class Timer(ClientScoped):
    """A running clock. One user has at most one. The user and administrators."""

    user = related(models.Timer.user_id, "Whose it is.")
    client = related(models.Timer.client_id, "The client.")
    project = related(models.Timer.project_id, "The project.")
    task = related(models.Timer.task_id, "The task.")
    note: str | None = field("What is being done.")
    started_at: datetime = field("When it was started.")


TimerPayload = payload(
    "TimerPayload",
    "What a write of a timer answers.",
    timer=(noun("Timer") | None, "The timer."),
    time_entry=(noun("TimeEntry") | None, "The time it was stopped into."),
    warnings=(list[UserError] | None, "Done all the same, but worth a look."),
)


@strawberry.input(description="For startTimer.")
class StartTimerInput:
    project_id: strawberry.ID | None = optional("The project; not needed with a task.")
    task_id: strawberry.ID | None = optional("The task.")
    note: str | None = optional("What is being done.")
    stop_running: bool | None = given("Whether a timer that runs is stopped first.", default=False)
    idempotency_key: str | None = optional("The same key and input answer the same and act once.")


@strawberry.input(description="For stopTimer.")
class StopTimerInput:
    note: str | None = optional("What was done; the timer's by default.")
    billable: bool | None = optional("By default the task's, unless the project is NON_BILLABLE.")
    idempotency_key: str | None = optional("The same key and input answer the same and act once.")


@strawberry.input(description="For discardTimer.")
class DiscardTimerInput:
    timer_id: strawberry.ID | None = optional("The viewer's running one by default.")
    idempotency_key: str | None = optional("The same key and input answer the same and act once.")


@roots
class TimerQueries:
    """Reading clocks."""

    running_timer: noun("Timer") | None = MadeField(
        "The viewer's.",
        lambda root, info: timers.running(info.context),
        sql=lambda asked: asked.any_of(models.Timer, timers.runs_for(asked.viewer)),
    )


@roots
class TimerMutations:
    """Clocking time."""

    start_timer: TimerPayload = mutation(
        timers.start, StartTimerInput, CanWork, description="The task's project is taken from the task."
    )
    stop_timer: TimerPayload = mutation(timers.stop, StopTimerInput, CanWork, description="Makes the time entry.")
    discard_timer: TimerPayload = mutation(
        timers.discard, DiscardTimerInput, CanWork, description="The viewer's running one by default."
    )
