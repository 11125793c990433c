"""Sums that went wrong elsewhere, through the API (domain.md 3.4), and balances that must add up (M9 to M14)."""

import itertools

import pytest

import models
from models.core import clock
from tests.graph.conftest import gid
from tests.graph.money import CREATE, Work, codes, item, pay, settings

VECTORS = [
    ("odoo#36675", [("55.55", "1", ["23"]), ("11.11", "1", ["23"])], "66.66", "15.33", "81.99"),
    (
        "invoiceninja#10856",
        [("8500", "1", ["19"]), ("-7500", "1", ["19"])],
        "1000.00",
        "190.00",
        "1190.00",
    ),
    ("invoiceninja#3195", [("64.22", "2.25", [])], "144.50", "0.00", "144.50"),
    ("invoiceninja#1453", [("140.00", "1", ["5", "9.975"])], "140.00", "20.97", "160.97"),
    ("invoiceninja#1453 again", [("1140.00", "1", ["5", "9.975"])], "1140.00", "170.72", "1310.72"),
    ("vendure#1835", [("0.31", "10", ["20"])], "3.10", "0.62", "3.72"),
]
RECORD = """
mutation ($input: RecordPaymentInput!) {
  recordPayment(input: $input) {
    payment { id status unallocated { amount } receipt { number } }
    invoice { status balance { amount } }
    userErrors { code path }
  }
}
"""
ALLOCATE = """
mutation ($payment: ID!, $parts: [AllocationInput!]!) {
  allocatePayment(input: {paymentId: $payment, allocations: $parts}) {
    payment { unallocated { amount } allocations { amount { amount } } } invoice { status } userErrors { code path }
  }
}
"""
REFUND = """
mutation ($payment: ID!, $amount: MoneyInput!, $key: String!) {
  refundPayment(input: {paymentId: $payment, amount: $amount, idempotencyKey: $key}) {
    payment { status refunded { amount } unallocated { amount } }
    invoice { status paid { amount } balance { amount } project { paymentStatus } }
    userErrors { code path }
  }
}
"""
CREDIT = """
mutation ($input: CreditInvoiceInput!) {
  creditInvoice(input: $input) { invoice { status balance { amount } } userErrors { code } }
}
"""
LINES = "query ($id: ID!) { invoice(id: $id) { lines { id } } }"
BALANCE = """
query ($id: ID!) { client(id: $id) { balance {
  billed { amount } paid { amount } credited { amount } outstanding { amount } unallocatedCredit { amount }
} } }
"""


@pytest.fixture
async def work(make):
    return await Work(make).begin()


def gbp(amount):
    return {"amount": amount, "currency": "GBP"}


def line_of(price, quantity, rates):
    return item(price, quantity=quantity, taxes=[{"name": f"Tax {rate}", "ratePercent": rate} for rate in rates])


@pytest.mark.parametrize(("_bug", "lines", "subtotal", "tax", "total"), VECTORS, ids=[each[0] for each in VECTORS])
async def test_vectors(ask, owner, work, _bug, lines, subtotal, tax, total):
    wish = {"clientId": gid(work.client), "lines": [line_of(*line) for line in lines]}
    made = (await ask(owner, CREATE, input=wish))["createInvoice"]["invoice"]

    assert [made[name]["amount"] for name in ("subtotal", "tax", "total")] == [subtotal, tax, total]


async def test_the_order_of_lines_does_not_matter(ask, owner, work):
    lines = [line_of("55.55", "1", ["23"]), line_of("11.11", "1", ["23"]), line_of("0.07", "3", ["5.5"])]
    totals = set()
    for order in itertools.permutations(lines):
        wish = {"clientId": gid(work.client), "lines": list(order), "discountPercent": "3.3"}
        totals.add((await ask(owner, CREATE, input=wish))["createInvoice"]["invoice"]["total"]["amount"])

    assert len(totals) == 1


