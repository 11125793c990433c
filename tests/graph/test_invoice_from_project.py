"""Billing a project: the preview, the making, and what is left out."""

import asyncio

import pytest

import models
from resolvers import invoice as invoices
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.money import FROM_PROJECT, PREVIEW, VAT, Work, settings


@pytest.fixture
async def work(make):
    return await Work(make).begin()


async def preview(ask, viewer, work, **over):
    return (await ask(viewer, PREVIEW, input={"projectId": gid(work.project), **over}))["invoicePreview"]


async def bill(ask, viewer, work, **over):
    answer = await ask(viewer, FROM_PROJECT, input={"projectId": gid(work.project), **over})
    return answer["createInvoiceFromProject"]


def lines(shown):
    return [(each["description"], each["quantity"], each["net"]["amount"]) for each in shown["lines"]]


def codes(answer):
    return [each["code"] for each in answer["userErrors"]]


def left_out(shown):
    return [(each["reason"], each["billable"]["id"]) for each in shown["excluded"]]


async def test_preview_and_invoice_are_the_same(ask, owner, work):
    wireframes, design = await work.task("Wireframes"), await work.task("Design")
    await work.time(27000, wireframes)
    await work.time(8100, design)
    build = await work.time(3600, await work.task("Build"), billable=False)
    wish = {"basis": "PROJECT_HOURS", "grouping": "PER_TASK", "taxes": VAT, "issue": True}

    shown = await preview(ask, owner, work, **wish)
    made = (await bill(ask, owner, work, **wish))["invoice"]

    assert lines(shown) == lines(made) == [("Wireframes", "7.5", "600.00"), ("Design", "2.25", "180.00")]
    for figure, amount in (("subtotal", "780.00"), ("tax", "156.00"), ("total", "936.00")):
        assert shown[figure]["amount"] == made[figure]["amount"] == amount
    assert left_out(shown) == [("NOT_BILLABLE", gid(build))]
    assert made["number"].endswith("00001") and made["status"] == "ISSUED" and made["balance"]["amount"] == "936.00"
    assert made["billTo"] == {"name": "Acme Ltd", "email": "ada@acme.test"}
    parts = [node for line in made["lines"] for node in line["allocations"]["nodes"]]
    assert [(part["state"], part["seconds"]) for part in parts] == [("BILLED", 27000), ("BILLED", 8100)]


async def test_what_is_billed_is_not_billed_again(ask, owner, work):
    await work.time(3600)
    first = await bill(ask, owner, work, basis="PROJECT_HOURS")
    second = await bill(ask, owner, work, basis="PROJECT_HOURS")

    assert codes(first) == [] and codes(second) == ["ALREADY_BILLED"]
    assert await count(ask, owner) == 1


async def test_without_work_there_is_nothing_to_bill(ask, owner, work):
    await work.time(3600, billable=False)

    assert codes(await bill(ask, owner, work, basis="PROJECT_HOURS")) == ["NOTHING_TO_BILL"]
    assert await count(ask, owner) == 0


async def test_three_bases_of_one_project(ask, owner, make):
    work = await Work(make).begin("USD", hourly_rate=90, fixed_price=5000)
    build = await work.task("Build", hourly_rate=120, hourly_rate_currency="USD")
    await work.time(7200, build, rate="120", note="build", days_ago=2)
    adhoc = await work.time(12600, rate="90", note="ad-hoc call", days_ago=1)
    await work.expense("250", note="Design licence")

    fixed = await preview(ask, owner, work, basis="FIXED_PRICE")
    hours = await preview(ask, owner, work, basis="PROJECT_HOURS", includeExpenses=True, grouping="PER_ENTRY")
    tasks = await preview(ask, owner, work, basis="TASK_HOURS")

    assert fixed["subtotal"]["amount"] == "5000.00" and fixed["excluded"] == []
    assert hours["subtotal"]["amount"] == "745.00"
    assert lines(hours) == [
        ("build", "2", "180.00"),
        ("ad-hoc call", "3.5", "315.00"),
        ("Design licence", "1", "250.00"),
    ]
    assert tasks["subtotal"]["amount"] == "240.00"
    assert left_out(tasks) == [("NO_TASK", gid(adhoc))]


