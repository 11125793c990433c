"""Work types: what is done for a client, and what each goes with."""

from uuid import UUID

from sqlalchemy import func, select

from models import (
    Client,
    EventKind,
    Priority,
    Service,
    WorkLogType,
    WorkType,
    WorkTypeClient,
    WorkTypePriority,
    WorkTypeService,
    WorkTypeWorkLogType,
)
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named
from resolvers.links import Moved, replace

TIES = {
    "work_log_type_ids": (WorkTypeWorkLogType.work_type_id, WorkTypeWorkLogType.work_log_type_id, WorkLogType),
    "service_ids": (WorkTypeService.work_type_id, WorkTypeService.service_id, Service),
    "client_ids": (WorkTypeClient.work_type_id, WorkTypeClient.client_id, Client),
    "priority_ids": (WorkTypePriority.work_type_id, WorkTypePriority.priority_id, Priority),
}


async def create(context: Context, given: Given) -> Answer:
    """Make a work type with all it goes with, at the end unless a position is given."""
    async with context.change() as change:
        last = await change.scalar(select(func.coalesce(func.max(WorkType.position), 0)))
        work_type = WorkType(
            name=named(given.name, "name"), position=last + 1 if given.position is None else given.position
        )
        await change.add(work_type)
        await _tie(change, work_type, given)
        work_type.default_priority_id = await _default_priority(change, work_type, given)
        change.record(EventKind.SETUP_CHANGED, work_type)
        return change.answer(work_type=work_type)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given; each list replaces what it went with."""
    async with context.change() as change:
        work_type = await change.find(WorkType, given.work_type_id, "workTypeId")
        change.expect(work_type, given.expected_version)
        moved = await _tie(change, work_type, given)
        work_type.default_priority_id = await _default_priority(change, work_type, given)
        if "name" in given:
            work_type.name = named(given.name, "name")
        change.update(work_type, given, "position", "active")
        if change.changed(work_type) or moved:
            change.record(EventKind.SETUP_CHANGED, work_type, data=moved or None)
        return change.answer(work_type=work_type)


async def set_of_client(context: Context, given: Given) -> Answer:
    """Make these the work types of a client (domain.md FS-05)."""
    async with context.change() as change:
        client = await change.find(Client, given.client_id, "clientId")
        wanted = await change.find_all(WorkType, given.work_type_ids, "workTypeIds")
        moved = await replace(
            change, WorkTypeClient.client_id, client.id, WorkTypeClient.work_type_id, wanted, WorkType
        )
        if moved:
            change.record(EventKind.SETUP_CHANGED, client, f"Work types set: {client.name}", data=moved)
        return change.answer(client=client)


async def _tie(change: Change, work_type: WorkType, given: Given) -> Moved:
    moved: Moved = {}
    for name, (own, other, target) in TIES.items():
        if getattr(given, name) is not None:
            wanted = await change.find_all(target, getattr(given, name), given.shown(name))
            moved |= await replace(change, own, work_type.id, other, wanted, target)
    return moved


async def _default_priority(change: Change, work_type: WorkType, given: Given) -> UUID | None:
    """The default priority it shall have: one of its own, else INVALID."""
    key = work_type.default_priority_id
    if "default_priority_id" in given:
        chosen = given.default_priority_id
        key = (await change.find(Priority, chosen, "defaultPriorityId", lock=False)).id if chosen else None
    if key is None:
        return None
    pair = select(WorkTypePriority.priority_id).where(WorkTypePriority.work_type_id == work_type.id)
    if await change.scalar(pair.where(WorkTypePriority.priority_id == key)) is None:
        path = "defaultPriorityId" if "default_priority_id" in given else "priorityIds"
        raise Rejected(ErrorCode.INVALID, "The default priority is one of its priorities.", [path])
    return key