async def test_tax_rounded_on_each_line(ask, owner, make, work):
    await settings(make, tax_rounding=models.TaxRounding.PER_LINE)
    wish = {"clientId": gid(work.client), "lines": [line_of("55.55", "1", ["23"]), line_of("11.11", "1", ["23"])]}

    assert (await ask(owner, CREATE, input=wish))["createInvoice"]["invoice"]["tax"]["amount"] == "15.34"


async def test_a_hundred_percent_off_is_nothing(ask, owner, work):
    line = item("64.22", quantity="2.25", discountPercent="100")
    wish = {"clientId": gid(work.client), "lines": [line]}

    assert (await ask(owner, CREATE, input=wish))["createInvoice"]["invoice"]["total"]["amount"] == "0.00"


async def test_prices_that_hold_the_tax_keep_the_gross(ask, owner, work):
    lines = [item("9.99", taxes=[{"ratePercent": "20"}]), item("0.01", taxes=[{"ratePercent": "20"}])]
    wish = {"clientId": gid(work.client), "lines": lines, "pricesIncludeTax": True}
    made = (await ask(owner, CREATE, input=wish))["createInvoice"]["invoice"]

    assert [made[name]["amount"] for name in ("subtotal", "tax", "total")] == ["8.33", "1.67", "10.00"]


@pytest.mark.parametrize(("currency", "price", "total"), [("JPY", "1000", "1000"), ("KWD", "1.005", "1.005")])
async def test_currencies_with_other_decimals(ask, owner, make, currency, price, total):
    work = await Work(make).begin(currency)
    wish = {"clientId": gid(work.client), "lines": [item(price, currency)]}

    assert (await ask(owner, CREATE, input=wish))["createInvoice"]["invoice"]["total"]["amount"] == total


async def test_a_partial_credit_is_never_paid(ask, owner, work):
    """invoiceninja#9573: 50.00 with 10.00 credited is PARTIALLY_PAID, balance 40.00."""
    invoice = await work.invoice(ask, owner, item("50.00"))
    (line,) = (await ask(owner, LINES, id=invoice))["invoice"]["lines"]
    lines = [{"invoiceLineId": line["id"], "amount": gbp("10.00")}]
    wish = {"invoiceId": invoice, "lines": lines, "reason": "Late", "idempotencyKey": "c"}

    shown = (await ask(owner, CREDIT, input=wish))["creditInvoice"]["invoice"]

    assert shown == {"status": "PARTIALLY_PAID", "balance": {"amount": "40.00"}}


async def record(ask, viewer, work, amount, *parts, key="r", currency="GBP", **over):
    came = {"amount": amount, "currency": currency}
    wish = {"clientId": gid(work.client), "amount": came, "method": "BANK_TRANSFER", "idempotencyKey": key}
    allocations = [{"invoiceId": invoice, "amount": gbp(part)} for invoice, part in parts]
    wish |= {"receivedAt": clock.now().isoformat(), "allocations": allocations} | over
    return (await ask(viewer, RECORD, input=wish))["recordPayment"]


async def test_money_recorded_settles_and_the_rest_is_credit(ask, owner, work):
    first, second = await work.invoice(ask, owner, item("419.50")), await work.invoice(ask, owner, item("30.00"))

    too_much = await record(ask, owner, work, "500.00", (first, "419.51"))
    beyond = await record(ask, owner, work, "10.00", (first, "11.00"), key="r2")
    done = await record(ask, owner, work, "500.00", (first, "419.50"), key="r3")
    payment = done["payment"]["id"]
    more = await ask(owner, ALLOCATE, payment=payment, parts=[{"invoiceId": second, "amount": gbp("30.01")}])
    rest = await ask(owner, ALLOCATE, payment=payment, parts=[{"invoiceId": second, "amount": gbp("30.00")}])

    settled = await ask(owner, ALLOCATE, payment=payment, parts=[{"invoiceId": first, "amount": gbp("0.01")}])

    assert too_much["userErrors"] == [{"code": "AMOUNT_EXCEEDS_BALANCE", "path": ["allocations", "0", "amount"]}]
    assert settled["allocatePayment"]["userErrors"] == [
        {"code": "INVALID_STATE", "path": ["allocations", "0", "invoiceId"]}
    ]
    assert beyond["userErrors"] == [{"code": "AMOUNT_EXCEEDS_BALANCE", "path": ["allocations"]}]
    assert done["invoice"] == {"status": "PAID", "balance": {"amount": "0.00"}}
    assert done["payment"]["unallocated"] == {"amount": "80.50"} and done["payment"]["receipt"]["number"]
    assert codes(more["allocatePayment"]) == ["AMOUNT_EXCEEDS_BALANCE"]
    assert rest["allocatePayment"]["payment"]["unallocated"] == {"amount": "50.50"}
    assert (await ask(owner, BALANCE, id=gid(work.client)))["client"]["balance"] == {
        "billed": {"amount": "449.50"},
        "paid": {"amount": "500.00"},
        "credited": {"amount": "0.00"},
        "outstanding": {"amount": "0.00"},
        "unallocatedCredit": {"amount": "50.50"},
    }


