"""Scheduled exports: which list, in which form, when, and who is told (docs/analysts.md)."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from models import (
    EventKind,
    SavedQuery,
    ScheduledExport,
    ScheduledExportRecipient,
    ScheduledExportRun,
    ScheduledExportRunStatus,
    ScheduledExportStatus,
    User,
    WebhookEndpoint,
)
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.export_scope import sees_no_less
from resolvers.given import Given
from resolvers.inputs import named
from resolvers.saved_query import json_object
from resolvers.scheduled_export_run import asked_of, begin, move_on
from resolvers.session import viewer_now

MOST = 50
"""Schedules of one user that are not put away, and recipients of one schedule."""
ID = ["scheduledExportId"]


async def create(context: Context, given: Given) -> Answer:
    """Have a list made into a file every so often, in the caller's scope, and tell colleagues or an endpoint."""
    _by_a_person(context)
    async with context.change() as change:
        await _check_number(change)
        schedule = ScheduledExport(
            user_id=change.viewer.user_id,
            name=named(given.name, "name"),
            form=given.form,
            status=ScheduledExportStatus.ACTIVE,
        )
        schedule.due(given.cadence, given.weekday, given.day_of_month, given.hour)
        await _take_list(change, schedule, given)
        recipients = await _take_recipients(change, schedule, given)
        schedule.plan(change.now, (await change.organisation()).time_zone)
        await change.add(schedule)
        await _send_to(change, schedule, recipients)
        change.record(EventKind.SCHEDULED_EXPORT_CREATED, schedule)
        return change.answer(scheduled_export=schedule)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given."""
    _by_a_person(context)
    async with context.change() as change:
        schedule = await _own(change, given)
        change.expect(schedule, given.expected_version)
        if "name" in given:
            schedule.name = named(given.name, "name")
        if given.form is not None:
            schedule.form = given.form
        if any(part in given for part in ("cadence", "weekday", "day_of_month", "hour")):
            await _be_due(change, schedule, given)
        if any(part in given for part in ("saved_query_id", "query", "variables", "form")):
            await _take_list(change, schedule, given)
        told = any(part in given for part in ("recipient_ids", "webhook_endpoint_id"))
        if told:
            await _send_to(change, schedule, await _take_recipients(change, schedule, given))
        if told or change.changed(schedule):
            change.record(EventKind.SCHEDULED_EXPORT_UPDATED, schedule)
        return change.answer(scheduled_export=schedule)


async def pause(context: Context, given: Given) -> Answer:
    """Make none by itself until it is resumed. Administrators may do so with everybody's."""
    async with context.change() as change:
        schedule = await change.find(ScheduledExport, given.scheduled_export_id, *ID)
        schedule.pause()
        change.record(EventKind.SCHEDULED_EXPORT_PAUSED, schedule)
        return change.answer(scheduled_export=schedule)


async def resume(context: Context, given: Given) -> Answer:
    """Make files again, from now on."""
    _by_a_person(context)
    async with context.change() as change:
        schedule = await _own(change, given)
        schedule.resume(change.now, (await change.organisation()).time_zone)
        change.record(EventKind.SCHEDULED_EXPORT_RESUMED, schedule)
        return change.answer(scheduled_export=schedule)


async def archive(context: Context, given: Given) -> Answer:
    """Put it away; a second time changes nothing. Administrators may do so with everybody's."""
    async with context.change() as change:
        schedule = await change.find(ScheduledExport, given.scheduled_export_id, *ID)
        if schedule.archived_at is None:
            schedule.archive(change.now)
            change.record(EventKind.SCHEDULED_EXPORT_ARCHIVED, schedule)
        return change.answer(scheduled_export=schedule)


async def run_now(context: Context, given: Given) -> Answer:
    """Have a file made at once, beside the days it is due. INVALID_STATE while one is being made."""
    _by_a_person(context)
    async with context.change() as change:
        schedule = await _own(change, given)
        waiting = select(ScheduledExportRun.id).where(
            ScheduledExportRun.scheduled_export_id == schedule.id,
            ScheduledExportRun.status == ScheduledExportRunStatus.WAITING,
        )
        if await change.scalar(waiting.limit(1)) is not None:
            raise Rejected(ErrorCode.INVALID_STATE, "One is being made; wait for it.", ID)
        run = await begin(change, schedule, change.now, on_demand=True)
        change.record(EventKind.SCHEDULED_EXPORT_REQUESTED, schedule)
        return change.answer(scheduled_export=schedule, run=run)


async def plan_again(change: Change) -> None:
    """The hours of the organisation are others now: every schedule that is active is due at its hour of those."""
    active = select(ScheduledExport).where(ScheduledExport.status == ScheduledExportStatus.ACTIVE)
    for schedule in await change.all(active.order_by(ScheduledExport.id)):
        await move_on(change, schedule)


