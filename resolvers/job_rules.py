"""What a job may be: the rules of domain.md 3.12, written once for jobOptions and for createJob (J11).

The facts are read first, in the caller's scope; every rule is then a plain function of them.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from models import (
    Activity,
    ActivityClient,
    ActivityRate,
    Coding,
    CodingClient,
    CodingWorkLogType,
    Priority,
    Service,
    Site,
    WorkLogType,
    WorkType,
    WorkTypeClient,
    WorkTypePriority,
    WorkTypeService,
    WorkTypeWorkLogType,
)
from models.errors import ErrorCode, Rejected
from permissions.base import visible
from permissions.viewer import Viewer

Reader = Callable[[Select[Any]], Awaitable[Sequence[Any]]]
"""Answers all rows of a statement, whoever asks."""
Ties = dict[UUID, set[UUID]]


def offered(client_id: Any, work_log_type_id: Any, day: Any) -> ColumnElement[bool]:
    """Which activities a job may have (J3): active, for its client, and at a price that holds on the day.

    An activity's own prices always hold. Where the client has rates of its own, one of them has to hold.
    """
    of_client = exists().where(ActivityClient.activity_id == Activity.id, ActivityClient.client_id == client_id)
    own = and_(
        ActivityRate.activity_id == Activity.id,
        ActivityRate.client_id == client_id,
        or_(ActivityRate.work_log_type_id.is_(None), ActivityRate.work_log_type_id == work_log_type_id),
    )
    holding = exists().where(own, ActivityRate.holds_on(day))
    return and_(Activity.active, of_client, or_(~exists().where(own), holding))


@dataclass(frozen=True)
class OfferedWorkType:
    """A work type of the client and what it goes with."""

    work_type: WorkType
    service_ids: set[UUID]
    work_log_type_ids: set[UUID]
    priority_ids: set[UUID]

    def fits(self, kind: WorkLogType | None, service: Service | None) -> bool:
        """Whether it includes the work log type and the service, as far as they are known."""
        has_kind = kind is None or kind.id in self.work_log_type_ids
        return has_kind and (service is None or service.id in self.service_ids)


@dataclass(frozen=True)
class JobRules:
    """What may be chosen for a job at a site, by a caller, on a day."""

    viewer: Viewer
    site: Site
    today: date
    work_types: list[OfferedWorkType]
    work_log_types: list[WorkLogType]
    priorities: dict[UUID, Priority]

    # --- J2

    def require_work_log_type(self, kind: WorkLogType) -> None:
        """FORBIDDEN where the caller's role may not use it, NO_WORK_TYPE where no work type of the client has it."""
        if not may_use(kind, self.viewer):
            raise Rejected(ErrorCode.FORBIDDEN, f"Your role may not make jobs of {kind.name}.", ["workLogTypeId"])
        if kind.id not in {each.id for each in self.work_log_types}:
            raise Rejected(ErrorCode.NO_WORK_TYPE, f"No work type of the client has {kind.name}.", ["workLogTypeId"])

    # --- J5

    def fitting(self, kind: WorkLogType | None, service: Service | None) -> list[OfferedWorkType]:
        """The work types a job of the work log type and the service may have, the one it would have first."""
        return [each for each in self.work_types if each.fits(kind, service)]

    def work_type(self, kind: WorkLogType, service: Service, chosen: WorkType | None) -> OfferedWorkType:
        """The work type of a job: the one chosen, which has to fit, or the first that does."""
        if chosen is None:
            fitting = self.fitting(kind, service)
            if not fitting:
                raise Rejected(
                    ErrorCode.NO_WORK_TYPE, f"No work type has {kind.name} and {service.name}.", ["activities"]
                )
            return fitting[0]
        path, of_client = ["workTypeId"], {each.work_type.id: each for each in self.work_types}
        found = of_client.get(chosen.id)
        if found is None:
            raise Rejected(ErrorCode.WORK_TYPE_NOT_FOR_CLIENT, f"{chosen.name} is not done for the client.", path)
        if not found.fits(kind, None):
            raise Rejected(ErrorCode.NO_WORK_TYPE, f"{chosen.name} does not include {kind.name}.", path)
        if not found.fits(None, service):
            raise Rejected(ErrorCode.SERVICE_MISMATCH, f"{chosen.name} does not include {service.name}.", path)
        return found

    # --- J9

    def priorities_of(self, work_type: OfferedWorkType) -> list[Priority]:
        """The priorities of a work type, the default first."""
        default = work_type.work_type.default_priority_id
        found = [self.priorities[key] for key in work_type.priority_ids if key in self.priorities]
        return sorted(found, key=lambda each: (each.id != default, each.name, each.id))

    def priority(self, work_type: OfferedWorkType, chosen: Priority | None) -> Priority:
        """The priority of a job: the one chosen, which has to be one of the work type's, or the first of them."""
        found = self.priorities_of(work_type)
        name = work_type.work_type.name
        if chosen is None:
            if not found:
                raise Rejected(ErrorCode.REQUIRED, f"{name} has no priority.", ["priorityId"])
            return found[0]
        if chosen.id not in {each.id for each in found}:
            raise Rejected(ErrorCode.INVALID, f"{chosen.name} is no priority of {name}.", ["priorityId"])
        return chosen