async def test_a_refund_takes_from_what_settles_nothing_first(ask, owner, work):
    invoice = await work.invoice(ask, owner, item("100.00"), projectId=gid(work.project))
    payment = (await record(ask, owner, work, "120.00", (invoice, "100.00")))["payment"]["id"]

    async def refund(amount, key):
        return (await ask(owner, REFUND, payment=payment, amount=gbp(amount), key=key))["refundPayment"]

    first, second, too_much, last = (
        await refund("15.00", "1"),
        await refund("45.00", "2"),
        await refund("60.01", "3"),
        await refund("60.00", "4"),
    )

    assert first["payment"] == {
        "status": "PARTIALLY_REFUNDED",
        "refunded": {"amount": "15.00"},
        "unallocated": {"amount": "5.00"},
    }
    assert first["invoice"] is None
    assert second["invoice"] == {
        "status": "PARTIALLY_PAID",
        "paid": {"amount": "60.00"},
        "balance": {"amount": "40.00"},
        "project": {"paymentStatus": "PARTIALLY_PAID"},
    }
    assert codes(too_much) == ["AMOUNT_EXCEEDS_BALANCE"]
    assert last["payment"]["status"] == "REFUNDED" and last["invoice"]["status"] == "ISSUED"
    assert last["invoice"]["project"] == {"paymentStatus": "INVOICED"}


async def test_money_of_another_client_or_currency_is_refused(ask, owner, make, work):
    other = await Work(make).begin()
    theirs = await other.invoice(ask, owner, item("10.00"))

    foreign = await record(ask, owner, work, "10.00", (theirs, "10.00"))
    dollars = await record(ask, owner, work, "10.00", key="d", currency="USD")
    future = await record(ask, owner, work, "10.00", key="f", receivedAt="2999-01-01T00:00:00Z")

    assert foreign["userErrors"] == [{"code": "INVALID", "path": ["allocations", "0", "invoiceId"]}]
    assert dollars["userErrors"] == [{"code": "CURRENCY_MISMATCH", "path": ["amount"]}]
    assert future["userErrors"] == [{"code": "INVALID", "path": ["receivedAt"]}]


async def test_balances_are_the_sums_of_the_rows(ask, owner, work):
    """M11: billed less paid less credited is what is outstanding less the credit kept."""
    first = await work.invoice(ask, owner, item("99.99", taxes=[{"ratePercent": "20"}]))
    second = await work.invoice(ask, owner, item("50.00"))
    await pay(ask, work.ada, first, "a", amount=gbp("33.33"))
    await pay(ask, work.ada, second, "b")
    (line,) = (await ask(owner, LINES, id=second))["invoice"]["lines"]
    lines = [{"invoiceLineId": line["id"], "amount": gbp("20.00")}]
    await ask(owner, CREDIT, input={"invoiceId": second, "lines": lines, "reason": "x", "idempotencyKey": "c"})

    assert (await ask(owner, BALANCE, id=gid(work.client)))["client"]["balance"] == {
        "billed": {"amount": "169.99"},
        "paid": {"amount": "83.33"},
        "credited": {"amount": "20.00"},
        "outstanding": {"amount": "86.66"},
        "unallocatedCredit": {"amount": "20.00"},
    }
