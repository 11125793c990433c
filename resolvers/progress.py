"""How far projects and milestones are, kept with the tasks they follow (domain.md 3.7)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy import Select, case, func, select

from models import EventKind, Milestone, ProgressMethod, Project, ProjectStatus, Task, TaskStatus
from models.core import money
from models.core.money import percent
from models.task import OPEN_TASKS
from resolvers.change import Change


@dataclass
class Tally:
    """What the tasks of a project or a milestone come to, cancelled ones left out."""

    done: int = 0
    open: int = 0
    weight: Decimal = Decimal(0)
    finished: Decimal = Decimal(0)
    """Sum of weight times share, shares as percentages (domain.md P1)."""

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.done + other.done,
            self.open + other.open,
            self.weight + other.weight,
            self.finished + other.finished,
        )

    @property
    def percent(self) -> Decimal:
        """The weighted mean of the shares, one decimal half up (domain.md P2); 0 without tasks."""
        return percent(Fraction(self.finished) / Fraction(self.weight)) if self.weight else percent(0)

    @property
    def is_reached(self) -> bool:
        """Whether there are tasks and all of them are done."""
        return self.done > 0 and self.open == 0


async def recompute(change: Change, project_id: UUID | None, moved_by: Task | None = None) -> None:
    """Store how far a project and its milestones are, in the transaction that moved them (domain.md P4).

    PROJECT_PROGRESSED is recorded only when the percentage changed. Nothing is finished by itself (domain.md P5).
    The project is locked first, so that two tasks finished at once are both counted.
    """
    if project_id is None:
        return
    await change.flush()
    project = await change.get(Project, project_id)
    tallies = await _tallies(change, project_id)
    whole = Tally()
    for tally in tallies.values():
        whole = whole.plus(tally)
    reached = _project_percent(project, whole)
    if reached != project.progress_percent:
        project.progress_percent = reached
        shown = money.half_up(reached, 1)
        data = {"progressPercent": str(shown), "doneTasks": whole.done, "openTasks": whole.open}
        if moved_by is not None:
            data["taskId"] = str(moved_by.id)
        change.record(EventKind.PROJECT_PROGRESSED, project, f"{project.name} is at {shown} %", data=data)
    await _recompute_milestones(change, project_id, tallies, moved_by)


def _project_percent(project: Project, whole: Tally) -> Decimal:
    if project.progress_method is ProgressMethod.MANUAL:
        return percent(project.manual_progress_percent or 0)
    if not whole.weight and project.status is ProjectStatus.FINISHED:
        return percent(100)
    return whole.percent


async def _recompute_milestones(
    change: Change, project_id: UUID, tallies: dict[UUID | None, Tally], moved_by: Task | None
) -> None:
    milestones = select(Milestone).where(Milestone.project_id == project_id).order_by(Milestone.id)
    for milestone in await change.all(milestones.with_for_update(key_share=True)):
        tally = tallies.get(milestone.id, Tally())
        moved = tally.percent != milestone.progress_percent
        if moved:
            milestone.progress_percent = tally.percent
        if tally.is_reached and (moved or _was_just_done(change, milestone, moved_by)):
            change.record(EventKind.MILESTONE_REACHED, milestone, project_id=project_id)


def _was_just_done(change: Change, milestone: Milestone, moved_by: Task | None) -> bool:
    return moved_by is not None and moved_by.milestone_id == milestone.id and moved_by.completed_at == change.now


async def _tallies(change: Change, project_id: UUID) -> dict[UUID | None, Tally]:
    return {key: Tally(*figures) for key, *figures in (await change.session.execute(_tallied(project_id))).all()}


def _tallied(project_id: UUID) -> Select[tuple[UUID | None, int, int, Decimal, Decimal]]:
    share = case((Task.status == TaskStatus.DONE, 100), else_=Task.percent_complete)
    return (
        select(
            Task.milestone_id,
            func.count().filter(Task.status == TaskStatus.DONE),
            func.count().filter(Task.status.in_(OPEN_TASKS)),
            func.sum(Task.weight),
            func.sum(Task.weight * share),
        )
        .where(Task.project_id == project_id, Task.status != TaskStatus.CANCELLED)
        .group_by(Task.milestone_id)
    )