async def rules_at(read: Reader, viewer: Viewer, site: Site, today: date) -> JobRules:
    """The rules for jobs at a site."""
    of_client = select(WorkTypeClient.work_type_id).where(WorkTypeClient.client_id == site.client_id)
    asked = visible(WorkType, viewer).where(WorkType.active, WorkType.id.in_(of_client))
    work_types = await read(asked.order_by(WorkType.position, WorkType.id))
    keys = [each.id for each in work_types]
    services = await ties(read, WorkTypeService.work_type_id, WorkTypeService.service_id, keys)
    kinds = await ties(read, WorkTypeWorkLogType.work_type_id, WorkTypeWorkLogType.work_log_type_id, keys)
    ranks = await ties(read, WorkTypePriority.work_type_id, WorkTypePriority.priority_id, keys)
    offered_kinds = visible(WorkLogType, viewer).where(WorkLogType.id.in_(set().union(*kinds.values())))
    priorities = await read(visible(Priority, viewer).where(Priority.id.in_(set().union(*ranks.values()))))
    return JobRules(
        viewer=viewer,
        site=site,
        today=today,
        work_types=[OfferedWorkType(each, services[each.id], kinds[each.id], ranks[each.id]) for each in work_types],
        work_log_types=[
            each
            for each in await read(offered_kinds.order_by(WorkLogType.name, WorkLogType.id))
            if may_use(each, viewer)
        ],
        priorities={each.id: each for each in priorities},
    )


async def ties(read: Reader, own: Any, other: Any, keys: Iterable[UUID]) -> Ties:
    """What rows are tied to by an association table, by their keys."""
    found: Ties = defaultdict(set)
    for each in await read(select(own.class_).where(own.in_(list(keys)))):
        found[getattr(each, own.key)].add(getattr(each, other.key))
    return found


def may_use(kind: WorkLogType, viewer: Viewer) -> bool:
    """Whether the caller's role may make jobs of a work log type."""
    return kind.allowed_roles is None or (viewer.role is not None and viewer.role.name in kind.allowed_roles)


# --- J8


def allowed_codings(viewer: Viewer, client_id: UUID, work_log_type_id: UUID | None) -> Select[Any]:
    """The codes a job of the client and the work log type may carry."""
    of_client = select(CodingClient.coding_id).where(CodingClient.client_id == client_id)
    of_kind = select(CodingWorkLogType.coding_id).where(CodingWorkLogType.work_log_type_id == work_log_type_id)
    found = visible(Coding, viewer).where(Coding.active, Coding.id.in_(of_client))
    if work_log_type_id is not None:
        found = found.where(Coding.id.in_(of_kind))
    return found.order_by(Coding.code)


async def require_coding(
    read: Reader, viewer: Viewer, coding: Coding, client_id: UUID, work_log_type_id: UUID, path: str = "codingId"
) -> None:
    """CODING_NOT_ALLOWED unless the code is active and assigned to both the client and the work log type (FS-23)."""
    allowed = allowed_codings(viewer, client_id, work_log_type_id).where(Coding.id == coding.id)
    if not await read(allowed):
        message = f"{coding.code} is not assigned to both the client and the work log type, or not in use."
        raise Rejected(ErrorCode.CODING_NOT_ALLOWED, message, [path])


def requires_coding(roles: Sequence[str], viewer: Viewer) -> bool:
    """Whether the caller's role has to give a code to every job."""
    return viewer.role is not None and viewer.role.name in roles


# --- J3


async def offered_activities(
    read: Reader, viewer: Viewer, client_id: UUID, work_log_type_id: UUID | None, day: date, keys: Iterable[UUID]
) -> set[UUID]:
    """Which of some activities a job may have."""
    wanted = visible(Activity, viewer).where(Activity.id.in_(list(keys)), offered(client_id, work_log_type_id, day))
    return {each.id for each in await read(wanted)}
