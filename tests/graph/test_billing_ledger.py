"""The billing ledger: every hour on one invoice at a time, given back exactly as said (domain.md B1 to B7)."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import select

import models
from resolvers.context import Context
from tests.graph.conftest import gid, viewer_of
from tests.graph.money import FROM_PROJECT, PREVIEW, Work, codes

CREDIT = """
mutation ($input: CreditInvoiceInput!) {
  creditInvoice(input: $input) { creditNote { total { amount } } releasedBillables { __typename } userErrors { code } }
}
"""
VOID = """
mutation ($id: ID!) { voidInvoice(input: {invoiceId: $id, reason: "No"}) { userErrors { code } } }
"""


@pytest.fixture
async def work(make):
    return await Work(make).begin()


async def bill(ask, viewer, work, **over):
    wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "issue": True, **over}
    return (await ask(viewer, FROM_PROJECT, input=wish))["createInvoiceFromProject"]


async def ledger(work):
    async with Context(work.services).change() as change:
        return await change.all(select(models.BillingAllocation).order_by(models.BillingAllocation.id))


async def test_b4_credited_time_is_billed_once_more_and_no_other(ask, owner, work):
    """odoo/odoo#280536: 4.5 h + 3.5 h billed, 3.5 h credited, 1 h more: the next invoice has 4.5 h, never 9."""
    await work.time(16200)
    credited = await work.time(12600)
    first = (await bill(ask, owner, work))["invoice"]
    line = {"invoiceLineId": first["lines"][0]["id"], "releaseBillableIds": [gid(credited)]}
    wish = {"invoiceId": first["id"], "lines": [line], "reason": "Not agreed", "idempotencyKey": "c"}
    note = (await ask(owner, CREDIT, input=wish))["creditInvoice"]
    await work.time(3600)

    second = (await bill(ask, owner, work))["invoice"]

    assert [each["quantity"] for each in first["lines"]] == ["8"]
    assert note == {
        "creditNote": {"total": {"amount": "280.00"}},
        "releasedBillables": [{"__typename": "TimeEntry"}],
        "userErrors": [],
    }
    assert [(each["quantity"], each["net"]["amount"]) for each in second["lines"]] == [("4.5", "360.00")]


async def test_b1_two_users_at_once_bill_every_hour_once(ask, owner, make, work):
    for _ in range(10):
        await work.time(3600)
    another = viewer_of(await make.user(abilities=["BILL"]))

    answers = await asyncio.gather(*(bill(ask, viewer, work) for viewer in (owner, another, owner, another)))

    made = [answer["invoice"] for answer in answers if answer["invoice"]]
    assert len(made) == 1 and made[0]["lines"][0]["quantity"] == "10"
    assert [codes(answer) for answer in answers if not answer["invoice"]] == [["ALREADY_BILLED"]] * 3
    assert len({each.time_entry_id for each in await ledger(work)}) == len(await ledger(work)) == 10


async def test_b1_the_database_has_the_last_word(ask, owner, make, work):
    entry = await work.time(3600)
    await bill(ask, owner, work)
    (kept,) = await ledger(work)

    again = models.BillingAllocation(
        invoice_line_id=kept.invoice_line_id,
        client_id=kept.client_id,
        time_entry_id=entry.id,
        quantity=Decimal(1),
        currency="GBP",
        net=Decimal(80),
    )
    with pytest.raises(models.Rejected) as refused:
        await make.row(again)
    assert refused.value.code is models.ErrorCode.ALREADY_BILLED


async def test_b2_and_b3_a_void_releases_all_and_forgets_nothing(ask, owner, work):
    await work.time(3600)
    await work.expense("50.00")
    made = (await bill(ask, owner, work, includeExpenses=True))["invoice"]

    assert (await ask(owner, VOID, id=made["id"]))["voidInvoice"]["userErrors"] == []

    entries = await ledger(work)
    assert [each.state.name for each in entries] == ["RELEASED", "RELEASED"]
    assert all(each.released_at and each.credit_note_id is None for each in entries)
    again = (await bill(ask, owner, work, includeExpenses=True))["invoice"]
    assert again["total"]["amount"] == made["total"]["amount"] == "130.00"
    assert len(await ledger(work)) == 4


async def test_b3_goodwill_releases_nothing(ask, owner, work):
    await work.time(3600)
    made = (await bill(ask, owner, work))["invoice"]
    line = {"invoiceLineId": made["lines"][0]["id"], "amount": {"amount": "10.00", "currency": "GBP"}}
    wish = {"invoiceId": made["id"], "lines": [line], "reason": "Sorry", "idempotencyKey": "g"}

    assert (await ask(owner, CREDIT, input=wish))["creditInvoice"]["releasedBillables"] == []
    assert codes(await bill(ask, owner, work)) == ["ALREADY_BILLED"]


async def test_b6_a_released_share_of_the_price_can_be_billed_again(ask, owner, make):
    work = await Work(make).begin(fixed_price=1000)
    made = (await bill(ask, owner, work, basis="FIXED_PRICE"))["invoice"]
    await ask(owner, VOID, id=made["id"])

    assert (await bill(ask, owner, work, basis="FIXED_PRICE"))["invoice"]["subtotal"]["amount"] == "1000.00"


@pytest.mark.parametrize("grouping", ["SINGLE_LINE", "PER_TASK", "PER_ENTRY"])
@pytest.mark.parametrize("rounding", ["NONE", "UP_6", "NEAREST_15"])
async def test_b7_lines_come_to_what_their_pieces_say(ask, owner, make, work, grouping, rounding):
    async with Context(work.services).change() as change:
        (await change.organisation()).time_rounding = models.TimeRounding[rounding]
    one, two = await work.task("One"), await work.task("Two")
    for seconds, task in ((1000, one), (1001, one), (77, two), (4444, two), (1234, None), (59, None)):
        await work.time(seconds, task)
    await work.expense("19.99")
    wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "grouping": grouping, "includeExpenses": True}

    shown = (await ask(owner, PREVIEW, input=wish))["invoicePreview"]
    made = (await bill(ask, owner, work, grouping=grouping, includeExpenses=True))["invoice"]

    for line, previewed in zip(made["lines"], shown["lines"], strict=True):
        pieces = [Decimal(node["net"]["amount"]) for node in line["allocations"]["nodes"]]
        assert sum(pieces) == Decimal(line["net"]["amount"])
        assert {name: line[name] for name in previewed} == previewed
    assert [made[name]["amount"] for name in ("subtotal", "tax", "total")] == [
        shown[name]["amount"] for name in ("subtotal", "tax", "total")
    ]


async def test_what_is_unbilled_is_what_the_preview_offers(ask, owner, make, work):
    async with Context(work.services).change() as change:
        (await change.organisation()).time_rounding = models.TimeRounding.UP_15
    for seconds in (1000, 8100, 27000):
        await work.time(seconds)
    await work.expense("12.34")
    wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "includeExpenses": True}

    query = "query ($id: ID!) { project(id: $id) { unbilled { total { amount } } } }"
    unbilled = (await ask(owner, query, id=gid(work.project)))["project"]["unbilled"]
    offered = (await ask(owner, PREVIEW, input=wish))["invoicePreview"]

    assert unbilled["total"] == offered["subtotal"] == {"amount": "832.34"}
