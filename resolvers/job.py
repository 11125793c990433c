"""Jobs: figures over them, their making, and their details."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case

from models import (
    Activity,
    Calendar,
    Client,
    Coding,
    Contact,
    EventKind,
    Job,
    NumberedKind,
    Priority,
    Project,
    Resource,
    Service,
    Site,
    Team,
    WorkLogType,
    WorkType,
)
from models.errors import ErrorCode, Refusal, Rejected
from permissions.job import CanSeeJobSale
from permissions.viewer import Viewer
from resolvers import job_activity as activities
from resolvers import job_clock as clocks
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.job_crew import Crew, Needs, crew_for, eligible_resource, eligible_team
from resolvers.job_rules import JobRules, require_coding, requires_coding, rules_at
from resolvers.number_series import next_number
from resolvers.site import open_site
from resolvers.spans import seconds

PROFIT = Job.sale - Job.cost
"""What is left of the sale."""
COMPLETION_SECONDS = seconds(Job.created_at, Job.completed_at)
"""From its making to its completion."""


def sale_as_shown(viewer: Viewer) -> ColumnElement[Any]:
    """What it is sold for, on the rows where the viewer reads that."""
    return case((CanSeeJobSale().rows(viewer), Job.sale))


async def create(context: Context, given: Given) -> Answer:
    """Make a job at a site (domain.md 3.12): what is left out is found from the site and the activities.

    Without an eligible team the job is NEW, which is a warning and no refusal.
    """
    async with context.change() as change:
        return await _made(change, given, await change.find(Site, given.site_id, "siteId", lock=False))


async def create_quickly(context: Context, given: Given) -> Answer:
    """Make a job at a place that is no site yet: both are made, or neither."""
    async with context.change() as change:
        return await _made(change, given, await open_site(change, given.new_site, at=["newSite"]))


async def update_details(context: Context, given: Given) -> Answer:
    """Change what is given. Where it is done and what it is counts only while it is unfinished.

    INVALID at `siteId` for a site of another client (J12); a code that no longer fits is CODING_NOT_ALLOWED (J8).
    """
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        change.expect(job, given.expected_version)
        change.update(job, given, "description")
        for name, model in (("contact_id", Contact), ("project_id", Project)):
            if name in given:
                setattr(job, name, await _same_client(change, model, given, name, job.client_id))
        if any(name in given for name in ("site_id", "work_log_type_id", "work_type_id", "priority_id")):
            job.require_unfinished()
            await _reclassify(change, job, given)
        if change.changed(job):
            change.record(EventKind.JOB_UPDATED, job)
        return change.answer(job=job, warnings=[])


async def set_coding(context: Context, given: Given) -> Answer:
    """Give the job a code, or take it off; at any time (domain.md FS-21)."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        site = await change.get(Site, job.site_id, lock=False)
        kind = await change.get(WorkLogType, job.work_log_type_id, lock=False)
        coding = await _coding(change, given, site, kind)
        job.coding_id = coding and coding.id
        if change.changed(job):
            change.record(EventKind.JOB_CODED, job)
        return change.answer(job=job, warnings=[])


