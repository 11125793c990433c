"""Paying: in full, in part, declined, pending, twice at once; what is told of it, and to whom."""

import asyncio

import pytest

import models
from models.errors import ErrorCode, Rejected
from resolvers import payments
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of
from tests.graph.money import FROM_PROJECT, VAT, Work, codes, item, kinds, pay


@pytest.fixture
async def work(make):
    return await Work(make).begin()


@pytest.fixture
async def invoice(ask, owner, work):
    """936.00 GBP over a project."""
    await work.time(35100)
    wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "taxes": VAT, "issue": True}
    return (await ask(owner, FROM_PROJECT, input=wish))["createInvoiceFromProject"]["invoice"]["id"]


SEEN = """
query ($id: ID!) {
  invoice(id: $id) { status paid { amount } balance { amount } project { paymentStatus }
    payments { nodes { id status receipt { number } } } }
  payments { totalCount nodes { status } aggregate { sum { amount { amount } } } }
}
"""


async def test_a_card_pays_the_whole_balance(ask, work, invoice):
    paid = await pay(ask, work.ada, invoice, "s8")

    assert paid["payment"]["status"] == "SUCCEEDED"
    assert paid["payment"]["amount"] == {"amount": "936.00", "currency": "GBP"}
    assert paid["receipt"]["number"].endswith("00001") and paid["receipt"]["amount"] == {"amount": "936.00"}
    assert paid["invoice"] == {
        "status": "PAID",
        "payable": False,
        "paid": {"amount": "936.00"},
        "balance": {"amount": "0.00"},
        "project": {"paymentStatus": "PAID"},
        "payments": {"totalCount": 1},
    }
    assert paid["checkoutUrl"] is None and paid["userErrors"] == []
    assert (await kinds(work.make))[-3:] == ["PAYMENT_RECEIVED", "INVOICE_PAID", "PROJECT_PAID"]


async def test_the_same_key_gives_the_same_payment_and_a_new_one_is_refused(ask, work, invoice):
    first = await pay(ask, work.ada, invoice, "s8")
    again = await pay(ask, work.ada, invoice, "s8")
    other = await pay(ask, work.ada, invoice, "s8-again")
    changed = await pay(ask, work.ada, invoice, "s8", amount={"amount": "1.00", "currency": "GBP"})

    assert (again["payment"]["id"], again["receipt"]) == (first["payment"]["id"], first["receipt"])
    assert codes(other) == ["INVALID_STATE"] and codes(changed) == ["IDEMPOTENCY_MISMATCH"]
    assert (await ask(work.ada, SEEN, id=invoice))["payments"]["totalCount"] == 1


async def test_in_two_parts(ask, work, invoice):
    first = await pay(ask, work.ada, invoice, "a", amount={"amount": "400.00", "currency": "GBP"})
    second = await pay(ask, work.ada, invoice, "b")

    assert first["invoice"]["status"] == "PARTIALLY_PAID" and first["invoice"]["balance"] == {"amount": "536.00"}
    assert first["invoice"]["project"] == {"paymentStatus": "PARTIALLY_PAID"}
    assert second["invoice"]["status"] == "PAID" and second["payment"]["amount"]["amount"] == "536.00"
    assert first["receipt"]["number"] < second["receipt"]["number"]


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [("937.00", "GBP", "AMOUNT_EXCEEDS_BALANCE"), ("10.00", "USD", "CURRENCY_MISMATCH"), ("0", "GBP", "INVALID"),
     ("-1", "GBP", "INVALID"), ("1.001", "GBP", "INVALID")],
)  # fmt: skip
async def test_amounts_that_cannot_be(ask, work, invoice, amount, currency, code):
    answer = await pay(ask, work.ada, invoice, "x", amount={"amount": amount, "currency": currency})

    assert answer["userErrors"] == [{"code": code, "path": ["amount"]}]
    assert (await ask(work.ada, SEEN, id=invoice))["payments"]["totalCount"] == 0


async def test_a_declined_attempt_is_kept_for_the_staff_alone(ask, owner, work, invoice):
    answer = await pay(ask, work.ada, invoice, "no", token="tok_declined")
    again = await pay(ask, work.ada, invoice, "no", token="tok_declined")

    assert codes(answer) == codes(again) == ["PAYMENT_DECLINED"]
    assert answer["payment"] is None and answer["receipt"] is None
    hers, theirs = await ask(work.ada, SEEN, id=invoice), await ask(owner, SEEN, id=invoice)
    assert hers["payments"] == {"totalCount": 0, "nodes": [], "aggregate": {"sum": {"amount": []}}}
    assert hers["invoice"]["balance"] == {"amount": "936.00"} and hers["invoice"]["payments"]["nodes"] == []
    assert [each["status"] for each in theirs["invoice"]["payments"]["nodes"]] == ["FAILED"]
    told = await ask(work.ada, "{ events { nodes { kind } } }")
    assert "PAYMENT_FAILED" not in [each["kind"] for each in told["events"]["nodes"]]


