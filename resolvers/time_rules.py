"""Rules about time that need other rows: where it is logged, at which rates, on which days (domain.md T1 to T5)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from models import (
    ApprovalStatus,
    BillingMethod,
    Client,
    OverlapPolicy,
    Project,
    ProjectMember,
    Task,
    TimeEntry,
    User,
)
from models.core.money import Money
from models.errors import ErrorCode, Refusal, Rejected
from resolvers.change import Change
from resolvers.given import Given


@dataclass(frozen=True)
class Place:
    """Where time is logged: a project, and perhaps a task of it."""

    project: Project
    task: Task | None

    @property
    def billable(self) -> bool:
        """Whether time is to be billed unless somebody says otherwise (domain.md T1)."""
        return (self.task is None or self.task.billable) and (
            self.project.billing_method is not BillingMethod.NON_BILLABLE
        )


async def place(change: Change, given: Given) -> Place:
    """The project and task given by id, open for time; a task knows its project.

    The project is locked, so that it is not finished meanwhile. REQUIRED without either, INVALID where the task has no
    project or another one, INVALID_STATE where the project takes no time.
    """
    task = await change.find(Task, given.task_id, "taskId", lock=False) if given.task_id is not None else None
    project = None
    if given.project_id is not None:
        project = await change.find(Project, given.project_id, "projectId")
    if task is not None:
        if task.project_id is None:
            raise Rejected(ErrorCode.INVALID, "Time is logged on projects; this task has none.", ["taskId"])
        if project is not None and task.project_id != project.id:
            raise Rejected(ErrorCode.INVALID, "The task belongs to another project.", ["projectId"])
        project = project or await change.get(Project, task.project_id)
    if project is None:
        raise Rejected(ErrorCode.REQUIRED, "Time needs a project or a task.", ["projectId"])
    project.require_open_for_time()
    return Place(project, task)


async def rates(change: Change, at: Place, user: User) -> tuple[Money | None, Money | None]:
    """The price and the cost of one hour now: of the task, else member, project, client, user (domain.md T2)."""
    member = select(ProjectMember.hourly_rate).where(
        ProjectMember.project_id == at.project.id, ProjectMember.user_id == user.id
    )
    client = select(Client.hourly_rate).where(Client.id == at.project.client_id)
    own = at.project.currency
    candidates = (
        (at.task.hourly_rate if at.task else None, at.task.hourly_rate_currency if at.task else None),
        (await change.scalar(member), own),
        (at.project.hourly_rate, own),
        (await change.scalar(client), own),
        (user.hourly_rate, user.hourly_rate_currency),
    )
    price = next((Money(amount, currency) for amount, currency in candidates if amount is not None and currency), None)
    cost = None
    if user.cost_rate is not None and user.cost_rate_currency:
        cost = Money(user.cost_rate, user.cost_rate_currency)
    return price, cost


async def require_open_day(change: Change, day: date, path: str = "loggedOn") -> None:
    """INVALID in the future, PERIOD_LOCKED in a closed period (domain.md T4)."""
    if day > await change.today():
        raise Rejected(ErrorCode.INVALID, "Time cannot be logged before it was worked.", [path])
    opens = (await change.organisation()).locked_before_on
    if opens is not None and day < opens:
        raise Rejected(ErrorCode.PERIOD_LOCKED, f"Days before {opens.isoformat()} are closed.", [path])


async def day_of(change: Change, instant: datetime) -> date:
    """The day an instant lies in, in the organisation's time zone (domain.md T5)."""
    return instant.astimezone(ZoneInfo((await change.organisation()).time_zone)).date()


async def put_on_the_clock(change: Change, entry: TimeEntry, start: datetime) -> list[Refusal]:
    """Say when time was begun; it ended as many seconds later. Answers the warnings of `overlaps`.

    INVALID where it began on another day than it is logged on (T5), or has not ended yet (T4).
    """
    began = await day_of(change, start)
    if began != entry.logged_on:
        message = f"It began on {began.isoformat()} and is logged on {entry.logged_on.isoformat()}."
        raise Rejected(ErrorCode.INVALID, message, ["startedAt"])
    end = start + timedelta(seconds=entry.seconds)
    if end > change.now:
        raise Rejected(ErrorCode.INVALID, "Time cannot be logged before it was worked.", ["startedAt"])
    warnings = await overlaps(change, entry.user_id, start, entry.seconds, but=entry.id)
    entry.started_at, entry.ended_at = start, end
    return warnings


async def overlaps(
    change: Change, user_id: UUID, start: datetime, seconds: int, *, but: UUID | None = None
) -> list[Refusal]:
    """Warnings where clocked time of the user overlaps, by the organisation's policy; OVERLAP where it refuses (T4).

    Where it refuses, the user is locked: of two that overlap and come at once, one sees the other.
    """
    policy = (await change.organisation()).overlap_policy
    if policy is OverlapPolicy.ALLOW:
        return []
    if policy is OverlapPolicy.REFUSE:
        await change.get(User, user_id)
    end = start + timedelta(seconds=seconds)
    clashing = select(TimeEntry.id).where(
        TimeEntry.user_id == user_id, TimeEntry.started_at < end, TimeEntry.ended_at > start
    )
    if but is not None:
        clashing = clashing.where(TimeEntry.id != but)
    if await change.scalar(clashing.limit(1)) is None:
        return []
    message = "This overlaps with time clocked before."
    if policy is OverlapPolicy.REFUSE:
        raise Rejected(ErrorCode.OVERLAP, message)
    return [Refusal(ErrorCode.OVERLAP, message)]


async def approval(change: Change) -> ApprovalStatus:
    """How time and expenses begin: waiting where the organisation wants approval."""
    required = (await change.organisation()).approval_required
    return ApprovalStatus.AWAITING if required else ApprovalStatus.NOT_NEEDED
