"""Scenario 3, what must fail. Every refusal is typed, and nothing has happened after it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from . import asides_3, operations_3
from .day import Day
from .test_scenario_3 import csv, job

HEADER = "code,name,service,unit,duration_minutes,default_quantity,sale,cost,currency"


@pytest.fixture
def quay(evening: Day) -> Iterator[Day]:
    """The day, on whose third scenario nothing may have changed when the test is over."""
    client = evening.quay.client
    before = evening.olive.ask(asides_3.STATE, client=client)
    yield evening
    assert evening.olive.ask(asides_3.STATE, client=client) == before


def test_a_site_needs_a_client_that_is_there(quay: Day) -> None:
    """FS-03."""
    unknown = never_was(quay.quay.client)
    assert quay.olive.refused(asides_3.CREATE_SITE, client=unknown, name="Nowhere") == "NOT_FOUND"


def test_a_job_stays_with_its_client(evening: Day) -> None:
    """J12: a site of another client is no place for it."""
    day = evening
    other = day.olive.do(asides_3.CREATE_SITE, client=day.quay.second, name="1 High St")["site"]["id"]
    made = day.olive.do(operations_3.F10, **job(day, key="f-move"))["job"]["id"]
    answer = day.olive.ask(asides_3.MOVE_JOB, job=made, site=other)["updateJobDetails"]
    assert [each["code"] for each in answer["userErrors"]] == ["INVALID"]
    seen = day.hal.ask(asides_3.PORTAL_JOBS, job=day.quay.job, site=day.quay.site, otherSite=other)
    assert (seen["site"], seen["other"]) == ({"name": "12 Quay St"}, None)
    assert [seen[each]["totalCount"] for each in ("jobs", "sites")] == [2, 1]
    assert [seen[each]["totalCount"] for each in ("activities", "teams", "codings")] == [0, 0, 0]
    assert day.hal.refused(asides_3.START_JOB, job=day.quay.job) == "FORBIDDEN"


def test_a_job_that_cannot_be(quay: Day) -> None:
    """J3 to J6: without activities, without a work type, with another client's activity, by the wrong team."""
    day, here = quay, quay.quay
    terms = {"siteId": here.site, "workLogTypeId": here.reactive}

    def code(*activities: str, **over: str) -> str:
        wanted = [{"activityId": each} for each in activities]
        return day.olive.refused(asides_3.CREATE_JOB, input=terms | {"activities": wanted} | over)

    assert code() == "REQUIRED"
    assert code(here.activities["630002"]) == "NO_WORK_TYPE"
    foreign = {
        "code": "730001",
        "name": "Sweep",
        "serviceId": here.plumbing,
        "unit": "each",
        "durationMinutes": 30,
        "sale": {"amount": "10.00", "currency": "GBP"},
        "cost": {"amount": "5.00", "currency": "GBP"},
        "clientIds": [here.second],
    }
    other = day.olive.do(asides_3.CREATE_ACTIVITY, input=foreign)["activity"]["id"]
    assert code(other) == "ACTIVITY_NOT_FOR_CLIENT"
    electricians = day.fay.do(asides_3.CREATE_TEAM, name="Sparks", services=[here.electrical])["team"]["id"]
    assert code(here.activities["630001"], teamId=electricians) == "SERVICE_MISMATCH"


def test_states_that_are_not_left_that_way(evening: Day) -> None:
    """3.3: not finished before it began, not given up after it, not billed before it is ready."""
    day = evening
    made = scheduled(day, 3, key="f-states")
    assert day.mia.refused(asides_3.COMPLETE_JOB, job=made) == "INVALID_STATE"
    day.mia.do(asides_3.START_JOB, job=made)
    assert day.mia.refused(asides_3.CANCEL_JOB, job=made) == "INVALID_STATE"
    assert day.dev.refused(asides_3.BILL_JOBS, jobs=[made], key="f-early") == "INVALID_STATE"


def test_one_bill_is_for_one_client(evening: Day) -> None:
    """B1 of the schema: jobs of two clients are on no one invoice."""
    day, here = evening, evening.quay
    site = day.olive.do(asides_3.CREATE_SITE, client=here.second, name="3 High St")["site"]["id"]
    ready = []
    for hours, where in ((6, here.site), (9, site)):
        ready.append(scheduled(day, hours, site=where, key=f"f-two-{where}"))
        day.olive.do(operations_3.F12, job=ready[-1])
    assert day.dev.refused(asides_3.BILL_JOBS, jobs=ready, key="f-two") == "INVALID"
    assert day.olive.ask(asides_3.STATE_OF_JOBS, jobs=ready)["nodes"] == [{"status": "READY_TO_INVOICE"}] * 2


def test_set_up_is_for_administrators(quay: Day) -> None:
    """3.11: MIA works, and sets nothing up; who lacks one of two clients cannot copy between them."""
    mia, here = quay.mia, quay.quay
    terms = {"service": here.plumbing, "reactive": here.reactive, "priority": here.priority, "client": here.client}
    assert mia.refused(asides_3.CREATE_WORK_TYPE, name="Mine", **terms) == "FORBIDDEN"
    assert mia.refused(asides_3.CREATE_CODING, code="MINE") == "FORBIDDEN"
    table = csv(operations_3.CLEAN)
    assert mia.refused(operations_3.F2, client=here.client, csv=table, dryRun=False) == "FORBIDDEN"
    assert mia.refused(operations_3.F15, **{"from": here.client, "to": here.second}) in ("NOT_FOUND", "FORBIDDEN")


def test_a_table_that_is_refused_whole(quay: Day) -> None:
    """A3, A6: an unknown column, a decimal comma, too many rows."""

    def refused(*lines: str) -> dict:
        table = csv("\n".join(lines).encode())
        answer = quay.olive.ask(operations_3.F2, client=quay.quay.client, csv=table, dryRun=False)["importActivities"]
        assert (answer["created"], answer["activities"] or []) == (0, [])
        assert answer["userErrors"] or answer["rowErrors"]
        return answer

    good = "800001,Sweep,Plumbing,each,30,1,10.00,5.00,GBP"
    refused(HEADER + ",colour", good + ",blue")
    comma = refused(HEADER, good, '800002,Sweep,Plumbing,each,30,1,"10,00",5.00,GBP')
    assert [(each["line"], each["column"]) for each in comma["rowErrors"]] == [(3, "sale")]
    many = (good.replace("800001", str(900_000 + n)) for n in range(50_001))
    refused(HEADER, *many)


def test_a_name_that_looks_like_a_formula_is_text(evening: Day) -> None:
    """A6."""
    table = csv(f"{HEADER}\n800003,=1+1,Plumbing,each,30,1,10.00,5.00,GBP\n".encode())
    made = evening.olive.do(operations_3.F2, client=evening.quay.second, csv=table, dryRun=False)
    assert made["created"] == 1
    (stored,) = evening.olive.ask(asides_3.ACTIVITIES_NAMED, code="800003")["activities"]["nodes"]
    assert stored["name"] == "=1+1"


def scheduled(day: Day, hours: int, **terms: object) -> str:
    """A job that Sam is to do so many hours from now; its id."""
    made = day.olive.do(operations_3.F10, **job(day, **terms))["job"]["id"]
    starts = datetime.now(UTC) + timedelta(hours=hours)
    when = {"start": starts.isoformat(), "end": (starts + timedelta(hours=2)).isoformat()}
    day.olive.do(operations_3.F11, job=made, resource=day.quay.sam, **when)
    return made


def never_was(known: str) -> str:
    """The id of a row of the same type that never was."""
    return "0" * 32 + known[32:]
