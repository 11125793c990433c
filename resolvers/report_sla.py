"""R7: clocks of jobs met and missed, by client, priority or team; paused time is left out of what they count."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from models import Client, Job, JobClock, Priority, SlaState, Team
from models.core.money import percent
from models.job import GIVEN_UP
from permissions.base import scope
from resolvers import job_clock as clocks
from resolvers.context import Context
from resolvers.report_profit import REST


class SlaBy(Enum):
    """The key of a job clock report."""

    CLIENT = "Each client."
    PRIORITY = "Each priority."
    TEAM = "Each team."


NODES: dict[SlaBy, tuple[type[Any], Any]] = {
    SlaBy.CLIENT: (Client, Job.client_id),
    SlaBy.PRIORITY: (Priority, Job.priority_id),
    SlaBy.TEAM: (Team, Job.team_id),
}


@dataclass(frozen=True)
class Sla:
    """The clocks of one key. Without a node, they are those of jobs without one."""

    model: type[Any]
    node_id: UUID | None
    key: str
    total: int
    met: int
    breached: int

    @property
    def open(self) -> int:
        """Clocks that run or stand still."""
        return self.total - self.met - self.breached

    @property
    def met_percent(self) -> Decimal | None:
        """Met of those that are decided; None where none is."""
        decided = self.met + self.breached
        return percent(Decimal(100 * self.met) / decided) if decided else None


async def job_sla(context: Context, by: SlaBy, which: ColumnElement[bool] | None) -> list[Sla]:
    """R7: the clocks of visible jobs that pass a filter; those of jobs that were given up count nowhere. Those of a
    key the viewer does not see are among the rest."""
    viewer = context.viewer
    model, key = NODES[by]
    state = clocks.of_clock(viewer)
    counted = (
        func.count().label("total"),
        func.count().filter(state == SlaState.MET).label("met"),
        func.count().filter(state == SlaState.BREACHED).label("breached"),
    )
    rows = [scope(Job, viewer), Job.status.not_in(GIVEN_UP), *([] if which is None else [which])]
    statement = (
        select(model.id.label("key"), model.name.label("name"), *counted)
        .select_from(JobClock)
        .join(Job, Job.id == JobClock.job_id)
        .outerjoin(model, and_(model.id == key, scope(model, viewer)))
        .where(*rows)
        .group_by(model.id, model.name)
        .order_by(model.name.asc().nulls_last(), model.id)
    )
    found = await context.rows(statement)
    return [Sla(model, row.key, row.name or REST, row.total, row.met, row.breached) for row in found]
