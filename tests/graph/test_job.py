"""Making jobs: what is found by itself, what is refused, and who sees them (domain.md J1 to J12)."""

from datetime import datetime, timedelta

import pytest

import models
from models import PortalPermission
from models.core import ids
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of
from tests.graph.money import settings

CREATE = """
mutation ($site: ID!, $kind: ID!, $activities: [JobActivityInput!]!, $type: ID, $team: ID, $resource: ID, $coding: ID,
          $priority: ID, $project: ID, $key: String) {
  createJob(input: {siteId: $site, workLogTypeId: $kind, activities: $activities, workTypeId: $type, teamId: $team,
                    resourceId: $resource, codingId: $coding, priorityId: $priority, projectId: $project,
                    idempotencyKey: $key}) {
    job {
      id number status createdAt targetAt slaState client { name } site { name } service { name } workType { name }
      team { name } resource { name } coding { code } priority { name }
      activities { quantity unitSale { amount } unitCost { amount } sale { amount } billableState }
      clocks { name state pausedSeconds }
      sale { amount currency } cost { amount } profit { amount }
    }
    warnings { code path }
    userErrors { code path message }
  }
}
"""
READ = """
query ($id: ID!) {
  job(id: $id) {
    number status site { name } service { name } workType { name } workLogType { name } priority { name }
    sale { amount } cost { amount } profit { amount } coding { code }
    activities { activity { code } sale { amount } cost { amount } billableState }
    timeline { nodes { kind } }
  }
}
"""
REPRICE = """
mutation ($id: ID!, $sale: MoneyInput) {
  updateActivity(input: {activityId: $id, sale: $sale}) { userErrors { code } }
}
"""
CODE = """
mutation ($job: ID!, $coding: ID) {
  setJobCoding(input: {jobId: $job, codingId: $coding}) { job { coding { code } } userErrors { code path } }
}
"""
UPDATE = """
mutation ($job: ID!, $site: ID, $kind: ID, $type: ID, $priority: ID) {
  updateJobDetails(input: {jobId: $job, siteId: $site, workLogTypeId: $kind, workTypeId: $type,
                           priorityId: $priority}) {
    job { site { name } workLogType { name } workType { name } priority { name } targetAt createdAt clocks { name } }
    userErrors { code path }
  }
}
"""
ADD = """
mutation ($job: ID!, $activity: ID!, $quantity: Decimal) {
  addJobActivity(input: {jobId: $job, activityId: $activity, quantity: $quantity}) {
    job { sale { amount } activities { activity { code } quantity } }
    warnings { code }
    userErrors { code path }
  }
}
"""


def of(activity, quantity=None):
    """An activity as createJob takes it."""
    return {"activityId": gid(activity), "quantity": quantity}


def code(answer):
    """The one refusal of an answer."""
    (found,) = answer.values()
    (error,) = found["userErrors"]
    return error["code"], error["path"]


async def test_everything_is_found_from_the_site_and_the_activities(ask, owner, make):
    place = await field.place(make)

    made = (await ask(owner, CREATE, **place.asked(of(place.activity, "2"))))["createJob"]

    assert made["userErrors"] == made["warnings"] == []
    job = made["job"]
    assert job.pop("id")
    created, due = (datetime.fromisoformat(job.pop(name)) for name in ("createdAt", "targetAt"))
    assert due - created == timedelta(hours=24)
    assert job == {
        "number": "JOB-00001",
        "status": "ASSIGNED",
        "slaState": "ON_TRACK",
        "client": {"name": "Harbour Homes"},
        "site": {"name": "12 Quay St"},
        "service": {"name": "Plumbing"},
        "workType": {"name": "Reactive plumbing"},
        "team": {"name": "Plumbers North"},
        "resource": None,
        "coding": None,
        "priority": {"name": "24 h"},
        "activities": [
            {
                "quantity": "2",
                "unitSale": {"amount": "42.50"},
                "unitCost": {"amount": "27.10"},
                "sale": {"amount": "85.00"},
                "billableState": "OPEN",
            }
        ],
        "clocks": [{"name": "Complete", "state": "ON_TRACK", "pausedSeconds": 0}],
        "sale": {"amount": "85.00", "currency": "GBP"},
        "cost": {"amount": "54.20"},
        "profit": {"amount": "30.80"},
    }
    (event,) = await make.all(models.Event)
    assert (event.kind, event.client_id) == (models.EventKind.JOB_CREATED, place.client.id)


