"""Projects: made for a client, staffed, moved through their life, and shown in the portal."""

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from models import (
    AllocationState,
    BillableState,
    BillingAllocation,
    Client,
    EventKind,
    Expense,
    ProgressMethod,
    Project,
    ProjectMember,
    TimeEntry,
    User,
)
from models.core.money import percentage
from models.errors import ErrorCode, Rejected, not_found
from models.project import CLOSED_PROJECTS
from permissions.base import scope
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.client import open_client
from resolvers.colleagues import colleague, colleagues
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named, not_negative, price, rate
from resolvers.progress import recompute
from resolvers.timer import stop_all

PORTAL_SWITCHES = ("show_tasks", "show_task_comments", "show_checklists", "show_attachments", "show_time")


async def create(context: Context, given: Given) -> Answer:
    """Make a project for a client, or together with a new one: both or neither (domain.md IN-01 to IN-03)."""
    async with context.change() as change:
        client = await _client(change, given)
        members = await colleagues(change, given.member_ids or [], client.id, "memberIds")
        project = Project(
            client_id=client.id,
            name=named(given.name, "name"),
            description=given.description,
            billing_method=given.billing_method,
            progress_method=given.progress_method or ProgressMethod.TASKS,
            currency=client.currency,
            budget_minutes=not_negative(given.budget_minutes, "budgetMinutes"),
            starts_on=given.starts_on,
            due_on=given.due_on,
        )
        _set_prices(project, given)
        _require_days_in_order(project)
        await change.add(project)
        change.record(EventKind.PROJECT_CREATED, project)
        for user in members:
            await _join(change, project, user, None)
        return change.answer(project=project)


async def _client(change: Change, given: Given) -> Client:
    if given.client_id is not None and given.new_client is not None:
        raise Rejected(ErrorCode.INVALID, "Name a client or describe a new one, not both.", ["newClient"])
    if given.client_id is not None:
        return await change.find(Client, given.client_id, "clientId", lock=False)
    if given.new_client is not None:
        client, _ = await open_client(change, given.new_client, at=["newClient"])
        return client
    raise Rejected(ErrorCode.REQUIRED, "A project needs a client.", ["clientId"])


async def update(context: Context, given: Given) -> Answer:
    """Change what is given. The billing method is frozen once anything is billed."""
    async with context.change() as change:
        project = await change.find(Project, given.project_id, "projectId")
        change.expect(project, given.expected_version)
        if given.billing_method is not None and given.billing_method is not project.billing_method:
            await _require_unbilled(change, project)
        change.update(project, given, "name", "description", "billing_method", "starts_on", "due_on", "budget_minutes")
        change.update(project, given, "progress_method", "manual_progress_percent")
        if given.name is not None:
            project.name = named(given.name, "name")
        not_negative(given.budget_minutes, "budgetMinutes")
        if given.manual_progress_percent is not None:
            percentage(given.manual_progress_percent, ["manualProgressPercent"])
        if given.archived is not None:
            project.archived_at = (project.archived_at or change.now) if given.archived else None
        _set_prices(project, given)
        _require_days_in_order(project)
        change.record(EventKind.PROJECT_UPDATED, project)
        await recompute(change, project.id)
        return change.answer(project=project)


async def change_status(context: Context, given: Given) -> Answer:
    """Make a move of its life. A project that takes no more time stops its running timers."""
    async with context.change() as change:
        project = await change.find(Project, given.project_id, "projectId")
        change.expect(project, given.expected_version)
        project.change_status(given.status, change.now)
        change.record(EventKind.PROJECT_STATUS_CHANGED, project)
        if given.status in CLOSED_PROJECTS:
            await stop_all(change, project)
        await recompute(change, project.id)
        return change.answer(project=project)


async def add_member(context: Context, given: Given) -> Answer:
    """Put a user on a project; who is on it already has their price changed."""
    async with context.change() as change:
        project = await change.find(Project, given.project_id, "projectId")
        user = await colleague(change, given.user_id, project.client_id, "userId")
        await _join(change, project, user, given.hourly_rate)
        return change.answer(project=project)


