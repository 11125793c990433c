"""Rows of support and field service, as several tests need them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import models
from tests.graph.conftest import gid

_numbers = count(1)
WORKING_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")
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
    values = {"number": f"JOB-{next(_numbers)}", "target_at": NOON, "at_risk_at": NOON, "currency": "GBP"}
    prices = {"sale": Decimal("85.00"), "cost": Decimal("54.20")}
    keys = {
        "service_id": over.pop("service_id", None) or (await service(make)).id,
        "work_log_type_id": over.pop("work_log_type_id", None) or (await work_log_type(make)).id,
        "work_type_id": over.pop("work_type_id", None) or (await work_type(make)).id,
        "priority_id": over.pop("priority_id", None) or (await priority(make)).id,
    }
    return await make.row(models.Job(client_id=at.client_id, site_id=at.id, **keys | values | prices | over))


async def calendar(make: Any, **over: Any) -> models.Calendar:
    hours = [{"weekday": day, "from": "08:00", "to": "17:00"} for day in WORKING_DAYS]
    values = {"name": "Working hours", "time_zone": "Europe/London", "hours": hours}
    return await make.row(models.Calendar(**values | over))


async def priority(make: Any, **over: Any) -> models.Priority:
    calendar_id = over.pop("calendar_id", None) or (await calendar(make)).id
    values = {"name": "24 h", "emergency": True, "complete_within_minutes": 1440}
    return await make.row(models.Priority(calendar_id=calendar_id, **values | over))


async def work_log_type(make: Any, **over: Any) -> models.WorkLogType:
    return await make.row(models.WorkLogType(**{"name": "Reactive"} | over))


async def work_type(make: Any, *goes_with: Any, **over: Any) -> models.WorkType:
    """A work type tied to the clients, services, work log types and priorities named."""
    made = await make.row(models.WorkType(**{"name": "Reactive plumbing", "position": next(_numbers)} | over))
    for other in goes_with:
        table = getattr(models, f"WorkType{type(other).__name__}")
        await make.row(table(work_type_id=made.id, **{f"{other.__tablename__}_id": other.id}))
    return made


async def team(make: Any, *goes_with: Any, **over: Any) -> models.Team:
    """A team tied to the clients and services named."""
    made = await make.row(models.Team(**{"name": "Plumbers North"} | over))
    for other in goes_with:
        table = getattr(models, f"Team{type(other).__name__}")
        await make.row(table(team_id=made.id, **{f"{other.__tablename__}_id": other.id}))
    return made


async def resource(make: Any, *services: models.Service, **over: Any) -> models.Resource:
    made = await make.row(models.Resource(**{"name": "Sam"} | over))
    for each in services:
        await make.row(models.ResourceService(resource_id=made.id, service_id=each.id))
    return made


async def coding(make: Any, *goes_with: Any, **over: Any) -> models.Coding:
    """A code tied to the clients and work log types named."""
    made = await make.row(models.Coding(**{"code": f"CAP{next(_numbers)}", "description": "Capital"} | over))
    for other in goes_with:
        table = getattr(models, f"Coding{type(other).__name__}")
        await make.row(table(coding_id=made.id, **{f"{other.__tablename__}_id": other.id}))
    return made


@dataclass
class Place:
    """A client with a site, and all that a job there needs: one of each, eligible for one another."""

    client: models.Client
    site: models.Site
    service: models.Service
    kind: models.WorkLogType
    priority: models.Priority
    work_type: models.WorkType
    activity: models.Activity
    team: models.Team
    resource: models.Resource

    def asked(self, *activities: Any, **over: Any) -> dict[str, Any]:
        """Variables for createJob."""
        return {"site": gid(self.site), "kind": gid(self.kind), "activities": list(activities)} | over


async def place(make: Any, name: str = "Harbour Homes", postcodes: Any = ()) -> Place:
    client = await make.client(name=name)
    plumbing, kind, ranked = await service(make), await work_log_type(make), await priority(make)
    north = await team(make, client, plumbing, postcodes=list(postcodes))
    return Place(
        client,
        await site(make, client),
        plumbing,
        kind,
        ranked,
        await work_type(make, client, plumbing, kind, ranked, default_priority_id=ranked.id),
        await activity(make, client, service_id=plumbing.id),
        north,
        await resource(make, plumbing, team_id=north.id),
    )