async def add_activity(context: Context, given: Given) -> Answer:
    """Put a further activity on an unfinished job, at the prices of today."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        job.require_unfinished()
        site = await change.get(Site, job.site_id, lock=False)
        kind = await change.get(WorkLogType, job.work_log_type_id, lock=False)
        rules = await rules_at(change.all, change.viewer, site, await change.today())
        (asked,) = await activities.asked(change, rules, kind, [given], path=None)
        warnings = await _unskilled(change, job, site, asked[0])
        await activities.add(change, job, kind, [asked])
        change.record(EventKind.JOB_ACTIVITY_ADDED, job)
        return change.answer(job=job, warnings=warnings)


async def needed(change: Change, site: Site, wanted: Sequence[Activity]) -> Needs:
    """What activities at a site need of those who do them; the first decides the service (J4)."""
    services = [await change.get(Service, each.service_id, lock=False) for each in wanted]
    client = await change.get(Client, site.client_id, lock=False)
    return Needs(site, client.name, services[0], list(dict.fromkeys(services)), wanted[0].default_team_id)


async def tell_resource(change: Change, event: Any, job: Job, resource: Resource | None) -> None:
    """Let the user behind a resource know that a job is theirs."""
    if resource is not None and resource.user_id is not None:
        await change.notify(event, f"{job.number} is yours.", users=[resource.user_id])


async def _made(change: Change, given: Given, site: Site) -> Answer:
    kind = await change.find(WorkLogType, given.work_log_type_id, "workLogTypeId", lock=False)
    rules = await rules_at(change.all, change.viewer, site, await change.today())
    rules.require_work_log_type(kind)
    asked = await activities.asked(change, rules, kind, given.activities)
    needs = await needed(change, site, [activity for activity, _ in asked])
    chosen_type = await _chosen(change, WorkType, given, "work_type_id")
    work_type = rules.work_type(kind, needs.service, chosen_type)
    crew = await crew_for(change.all, change.viewer, site)
    chosen_team = await eligible_team(change, crew, needs, given)
    resource = await eligible_resource(change, crew, needs, given, chosen_team)
    team, warnings = _team(crew, needs, chosen_team)
    coding = await _coding(change, given, site, kind)
    priority = rules.priority(work_type, await _chosen(change, Priority, given, "priority_id"))
    job = Job(
        client_id=site.client_id,
        site_id=site.id,
        work_log_type_id=kind.id,
        work_type_id=work_type.work_type.id,
        service_id=needs.service.id,
        priority_id=priority.id,
        coding_id=coding and coding.id,
        contact_id=await _same_client(change, Contact, given, "contact_id", site.client_id),
        project_id=await _same_client(change, Project, given, "project_id", site.client_id),
        description=given.description,
        created_at=change.now,
    )
    job.assign(team and team.id, resource and resource.id)
    await _store(change, job, kind, asked, priority)
    event = change.record(EventKind.JOB_CREATED, job)
    await tell_resource(change, event, job, resource)
    return change.answer(job=job, warnings=warnings)


async def _store(
    change: Change, job: Job, kind: WorkLogType, asked: Sequence[tuple[Activity, Decimal]], priority: Priority
) -> None:
    """The job with its clocks and activities. The number is taken last (domain.md N2)."""
    calendar = await change.get(Calendar, priority.calendar_id, lock=False)
    running = clocks.build(job, priority, calendar)
    priced = await activities.priced(change, job, kind, asked)
    job.number, *_ = await next_number(change, NumberedKind.JOB, await change.today())
    await change.add(job)
    for row in (*running, *priced):
        row.job_id = job.id
        change.session.add(row)
    await change.flush()


async def _reclassify(change: Change, job: Job, given: Given) -> None:
    site = await _required(change, Site, given, "site_id") or await change.get(Site, job.site_id, lock=False)
    if site.client_id != job.client_id:
        raise Rejected(ErrorCode.INVALID, "The site is of another client.", ["siteId"])
    kind = await _required(change, WorkLogType, given, "work_log_type_id")
    chosen = await _required(change, WorkType, given, "work_type_id")
    rules = await rules_at(change.all, change.viewer, site, await change.today())
    if kind is not None:
        rules.require_work_log_type(kind)
    kind = kind or await change.get(WorkLogType, job.work_log_type_id, lock=False)
    job.site_id = site.id
    if kind.id != job.work_log_type_id or chosen is not None or "priority_id" in given:
        await _retype(change, job, rules, kind, chosen, await _required(change, Priority, given, "priority_id"))


async def _retype(
    change: Change, job: Job, rules: JobRules, kind: WorkLogType, chosen: WorkType | None, priority: Priority | None
) -> None:
    """Another work log type, work type or priority; each follows the one before where it would not fit any more."""
    service = await change.get(Service, job.service_id, lock=False)
    fitting = {each.work_type.id: each for each in rules.fitting(kind, service)}
    work_type = fitting.get(job.work_type_id) if chosen is None else None
    work_type = work_type or rules.work_type(kind, service, chosen)
    kept = next((each for each in rules.priorities_of(work_type) if each.id == job.priority_id), None)
    priority = rules.priority(work_type, priority or kept)
    coding = await change.get(Coding, job.coding_id, lock=False)
    if coding is not None:
        await require_coding(change.all, change.viewer, coding, job.client_id, kind.id, "workLogTypeId")
    job.work_log_type_id, job.work_type_id = kind.id, work_type.work_type.id
    if priority.id != job.priority_id:
        job.priority_id = priority.id
        await clocks.replace(change, job, priority)


def _team(crew: Crew, needs: Needs, chosen: Team | None) -> tuple[Team | None, list[Refusal]]:
    """The team of a new job, and the warning that there is none."""
    team = chosen or crew.derived_team(needs)
    message = f"No team is eligible for {needs.service.name} at {needs.site.name}; give the job to one later."
    return team, [] if team else [Refusal(ErrorCode.TEAM_NOT_ELIGIBLE, message, ["teamId"])]


async def _coding(change: Change, given: Given, site: Site, kind: WorkLogType) -> Coding | None:
    coding = await _chosen(change, Coding, given, "coding_id")
    if coding is not None:
        await require_coding(change.all, change.viewer, coding, site.client_id, kind.id)
    elif requires_coding((await change.organisation()).coding_required_for, change.viewer):
        raise Rejected(ErrorCode.REQUIRED, "Your role has to give a code to every job.", ["codingId"])
    return coding


async def _unskilled(change: Change, job: Job, site: Site, activity: Activity) -> list[Refusal]:
    """Whether the resource of a job lacks what a further activity needs: a warning, as the job has begun perhaps."""
    resource = await change.get(Resource, job.resource_id, lock=False)
    if resource is None:
        return []
    crew = await crew_for(change.all, change.viewer, site)
    return crew.resource_reasons(resource, await needed(change, site, [activity]), None)


async def _chosen(change: Change, model: type[Any], given: Given, name: str) -> Any:
    """The visible row an input names; None where it names none."""
    key = getattr(given, name)
    return None if key is None else await change.find(model, key, given.shown(name), lock=False)


async def _required(change: Change, model: type[Any], given: Given, name: str) -> Any:
    """As `_chosen`; REQUIRED where the caller would clear what cannot be empty."""
    if name in given and getattr(given, name) is None:
        raise Rejected(ErrorCode.REQUIRED, "This cannot be empty.", [given.shown(name)])
    return await _chosen(change, model, given, name)


async def _same_client(change: Change, model: type[Any], given: Given, name: str, client_id: Any) -> Any:
    """The key of a row of the job's client; INVALID where it is another's."""
    row = await _chosen(change, model, given, name)
    if row is not None and row.client_id != client_id:
        raise Rejected(ErrorCode.INVALID, "This is of another client.", [given.shown(name)])
    return row and row.id
