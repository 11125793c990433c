"""Running clocks: started, stopped into a time entry, or thrown away."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, select

from models import EventKind, Project, Task, TimeEntry, Timer, User, UserClient
from models.errors import ErrorCode, Refusal, Rejected
from models.time_entry import LONGEST_SECONDS
from permissions.base import visible
from permissions.viewer import Viewer
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.context import Context
from resolvers.given import Given
from resolvers.time_rules import Place, approval, day_of, overlaps, place, rates, require_open_day

RUNNING = "A timer of yours is running; stop it first, or ask for it to be stopped."
refuses("uq_timer_running", ErrorCode.TIMER_RUNNING, RUNNING)


async def start(context: Context, given: Given) -> Answer:
    """Start a clock. One that runs refuses it, or is stopped into its entry first where that is asked for."""
    async with context.change() as change:
        at = await place(change, given)
        entry, warnings = None, []
        running = await _running(change)
        if running is not None:
            if not given.stop_running:
                raise Rejected(ErrorCode.TIMER_RUNNING, RUNNING)
            entry, warnings = await _stop(change, running)
        timer = await change.add(
            Timer(
                client_id=at.project.client_id,
                project_id=at.project.id,
                task_id=at.task.id if at.task else None,
                user_id=change.viewer.user_id,
                note=given.note,
                started_at=change.now,
            )
        )
        change.record(EventKind.TIMER_STARTED, timer, f"Timer started: {(at.task or at.project).name}")
        return change.answer(timer=timer, time_entry=entry, warnings=warnings)


async def stop(context: Context, given: Given) -> Answer:
    """Stop the viewer's clock and keep its time, at least one second."""
    async with context.change() as change:
        timer = _required(await _running(change))
        entry, warnings = await _stop(change, timer, given.note, given.billable)
        return change.answer(timer=timer, time_entry=entry, warnings=warnings)


async def discard(context: Context, given: Given) -> Answer:
    """Stop a clock and keep nothing: the viewer's own, or for administrators any by its id."""
    async with context.change() as change:
        if given.timer_id is not None:
            timer = await change.find(Timer, given.timer_id, "timerId")
        else:
            timer = _required(await _running(change))
        timer.discard(change.now)
        change.record(EventKind.TIMER_DISCARDED, timer)
        return change.answer(timer=timer, time_entry=None, warnings=[])


async def running(context: Context) -> Timer | None:
    """The clock that runs for the viewer."""
    viewer = context.viewer
    return next(iter(await context.scalars(visible(Timer, viewer).where(runs_for(viewer)))), None)


def runs_for(viewer: Viewer) -> ColumnElement[bool]:
    """Clocks of the viewer that run."""
    return and_(Timer.user_id == viewer.me, Timer.stopped_at.is_(None))


async def stop_all(change: Change, project: Project) -> None:
    """Stop every clock on a project that takes no more time, each into its entry (domain.md 3.3)."""
    on_project = select(Timer).where(Timer.project_id == project.id, Timer.stopped_at.is_(None)).order_by(Timer.id)
    for timer in await change.all(on_project.with_for_update()):
        await _stop(change, timer)


async def stop_where_not_covered(change: Change, user: User) -> None:
    """Stop the clock of somebody who lost its client: they do not see it, and could not stop it.

    Its time is kept, unless no entry can be made of it, as on a locked day: nothing holds up that access is taken away.
    """
    theirs = select(UserClient.client_id).where(UserClient.user_id == user.id)
    lost = and_(Timer.user_id == user.id, Timer.stopped_at.is_(None), Timer.client_id.not_in(theirs))
    for timer in await change.all(select(Timer).where(lost).with_for_update()):
        try:
            await _stop(change, timer)
        except Rejected:
            timer.discarded = True
            change.record(EventKind.TIMER_DISCARDED, timer)


async def _running(change: Change) -> Timer | None:
    mine = select(Timer).where(Timer.user_id == change.viewer.user_id, Timer.stopped_at.is_(None))
    return next(iter(await change.all(mine.with_for_update())), None)


def _required(timer: Timer | None) -> Timer:
    if timer is None:
        raise Rejected(ErrorCode.INVALID_STATE, "No timer of yours is running.")
    return timer


async def _stop(
    change: Change, timer: Timer, note: str | None = None, billable: bool | None = None
) -> tuple[TimeEntry, list[Refusal]]:
    """The entry of a clock: on the day it started, and never longer than an entry may be (domain.md T4, T5)."""
    timer.stop(change.now)
    await change.flush()
    at = Place(
        await change.get(Project, timer.project_id, lock=False), await change.get(Task, timer.task_id, lock=False)
    )
    day = await day_of(change, timer.started_at)
    await require_open_day(change, day)
    seconds = min(max(int((change.now - timer.started_at).total_seconds()), 1), LONGEST_SECONDS)
    warnings = await overlaps(change, timer.user_id, timer.started_at, seconds)
    entry = TimeEntry(
        client_id=timer.client_id,
        project_id=timer.project_id,
        task_id=timer.task_id,
        user_id=timer.user_id,
        logged_on=day,
        started_at=timer.started_at,
        ended_at=timer.started_at + timedelta(seconds=seconds),
        seconds=seconds,
        note=note or timer.note,
        approval_status=await approval(change),
    )
    entry.set_billable(at.billable if billable is None else billable)
    entry.set_rates(*await rates(change, at, await change.get(User, timer.user_id, lock=False)))
    await change.add(entry)
    change.record(EventKind.TIME_LOGGED, entry, f"Time logged: {(at.task or at.project).name}")
    return entry, warnings
