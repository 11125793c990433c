"""Rows of support and field service, as several tests need them."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import models

_numbers = count(1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def project(make: Any, client: models.Client, **over: Any) -> models.Project:
    values = {"name": "Website", "currency": "GBP", "billing_method": models.BillingMethod.PROJECT_HOURS}
    return await make.row(models.Project(client_id=client.id, **values | over))


async def ticket(make: Any, client: models.Client, **over: Any) -> models.Ticket:
    values = {"number": f"TIC-{next(_numbers)}", "subject": "Login fails", "body": "Since this morning."}
    return await make.row(models.Ticket(client_id=client.id, **values | over))


async def discussion(make: Any, project: models.Project, **over: Any) -> models.Discussion:
    values = {"subject": "Feedback", "body": "Please comment", "visibility": models.Visibility.CLIENT}
    return await make.row(models.Discussion(client_id=project.client_id, project_id=project.id, **values | over))


async def site(make: Any, client: models.Client, **over: Any) -> models.Site:
    values = {"name": "12 Quay St", "address": {"street": "12 Quay St", "postcode": "EX1 1AA", "country": "GB"}}
    return await make.row(models.Site(client_id=client.id, **values | over))


async def service(make: Any, **over: Any) -> models.Service:
    return await make.row(models.Service(**{"name": "Plumbing"} | over))


async def activity(make: Any, *clients: models.Client, **over: Any) -> models.Activity:
    values = {"code": f"6300{next(_numbers)}", "name": "Renew tap", "unit": "each", "duration_minutes": 45}
    prices = {"sale": Decimal("42.50"), "cost": Decimal("27.10"), "currency": "GBP"}
    service_id = over.pop("service_id", None) or (await service(make)).id
    made = await make.row(models.Activity(service_id=service_id, **values | prices | over))
    for client in clients:
        await make.row(models.ActivityClient(activity_id=made.id, client_id=client.id))
    return made


async def job(make: Any, at: models.Site, **over: Any) -> models.Job:
    values = {"number": f"JOB-{next(_numbers)}", "target_at": NOON, "currency": "GBP"}
    prices = {"sale": Decimal("85.00"), "cost": Decimal("54.20")}
    service_id = over.pop("service_id", None) or (await service(make)).id
    return await make.row(
        models.Job(client_id=at.client_id, site_id=at.id, service_id=service_id, **values | prices | over)
    )
