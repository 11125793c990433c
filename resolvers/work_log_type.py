"""Work log types: kinds of work."""

from sqlalchemy import select

from models import EventKind, WorkLogType, WorkTypeClient, WorkTypeWorkLogType
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named
from resolvers.reading import Link

_pairs = (
    select(WorkTypeClient.client_id, WorkTypeWorkLogType.work_log_type_id)
    .join(WorkTypeWorkLogType, WorkTypeWorkLogType.work_type_id == WorkTypeClient.work_type_id)
    .distinct()
    .subquery("client_work_log_type")
)
OF_CLIENT = Link(WorkLogType, _pairs.c.client_id, _pairs.c.work_log_type_id)
"""The work log types of a client: those its work types are offered under, each once (domain.md J2)."""


async def create(context: Context, given: Given) -> Answer:
    """Make a work log type."""
    async with context.change() as change:
        kind = WorkLogType(name=named(given.name, "name"), allowed_roles=_roles(given))
        change.update(kind, given, "require_activities_complete")
        await change.add(kind)
        change.record(EventKind.SETUP_CHANGED, kind)
        return change.answer(work_log_type=kind)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given; with null for the roles all of them may use it."""
    async with context.change() as change:
        kind = await change.find(WorkLogType, given.work_log_type_id, "workLogTypeId")
        change.expect(kind, given.expected_version)
        if "name" in given:
            kind.name = named(given.name, "name")
        if "allowed_roles" in given:
            kind.allowed_roles = _roles(given)
        change.update(kind, given, "require_activities_complete")
        if change.changed(kind):
            change.record(EventKind.SETUP_CHANGED, kind)
        return change.answer(work_log_type=kind)


def _roles(given: Given) -> list[str] | None:
    if given.allowed_roles is None:
        return None
    if not given.allowed_roles:
        raise Rejected(ErrorCode.INVALID, "Somebody has to be allowed; null allows every role.", ["allowedRoles"])
    return list(dict.fromkeys(role.name for role in given.allowed_roles))
