"""Scenario 3, the job, its work and its bill: F9 to F16 of the acceptance document."""

from datetime import UTC, datetime, timedelta

from . import asides_3, operations_3
from .day import ADA, Day, step
from .test_scenario_2 import BEA
from .test_scenario_3 import HAL, job, names, priced


@step
def test_f09_a_code_for_one_of_two(day: Day) -> None:
    """FS-20, FS-22, FS-23: a code needs client and work log type; a work type is for its clients."""
    quay = day.quay
    quay.coding = day.olive.do(operations_3.F9, client=quay.client)["coding"]["id"]
    answer = day.olive.ask(operations_3.F10, **job(day, coding=quay.coding, key="f09"))["createJob"]
    assert answer["job"] is None
    assert answer["userErrors"] == [{"code": "CODING_NOT_ALLOWED", "path": ["codingId"]}]
    foreign = job(day, workType=quay.second_works, key="f09-second")
    assert day.olive.refused(operations_3.F10, **foreign) == "WORK_TYPE_NOT_FOR_CLIENT"
    assert day.mia.refused(operations_3.F10, **foreign) == "NOT_FOUND"
    assert day.olive.ask(asides_3.JOBS_OF, client=quay.client)["client"]["jobs"]["totalCount"] == 0

    terms = {"coding": quay.coding, "client": quay.client, "reactive": quay.reactive}
    coding = day.olive.do(operations_3.F9B, **terms)["coding"]
    assert coding == {"clients": {"totalCount": 1}, "workLogTypes": [{"name": "Reactive"}]}


@step
def test_f10_the_job(day: Day) -> None:
    """FS-02, FS-11, FS-18: everything that follows is filled in, and prices stay as they were."""
    quay, mia, hal = day.quay, day.mia, day.hal
    payload = mia.do(operations_3.F10, **job(day, coding=quay.coding, key="f10"))
    made = payload["job"]
    quay.job, quay.cursor = made["id"], payload["cursor"]
    filled = {each: made[each]["name"] for each in ("client", "service", "workType", "team", "priority")}
    assert filled == {
        "client": "Harbour Homes",
        "service": "Plumbing",
        "workType": "Reactive plumbing",
        "team": "Plumbers North",
        "priority": "24 h",
    }
    assert (made["status"], made["coding"], made["slaState"]) == ("ASSIGNED", {"code": "CAP"}, "ON_TRACK")
    assert (made["sale"], made["cost"], made["profit"]) == (
        {"amount": "85.00", "currency": "GBP"},
        {"amount": "54.20"},
        {"amount": "30.80"},
    )
    line = {"quantity": "2", "unitSale": {"amount": "42.50"}, "unitCost": {"amount": "27.10"}}
    assert made["activities"] == [line]
    assert instant(made["targetAt"]) - instant(made["createdAt"]) == timedelta(hours=24)
    again = mia.do(operations_3.F10, **job(day, coding=quay.coding, key="f10"))["job"]
    assert again["id"] == quay.job
    assert day.olive.ask(asides_3.JOBS_OF, client=quay.client)["client"]["jobs"]["totalCount"] == 1

    dearer = day.olive.do(operations_3.F10B, activity=quay.activities["630001"])["activity"]
    assert dearer == {"sale": {"amount": "50.00"}}
    seen = mia.ask(operations_3.F10_CHECK, job=quay.job)["job"]
    assert [seen[each]["amount"] for each in ("sale", "cost", "profit")] == ["85.00", "54.20", "30.80"]
    before = {"amount": "42.50", "currency": "GBP"}
    day.olive.do(asides_3.PRICE, activity=quay.activities["630001"], sale=before)

    seen = hal.ask(operations_3.F10_CHECK, job=quay.job)["job"]
    assert (seen["number"], seen["status"], seen["site"]) == (made["number"], "ASSIGNED", {"name": "12 Quay St"})
    assert [each["kind"] for each in seen["timeline"]["nodes"]] == ["JOB_CREATED"]
    assert [seen[each] for each in ("sale", "cost", "profit", "coding")] == [None] * 4
    day.olive.do(asides_3.SHOW_SALE, shown=True)
    seen = hal.ask(operations_3.F10_CHECK, job=quay.job)["job"]
    assert seen["sale"] == {"amount": "85.00"}
    assert [seen[each] for each in ("cost", "profit", "coding")] == [None] * 3


