"""Crediting, using what remains, writing off."""

import asyncio

import pytest

from tests.graph.conftest import gid, viewer_of
from tests.graph.money import FROM_PROJECT, PREVIEW, VAT, Work, codes, item, kinds, pay

CREDIT = """
mutation ($input: CreditInvoiceInput!) {
  creditInvoice(input: $input) {
    creditNote { id number kind subtotal { amount } tax { amount } total { amount } remaining { amount }
      taxes { name taxable { amount } tax { amount } }
      lines { net { amount } tax { amount } released { ... on TimeEntry { id } } } }
    invoice { status credited { amount } balance { amount } }
    releasedBillables { ... on TimeEntry { id } }
    userErrors { code path }
  }
}
"""
APPLY = """
mutation ($note: ID!, $invoice: ID!, $amount: MoneyInput) {
  applyCredit(input: {creditNoteId: $note, invoiceId: $invoice, amount: $amount}) {
    creditNote { remaining { amount } } invoice { status balance { amount } } userErrors { code path }
  }
}
"""
WRITE_OFF = """
mutation ($id: ID!) {
  writeOffInvoice(input: {invoiceId: $id, reason: "Insolvent", idempotencyKey: "w"}) {
    creditNote { kind subtotal { amount } tax { amount } total { amount } remaining { amount } }
    invoice { status balance { amount } } userErrors { code }
  }
}
"""
LINES = "query ($id: ID!) { invoice(id: $id) { lines { id net { amount } credited { amount } } } }"


@pytest.fixture
async def work(make):
    return await Work(make).begin()


async def credit(ask, viewer, invoice, *lines, key="c", reason="Not agreed"):
    wish = {"invoiceId": invoice, "lines": list(lines), "reason": reason, "idempotencyKey": key}
    return (await ask(viewer, CREDIT, input=wish))["creditInvoice"]


async def lines_of(ask, viewer, invoice):
    return [line["id"] for line in (await ask(viewer, LINES, id=invoice))["invoice"]["lines"]]


def gbp(amount):
    return {"amount": amount, "currency": "GBP"}


async def test_crediting_a_line_gives_back_the_time_named(ask, owner, work):
    await work.time(27000, await work.task("Wireframes"))
    entry = await work.time(8100, await work.task("Design"))
    wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "grouping": "PER_TASK", "taxes": VAT}
    made = (await ask(owner, FROM_PROJECT, input=wish | {"issue": True}))["createInvoiceFromProject"]["invoice"]

    line = {"invoiceLineId": made["lines"][1]["id"], "releaseBillableIds": [gid(entry)]}
    answer = await credit(ask, owner, made["id"], line)

    note = answer["creditNote"]
    assert note.pop("id") and note.pop("number").endswith("00001")
    assert note == {
        "kind": "CREDIT",
        "subtotal": {"amount": "180.00"},
        "tax": {"amount": "36.00"},
        "total": {"amount": "216.00"},
        "remaining": {"amount": "0.00"},
        "taxes": [{"name": "VAT", "taxable": {"amount": "180.00"}, "tax": {"amount": "36.00"}}],
        "lines": [{"net": {"amount": "180.00"}, "tax": {"amount": "36.00"}, "released": [{"id": gid(entry)}]}],
    }
    assert answer["invoice"] == {
        "status": "PARTIALLY_PAID",
        "credited": {"amount": "216.00"},
        "balance": {"amount": "720.00"},
    }
    assert answer["releasedBillables"] == [{"id": gid(entry)}]
    offered = await ask(owner, PREVIEW, input={"projectId": gid(work.project), "basis": "PROJECT_HOURS"})
    shown = offered["invoicePreview"]
    assert [(each["quantity"], each["net"]["amount"]) for each in shown["lines"]] == [("2.25", "180.00")]
    assert (await kinds(work.make))[-3:] == ["CREDIT_NOTE_ISSUED", "INVOICE_PARTIALLY_PAID", "PROJECT_UPDATED"]


async def test_a_line_credited_in_parts_comes_to_what_was_billed(ask, owner, work):
    invoice = await work.invoice(
        ask, owner, item("33.33", taxes=VAT), item("66.66", taxes=[{"ratePercent": "5.5"}]), discountPercent="7"
    )
    total = (await ask(owner, "query ($id: ID!) { invoice(id: $id) { total { amount } } }", id=invoice))["invoice"]
    one, two = await lines_of(ask, owner, invoice)

    notes = [
        await credit(ask, owner, invoice, {"invoiceLineId": one, "amount": gbp("11.11")}, key="1"),
        await credit(ask, owner, invoice, {"invoiceLineId": one, "amount": gbp("11.11")}, key="2"),
        await credit(ask, owner, invoice, {"invoiceLineId": one}, {"invoiceLineId": two}, key="3"),
    ]
    more = await credit(ask, owner, invoice, {"invoiceLineId": two, "amount": gbp("0.01")}, key="4")

    assert notes[-1]["invoice"] == {
        "status": "PAID",
        "credited": total["total"],
        "balance": {"amount": "0.00"},
    }
    assert more["userErrors"] == [{"code": "AMOUNT_EXCEEDS_BALANCE", "path": ["lines", "0", "amount"]}]