def _by_a_person(context: Context) -> None:
    """FORBIDDEN to programs, which would get around the limits of their key: a file is made in its owner's scope."""
    if context.session is not None and context.session.is_api_token:
        raise Rejected(ErrorCode.FORBIDDEN, "A program schedules no exports: it can ask for them itself.")


async def _own(change: Change, given: Given) -> ScheduledExport:
    """The caller's own; INVALID_STATE where it was put away."""
    schedule: ScheduledExport = await change.find(ScheduledExport, given.scheduled_export_id, *ID)
    if schedule.user_id != change.viewer.user_id:
        message = "It is made in somebody else's scope: you may pause it or put it away."
        raise Rejected(ErrorCode.FORBIDDEN, message, ID)
    if schedule.archived_at is not None:
        raise Rejected(ErrorCode.INVALID_STATE, "It was put away.", ID)
    return schedule


async def _check_number(change: Change) -> None:
    kept = ScheduledExport.user_id == change.viewer.user_id, ScheduledExport.archived_at.is_(None)
    if await change.scalar(select(func.count()).select_from(ScheduledExport).where(*kept)) >= MOST:
        raise Rejected(ErrorCode.INVALID, f"You have {MOST} already; put one away.")


async def _be_due(change: Change, schedule: ScheduledExport, given: Given) -> None:
    cadence = given.cadence or schedule.cadence
    same = cadence is schedule.cadence
    weekday = given.value("weekday", schedule.weekday if same else None)
    day_of_month = given.value("day_of_month", schedule.day_of_month if same else None)
    hour = schedule.hour if given.hour is None else given.hour
    schedule.due(cadence, weekday, day_of_month, hour)
    schedule.plan(change.now, (await change.organisation()).time_zone)


async def _take_list(change: Change, schedule: ScheduledExport, given: Given) -> None:
    """Which list: a saved query, or one of its own. INVALID where no file can be made of it, with the reason."""
    if given.saved_query_id is not None or given.query is not None:
        if given.saved_query_id is not None and given.query is not None:
            raise Rejected(ErrorCode.INVALID, "Name a saved query or give one, not both.", ["query"])
        schedule.saved_query_id, schedule.query = None, given.query
    if "variables" in given:
        schedule.variables = json_object(given, "variables")
    saved = await change.get(SavedQuery, schedule.saved_query_id, lock=False)
    if given.saved_query_id is not None:
        saved = await change.find(SavedQuery, given.saved_query_id, "savedQueryId", lock=False)
        schedule.saved_query_id = saved.id
    if saved is None and schedule.query is None:
        raise Rejected(ErrorCode.REQUIRED, "Name a saved query, or give one.", ["savedQueryId"])
    exports = change.context.services.exports
    if exports is None:
        raise Rejected(ErrorCode.INVALID_STATE, "No files are made here.")
    if reason := await exports.objection(change.context, asked_of(schedule, saved)):
        raise Rejected(ErrorCode.INVALID, reason, ["savedQueryId" if saved else "query"])


async def _take_recipients(change: Change, schedule: ScheduledExport, given: Given) -> list[User]:
    """Who gets letters; nobody where an endpoint is told, and the owner where nothing is said."""
    if given.webhook_endpoint_id is not None:
        if given.recipient_ids:
            raise Rejected(ErrorCode.INVALID, "Colleagues are told, or an endpoint; not both.", ["recipientIds"])
        path = "webhookEndpointId"
        endpoint = await change.find(WebhookEndpoint, given.webhook_endpoint_id, path, lock=False)
        if not endpoint.is_told:
            raise Rejected(ErrorCode.INVALID_STATE, "This endpoint is told nothing.", [path])
        schedule.webhook_endpoint_id = endpoint.id
        return []
    schedule.webhook_endpoint_id = None
    asked = given.recipient_ids or []
    if len(asked) > MOST:
        raise Rejected(ErrorCode.INVALID, f"At most {MOST} are told.", ["recipientIds"])
    for place, user in enumerate(found := await change.find_all(User, asked, "recipientIds")):
        viewer = await viewer_now(change.session, user)
        if viewer is None or not sees_no_less(viewer, change.viewer):
            message = f"{user.name} may see less than you do, and cannot have what is made for you."
            raise Rejected(ErrorCode.INVALID, message, ["recipientIds", place])
    return found or [user for user in [await change.get(User, schedule.user_id, lock=False)] if user]


async def _send_to(change: Change, schedule: ScheduledExport, users: Sequence[User]) -> None:
    link = ScheduledExportRecipient
    await change.session.execute(delete(link).where(link.scheduled_export_id == schedule.id))
    change.session.add_all(link(scheduled_export_id=schedule.id, user_id=user.id) for user in users)
    await change.flush()