@step
def test_f11_sam_is_to_come(day: Day) -> None:
    """FS-16: Lee cannot, Sam can, from one hour from now."""
    quay, mia = day.quay, day.mia
    quay.dev_jobs = day.dev_socket.subscribe(operations_3.F13, client=quay.client, after=quay.cursor)
    quay.hal_jobs = day.hal_socket.subscribe(operations_3.F13, client=quay.client, after=quay.cursor)
    now = datetime.now(UTC).replace(microsecond=0)
    starts, ends = now + timedelta(hours=1), now + timedelta(hours=2, minutes=30)
    when = {"start": starts.isoformat(), "end": ends.isoformat()}
    before = day.olive.ask(asides_3.JOBS_OF, client=quay.client)
    assert mia.refused(operations_3.F11, job=quay.job, resource=quay.lee, **when) == "RESOURCE_NOT_ELIGIBLE"
    assert day.olive.ask(asides_3.JOBS_OF, client=quay.client) == before
    assigned = mia.do(operations_3.F11, job=quay.job, resource=quay.sam, **when)["job"]
    for stream in (quay.dev_jobs, quay.hal_jobs):
        (message,) = stream.take(1, mia.answered)
        assert (message["kind"], message["job"]["status"]) == ("JOB_SCHEDULED", "SCHEDULED")
    assert (assigned["status"], assigned["resource"]) == ("SCHEDULED", {"name": "Sam"})
    (appointment,) = assigned["appointments"]
    assert appointment["status"] == "SCHEDULED"
    assert (instant(appointment["startsAt"]), instant(appointment["endsAt"])) == (starts, ends)


@step
def test_f12_the_work_is_done(day: Day) -> None:
    """The clock is met, and the job is ready to be billed."""
    done = day.mia.do(operations_3.F12, job=day.quay.job)
    assert done["startJob"]["job"] == {"status": "IN_PROGRESS"}
    completed = done["completeJob"]["job"]
    assert (completed["status"], completed["slaState"]) == ("COMPLETED", "MET")
    assert completed["completedAt"] and all(each["doneAt"] for each in completed["activities"])
    assert completed["appointments"] == [{"status": "COMPLETED"}]
    assert done["markJobReadyToInvoice"]["job"] == {"status": "READY_TO_INVOICE"}


@step
def test_f14_the_bill(day: Day) -> None:
    """Once; a void gives the job back, and the next bill has the next number."""
    quay, dev = day.quay, day.dev
    invoice = dev.do(operations_3.F14, job=quay.job, key="f14")["invoice"]
    assert invoice["status"] == "ISSUED"
    assert invoice["lines"] == [{"kind": "JOB_ACTIVITY", "quantity": "2", "net": {"amount": "85.00"}}]
    assert (invoice["subtotal"], invoice["total"]) == ({"amount": "85.00"}, {"amount": "102.00", "currency": "GBP"})
    assert invoice["jobs"]["nodes"] == [{"id": quay.job, "status": "INVOICED"}]
    for stream in (quay.dev_jobs, quay.hal_jobs):
        stream.take(4, dev.answered)
        assert stream.kinds == KINDS
        assert {each.data["job"]["id"] for each in stream.messages} == {quay.job}

    assert dev.refused(operations_3.F14, job=quay.job, key="f14-again") == "ALREADY_BILLED"
    void = dev.do(operations_3.F14B, invoice=invoice["id"])["invoice"]
    assert void == {
        "number": invoice["number"],
        "status": "VOID",
        "jobs": {"nodes": [{"status": "READY_TO_INVOICE"}]},
    }
    billed = dev.do(operations_3.F14, job=quay.job, key="f14-third")["invoice"]
    assert billed["total"] == {"amount": "102.00", "currency": "GBP"}
    assert running(billed["number"]) == running(invoice["number"]) + 1
    quay.invoice = billed["id"]