async def test_a_credit_on_a_paid_invoice_remains_and_settles_another(ask, owner, work):
    invoice = await work.invoice(ask, owner, item("100.00"))
    await pay(ask, work.ada, invoice, "p")
    (line,) = await lines_of(ask, owner, invoice)

    answer = await credit(ask, owner, invoice, {"invoiceLineId": line, "amount": gbp("30.00")})
    note = answer["creditNote"]["id"]
    other = await work.invoice(ask, owner, item("20.00"))
    too_much = (await ask(owner, APPLY, note=note, invoice=other, amount=gbp("20.01")))["applyCredit"]
    applied = (await ask(owner, APPLY, note=note, invoice=other))["applyCredit"]

    assert answer["creditNote"]["remaining"] == {"amount": "30.00"} and answer["invoice"]["status"] == "PAID"
    assert too_much["userErrors"] == [{"code": "AMOUNT_EXCEEDS_BALANCE", "path": ["amount"]}]
    assert applied["creditNote"] == {"remaining": {"amount": "10.00"}}
    assert applied["invoice"] == {"status": "PAID", "balance": {"amount": "0.00"}}


async def test_writing_off_what_is_left(ask, owner, work):
    invoice = await work.invoice(ask, owner, item("100.00", taxes=VAT), item("50.00"))
    await pay(ask, work.ada, invoice, "p", amount=gbp("85.00"))

    answer = (await ask(owner, WRITE_OFF, id=invoice))["writeOffInvoice"]

    assert answer["creditNote"] == {
        "kind": "WRITE_OFF",
        "subtotal": {"amount": "75.00"},
        "tax": {"amount": "10.00"},
        "total": {"amount": "85.00"},
        "remaining": {"amount": "0.00"},
    }
    assert answer["invoice"] == {"status": "PAID", "balance": {"amount": "0.00"}}


async def test_two_credits_at_once_are_not_more_than_the_line(ask, owner, work):
    invoice = await work.invoice(ask, owner, item("100.00"))
    (line,) = await lines_of(ask, owner, invoice)

    answers = await asyncio.gather(
        *(credit(ask, owner, invoice, {"invoiceLineId": line, "amount": gbp("60.00")}, key=str(n)) for n in range(4))
    )

    assert sorted(map(codes, answers)) == [[], *[["AMOUNT_EXCEEDS_BALANCE"]] * 3]


async def test_what_cannot_be_credited(ask, owner, work):
    draft = await work.invoice(ask, owner, item("10.00"), issue=False)
    issued = await work.invoice(ask, owner, item("10.00"))
    (line,) = await lines_of(ask, owner, issued)
    entry = await work.time(3600)

    of_draft = await credit(ask, owner, draft, {"invoiceLineId": line})
    strange = await credit(ask, owner, issued, {"invoiceLineId": line, "releaseBillableIds": [gid(entry)]}, key="2")
    dollars = await credit(
        ask, owner, issued, {"invoiceLineId": line, "amount": {"amount": "1", "currency": "USD"}}, key="3"
    )
    wordless = await credit(ask, owner, issued, {"invoiceLineId": line}, key="4", reason=" ")

    assert codes(of_draft) == ["INVALID_STATE"]
    assert strange["userErrors"] == [{"code": "NOT_FOUND", "path": ["lines", "0", "releaseBillableIds", "0"]}]
    assert dollars["userErrors"] == [{"code": "CURRENCY_MISMATCH", "path": ["lines", "0", "amount"]}]
    assert wordless["userErrors"] == [{"code": "REQUIRED", "path": ["reason"]}]


@pytest.mark.parametrize(("caller", "code"), [("ada", "FORBIDDEN"), ("unbilling", "FORBIDDEN"), ("dev", None)])
async def test_who_may_credit(ask, make, owner, work, caller, code):
    invoice = await work.invoice(ask, owner, item("10.00"))
    (line,) = await lines_of(ask, owner, invoice)
    callers = {
        "ada": work.ada,
        "unbilling": viewer_of(await make.user()),
        "dev": viewer_of(await make.user(abilities=["BILL"])),
    }

    answer = await credit(ask, callers[caller], invoice, {"invoiceLineId": line})

    assert codes(answer) == ([code] if code else [])


async def test_a_contact_reads_credits_but_not_what_they_gave_back(ask, owner, work):
    entry = await work.time(3600)
    wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "issue": True}
    made = (await ask(owner, FROM_PROJECT, input=wish))["createInvoiceFromProject"]["invoice"]
    line = {"invoiceLineId": made["lines"][0]["id"], "releaseBillableIds": [gid(entry)]}
    await credit(ask, owner, made["id"], line)

    query = "{ creditNotes { totalCount nodes { number lines { net { amount } released { __typename } } } } }"
    result = await ask.whole(work.ada, query)

    (note,) = result.data["creditNotes"]["nodes"]
    assert note["lines"] == [{"net": {"amount": "80.00"}, "released": None}]
    assert result.withheld == ["CreditLine.released"]
