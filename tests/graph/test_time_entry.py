"""Time worked: logged at its rates, changed, approved, and closed by periods (domain.md 3.6)."""

import asyncio
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import models
from models import ApprovalStatus, BillableState, BillingMethod
from models.core import clock
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.work import a_project, a_task, an_entry, set_organisation

LOG = """
mutation ($input: LogTimeInput!) {
  logTime(input: $input) {
    timeEntry {
      id seconds loggedOn billable billableState approvalStatus project { id } task { id } user { id }
      rate { amount currency } value { amount } cost { amount currency }
    }
    warnings { code }
    userErrors { code path }
  }
}
"""
UPDATE = """
mutation ($input: UpdateTimeEntryInput!) {
  updateTimeEntry(input: $input) {
    timeEntry { seconds note project { id } task { id } rate { amount } value { amount } billableState }
    warnings { code }
    userErrors { code path }
  }
}
"""
DELETE = "mutation ($id: ID!) { deleteTimeEntry(input: {timeEntryId: $id}) { timeEntry { id } userErrors { code } } }"
APPROVE = """
mutation ($ids: [ID!]!, $approve: Boolean) {
  approveTime(input: {timeEntryIds: $ids, approve: $approve}) {
    timeEntries { approvalStatus } userErrors { code path }
  }
}
"""
LOCK = """
mutation ($day: Date) { lockPeriod(input: {beforeOn: $day}) { organisation { id } userErrors { code } } }
"""


def today():
    return clock.today("Europe/London")


def on(day=None, **over):
    return {"loggedOn": (day or today()).isoformat(), "seconds": 3600} | over


async def test_time_on_a_task_knows_its_project_and_its_worth(ask, owner, make):
    project = await a_project(make)
    task = await a_task(make, project)

    entry = (await ask(owner, LOG, input=on(taskId=gid(task), seconds=12000)))["logTime"]["timeEntry"]

    assert entry == {
        "id": entry["id"],
        "seconds": 12000,
        "loggedOn": today().isoformat(),
        "billable": True,
        "billableState": "OPEN",
        "approvalStatus": "NOT_NEEDED",
        "project": {"id": gid(project)},
        "task": {"id": gid(task)},
        "user": {"id": entry["user"]["id"]},
        "rate": {"amount": "80.00", "currency": "GBP"},
        "value": {"amount": "266.66"},
        "cost": None,
    }


async def test_the_rate_is_that_of_task_member_project_client_user(ask, owner, make):
    client = await make.client(hourly_rate=50)
    dev = await make.user(hourly_rate=40, hourly_rate_currency="GBP", cost_rate=30, cost_rate_currency="USD")
    project = await a_project(make, client)
    member = await a_project(make, client)
    keys = {"client_id": client.id, "user_id": dev.id}
    await make.row(models.ProjectMember(project_id=member.id, hourly_rate=70, hourly_rate_currency="GBP", **keys))
    task = await a_task(make, member, hourly_rate=90, hourly_rate_currency="GBP")
    bare = await a_project(make, client, hourly_rate=None)
    free = await a_project(make, hourly_rate=None)

    async def rate(**place):
        entry = (await ask(owner, LOG, input=on(userId=gid(dev), **place)))["logTime"]["timeEntry"]
        assert entry["cost"] == {"amount": "30.00", "currency": "USD"}
        return entry["rate"]["amount"]

    assert await rate(taskId=gid(task)) == "90.00"
    assert await rate(projectId=gid(member)) == "70.00"
    assert await rate(projectId=gid(project)) == "80.00"
    assert await rate(projectId=gid(bare)) == "50.00"
    assert await rate(projectId=gid(free)) == "40.00"


@pytest.mark.parametrize(
    ("method", "of_task", "given", "state"),
    [
        (BillingMethod.PROJECT_HOURS, True, None, "OPEN"),
        (BillingMethod.PROJECT_HOURS, False, None, "NOT_BILLABLE"),
        (BillingMethod.NON_BILLABLE, True, None, "NOT_BILLABLE"),
        (BillingMethod.NON_BILLABLE, True, True, "OPEN"),
        (BillingMethod.FIXED_PRICE, True, False, "NOT_BILLABLE"),
    ],
)
async def test_whether_it_is_to_be_billed(ask, owner, make, method, of_task, given, state):
    task = await a_task(make, await a_project(make, billing_method=method), billable=of_task)

    entry = (await ask(owner, LOG, input=on(taskId=gid(task), billable=given)))["logTime"]["timeEntry"]

    assert entry["billableState"] == state


