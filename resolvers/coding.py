"""Codings: cost codes of jobs."""

from sqlalchemy import select

from models import Client, Coding, CodingClient, CodingWorkLogType, EventKind, WorkLogType
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named
from resolvers.links import Moved, replace

refuses("uq_coding_code", ErrorCode.DUPLICATE, "There is a coding with this code.")


async def create(context: Context, given: Given) -> Answer:
    """Make a code for the clients and the work log types named. DUPLICATE where the code is taken."""
    async with context.change() as change:
        code = named(given.code, "code")
        if await change.scalar(select(Coding.id).where(Coding.code == code)):
            raise Rejected(ErrorCode.DUPLICATE, "There is a coding with this code.", ["code"])
        coding = await change.add(Coding(code=code, description=named(given.description, "description")))
        await _assign(change, coding, given)
        change.record(EventKind.SETUP_CHANGED, coding)
        return change.answer(coding=coding)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given. A code that is no longer active stays on the jobs that carry it."""
    async with context.change() as change:
        coding = await change.find(Coding, given.coding_id, "codingId")
        change.expect(coding, given.expected_version)
        if "description" in given:
            coding.description = named(given.description, "description")
        change.update(coding, given, "active")
        if change.changed(coding):
            change.record(EventKind.SETUP_CHANGED, coding)
        return change.answer(coding=coding)


async def assign(context: Context, given: Given) -> Answer:
    """Replace both assignments, of clients as far as the caller sees the others (domain.md FS-23)."""
    async with context.change() as change:
        coding = await change.find(Coding, given.coding_id, "codingId")
        moved = await _assign(change, coding, given)
        if moved:
            change.record(EventKind.SETUP_CHANGED, coding, data=moved)
        return change.answer(coding=coding)


async def _assign(change: Change, coding: Coding, given: Given) -> Moved:
    clients = await change.find_all(Client, given.client_ids, "clientIds")
    kinds = await change.find_all(WorkLogType, given.work_log_type_ids, "workLogTypeIds")
    moved = await replace(change, CodingClient.coding_id, coding.id, CodingClient.client_id, clients, Client)
    of_kinds = CodingWorkLogType.coding_id, coding.id, CodingWorkLogType.work_log_type_id
    return moved | await replace(change, *of_kinds, kinds, WorkLogType)