async def test_time_is_rounded_entry_by_entry_and_the_raw_seconds_stay(ask, owner, make, work):
    await settings(make, time_rounding=models.TimeRounding.UP_15)
    entry = await work.time(12000)
    other = await work.time(60)

    made = (await bill(ask, owner, work, basis="PROJECT_HOURS"))["invoice"]

    assert lines(made) == [("Website", "3.75", "300.00")]
    parts = made["lines"][0]["allocations"]["nodes"]
    assert [(part["seconds"], part["net"]["amount"]) for part in parts] == [(12600, "280.00"), (900, "20.00")]
    assert [((await make.again(row)).seconds, (await make.again(row)).billed_seconds) for row in (entry, other)] == [
        (12000, 12600),
        (60, 900),
    ]


async def test_every_reason_to_leave_something_out(ask, owner, work):
    await work.time(3600)
    old = await work.time(3600, days_ago=9)
    waiting = await work.time(3600, approval_status=models.ApprovalStatus.AWAITING)
    dollars = await work.expense("10", currency="USD")
    today = str((await work.make.again(waiting)).logged_on)

    shown = await preview(
        ask, owner, work, basis="PROJECT_HOURS", loggedOn={"gte": today}, includeExpenses=True, expenseIds=None
    )
    chosen = await preview(ask, owner, work, basis="PROJECT_HOURS", timeEntryIds=[gid(old)])

    assert left_out(shown) == [
        ("OUT_OF_RANGE", gid(old)),
        ("NOT_APPROVED", gid(waiting)),
        ("CURRENCY_MISMATCH", gid(dollars)),
    ]
    assert [reason for reason, _ in left_out(chosen)] == ["NOT_SELECTED", "NOT_SELECTED"]
    assert lines(chosen) == [("Website", "1", "80.00")]


async def test_time_without_a_price_is_left_out(ask, owner, make):
    work = await Work(make).begin(hourly_rate=None)
    free = await work.time(3600, rate=None)

    assert left_out(await preview(ask, owner, work, basis="PROJECT_HOURS")) == [("NO_RATE", gid(free))]
    assert codes(await bill(ask, owner, work, basis="PROJECT_HOURS")) == ["NOTHING_TO_BILL"]


async def test_shares_of_a_fixed_price_end_at_a_hundred(ask, owner, make):
    work = await Work(make).begin(fixed_price=1000)
    await work.time(3600)

    first = await bill(ask, owner, work, basis="FIXED_PRICE", fixedPricePercent="60")
    over = await bill(ask, owner, work, basis="FIXED_PRICE", fixedPricePercent="40.01")
    hours = await bill(ask, owner, work, basis="PROJECT_HOURS")
    rest = await bill(ask, owner, work, basis="FIXED_PRICE", fixedPricePercent="40")
    more = await bill(ask, owner, work, basis="FIXED_PRICE", fixedPricePercent="1")

    assert lines(first["invoice"]) == [("Website", "0.6", "600.00")]
    assert over["userErrors"] == [{"code": "INVALID", "path": ["fixedPricePercent"]}]
    assert codes(hours) == ["INVALID_STATE"]
    assert lines(rest["invoice"]) == [("Website", "0.4", "400.00")]
    assert codes(more) == ["ALREADY_BILLED"]


async def test_shares_come_to_the_price_to_the_cent(ask, owner, make):
    work = await Work(make).begin(fixed_price="999.99")
    firsts = [await bill(ask, owner, work, basis="FIXED_PRICE", fixedPricePercent="33.33") for _ in range(2)]
    over = await bill(ask, owner, work, basis="FIXED_PRICE", fixedPricePercent="33.35")
    seen = await preview(ask, owner, work, basis="FIXED_PRICE", fixedPricePercent="33.34")
    last = await bill(ask, owner, work, basis="FIXED_PRICE", fixedPricePercent="33.34")

    assert [lines(each["invoice"]) for each in firsts] == [[("Website", "0.3333", "333.30")]] * 2
    assert over["userErrors"] == [{"code": "INVALID", "path": ["fixedPricePercent"]}]
    assert lines(seen) == lines(last["invoice"]) == [("Website", "1", "333.39")]  # 0.3334 x 999.99 would be 333.40