async def test_the_same_key_makes_one_job(ask, owner, make):
    place = await field.place(make)
    asked = place.asked(of(place.activity), key="once")

    first = (await ask(owner, CREATE, **asked))["createJob"]["job"]
    again = (await ask(owner, CREATE, **asked))["createJob"]["job"]

    assert first["id"] == again["id"]
    assert len(await make.all(models.Job)) == 1


async def test_what_must_fail_stores_nothing(ask, owner, make):
    place = await field.place(make)
    electrical = await field.service(make, name="Electrical")
    fuse = await field.activity(make, place.client, service_id=electrical.id)
    strange = await field.activity(make, service_id=place.service.id)
    ended = await field.activity(make, place.client, service_id=place.service.id)
    until = {"sale": 1, "currency": "GBP", "ends_on": field.NOON.date()}
    await make.row(models.ActivityRate(activity_id=ended.id, client_id=place.client.id, **until))
    theirs = await field.work_type(make, place.service, place.kind)
    unskilled = await field.team(make, place.client, name="Electricians")
    lee = await field.resource(make, electrical, name="Lee")
    tap = of(place.activity)

    answers = [
        await ask(owner, CREATE, **place.asked()),
        await ask(owner, CREATE, **place.asked(of(fuse))),
        await ask(owner, CREATE, **place.asked(of(strange))),
        await ask(owner, CREATE, **place.asked(of(ended))),
        await ask(owner, CREATE, **place.asked(of(place.activity, "0"))),
        await ask(owner, CREATE, **place.asked(tap, tap)),
        await ask(owner, CREATE, **place.asked(tap, type=gid(theirs))),
        await ask(owner, CREATE, **place.asked(tap, team=gid(unskilled))),
        await ask(owner, CREATE, **place.asked(tap, resource=gid(lee))),
        await ask(owner, CREATE, **place.asked(tap, coding=gid(await field.coding(make, place.client)))),
        await ask(owner, CREATE, **place.asked(tap, coding=gid(await field.coding(make, place.kind)))),
        await ask(owner, CREATE, **place.asked(tap, priority=gid(await field.priority(make)))),
        await ask(owner, CREATE, **place.asked(tap, project=gid(await field.project(make, await make.client())))),
        await ask(owner, CREATE, **place.asked(tap, kind=gid(await field.work_log_type(make)))),
        await ask(owner, CREATE, **place.asked(tap, site=unknown(models.Site))),
    ]

    assert [code(answer) for answer in answers] == [
        ("REQUIRED", ["activities"]),
        ("NO_WORK_TYPE", ["activities"]),
        ("ACTIVITY_NOT_FOR_CLIENT", ["activities", "0", "activityId"]),
        ("ACTIVITY_NOT_FOR_CLIENT", ["activities", "0", "activityId"]),
        ("INVALID", ["activities", "0", "quantity"]),
        ("DUPLICATE", ["activities", "1", "activityId"]),
        ("WORK_TYPE_NOT_FOR_CLIENT", ["workTypeId"]),
        ("SERVICE_MISMATCH", ["teamId"]),
        ("RESOURCE_NOT_ELIGIBLE", ["resourceId"]),
        ("CODING_NOT_ALLOWED", ["codingId"]),
        ("CODING_NOT_ALLOWED", ["codingId"]),
        ("INVALID", ["priorityId"]),
        ("INVALID", ["projectId"]),
        ("NO_WORK_TYPE", ["workLogTypeId"]),
        ("NOT_FOUND", ["siteId"]),
    ]
    assert await make.all(models.Job) == await make.all(models.JobActivity) == await make.all(models.Event) == []


async def test_without_an_eligible_team_it_is_new_with_a_warning(ask, owner, make):
    place = await field.place(make, postcodes=["EX"])
    far = await field.site(make, place.client, address={"street": "1 High St", "postcode": "TQ1 1AA"})

    made = (await ask(owner, CREATE, **place.asked(of(place.activity), site=gid(far))))["createJob"]

    assert (made["job"]["status"], made["job"]["team"]) == ("NEW", None)
    assert made["warnings"] == [{"code": "TEAM_NOT_ELIGIBLE", "path": ["teamId"]}]


async def test_a_later_price_does_not_reach_the_job(ask, owner, make):
    place = await field.place(make)
    job = (await ask(owner, CREATE, **place.asked(of(place.activity, "2"))))["createJob"]["job"]

    await ask(owner, REPRICE, id=gid(place.activity), sale={"amount": "50.00", "currency": "GBP"})
    read = (await ask(owner, READ, id=job["id"]))["job"]
    added = (await ask(owner, CREATE, **place.asked(of(place.activity, "2"))))["createJob"]["job"]

    assert [read[name]["amount"] for name in ("sale", "cost", "profit")] == ["85.00", "54.20", "30.80"]
    assert added["sale"]["amount"] == "100.00"


