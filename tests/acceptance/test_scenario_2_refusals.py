"""Scenario 2, what must fail. Every refusal is typed, and nothing has happened after it."""

from collections.abc import Iterator

import pytest

from . import asides, asides_2, operations_2
from .client import Upload
from .day import Day
from .test_scenario_2_work import BRIEF, fetched
from .world import now

TOO_LARGE = 25 * 1024 * 1024 + 1


@pytest.fixture
def birch(evening: Day) -> Iterator[Day]:
    """The day, on whose second scenario nothing may have changed when the test is over."""
    where = {"project": evening.birch.project, "client": evening.birch.client}
    before = evening.olive.ask(asides_2.STATE, **where)
    yield evening
    assert evening.olive.ask(asides_2.STATE, **where) == before


def test_a_client_of_two_stays_a_company(birch: Day) -> None:
    """OC-09, OC-15: with two contacts, and with a point of contact."""
    assert birch.dev.refused(asides_2.CLIENT_TYPE, client=birch.birch.client) == "CONFLICT"
    assert birch.dev.refused(asides_2.ARCHIVE_CONTACT, contact=birch.birch.contact) == "CONFLICT"


def test_another_clients_work_does_not_mix(birch: Day) -> None:
    """B1 of the schema: milestone, project and currency belong to one client."""
    day, here = birch, birch.birch
    foreign = day.dev.do(operations_2.I3, project=day.project)["milestone"]["id"]
    task = {"projectId": here.project, "milestoneId": foreign, "name": "Mixed"}
    assert day.dev.refused(asides.CREATE_TASK, input=task) == "INVALID"
    hours = {"taskId": here.build, "projectId": day.project, "loggedOn": day.in_days(0), "seconds": 60}
    assert day.pat.refused(asides.LOG_TIME, input=hours) == "INVALID"
    assert day.pat.refused(asides_2.RECORD_EXPENSE, input=licence(day, "250.00", "GBP")) == "CURRENCY_MISMATCH"


def test_time_that_cannot_be(birch: Day) -> None:
    """T4: none, more than a day, tomorrow, and in a closed period."""
    day = birch

    def code(seconds: int, days: int) -> str:
        terms = {"projectId": day.birch.project, "loggedOn": day.in_days(days), "seconds": seconds}
        return day.pat.refused(asides.LOG_TIME, input=terms)

    assert [code(0, 0), code(86401, 0), code(60, 1)] == ["INVALID"] * 3
    day.olive.do(asides_2.LOCK_PERIOD, before=day.in_days(0))
    assert code(60, -1) == "PERIOD_LOCKED"
    day.olive.do(asides_2.LOCK_PERIOD, before=None)


def test_what_is_billed_by_the_hour_is_not_billed_by_price(birch: Day) -> None:
    """B6."""
    day, project = birch, birch.birch.project
    price = {"projectId": project, "basis": "FIXED_PRICE", "issue": True, "idempotencyKey": "i9-price"}
    assert day.dev.refused(asides.PROJECT_INVOICE, input=price) == "INVALID_STATE"
    other = {"projectId": project, "billingMethod": "TASK_HOURS"}
    assert day.dev.refused(asides_2.UPDATE_PROJECT, input=other) == "INVALID_STATE"


def test_no_money_is_spent_twice(birch: Day) -> None:
    """M9: neither more than a payment has left, nor more than an invoice leaves open."""
    day, here = birch, birch.birch
    more = {"payment": here.payment, "invoice": here.invoice, "amount": dollars("0.01")}
    assert day.dev.refused(asides_2.ALLOCATE, **more) == "AMOUNT_EXCEEDS_BALANCE"
    terms = {
        "clientId": here.client,
        "amount": dollars("500.00"),
        "method": "BANK_TRANSFER",
        "receivedAt": now(),
        "allocations": [{"invoiceId": here.invoice, "amount": dollars("419.51")}],
        "idempotencyKey": "i9-more",
    }
    assert day.dev.refused(asides.RECORD_PAYMENT, input=terms) == "AMOUNT_EXCEEDS_BALANCE"


def test_pat_works_and_does_not_bill(birch: Day) -> None:
    """Issuing, voiding, crediting and refunding need BILL."""
    day, here, pat = birch, birch.birch, birch.pat
    (line, *_) = day.dev.ask(asides.LINES, invoice=here.invoice)["invoice"]["lines"]
    assert pat.refused(asides.ISSUE_INVOICE, invoice=here.invoice) == "FORBIDDEN"
    assert pat.refused(asides.VOID_INVOICE, invoice=here.invoice) == "FORBIDDEN"
    assert pat.refused(asides_2.CREDIT, invoice=here.invoice, line=line["id"]) == "FORBIDDEN"
    assert pat.refused(asides_2.REFUND, payment=here.payment, amount=dollars("1.00")) == "FORBIDDEN"


def test_files_that_cannot_be(birch: Day) -> None:
    """IN-51: no bytes, and too many."""
    day, terms = birch, {"project": birch.birch.project, "name": "large.bin"}
    nothing, large = (Upload("large.bin", b"\0" * size, "application/octet-stream") for size in (0, TOO_LARGE))
    assert day.dev.refused(asides_2.UPLOAD, file=nothing, **terms) == "INVALID"
    assert day.dev.refused(asides_2.UPLOAD, file=large, **terms) == "INVALID"


def test_a_name_is_no_path(evening: Day) -> None:
    """IN-51: the last part alone is kept, and no browser is asked to show it."""
    day = evening
    terms = {"project": day.birch.project, "file": BRIEF, "name": "../../etc/passwd"}
    kept = day.dev.do(asides_2.UPLOAD, **terms)["file"]
    assert (kept["name"], kept["byteSize"]) == ("passwd", len(BRIEF.content))
    address = day.dev.ask(asides_2.DOWNLOAD, file=kept["id"])["file"]["downloadUrl"]
    answer = fetched(day.dev, address)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def licence(day: Day, amount: str, currency: str) -> dict:
    """A billable expense of yesterday."""
    return {
        "projectId": day.birch.project,
        "category": "Licences",
        "billable": True,
        "spentOn": day.in_days(-1),
        "amount": {"amount": amount, "currency": currency},
    }


def dollars(amount: str) -> dict[str, str]:
    """Money in USD."""
    return {"amount": amount, "currency": "USD"}
