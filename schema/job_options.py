"""What a new job could be."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import strawberry

import models
from models.core import clock
from models.core.base import Base
from permissions.base import StaffOnly
from resolvers.compiled import pages
from resolvers.compiled.asked import Asked
from resolvers.context import Context
from resolvers.job_options import Choice, Options, options
from resolvers.job_rules import offered
from schema.core.fields import Marks, argument, field
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.mutation import UserError
from schema.core.node import ListingField, part_of, roots


def _one(name: str, source: str, description: str) -> MadeField:
    model = getattr(models, name)
    return MadeField(
        description,
        lambda options, info: getattr(options, source),
        sql=lambda asked: asked.reference(source, [model]),
    )


def _all(name: str, source: str, description: str) -> MadeField:
    model = getattr(models, name)
    return MadeField(
        description,
        lambda options, info: getattr(options, source),
        sql=lambda asked: asked.references(source, [model]),
    )


@part_of(None)
class TeamOption:
    """A team and whether the job may have it; the reasons are those createJob would answer."""

    team: noun("Team") = _one("Team", "row", "The team.")
    eligible: bool = field("Whether the job may have it.")
    reasons: list[UserError] = field("Why not.")


@part_of(None)
class ResourceOption:
    """A resource and whether the job may have it; the reasons are those createJob would answer."""

    resource: noun("Resource") = _one("Resource", "row", "The resource.")
    eligible: bool = field("Whether the job may have it.")
    reasons: list[UserError] = field("Why not.")


class OfferedActivities(ListingField):
    """The activities a job may have at the site, under the work log type asked for."""

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        page = self.page(info, **kwargs)
        asked = offered(source.client_id, source.work_log_type_id, clock.today(info.context.viewer.time_zone))
        return replace(page, where=(*page.where, asked))

    def listed(self, asked: Asked) -> pages.Listed:
        listed = super().listed(asked)
        client, kind = asked.place.key("client_id"), asked.place.key("work_log_type_id")
        return replace(listed, where=(*listed.where, offered(client, kind, asked.viewer.today)))


@part_of(None)
class JobOptions:
    """What a new job could be, before it is made. createJob agrees with it."""

    work_log_types: list[noun("WorkLogType")] = _all(
        "WorkLogType", "work_log_types", "Those of the client's work types, as far as the viewer's role may use them."
    )
    work_types: list[noun("WorkType")] = _all(
        "WorkType", "work_types", "Those of the client that go with what was chosen, the one a job would have first."
    )
    activities = OfferedActivities(
        "Those of the client at prices that hold today.",
        (),
        Marks(),
        of="Activity",
        link=None,
        where=None,
        order=(),
        first=50,
        nullable=False,
    )
    derived_service: noun("Service") | None = _one("Service", "derived_service", "That of the first activity.")
    derived_work_type: noun("WorkType") | None = _one("WorkType", "derived_work_type", "The one a job would have.")
    derived_team: noun("Team") | None = _one("Team", "derived_team", "The one a job would have.")
    teams: list[TeamOption] = field("Every team the viewer sees.")
    resources: list[ResourceOption] = field("Every resource, free at the instant asked for, if any.")
    codings: list[noun("Coding")] = _all("Coding", "codings", "The codes the job may carry.")
    priorities: list[noun("Priority")] = _all("Priority", "priorities", "Those of the work type, its default first.")
    target_at: datetime | None = field("For the default priority, or the one given.")


def _reference(row: Base | None) -> dict[str, Any] | None:
    return row and {"type": type(row).__name__, "id": row.id}


def _choice(choice: Choice) -> dict[str, Any]:
    reasons = [{"code": each.code, "message": each.message, "path": each.path} for each in choice.reasons]
    return {"row": _reference(choice.row), "eligible": choice.eligible, "reasons": reasons}


def _piece(found: Options) -> dict[str, Any]:
    lists = ("work_log_types", "work_types", "codings", "priorities")
    return {
        "client_id": found.client_id,
        "work_log_type_id": found.work_log_type_id,
        "target_at": found.target_at,
        **{name: [_reference(each) for each in getattr(found, name)] for name in lists},
        **{name: _reference(getattr(found, name)) for name in ("derived_service", "derived_work_type", "derived_team")},
        **{name: [_choice(each) for each in getattr(found, name)] for name in ("teams", "resources")},
    }


async def _prepared(context: Context, given: dict[str, Any]) -> dict[str, Any] | None:
    found = await options(context, given)
    return found and _piece(found)


@roots
class JobOptionsQueries:
    """Looking before making a job."""

    job_options: JobOptions | None = MadeField(
        "What a new job at the site could be. Null where the site is hidden. Staff.",
        lambda source, info, **given: options(info.context, given),
        (StaffOnly,),
        [
            argument("site_id", strawberry.ID, "Where it would be done."),
            argument("work_log_type_id", strawberry.ID | None, "The kind of work."),
            argument("work_type_id", strawberry.ID | None, "What would be done for the client."),
            argument("priority_id", strawberry.ID | None, "How soon."),
            argument("team_id", strawberry.ID | None, "The team."),
            argument("activity_ids", list[strawberry.ID] | None, "What would be done, the deciding activity first."),
            argument("at", datetime | None, "When somebody would have to be free."),
        ],
        lambda asked: asked.prepared_object(_prepared),
    )