async def test_a_code_needs_both_its_assignments_and_may_come_later(ask, owner, make):
    place = await field.place(make)
    both = await field.coding(make, place.client, place.kind, code="CAP")
    half = await field.coding(make, place.client)
    job = (await ask(owner, CREATE, **place.asked(of(place.activity), coding=gid(both))))["createJob"]["job"]

    refused = await ask(owner, CODE, job=job["id"], coding=gid(half))
    off = (await ask(owner, CODE, job=job["id"]))["setJobCoding"]
    on = (await ask(owner, CODE, job=job["id"], coding=gid(both)))["setJobCoding"]

    assert job["coding"] == {"code": "CAP"}
    assert code(refused) == ("CODING_NOT_ALLOWED", ["codingId"])
    assert (off["job"]["coding"], on["job"]["coding"]) == (None, {"code": "CAP"})
    kinds = [each.kind.name for each in await make.all(models.Event)]
    assert kinds == ["JOB_CREATED", "JOB_CODED", "JOB_CODED"]


async def test_a_role_that_has_to_give_a_code_gives_one(ask, owner, make):
    place = await field.place(make)
    await settings(make, coding_required_for=["OWNER"])

    assert code(await ask(owner, CREATE, **place.asked(of(place.activity)))) == ("REQUIRED", ["codingId"])


async def test_details_change_and_what_depends_on_them_is_checked_again(ask, owner, make):
    place = await field.place(make)
    planned = await field.work_log_type(make, name="Planned")
    slow = await field.priority(make, name="5 days", complete_within_minutes=7200, respond_within_minutes=60)
    other = await field.work_type(
        make, place.client, place.service, planned, slow, name="Planned plumbing", default_priority_id=slow.id
    )
    coding = await field.coding(make, place.client, place.kind)
    made = place.asked(of(place.activity), coding=gid(coding))
    job = (await ask(owner, CREATE, **made))["createJob"]["job"]["id"]
    elsewhere = await field.site(make, await make.client())
    next_door = await field.site(make, place.client, name="13 Quay St")

    answers = [
        await ask(owner, UPDATE, job=job, site=gid(elsewhere)),
        await ask(owner, UPDATE, job=job, kind=gid(planned)),
        await ask(owner, UPDATE, job=job, priority=gid(slow)),
    ]
    await ask(owner, CODE, job=job)
    changed = (await ask(owner, UPDATE, job=job, site=gid(next_door), kind=gid(planned)))["updateJobDetails"]

    assert [code(answer) for answer in answers] == [
        ("INVALID", ["siteId"]),
        ("CODING_NOT_ALLOWED", ["workLogTypeId"]),
        ("INVALID", ["priorityId"]),
    ]
    now = changed["job"]
    assert now.pop("targetAt") != now.pop("createdAt")
    assert now == {
        "site": {"name": "13 Quay St"},
        "workLogType": {"name": "Planned"},
        "workType": {"name": other.name},
        "priority": {"name": "5 days"},
        "clocks": [{"name": "Respond"}, {"name": "Complete"}],
    }


async def test_a_further_activity_once(ask, owner, make):
    place = await field.place(make)
    more = await field.activity(make, place.client, service_id=place.service.id, code="630099")
    job = (await ask(owner, CREATE, **place.asked(of(place.activity))))["createJob"]["job"]["id"]

    added = (await ask(owner, ADD, job=job, activity=gid(more), quantity="3"))["addJobActivity"]
    twice = await ask(owner, ADD, job=job, activity=gid(more))
    nothing = await ask(owner, ADD, job=job, activity=gid(more), quantity="0")

    assert added["job"]["sale"] == {"amount": "170.00"}
    assert [each["quantity"] for each in added["job"]["activities"]] == ["1", "3"]
    assert code(twice)[0] == "DUPLICATE"
    assert code(nothing) == ("INVALID", ["quantity"])