async def test_a_price_that_was_changed_is_billed_by_shares_all_the_same(ask, owner, make):
    work = await Work(make).begin(fixed_price=1000)
    await bill(ask, owner, work, basis="FIXED_PRICE", fixedPricePercent="50")
    await make.change(work.project, fixed_price=1200)

    assert lines(await preview(ask, owner, work, basis="FIXED_PRICE", fixedPricePercent="50")) == [
        ("Website", "0.5", "600.00")
    ]


async def test_once_hours_are_billed_the_price_is_not(ask, owner, make):
    work = await Work(make).begin(fixed_price=1000)
    await work.time(3600)
    await bill(ask, owner, work, basis="PROJECT_HOURS")

    assert codes(await bill(ask, owner, work, basis="FIXED_PRICE")) == ["INVALID_STATE"]


async def test_two_at_once_bill_it_once(ask, owner, work):
    await work.time(7200)
    answers = await asyncio.gather(
        *(bill(ask, owner, work, basis="PROJECT_HOURS", idempotencyKey=f"key-{n}") for n in range(4))
    )

    assert sorted(map(codes, answers)) == [[], *[["ALREADY_BILLED"]] * 3]
    assert await count(ask, owner) == 1


async def test_a_fault_between_the_steps_leaves_nothing(ask, owner, work, monkeypatch):
    entry = await work.time(7200)

    async def fail(*_):
        raise RuntimeError("the lights went out")

    with monkeypatch.context() as broken:
        broken.setattr(invoices, "next_number", fail)
        wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "issue": True}
        result = await ask.whole(owner, FROM_PROJECT, input=wish)
    assert result.errors

    assert await count(ask, owner) == 0
    again = await work.make.again(entry)
    assert (again.billable_state, again.billed_seconds) == (models.BillableState.OPEN, None)
    made = await bill(ask, owner, work, basis="PROJECT_HOURS", issue=True)
    assert made["invoice"]["number"].endswith("00001")


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("contact", "FORBIDDEN"), ("analyst", "FORBIDDEN"), ("elsewhere", "NOT_FOUND"),
     ("unbilling", None)],
)  # fmt: skip
async def test_who_may_bill_a_project(ask, make, nobody, work, caller, code):
    await work.time(3600)
    callers = {
        "nobody": nobody,
        "contact": viewer_as(work.contact, models.PortalPermission.PROJECTS, models.PortalPermission.INVOICES),
        "analyst": viewer_of(await make.user(models.Role.ANALYST, all_clients=True)),
        "elsewhere": viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client()),
        "unbilling": viewer_of(await make.user()),
    }

    answer = await bill(ask, callers[caller], work, basis="PROJECT_HOURS")

    assert codes(answer) == ([code] if code else [])
    if caller == "unbilling":
        assert answer["invoice"]["status"] == "DRAFT" and answer["invoice"]["number"] is None


async def test_drafting_needs_no_bill_but_issuing_does(ask, make, work):
    await work.time(3600)
    answer = await bill(ask, viewer_of(await make.user()), work, basis="PROJECT_HOURS", issue=True)

    assert answer["userErrors"] == [{"code": "FORBIDDEN", "path": ["issue"]}]


async def test_a_hidden_project_has_no_preview(ask, make, work):
    elsewhere = viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client())
    contact = viewer_as(work.contact, models.PortalPermission.PROJECTS)

    assert await preview(ask, elsewhere, work, basis="PROJECT_HOURS") is None
    assert await preview(ask, contact, work, basis="PROJECT_HOURS") is None


async def count(ask, viewer):
    return (await ask(viewer, "{ invoices { totalCount } }"))["invoices"]["totalCount"]