@step
def test_f15_another_client_pays_more(day: Day) -> None:
    """FS-02, FS-09, FS-13: two per cent, half up; nought stays nought; a second run changes nothing."""
    quay = day.quay
    terms = {"from": quay.client, "to": quay.second}
    copied = day.fay.do(operations_3.F15, **terms)
    assert (copied["created"], copied["skipped"]) == (3, 0)
    prices = {each["code"]: (each["sale"]["amount"], each["cost"]["amount"]) for each in copied["activities"]}
    dearer = {"630001": ("43.35", "27.64"), "630002": ("30.60", "12.24"), "630003": ("0.00", "0.00")}
    assert prices == dearer
    both = ["Harbour Homes", "Second Homes"]
    kept = day.olive.ask(operations_3.F3_CHECK, client=quay.client)["activities"]["nodes"]
    assert {each["code"]: priced(each) for each in kept} == {
        "630001": ("Plumbing", both, "42.50", "27.10"),
        "630002": ("Electrical", both, "30.00", "12.00"),
        "630003": ("Plumbing", both, "0.00", "0.00"),
    }
    mapped = day.fay.ask(operations_3.F16, client=quay.second)["client"]["workTypes"]
    assert names(mapped) == ["Reactive plumbing", "Second works"]
    again = day.fay.do(operations_3.F15, **terms)
    assert (again["created"], again["skipped"]) == (0, 3)


@step
def test_f16_the_whole_map(day: Day) -> None:
    """FS-21, FS-24: one query; the code goes and comes on the job's page; and why who sees the job."""
    quay, fay = day.quay, day.fay
    answer = fay.ask(operations_3.F16, client=quay.client)
    client = answer["client"]
    assert client["sites"] == {"totalCount": 1}
    assert client["jobs"] == {
        "totalCount": 1,
        "aggregate": {"sum": {"sale": [gbp("85.00")], "profit": [gbp("30.80")]}},
        "groups": [{"key": {"status": "INVOICED", "service": {"name": "Plumbing"}}, "aggregate": {"count": 1}}],
    }
    assert {each: names(client[each]) for each in LINKED} == LINKED
    assert client["activities"] == {"totalCount": 3}
    assert client["codings"] == {"nodes": [{"code": "CAP"}]}
    assert client["invoices"] == {"aggregate": {"sum": {"total": [gbp("102.00")]}}}
    assert answer["reports"]["profit"] == [
        {"key": "630001", "revenue": {"amount": "85.00"}, "cost": {"amount": "54.20"}, "profit": {"amount": "30.80"}}
    ]
    clocks = {"total": 1, "met": 1, "breached": 0, "open": 0, "metPercent": "100.0"}
    assert answer["reports"]["jobSla"] == [clocks]

    assert fay.do(operations_3.F16B, job=quay.job)["job"] == {"coding": None}
    assert fay.do(asides_3.SET_CODING, job=quay.job, coding=quay.coding)["job"] == {"coding": {"code": "CAP"}}
    about = {name: fay.ask(operations_3.F16C, job=quay.job, user=day.users[name]) for name in ("EVE", "MIA")}
    assert not about["EVE"]["explainAccess"]["allowed"]
    assert any("client" in each.lower() for each in about["EVE"]["explainAccess"]["because"])
    assert about["MIA"]["explainAccess"]["allowed"]
    assert len(day.mail.messages) == 3
    assert all(len(day.mail.addressed_to(each)) == 1 for each in (ADA, BEA, HAL))


KINDS = ["JOB_SCHEDULED", "JOB_STARTED", "JOB_COMPLETED", "JOB_READY_TO_INVOICE", "JOB_INVOICED"]
LINKED = {
    "workTypes": ["Reactive plumbing"],
    "workLogTypes": ["Reactive"],
    "services": ["Electrical", "Plumbing"],
    "teams": ["Plumbers North"],
    "resources": ["Lee", "Sam"],
    "users": ["Fay", "Mia"],
}


def instant(text: str) -> datetime:
    """An instant of an answer."""
    return datetime.fromisoformat(text)


def gbp(amount: str) -> dict:
    """An amount in pounds."""
    return {"amount": amount, "currency": "GBP"}


def running(number: str) -> int:
    """The running number at the end of an invoice number."""
    return int(number.rpartition("-")[2])
