"""What a new job could be, before it is made: the rules of createJob, asked without making anything (domain.md J11)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models import (
    Activity,
    Calendar,
    Coding,
    Priority,
    Service,
    Site,
    Team,
    WorkLogType,
    WorkType,
)
from models.core import clock, ids
from models.core.base import Base
from models.errors import Refusal, Rejected
from permissions.base import visible
from resolvers import job_clock as clocks
from resolvers.context import Context
from resolvers.job_crew import Needs, Span, client_name, crew_for
from resolvers.job_rules import JobRules, OfferedWorkType, Reader, allowed_codings, offered_activities, rules_at


@dataclass(frozen=True)
class Choice:
    """A team or a resource, and why the job may not have it."""

    row: Any
    reasons: list[Refusal]

    @property
    def eligible(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons


@dataclass(frozen=True)
class Options:
    """What may be chosen for a job at a site. What does not go together derives nothing."""

    client_id: UUID
    work_log_type_id: UUID | None
    work_log_types: list[WorkLogType]
    work_types: list[WorkType]
    derived_service: Service | None
    derived_work_type: WorkType | None
    derived_team: Team | None
    teams: list[Choice]
    resources: list[Choice]
    codings: list[Coding]
    priorities: list[Priority]
    target_at: datetime | None


@dataclass(frozen=True)
class Wish:
    """What was chosen so far. A part that was named and is not to be had fits nothing."""

    kind: WorkLogType | None = None
    work_type: WorkType | None = None
    priority: Priority | None = None
    team: Team | None = None
    activities: list[Activity] = field(default_factory=list)
    fits: bool = True


async def options(context: Context, given: dict[str, Any]) -> Options | None:
    """What createJob would take; None where the site is hidden."""
    read, viewer = context.as_system().scalars, context.viewer
    site = await _named(read, context, Site, given.get("site_id"))
    if site is None:
        return None
    rules = await rules_at(read, viewer, site, clock.today(viewer.time_zone))
    wish = await _wish(read, context, rules, given)
    needs = await _needs(read, site, wish, given.get("at"))
    crew = await crew_for(read, viewer, site, needs.span)
    fitting = rules.fitting(wish.kind, needs.service) if wish.fits else []
    chosen = _chosen(fitting, wish.work_type)
    priorities = rules.priorities_of(chosen) if chosen else []
    service = needs.service
    return Options(
        client_id=site.client_id,
        work_log_type_id=wish.kind and wish.kind.id,
        work_log_types=rules.work_log_types,
        work_types=[each.work_type for each in fitting],
        derived_service=service,
        derived_work_type=fitting[0].work_type if fitting and service else None,
        derived_team=crew.derived_team(needs) if service else None,
        teams=[Choice(each, crew.team_reasons(each, needs)) for each in crew.teams],
        resources=[Choice(each, crew.resource_reasons(each, needs, wish.team)) for each in crew.resources],
        codings=list(await read(allowed_codings(viewer, site.client_id, wish.kind and wish.kind.id))),
        priorities=priorities,
        target_at=await _target(read, priorities, wish.priority, given.get("at") or clock.now()),
    )


async def _wish(read: Reader, context: Context, rules: JobRules, given: dict[str, Any]) -> Wish:
    named = {
        name: await _named(read, context, model, given.get(f"{name}_id"))
        for name, model in (
            ("work_log_type", WorkLogType),
            ("work_type", WorkType),
            ("priority", Priority),
            ("team", Team),
        )
    }
    kind = named["work_log_type"]
    activities = await _activities(read, context, rules, kind, given.get("activity_ids"))
    is_there = all(named[name] is not None for name in named if given.get(f"{name}_id") is not None)
    has_kind = kind is None or kind.id in {each.id for each in rules.work_log_types}
    return Wish(
        kind,
        named["work_type"],
        named["priority"],
        named["team"],
        activities or [],
        is_there and has_kind and activities is not None,
    )


async def _activities(
    read: Reader, context: Context, rules: JobRules, kind: WorkLogType | None, given: Sequence[str] | None
) -> list[Activity] | None:
    """The activities named; None where one of them is not offered."""
    keys = list(dict.fromkeys(ids.key_of("Activity", each) for each in given or ()))
    if None in keys:
        return None
    asked = (read, context.viewer, rules.site.client_id, kind and kind.id, rules.today, keys)
    if len(await offered_activities(*asked)) != len(keys):
        return None
    found = {each.id: each for each in await read(select(Activity).where(Activity.id.in_(keys)))}
    return [found[key] for key in keys]


async def _needs(read: Reader, site: Site, wish: Wish, at: datetime | None) -> Needs:
    keys = [each.service_id for each in wish.activities]
    found = {each.id: each for each in await read(select(Service).where(Service.id.in_(keys)))}
    services = [found[key] for key in dict.fromkeys(keys)]
    first = wish.activities[0] if wish.activities else None
    name = await client_name(read, site)
    span = at and _span(at, wish.activities)
    return Needs(site, name, services[0] if services else None, services, first and first.default_team_id, span)


def _span(at: datetime, activities: Sequence[Activity]) -> Span:
    """The time the activities take from an instant on."""
    return at, at + timedelta(minutes=max(1, sum(each.duration_minutes for each in activities)))


def _chosen(fitting: Sequence[OfferedWorkType], wanted: WorkType | None) -> OfferedWorkType | None:
    if wanted is None:
        return fitting[0] if fitting else None
    return next((each for each in fitting if each.work_type.id == wanted.id), None)


async def _target(
    read: Reader, priorities: Sequence[Priority], wanted: Priority | None, start: datetime
) -> datetime | None:
    possible = [each for each in priorities if wanted is None or each.id == wanted.id]
    if not possible:
        return None
    (calendar,) = await read(select(Calendar).where(Calendar.id == possible[0].calendar_id))
    try:
        return clocks.target(possible[0], calendar, start)
    except Rejected:
        return None


async def _named(read: Reader, context: Context, model: type[Base], given: str | None) -> Any:
    key = ids.key_of(model.__name__, given) if given is not None else None
    found = await read(visible(model, context.viewer).where(model.id == key)) if key else []
    return found[0] if found else None