@pytest.mark.parametrize("policy", ["ALLOW", "WARN", "REFUSE"])
async def test_time_by_the_clock(ask, owner, services, make, policy):
    await set_organisation(services, overlap_policy=models.OverlapPolicy[policy])
    here = {"projectId": gid(await a_project(make))}
    day = today() - timedelta(days=1)

    def at(hour, minute=0):
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/London")).isoformat()

    async def log(**over):
        return (await ask(owner, LOG, input=on(day, **here, **over)))["logTime"]

    async def change(entry, **values):
        return (await ask(owner, UPDATE, input={"timeEntryId": entry["id"], **values}))["updateTimeEntry"]

    def told(answer):
        return [(kind, each["code"]) for kind in ("warnings", "userErrors") for each in answer[kind] or []]

    first, next_to_it, by_day = await log(startedAt=at(9)), await log(startedAt=at(10)), await log()
    assert [told(each) for each in (first, next_to_it, by_day)] == [[], [], []]
    within = [await log(startedAt=at(9, 30)), await change(first["timeEntry"], seconds=3601)]
    assert [told(each) for each in within] == [{
        "ALLOW": [], "WARN": [("warnings", "OVERLAP")], "REFUSE": [("userErrors", "OVERLAP")],
    }[policy]] * 2  # fmt: skip
    (row,) = [each for each in await make.all(models.TimeEntry) if gid(each) == first["timeEntry"]["id"]]
    assert row.ended_at - row.started_at == timedelta(seconds=row.seconds if policy == "REFUSE" else 3601)
    if policy == "REFUSE":
        at_once = await asyncio.gather(*(log(startedAt=at(12)) for _ in range(4)))
        assert sorted(map(told, at_once)) == [[], *[[("userErrors", "OVERLAP")]] * 3]
        moved = [await change(first["timeEntry"], **each) for each in ({"startedAt": at(11)}, {"startedAt": None})]
        assert [told(each) for each in moved] == [[], []]
        other_day = await change(next_to_it["timeEntry"], loggedOn=today().isoformat())
        later = await log(startedAt=(clock.now() - timedelta(seconds=60)).isoformat(), loggedOn=today().isoformat())
        assert [each["userErrors"] for each in (other_day, later)] == [[{"code": "INVALID", "path": ["startedAt"]}]] * 2


async def test_what_is_refused(ask, owner, services, make):
    project, other = await a_project(make), await a_project(make)
    task = await a_task(make, project)
    closed = await a_project(make, status=models.ProjectStatus.FINISHED)

    async def refused(wanted):
        return (await ask(owner, LOG, input=wanted))["logTime"]["userErrors"]

    here = {"projectId": gid(project)}
    assert await refused(on(seconds=0, **here)) == [{"code": "INVALID", "path": ["seconds"]}]
    assert await refused(on(seconds=86_401, **here)) == [{"code": "INVALID", "path": ["seconds"]}]
    assert await refused(on(today() + timedelta(days=1), **here)) == [{"code": "INVALID", "path": ["loggedOn"]}]
    assert await refused(on(taskId=gid(task), projectId=gid(other))) == [{"code": "INVALID", "path": ["projectId"]}]
    assert await refused(on()) == [{"code": "REQUIRED", "path": ["projectId"]}]
    assert await refused(on(projectId=gid(closed))) == [{"code": "INVALID_STATE", "path": None}]
    assert (await ask(owner, "{ timeEntries { totalCount } }"))["timeEntries"]["totalCount"] == 0


async def test_only_administrators_log_the_time_of_others(ask, owner, make):
    project, dev, pat = await a_project(make), await make.user(), await make.user()
    wanted = on(projectId=gid(project), userId=gid(pat))

    refused = (await ask(viewer_of(dev), LOG, input=wanted))["logTime"]
    done = (await ask(owner, LOG, input=wanted))["logTime"]

    assert refused["userErrors"] == [{"code": "FORBIDDEN", "path": ["userId"]}]
    assert done["timeEntry"]["user"] == {"id": gid(pat)}