async def test_a_pending_payment_settles_by_the_providers_word(ask, work, invoice):
    waiting = await pay(ask, work.ada, invoice, "v3", token="tok_pending")
    seen = await ask(work.ada, SEEN, id=invoice)
    assert waiting["payment"]["status"] == "PENDING" and waiting["receipt"] is None
    assert seen["invoice"]["balance"] == {"amount": "936.00"}
    assert seen["invoice"]["project"] == {"paymentStatus": "INVOICED"}

    async def reported(**over):
        said = {"succeeded": True, "amount": 936, "currency": "GBP"} | over
        await payments.settle(work.services, "sandbox", "ref-1", waiting["payment"]["id"], **said)

    with pytest.raises(Rejected) as other_amount:
        await reported(amount=935)
    with pytest.raises(Rejected) as other_currency:
        await reported(currency="USD")
    assert (other_amount.value.code, other_currency.value.code) == (ErrorCode.INVALID, ErrorCode.CURRENCY_MISMATCH)
    assert (await ask(work.ada, SEEN, id=invoice))["invoice"]["balance"] == {"amount": "936.00"}

    await asyncio.gather(reported(), reported(), reported())
    seen = await ask(work.ada, SEEN, id=invoice)
    await reported(succeeded=False)
    assert seen == await ask(work.ada, SEEN, id=invoice)
    assert seen["invoice"]["status"] == "PAID" and seen["payments"]["totalCount"] == 1
    assert seen["invoice"]["payments"]["nodes"][0]["receipt"]["number"].endswith("00001")


async def test_what_comes_late_and_is_too_much_stays_as_credit(ask, owner, work, invoice):
    waiting = await pay(ask, work.ada, invoice, "slow", token="tok_pending")
    await pay(ask, work.ada, invoice, "fast", amount={"amount": "900.00", "currency": "GBP"})

    await payments.settle(
        work.services, "sandbox", "late", waiting["payment"]["id"], succeeded=True, amount=936, currency="GBP"
    )

    one = "query ($id: ID!) { payment(id: $id) { status unallocated { amount } allocations { amount { amount } } } }"
    shown = await ask(owner, one, id=waiting["payment"]["id"])
    assert shown["payment"] == {
        "status": "SUCCEEDED",
        "unallocated": {"amount": "900.00"},
        "allocations": [{"amount": {"amount": "36.00"}}],
    }
    assert (await ask(owner, SEEN, id=invoice))["invoice"]["balance"] == {"amount": "0.00"}


@pytest.mark.parametrize("at_once", [2, 16])
@pytest.mark.parametrize("same_key", [True, False])
async def test_paid_at_once_it_is_paid_once(ask, work, invoice, at_once, same_key):
    answers = await asyncio.gather(
        *(pay(ask, work.ada, invoice, "one" if same_key else f"key-{n}") for n in range(at_once))
    )

    done = [answer for answer in answers if not answer["userErrors"]]
    assert len(done) == (at_once if same_key else 1)
    assert len({answer["payment"]["id"] for answer in done}) == 1
    assert all(codes(answer) == ["INVALID_STATE"] for answer in answers if answer not in done)
    seen = await ask(work.ada, SEEN, id=invoice)
    assert seen["payments"]["totalCount"] == 1 and seen["invoice"]["paid"] == {"amount": "936.00"}


@pytest.mark.parametrize("step", ["next_number", "follow", "_set_against_invoices"])
async def test_a_fault_between_the_steps_leaves_nothing(ask, owner, work, invoice, monkeypatch, step):
    async def fail(*_):
        raise RuntimeError("the lights went out")

    before = await kinds(work.make)
    with monkeypatch.context() as broken:
        broken.setattr(payments, step, fail)
        wish = {"invoiceId": invoice, "token": "tok_ok", "idempotencyKey": "again"}
        query = "mutation ($input: PayInvoiceInput!) { payInvoice(input: $input) { payment { id } } }"
        assert (await ask.whole(work.ada, query, input=wish)).errors

    seen = await ask(owner, SEEN, id=invoice)
    assert seen["payments"]["totalCount"] == 0 and seen["invoice"]["balance"] == {"amount": "936.00"}
    assert await kinds(work.make) == before
    assert (await pay(ask, work.ada, invoice, "again"))["receipt"]["number"].endswith("00001")


async def test_the_checkout_page_of_the_provider(ask, work, invoice):
    answer = await pay(ask, work.ada, invoice, "page", token=None, returnUrl="http://127.0.0.1:8000/portal")
    led_away = [
        await pay(ask, work.ada, invoice, str(place), token=None, returnUrl=address)
        for place, address in enumerate(
            ("http://evil.test/", "https://ada@shop.test/", "https://shop.test; script-src *", "https://shöp.test/")
        )
    ]

    assert answer["payment"]["status"] == "PENDING"
    assert answer["checkoutUrl"].startswith("http://127.0.0.1:8000/checkout/")
    assert [each["userErrors"] for each in led_away] == [[{"code": "INVALID", "path": ["returnUrl"]}]] * 4


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("stranger", "NOT_FOUND"), ("unpermitted", "NOT_FOUND"),
     ("analyst", "FORBIDDEN"), ("staff", None), ("ada", None)],
)  # fmt: skip
async def test_who_may_pay(ask, make, nobody, work, invoice, caller, code):
    elsewhere = await make.contact(await make.client())
    callers = {
        "nobody": nobody,
        "stranger": viewer_as(elsewhere, models.PortalPermission.INVOICES),
        "unpermitted": viewer_as(work.contact, models.PortalPermission.PROJECTS),
        "analyst": viewer_of(await make.user(models.Role.ANALYST, all_clients=True)),
        "staff": viewer_of(await make.user()),
        "ada": work.ada,
    }

    answer = await pay(ask, callers[caller], invoice, "who")

    assert codes(answer) == ([code] if code else [])
    assert (answer["receipt"] is not None) is (code is None)


async def test_drafts_and_unknown_invoices_are_not_there_to_be_paid(ask, owner, work):
    draft = await work.invoice(ask, owner, item("10.00"), issue=False)

    assert codes(await pay(ask, work.ada, draft, "a")) == ["NOT_FOUND"]
    assert codes(await pay(ask, work.ada, unknown(models.Invoice), "b")) == ["NOT_FOUND"]
    assert codes(await pay(ask, owner, draft, "c")) == ["INVALID_STATE"]
