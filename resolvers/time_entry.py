"""Time worked: logged, changed, approved, and closed by periods (domain.md 3.6)."""

from uuid import UUID

from sqlalchemy import select

from models import BillingAllocation, EventKind, Organisation, Project, Task, TimeEntry, User
from models.core.money import Money, plain
from models.core.rounding import hours
from models.errors import ErrorCode, Refusal, Rejected
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.colleagues import colleague
from resolvers.context import Context
from resolvers.given import Given
from resolvers.time_rules import Place, approval, place, put_on_the_clock, rates, require_open_day


async def log(context: Context, given: Given) -> Answer:
    """Keep time that was worked, at the rates of this moment (domain.md T1, T2, T4)."""
    async with context.change() as change:
        at = await place(change, given)
        user = await _worker(change, given, at.project.client_id)
        await require_open_day(change, given.logged_on)
        entry = TimeEntry(
            client_id=at.project.client_id,
            project_id=at.project.id,
            task_id=at.task.id if at.task else None,
            user_id=user.id,
            logged_on=given.logged_on,
            note=given.note,
            approval_status=await approval(change),
        )
        entry.set_billable(at.billable if given.billable is None else given.billable)
        entry.set_seconds(given.seconds)
        entry.set_rates(*await rates(change, at, user))
        warnings = await put_on_the_clock(change, entry, given.started_at) if given.started_at else []
        await change.add(entry)
        change.record(EventKind.TIME_LOGGED, entry, f"Time logged: {(at.task or at.project).name}")
        return change.answer(time_entry=entry, warnings=warnings)


async def _worker(change: Change, given: Given, client_id: UUID) -> User:
    """The user who worked; only administrators name another (contract, logTime)."""
    if given.user_id is None:
        return await change.get(User, change.viewer.user_id, lock=False)
    user = await colleague(change, given.user_id, client_id, "userId")
    if user.id != change.viewer.user_id and not change.viewer.is_admin:
        raise Rejected(ErrorCode.FORBIDDEN, "Only administrators log time of others.", ["userId"])
    return user


async def update(context: Context, given: Given) -> Answer:
    """Change what is given, while it is on no invoice. Another project or task brings its own rate (T2, T6)."""
    async with context.change() as change:
        entry = await change.find(TimeEntry, given.time_entry_id, "timeEntryId")
        change.expect(entry, given.expected_version)
        entry.require_unbilled()
        await require_open_day(change, entry.logged_on)
        change.update(entry, given, "note", "logged_on")
        if given.logged_on is not None:
            await require_open_day(change, entry.logged_on)
        if "project_id" in given or "task_id" in given:
            await _move(change, entry, given)
        if given.seconds is not None:
            entry.set_seconds(given.seconds)
        warnings = await _clock(change, entry, given)
        if given.billable is not None:
            entry.set_billable(given.billable)
        entry.ask_again()
        change.record(EventKind.TIME_UPDATED, entry, f"Time updated: {_told(entry)}")
        return change.answer(time_entry=entry, warnings=warnings)


async def _clock(change: Change, entry: TimeEntry, given: Given) -> list[Refusal]:
    """When it was begun, where that is given, or its day or length changed; null leaves it with a day alone."""
    if "started_at" in given and given.started_at is None:
        entry.started_at = entry.ended_at = None
    start = given.started_at or entry.started_at
    if start is None or not any(name in given for name in ("started_at", "seconds", "logged_on")):
        return []
    return await put_on_the_clock(change, entry, start)


async def _move(change: Change, entry: TimeEntry, given: Given) -> None:
    if given.project_id is None and given.task_id is None:
        # Only the task was cleared: the time stays on its project.
        at = Place(await change.get(Project, entry.project_id, lock=False), None)
    else:
        at = await place(change, given)
    await put(change, entry, at)


async def put(change: Change, entry: TimeEntry, at: Place) -> None:
    """Put an entry elsewhere, at the price that holds there; what it cost stays."""
    entry.client_id, entry.project_id = at.project.client_id, at.project.id
    entry.task_id = at.task.id if at.task else None
    price, _ = await rates(change, at, await change.get(User, entry.user_id, lock=False))
    cost = None if entry.cost_rate is None else Money(entry.cost_rate, entry.cost_currency)
    entry.set_rates(price, cost)


async def move_with(change: Change, task: Task, project: Project) -> None:
    """The time of a task follows it to another project, unless it is on an invoice (domain.md IN-27)."""
    on_task = select(TimeEntry).where(TimeEntry.task_id == task.id).order_by(TimeEntry.id).with_for_update()
    for entry in await change.all(on_task):
        if entry.invoice_line_id is None:
            await put(change, entry, Place(project, task))
            change.record(EventKind.TIME_UPDATED, entry, f"Time moved with its task: {task.name}")
        elif entry.client_id != project.client_id:
            message = "Time of this task is on an invoice of another client."
            raise Rejected(ErrorCode.ALREADY_BILLED, message, ["projectId"])


async def delete(context: Context, given: Given) -> Answer:
    """Take back time that never was on an invoice; what was stays for good (domain.md T6, B2)."""
    async with context.change() as change:
        entry = await change.find(TimeEntry, given.time_entry_id, "timeEntryId")
        entry.require_unbilled()
        await require_open_day(change, entry.logged_on)
        if await change.scalar(select(BillingAllocation.id).where(BillingAllocation.time_entry_id == entry.id)):
            raise Rejected(ErrorCode.ALREADY_BILLED, "It was on an invoice once, and stays for the record.")
        data = {"seconds": entry.seconds, "loggedOn": entry.logged_on.isoformat(), "userId": str(entry.user_id)}
        change.record(EventKind.TIME_DELETED, entry, data=data)
        await change.remove(entry)
        return change.answer(time_entry=None, warnings=[])


async def approve(context: Context, given: Given) -> Answer:
    """Approve or reject time, all of it or none."""
    async with context.change() as change:
        entries = await change.find_all(TimeEntry, given.time_entry_ids, "timeEntryIds")
        for entry in entries:
            entry.decide(given.approve is not False)
            decision = "rejected" if given.approve is False else "approved"
            change.record(EventKind.TIME_APPROVED, entry, f"Time {decision}: {_told(entry)}")
        return change.answer(time_entries=entries)


def _told(entry: TimeEntry) -> str:
    """What people call an entry, which has no name."""
    return f"{plain(hours(entry.seconds))} h of {entry.logged_on.isoformat()}"


async def lock_period(context: Context, given: Given) -> Answer:
    """Close the days before one for time, or open all of them."""
    async with context.change() as change:
        (organisation,) = await change.all(select(Organisation).with_for_update())
        organisation.locked_before_on = given.before_on
        change.record(EventKind.PERIOD_LOCKED, organisation)
        return change.answer(organisation=organisation)