async def test_a_closed_period_takes_no_time_and_gives_none_back(ask, owner, make):
    project = await a_project(make)
    entry = await an_entry(make, project, await make.user(), logged_on=today() - timedelta(days=1))
    yesterday = on(today() - timedelta(days=1), projectId=gid(project))
    await ask(owner, LOCK, day=today().isoformat())

    locked = [
        (await ask(owner, LOG, input=yesterday))["logTime"],
        (await ask(owner, UPDATE, input={"timeEntryId": gid(entry), "seconds": 60}))["updateTimeEntry"],
        (await ask(owner, DELETE, id=gid(entry)))["deleteTimeEntry"],
    ]
    assert [each["userErrors"][0]["code"] for each in locked] == ["PERIOD_LOCKED"] * 3
    assert (await ask(owner, LOG, input=on(projectId=gid(project))))["logTime"]["userErrors"] == []

    await ask(owner, LOCK, day=None)
    assert (await ask(owner, LOG, input=yesterday))["logTime"]["userErrors"] == []
    staff = viewer_of(await make.user())
    assert (await ask(staff, LOCK, day=today().isoformat()))["lockPeriod"]["userErrors"] == [{"code": "FORBIDDEN"}]


@pytest.mark.parametrize("state", [BillableState.RESERVED, BillableState.BILLED])
async def test_what_is_on_an_invoice_stays(ask, owner, make, state):
    entry = await an_entry(make, await a_project(make), await make.user(), billable_state=state)

    changed = (await ask(owner, UPDATE, input={"timeEntryId": gid(entry), "seconds": 60}))["updateTimeEntry"]
    deleted = (await ask(owner, DELETE, id=gid(entry)))["deleteTimeEntry"]

    assert [changed["userErrors"][0]["code"], deleted["userErrors"][0]["code"]] == ["ALREADY_BILLED"] * 2
    assert (await make.again(entry)).seconds == 3600


async def test_changes_bring_their_worth_along(ask, owner, make):
    project = await a_project(make)
    task = await a_task(make, project, hourly_rate=120, hourly_rate_currency="GBP")
    entry = await an_entry(make, project, await make.user())

    async def changed(**given):
        return (await ask(owner, UPDATE, input={"timeEntryId": gid(entry)} | given))["updateTimeEntry"]["timeEntry"]

    assert (await changed(seconds=5400))["value"] == {"amount": "120.00"}
    on_task = await changed(taskId=gid(task), note="build")
    assert (on_task["rate"], on_task["value"], on_task["note"]) == ({"amount": "120.00"}, {"amount": "180.00"}, "build")
    loose = await changed(taskId=None)
    assert (loose["task"], loose["project"], loose["rate"]) == (None, {"id": gid(project)}, {"amount": "80.00"})
    assert (await changed(billable=False))["billableState"] == "NOT_BILLABLE"


async def test_deleted_time_is_gone_and_told(ask, owner, make):
    entry = await an_entry(make, await a_project(make), await make.user())

    assert (await ask(owner, DELETE, id=gid(entry)))["deleteTimeEntry"] == {"timeEntry": None, "userErrors": []}
    assert await make.again(entry) is None
    kinds = await ask(owner, "{ events(filter: {kind: {eq: TIME_DELETED}}) { totalCount } }")
    assert kinds["events"]["totalCount"] == 1


async def test_approval_where_the_organisation_wants_it(ask, owner, services, make):
    await set_organisation(services, approval_required=True)
    project = await a_project(make)
    entry = (await ask(owner, LOG, input=on(projectId=gid(project))))["logTime"]["timeEntry"]
    assert entry["approvalStatus"] == "AWAITING"
    unbilled = "query ($id: ID!) { project(id: $id) { unbilled { seconds } } }"
    assert (await ask(owner, unbilled, id=gid(project)))["project"]["unbilled"] == {"seconds": 0}

    staff = (await ask(viewer_of(await make.user()), APPROVE, ids=[entry["id"]]))["approveTime"]
    approved = (await ask(owner, APPROVE, ids=[entry["id"]]))["approveTime"]
    rejected = (await ask(owner, APPROVE, ids=[entry["id"]], approve=False))["approveTime"]

    assert staff["userErrors"] == [{"code": "FORBIDDEN", "path": None}]
    assert approved["timeEntries"] == [{"approvalStatus": "APPROVED"}]
    assert rejected["timeEntries"] == [{"approvalStatus": "REJECTED"}]

    await ask(owner, UPDATE, input={"timeEntryId": entry["id"], "seconds": 5400})
    (row,) = await make.all(models.TimeEntry)
    assert row.approval_status is ApprovalStatus.AWAITING  # a rejected entry that was mended asks again
    await ask(owner, APPROVE, ids=[entry["id"]])
    await ask(owner, UPDATE, input={"timeEntryId": entry["id"], "seconds": 86_400})
    assert (await ask(owner, unbilled, id=gid(project)))["project"]["unbilled"] == {"seconds": 0}
    told = await ask(owner, "{ events { nodes { summary } } }")
    day = entry["loggedOn"]
    assert [each["summary"] for each in told["events"]["nodes"][:5]] == [
        f"Time updated: 24 h of {day}", f"Time approved: 1.5 h of {day}", f"Time updated: 1.5 h of {day}",
        f"Time rejected: 1 h of {day}", f"Time approved: 1 h of {day}",
    ]  # fmt: skip


