"""Projects, tasks, time and expenses as tests need them."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import select

import models
from resolvers.context import Context, Services

_numbers = count(1)


async def a_project(make: Any, client: models.Client | None = None, **over: Any) -> models.Project:
    """A project in progress, billed by its hours at 80.00."""
    client = client or await make.client()
    values: dict[str, Any] = {
        "client_id": client.id,
        "currency": client.currency,
        "name": f"Project {next(_numbers)}",
        "status": models.ProjectStatus.IN_PROGRESS,
        "billing_method": models.BillingMethod.PROJECT_HOURS,
        "hourly_rate": Decimal(80),
    }
    return await make.row(models.Project(**values | over))


async def a_task(make: Any, project: models.Project | None = None, *assignees: models.User, **over: Any) -> models.Task:
    """A task, in a project unless none is given."""
    inside = {"project_id": project.id, "client_id": project.client_id} if project else {}
    task = await make.row(models.Task(**{"name": f"Task {next(_numbers)}"} | inside | over))
    for user in assignees:
        await make.row(models.TaskAssignee(task_id=task.id, user_id=user.id, client_id=task.client_id))
    return task


async def an_entry(
    make: Any, project: models.Project, user: models.User, seconds: int = 3600, **over: Any
) -> models.TimeEntry:
    """Time of a user on a project, open to be billed at the project's rate."""
    values: dict[str, Any] = {
        "client_id": project.client_id,
        "project_id": project.id,
        "user_id": user.id,
        "logged_on": date(2026, 3, 2),
        "seconds": seconds,
        "rate": project.hourly_rate,
        "currency": project.currency if project.hourly_rate is not None else None,
    }
    return await make.row(models.TimeEntry(**values | over))


async def an_expense(make: Any, project: models.Project, amount: str = "250.00", **over: Any) -> models.Expense:
    """A billable expense of a project."""
    values: dict[str, Any] = {
        "client_id": project.client_id,
        "project_id": project.id,
        "category": "Licences",
        "spent_on": date(2026, 3, 2),
        "currency": project.currency,
        "amount": Decimal(amount),
        "billable_amount": Decimal(amount),
    }
    return await make.row(models.Expense(**values | over))


async def set_organisation(services: Services, **over: Any) -> None:
    """Change settings of the organisation."""
    async with Context(services).change() as change:
        (organisation,) = await change.all(select(models.Organisation))
        for name, value in over.items():
            setattr(organisation, name, value)