async def remove_member(context: Context, given: Given) -> Answer:
    """Take a user off a project; NOT_FOUND where they are not on it."""
    async with context.change() as change:
        project = await change.find(Project, given.project_id, "projectId")
        user = await change.find(User, given.user_id, "userId", lock=False)
        member = await _member(change, project, user)
        if member is None:
            raise not_found("userId")
        await change.remove(member)
        summary = f"{user.name} left {project.name}"
        change.record(EventKind.PROJECT_MEMBER_REMOVED, project, summary, data={"userId": str(user.id)})
        return change.answer(project=project)


async def set_portal_settings(context: Context, given: Given) -> Answer:
    """Choose what the portal shows of a project; switches that are not given stay."""
    async with context.change() as change:
        project = await change.find(Project, given.project_id, "projectId")
        change.update(project, given.settings, *PORTAL_SWITCHES)
        if given.settings.visible is not None:
            project.portal_visible = given.settings.visible
        change.record(EventKind.PROJECT_PORTAL_CHANGED, project)
        return change.answer(project=project)


async def members_of(context: Context, project_ids: list[UUID]) -> list[list[ProjectMember]]:
    """Who is on each project, first to last."""
    seen = select(Project.id).where(scope(Project, context.viewer), Project.id.in_(project_ids))
    statement = select(ProjectMember).where(ProjectMember.project_id.in_(seen))
    found = await context.scalars(statement.order_by(ProjectMember.added_at, ProjectMember.user_id))
    return [[member for member in found if member.project_id == each] for each in project_ids]


async def _join(change: Change, project: Project, user: User, hourly_rate: Given | None) -> None:
    price_of_hour = rate(hourly_rate, project.currency, "hourlyRate")
    currency = None if price_of_hour is None else project.currency
    member = await _member(change, project, user)
    if member is None:
        keys = {"project_id": project.id, "user_id": user.id, "client_id": project.client_id}
        await change.add(ProjectMember(**keys, hourly_rate=price_of_hour, hourly_rate_currency=currency))
    else:
        member.hourly_rate, member.hourly_rate_currency = price_of_hour, currency
    summary = f"{user.name} joined {project.name}"
    change.record(EventKind.PROJECT_MEMBER_ADDED, project, summary, data={"userId": str(user.id)})


async def _member(change: Change, project: Project, user: User) -> ProjectMember | None:
    key = (ProjectMember.project_id == project.id, ProjectMember.user_id == user.id)
    return next(iter(await change.all(select(ProjectMember).where(*key))), None)


def _set_prices(project: Project, given: Given) -> None:
    readers: dict[str, Any] = {"fixed_price": price, "hourly_rate": rate, "budget": price}
    for name, read in readers.items():
        if name in given:
            setattr(project, name, read(given.value(name), project.currency, given.shown(name)))


def _require_days_in_order(project: Project) -> None:
    if project.starts_on and project.due_on and project.due_on < project.starts_on:
        raise Rejected(ErrorCode.INVALID, "A project cannot be due before it starts.", ["dueOn"])


async def _require_unbilled(change: Change, project: Project) -> None:
    on_invoice = (BillableState.RESERVED, BillableState.BILLED)
    time = select(TimeEntry.id).where(TimeEntry.project_id == project.id, TimeEntry.billable_state.in_(on_invoice))
    spent = select(Expense.id).where(Expense.project_id == project.id, Expense.billable_state.in_(on_invoice))
    shares = select(BillingAllocation.id).where(
        BillingAllocation.project_id == project.id, BillingAllocation.state != AllocationState.RELEASED
    )
    if await change.scalar(select(or_(time.exists(), spent.exists(), shares.exists()))):
        message = "Something of this project is on an invoice; its billing method stays."
        raise Rejected(ErrorCode.INVALID_STATE, message, ["billingMethod"])