async def test_time_that_needs_no_approval_is_not_approved(ask, owner, make):
    entry = await an_entry(make, await a_project(make), await make.user())

    answer = (await ask(owner, APPROVE, ids=[gid(entry)]))["approveTime"]

    assert answer["userErrors"] == [{"code": "INVALID_STATE", "path": None}]
    assert (await make.again(entry)).approval_status is ApprovalStatus.NOT_NEEDED


async def test_figures_by_milestone_user_and_day(ask, owner, make):
    project, pat = await a_project(make), await make.user(name="Pat")
    phase = await make.row(models.Milestone(name="Phase 1", project_id=project.id, client_id=project.client_id))
    task = await a_task(make, project, milestone_id=phase.id)
    await an_entry(make, project, pat, 7200, task_id=task.id, value=240, cost=60, cost_rate=30, cost_currency="USD")
    await an_entry(make, project, pat, 12000, logged_on=date(2026, 3, 9), value=300, billable=False)
    query = """
    {
      timeEntries(filter: {user: {name: {eq: "Pat"}}}) {
        aggregate {
          count sum { seconds billedSeconds value { amount currency } cost { amount currency } }
          max { seconds loggedOn }
        }
        groups(by: [{field: MILESTONE}, {field: USER}]) {
          key { milestone { name } user { name } } aggregate { sum { seconds } }
        }
        weeks: groups(by: [{field: LOGGED_ON, bucket: WEEK}]) { key { loggedOn } aggregate { count } }
        billable: groups(by: [{field: BILLABLE}]) { key { billable } aggregate { sum { seconds } } }
      }
      loose: timeEntries(filter: {hasTask: false}) { totalCount }
    }
    """

    found = await ask(owner, query)

    entries = found["timeEntries"]
    assert entries["aggregate"] == {
        "count": 2,
        "sum": {
            "seconds": "19200",
            "billedSeconds": None,
            "value": [{"amount": "540.00", "currency": "GBP"}],
            "cost": [{"amount": "60.00", "currency": "USD"}],
        },
        "max": {"seconds": "12000", "loggedOn": "2026-03-09"},
    }
    assert entries["groups"] == [
        {"key": {"milestone": {"name": "Phase 1"}, "user": {"name": "Pat"}}, "aggregate": {"sum": {"seconds": "7200"}}},
        {"key": {"milestone": None, "user": {"name": "Pat"}}, "aggregate": {"sum": {"seconds": "12000"}}},
    ]
    assert [each["key"]["loggedOn"] for each in entries["weeks"]] == ["2026-03-02", "2026-03-09"]
    assert entries["billable"] == [
        {"key": {"billable": False}, "aggregate": {"sum": {"seconds": "12000"}}},
        {"key": {"billable": True}, "aggregate": {"sum": {"seconds": "7200"}}},
    ]
    assert found["loose"]["totalCount"] == 1


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("contact", "FORBIDDEN"), ("elsewhere", "NOT_FOUND"), ("analyst", "FORBIDDEN")],
)
async def test_who_may_not_log_time(ask, make, nobody, caller, code):
    project = await a_project(make)
    client = models.Client(id=project.client_id)
    callers = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(client), models.PortalPermission.PROJECTS),
        "elsewhere": viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client()),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), client),
    }

    answer = (await ask(callers[caller], LOG, input=on(projectId=gid(project))))["logTime"]

    assert [each["code"] for each in answer["userErrors"]] == [code]
