"""Doing jobs: the whole life of a job and of its appointments, double booking, and clocks that stand still."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

import models
from models.core import clock
from tests.graph import field
from tests.graph.conftest import gid
from tests.graph.test_job import CREATE, of

START = datetime(2026, 12, 1, 9, tzinfo=UTC)
JOB = "job { id status slaState resolution holdReason cancelReason resource { name } team { name } "
JOB += (
    "activities { doneAt billableState } appointments { id status reason } clocks { name state pausedSeconds metAt } "
)
JOB += "sale { amount } targetAt completedAt }"


def verb(name, arguments=""):
    """A write of a job."""
    given = "".join(f", ${each}" for each in arguments.split(", ") if each)
    passed = "".join(f", {each.split(':')[0]}: ${each.split(':')[0]}" for each in arguments.split(", ") if each)
    answer = f"{{ {JOB} userErrors {{ code path }} }}"
    return f"mutation ($jobId: ID!{given}) {{ {name}(input: {{jobId: $jobId{passed}}}) {answer} }}"


ASSIGN = verb("assignJob", "teamId: ID, resourceId: ID, startsAt: DateTime, endsAt: DateTime")
BEGIN, RESUME, READY = verb("startJob"), verb("resumeJob"), verb("markJobReadyToInvoice")
HOLD = verb("holdJob", "reason: String!, waitsForClient: Boolean")
COMPLETE = verb("completeJob", "resolution: String, activities: [JobActivityInput!]")
WAIVE, CANCEL, ABORT = (verb(name, "reason: String!") for name in ("markJobNonChargeable", "cancelJob", "abortJob"))
SCHEDULE = """
mutation ($job: ID!, $resource: ID!, $from: DateTime!, $to: DateTime!) {
  scheduleAppointment(input: {jobId: $job, resourceId: $resource, startsAt: $from, endsAt: $to}) {
    appointment { id status } job { status } userErrors { code path }
  }
}
"""
MOVE = """
mutation ($id: ID!) {
  %s(input: {appointmentId: $id%s}) { appointment { status reason } job { status } userErrors { code path } }
}
"""
RESCHEDULE = """
mutation ($input: RescheduleAppointmentInput!) {
  rescheduleAppointment(input: $input) {
    appointment { startsAt endsAt resource { name } } job { resource { name } } userErrors { code path }
  }
}
"""
DISPATCH = MOVE % ("dispatchAppointment", "")
FAIL, OFF = MOVE % ("failAppointment", ', reason: "Nobody in"'), MOVE % ("cancelAppointment", ', reason: "Moved"')


@pytest.fixture
async def place(make):
    return await field.place(make)


@pytest.fixture
def do(ask, owner):
    """`await do(VERB, job, …)`: the payload."""

    async def done(query, job, **given):
        (answer,) = (await ask(owner, query, jobId=job, **given)).values()
        return answer

    return done


@pytest.fixture
async def job(ask, owner, place):
    return (await ask(owner, CREATE, **place.asked(of(place.activity, "2"))))["createJob"]["job"]["id"]


def times(hours=0, minutes=90):
    starts = START + timedelta(hours=hours)
    return {"startsAt": starts.isoformat(), "endsAt": (starts + timedelta(minutes=minutes)).isoformat()}


async def begun(do, job, place):
    await do(ASSIGN, job, resourceId=gid(place.resource), **times())
    return await do(BEGIN, job)


async def test_assigned_scheduled_begun_completed_and_ready(make, do, job, place):
    electrical = await field.service(make, name="Electrical")
    lee = await field.resource(make, electrical, name="Lee", team_id=place.team.id)

    refused = await do(ASSIGN, job, resourceId=gid(lee), **times())
    assigned = await do(ASSIGN, job, resourceId=gid(place.resource), **times())
    started = await do(BEGIN, job)
    completed = await do(COMPLETE, job, resolution="Tap renewed")
    ready = await do(READY, job)

    assert refused["userErrors"] == [{"code": "RESOURCE_NOT_ELIGIBLE", "path": ["resourceId"]}]
    assert (assigned["job"]["status"], assigned["job"]["resource"]) == ("SCHEDULED", {"name": "Sam"})
    assert [each["status"] for each in assigned["job"]["appointments"]] == ["SCHEDULED"]
    assert started["job"]["status"] == "IN_PROGRESS"
    now = completed["job"]
    assert (now["status"], now["slaState"], now["resolution"]) == ("COMPLETED", "MET", "Tap renewed")
    assert now["completedAt"] == now["activities"][0]["doneAt"] == now["clocks"][0]["metAt"]
    assert [each["status"] for each in now["appointments"]] == ["COMPLETED"]
    assert ready["job"]["status"] == "READY_TO_INVOICE"
    kinds = [each.kind.name for each in await make.all(models.Event) if each.subject_type == "Job"]
    assert kinds == ["JOB_CREATED", "JOB_SCHEDULED", "JOB_STARTED", "JOB_COMPLETED", "JOB_READY_TO_INVOICE"]


async def test_moves_that_are_not_listed_are_refused_and_change_nothing(make, do, job, place):
    before = [
        await do(BEGIN, job),
        await do(COMPLETE, job),
        await do(HOLD, job, reason="Waits"),
        await do(RESUME, job),
        await do(READY, job),
        await do(ABORT, job, reason="Why"),
    ]
    await begun(do, job, place)
    after = [await do(BEGIN, job), await do(CANCEL, job, reason="Why"), await do(WAIVE, job, reason="Why")]

    assert [each["userErrors"] for each in (*before, *after)] == [[{"code": "INVALID_STATE", "path": None}]] * 9
    assert (await make.all(models.Job))[0].status is models.JobStatus.IN_PROGRESS


async def test_a_job_is_given_up_before_or_after_its_beginning(ask, owner, make, do, job, place):
    other = (await ask(owner, CREATE, **place.asked(of(place.activity))))["createJob"]["job"]["id"]
    await do(ASSIGN, other, resourceId=gid(place.resource), **times())
    cancelled = await do(CANCEL, other, reason="Not needed")
    await begun(do, job, place)
    aborted = await do(ABORT, job, reason="Unsafe")

    for answer, status, reason in ((cancelled, "CANCELLED", "Not needed"), (aborted, "ABORTED", "Unsafe")):
        found = answer["job"]
        assert (found["status"], found["cancelReason"], found["slaState"]) == (status, reason, "PAUSED")
        assert found["appointments"][0]["status"] == "CANCELLED"
        assert found["activities"][0]["billableState"] == "NOT_BILLABLE"


async def test_one_resource_is_never_in_two_places(ask, owner, make, do, job, place):
    another = (await ask(owner, CREATE, **place.asked(of(place.activity))))["createJob"]["job"]["id"]
    who = {"resourceId": gid(place.resource)}

    first = await do(ASSIGN, job, **who, **times())
    overlapping = await do(ASSIGN, another, **who, **times(hours=1))
    touching = await do(ASSIGN, another, **who, **times(minutes=0))
    after = await do(ASSIGN, another, **who, **times(hours=1.5))

    assert first["userErrors"] == after["userErrors"] == []
    assert overlapping["userErrors"] == [{"code": "OVERLAP", "path": ["startsAt"]}]
    assert touching["userErrors"] == [{"code": "INVALID", "path": ["endsAt"]}]
    assert len(await make.all(models.Appointment)) == 2


async def test_an_appointment_is_moved_to_another_time_or_resource(ask, owner, make, do, job, place):
    pat = await field.resource(make, place.service, name="Pat")
    clumsy = await field.resource(make, name="Una")
    another = (await ask(owner, CREATE, **place.asked(of(place.activity))))["createJob"]["job"]["id"]
    visit = (await do(ASSIGN, job, resourceId=gid(place.resource), **times()))["job"]["appointments"][0]["id"]
    await do(ASSIGN, another, resourceId=gid(pat), **times())

    async def move(**given):
        return (await ask(owner, RESCHEDULE, input={"appointmentId": visit, **given}))["rescheduleAppointment"]

    taken = await move(resourceId=gid(pat))
    unable = await move(resourceId=gid(clumsy))
    stale = await move(expectedVersion=99, **times(hours=2))
    half = await move(startsAt=(START + timedelta(minutes=30)).isoformat())
    moved = await move(resourceId=gid(pat), **times(hours=4))
    await ask(owner, DISPATCH, id=visit)
    sent = await move(**times(hours=8))

    refused = [taken["userErrors"], unable["userErrors"], stale["userErrors"], sent["userErrors"]]
    codes = [(each[0]["code"], each[0]["path"]) for each in refused]
    assert codes[0] == ("OVERLAP", ["startsAt"])
    assert codes[1][0] == "RESOURCE_NOT_ELIGIBLE"
    assert [code for code, _ in codes[2:]] == ["STALE_VERSION", "INVALID_STATE"]
    assert half["appointment"]["startsAt"] == "2026-12-01T09:30:00Z"
    assert half["job"]["resource"] == {"name": place.resource.name}
    assert moved["appointment"]["resource"] == moved["job"]["resource"] == {"name": "Pat"}
    assert len(await make.all(models.Appointment)) == 2


async def test_two_dispatchers_at_once_do_not_book_the_same_hour(ask, owner, make, place):
    asked = place.asked(of(place.activity))
    jobs = [(await ask(owner, CREATE, **asked))["createJob"]["job"]["id"] for _ in range(4)]
    at = {"from": START.isoformat(), "to": (START + timedelta(hours=1)).isoformat()}

    answers = await asyncio.gather(*(ask(owner, SCHEDULE, job=job, resource=gid(place.resource), **at) for job in jobs))

    found = sorted(str(each["scheduleAppointment"]["userErrors"][:1]) for each in answers)
    assert found[0] == "[]"
    assert all("OVERLAP" in each for each in found[1:])
    assert len(await make.all(models.Appointment)) == 1


async def test_the_database_itself_keeps_two_visits_apart(make, job, place):
    (made,) = await make.all(models.Job)
    visit = {"client_id": made.client_id, "job_id": made.id, "resource_id": place.resource.id}
    later = START + timedelta(minutes=30)
    await make.row(models.Appointment(starts_at=START, ends_at=START + timedelta(hours=1), **visit))

    with pytest.raises(models.Rejected) as refused:
        await make.row(models.Appointment(starts_at=later, ends_at=later + timedelta(hours=1), **visit))

    assert refused.value.code is models.ErrorCode.OVERLAP
    cancelled = models.AppointmentStatus.CANCELLED
    await make.row(models.Appointment(starts_at=later, ends_at=START + timedelta(hours=2), status=cancelled, **visit))


async def test_nobody_is_booked_outside_their_hours(make, do, job, place):
    hours = [{"weekday": "TUESDAY", "from": "09:00", "to": "10:00"}]
    calendar = await field.calendar(make, hours=hours, time_zone="UTC")
    sam = await field.resource(make, place.service, name="Pat", calendar_id=calendar.id)

    late = await do(ASSIGN, job, resourceId=gid(sam), **times())
    fits = await do(ASSIGN, job, resourceId=gid(sam), **times(minutes=60))

    assert late["userErrors"] == [{"code": "RESOURCE_NOT_ELIGIBLE", "path": ["startsAt"]}]
    assert fits["job"]["status"] == "SCHEDULED"


async def test_the_first_visit_sent_begins_the_job_and_one_that_fails_may_be_repeated(ask, owner, make, do, job, place):
    who = {"job": job, "resource": gid(place.resource)}
    at = {"from": START.isoformat(), "to": (START + timedelta(hours=1)).isoformat()}
    later = {"from": (START + timedelta(days=1)).isoformat(), "to": (START + timedelta(days=1, hours=1)).isoformat()}

    visit = (await ask(owner, SCHEDULE, **who, **at))["scheduleAppointment"]["appointment"]["id"]
    early = (await ask(owner, FAIL, id=visit))["failAppointment"]
    sent = (await ask(owner, DISPATCH, id=visit))["dispatchAppointment"]
    failed = (await ask(owner, FAIL, id=visit))["failAppointment"]
    second = (await ask(owner, SCHEDULE, **who, **later))["scheduleAppointment"]
    third = (await ask(owner, SCHEDULE, **who, **at))["scheduleAppointment"]
    off = (await ask(owner, OFF, id=third["appointment"]["id"]))["cancelAppointment"]
    done = await do(COMPLETE, job)

    assert early["userErrors"] == [{"code": "INVALID_STATE", "path": None}]
    assert (sent["appointment"]["status"], sent["job"]["status"]) == ("DISPATCHED", "IN_PROGRESS")
    assert failed["appointment"] == {"status": "CANNOT_COMPLETE", "reason": "Nobody in"}
    assert second["job"]["status"] == "IN_PROGRESS"
    assert off["appointment"] == {"status": "CANCELLED", "reason": "Moved"}
    assert [each["status"] for each in done["job"]["appointments"]] == ["CANNOT_COMPLETE", "CANCELLED", "CANCELLED"]


async def test_a_hold_that_waits_for_the_client_moves_the_target_by_as_much(do, job, place):
    target = (await begun(do, job, place))["job"]["targetAt"]

    held = await do(HOLD, job, reason="Nobody at home", waitsForClient=True)
    with clock.moved(timedelta(hours=30)):
        resumed = await do(RESUME, job)
        done = await do(COMPLETE, job)

    assert (held["job"]["status"], held["job"]["holdReason"], held["job"]["slaState"]) == (
        "ON_HOLD",
        "Nobody at home",
        "PAUSED",
    )
    assert (resumed["job"]["status"], resumed["job"]["holdReason"]) == ("IN_PROGRESS", None)
    moved = datetime.fromisoformat(resumed["job"]["targetAt"]) - datetime.fromisoformat(target)
    assert timedelta(hours=30) <= moved < timedelta(hours=30, minutes=2)
    assert 108_000 <= resumed["job"]["clocks"][0]["pausedSeconds"] < 108_120
    assert done["job"]["slaState"] == "MET"


async def test_a_hold_for_another_reason_leaves_the_clock_running(do, job, place):
    await begun(do, job, place)

    held = await do(HOLD, job, reason="Parts")
    with clock.moved(timedelta(hours=22)):
        late = await do(RESUME, job)
    with clock.moved(timedelta(hours=25)):
        done = await do(COMPLETE, job)

    assert [each["job"]["slaState"] for each in (held, late, done)] == ["ON_TRACK", "AT_RISK", "BREACHED"]


async def test_only_what_was_done_is_charged_and_some_work_wants_all_of_it(ask, owner, make, do, place):
    more = await field.activity(make, place.client, service_id=place.service.id)
    job = (await ask(owner, CREATE, **place.asked(of(place.activity), of(more))))["createJob"]["job"]["id"]
    await begun(do, job, place)
    some = [of(place.activity, "3")]

    strange = await do(COMPLETE, job, activities=[of(await field.activity(make, place.client))])
    nothing = await do(COMPLETE, job, activities=[of(place.activity, "0")])
    done = await do(COMPLETE, job, activities=some)

    assert strange["userErrors"] == [{"code": "INVALID", "path": ["activities", "0", "activityId"]}]
    assert nothing["userErrors"] == [{"code": "INVALID", "path": ["activities", "0", "quantity"]}]
    assert done["job"]["sale"] == {"amount": "127.50"}
    assert [each["billableState"] for each in done["job"]["activities"]] == ["OPEN", "NOT_BILLABLE"]
    assert [each["doneAt"] is None for each in done["job"]["activities"]] == [False, True]


async def test_a_work_log_type_may_want_every_activity_done(ask, owner, make, do, place):
    strict = await field.work_log_type(make, name="Gas safety", require_activities_complete=True)
    await field.work_type(make, place.client, place.service, strict, place.priority)
    more = await field.activity(make, place.client, service_id=place.service.id)
    asked = place.asked(of(place.activity), of(more), kind=gid(strict))
    job = (await ask(owner, CREATE, **asked))["createJob"]["job"]["id"]
    await begun(do, job, place)

    half = await do(COMPLETE, job, activities=[of(place.activity)])
    whole = await do(COMPLETE, job)

    assert half["userErrors"] == [{"code": "INVALID_STATE", "path": ["activities"]}]
    assert whole["job"]["status"] == "COMPLETED"


async def test_a_job_that_is_not_charged_bills_nothing(do, job, place):
    await begun(do, job, place)
    await do(COMPLETE, job)

    waived = await do(WAIVE, job, reason="Our fault")

    assert (waived["job"]["status"], waived["job"]["cancelReason"]) == ("NON_CHARGEABLE", "Our fault")
    assert waived["job"]["activities"][0]["billableState"] == "NOT_BILLABLE"


async def test_jobs_are_found_and_counted_by_how_their_clocks_stand(ask, owner, do, job, place):
    other = (await ask(owner, CREATE, **place.asked(of(place.activity))))["createJob"]["job"]["id"]
    await begun(do, other, place)
    await do(HOLD, other, reason="Waits", waitsForClient=True)
    query = """{
      jobs(filter: {slaState: {eq: ON_TRACK}, team: {name: {eq: "Plumbers North"}}}) {
        nodes { number } aggregate { sum { sale { amount } profit { amount } } }
      }
      all: jobs { groups(by: [{field: SLA_STATE}, {field: TEAM}]) { key { slaState team { name } } aggregate { count } }
      }
    }"""

    found = await ask(owner, query)

    assert found["jobs"]["nodes"] == [{"number": "JOB-00001"}]
    assert found["jobs"]["aggregate"]["sum"] == {"sale": [{"amount": "85.00"}], "profit": [{"amount": "30.80"}]}
    groups = {each["key"]["slaState"]: each["aggregate"]["count"] for each in found["all"]["groups"]}
    assert groups == {"ON_TRACK": 1, "PAUSED": 1}