async def test_limited_staff_see_a_job_with_its_client_alone(ask, owner, make):
    place = await field.place(make)
    limited = await make.user(models.Role.STAFF_LIMITED)
    count = "{ jobs { totalCount } }"

    before = await ask(viewer_of(limited), CREATE, **place.asked(of(place.activity)))
    made = (await ask(viewer_of(limited, place.client), CREATE, **place.asked(of(place.activity))))["createJob"]
    job = made["job"]["id"]

    assert code(before) == ("NOT_FOUND", ["siteId"])
    assert (await ask(viewer_of(limited), READ, id=job))["job"] is None
    assert (await ask(viewer_of(limited), count))["jobs"] == {"totalCount": 0}
    assert (await ask(viewer_of(limited, place.client), count))["jobs"] == {"totalCount": 1}
    assert code(await ask(viewer_of(limited), CODE, job=job)) == ("NOT_FOUND", ["jobId"])


async def test_own_team_alone_where_the_organisation_says_so(ask, owner, make):
    place = await field.place(make)
    limited = await make.user(models.Role.STAFF_LIMITED)
    job = (await ask(owner, CREATE, **place.asked(of(place.activity))))["createJob"]["job"]["id"]
    mia = viewer_of(limited, place.client)
    await make.file(name="Report", client_id=place.client.id, job_id=ids.key_of("Job", job))
    await make.file(name="Plan", client_id=place.client.id)
    told = {"user_id": limited.id, "client_id": place.client.id, "subject_id": ids.key_of("Job", job)}
    kind = models.EventKind.JOB_AT_RISK
    await make.row(models.Notification(kind=kind, title="JOB-00001 is late", subject_type="Job", **told))
    await settings(make, limit_staff_to_own_team=True)
    files = "{ files { nodes { name } } documents { totalCount } }"
    letters = "{ viewer { notifications { unreadCount nodes { title } } } }"

    outside, kept = (await ask(mia, READ, id=job))["job"], await ask(mia, files)
    silent = await ask(mia, letters)
    await field.resource(make, name="Mia", user_id=limited.id, team_id=place.team.id)
    inside, shown = (await ask(mia, READ, id=job))["job"], await ask(mia, files)

    assert outside is None
    assert silent == {"viewer": {"notifications": {"unreadCount": 0, "nodes": []}}}
    assert (await ask(mia, letters))["viewer"]["notifications"]["unreadCount"] == 1
    assert kept == {"files": {"nodes": [{"name": "Plan"}]}, "documents": {"totalCount": 1}}
    assert (len(shown["files"]["nodes"]), shown["documents"]["totalCount"]) == (2, 2)
    assert inside["number"] == "JOB-00001"
    assert len(inside["activities"]) == 1


async def test_a_contact_reads_the_work_and_no_money_unless_it_is_shown(ask, owner, make):
    place = await field.place(make)
    hal = viewer_as(await make.contact(place.client), PortalPermission.JOBS)
    stranger = viewer_as(await make.contact(await make.client()), PortalPermission.JOBS)
    coding = await field.coding(make, place.client, place.kind)
    made = place.asked(of(place.activity, "2"), coding=gid(coding))
    job = (await ask(owner, CREATE, **made))["createJob"]["job"]["id"]
    counts = "{ activities { totalCount } teams { totalCount } codings { totalCount } resources { totalCount } }"

    hidden = (await ask(hal, READ, id=job))["job"]
    await settings(make, show_job_sale_in_portal=True)
    shown = (await ask(hal, READ, id=job))["job"]

    assert (hidden["number"], hidden["status"], hidden["site"]) == ("JOB-00001", "ASSIGNED", {"name": "12 Quay St"})
    assert (hidden["workType"], hidden["priority"]) == ({"name": "Reactive plumbing"}, {"name": "24 h"})
    assert hidden["timeline"] == {"nodes": [{"kind": "JOB_CREATED"}]}
    assert [hidden[name] for name in ("sale", "cost", "profit", "coding")] == [None] * 4
    assert hidden["activities"] == [
        {"activity": {"code": place.activity.code}, "sale": None, "cost": None, "billableState": None}
    ]
    assert (shown["sale"], shown["cost"], shown["profit"], shown["coding"]) == ({"amount": "85.00"}, None, None, None)
    assert {each["totalCount"] for each in (await ask(hal, counts)).values()} == {0}
    assert (await ask(stranger, READ, id=job))["job"] is None
    start = "mutation ($job: ID!) { startJob(input: {jobId: $job}) { userErrors { code path } } }"
    assert code(await ask(hal, start, job=job))[0] == "FORBIDDEN"


@pytest.mark.parametrize("role", [models.Role.ANALYST])
async def test_analysts_make_no_jobs(ask, make, role):
    place = await field.place(make)
    viewer = viewer_of(await make.user(role, all_clients=True))

    assert code(await ask(viewer, CREATE, **place.asked(of(place.activity))))[0] == "FORBIDDEN"
    assert await make.all(models.Job) == []
