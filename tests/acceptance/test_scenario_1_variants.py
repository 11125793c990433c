"""Scenario 1, its variants: in parts, credited, and settled by the provider's message."""

from decimal import Decimal

from . import asides, operations
from .day import Day


def test_v1_paid_in_two_parts(evening: Day) -> None:
    """PARTIALLY_PAID follows the balance, and each part has its receipt."""
    day, work = evening, evening.billed_project("v1")
    first = day.ada.do(
        operations.S8,
        invoice=work.invoice,
        token="tok_ok",
        key="v1-first",
        amount={"amount": "400.00", "currency": "GBP"},
    )
    day.updates.until("INVOICE_PARTIALLY_PAID", day.ada.answered)
    assert first["payment"]["amount"] == {"amount": "400.00", "currency": "GBP"}
    assert (first["invoice"]["status"], first["invoice"]["payable"]) == ("PARTIALLY_PAID", True)
    assert first["invoice"]["balance"] == {"amount": "536.00"}
    assert first["invoice"]["project"] == {"paymentStatus": "PARTIALLY_PAID"}
    second = day.ada.do(operations.S8, invoice=work.invoice, token="tok_ok", key="v1-second")
    day.updates.until("PROJECT_PAID", day.ada.answered)
    assert second["payment"]["amount"] == {"amount": "536.00", "currency": "GBP"}
    assert (second["invoice"]["status"], second["invoice"]["balance"]) == ("PAID", {"amount": "0.00"})
    assert second["invoice"]["project"] == {"paymentStatus": "PAID"}
    assert first["receipt"]["number"] != second["receipt"]["number"]
    assert [each["receipt"]["amount"]["amount"] for each in (first, second)] == ["400.00", "536.00"]
    assert len(second["invoice"]["payments"]["nodes"]) == 2


def test_v2_the_design_is_credited(evening: Day) -> None:
    """B4, M13: exactly the released entry can be billed again."""
    day, work = evening, evening.billed_project("v2-invoice")
    entry = work.entries["Design"]
    lines = day.dev.ask(asides.LINES, invoice=work.invoice)["invoice"]["lines"]
    (line,) = [each["id"] for each in lines if "Design" in each["description"]]
    credited = day.dev.do(operations.V2, invoice=work.invoice, line=line, entry=entry)
    day.dev_events.until("CREDIT_NOTE_ISSUED", day.dev.answered)
    note = credited["creditNote"]
    assert note["number"]
    assert [note[name]["amount"] for name in ("subtotal", "tax", "total", "remaining")] == [
        "180.00",
        "36.00",
        "216.00",
        "0.00",
    ]
    assert credited["invoice"] == {
        "status": "PARTIALLY_PAID",
        "credited": {"amount": "216.00"},
        "balance": {"amount": "720.00"},
    }
    assert credited["releasedBillables"] == [{"id": entry, "billableState": "OPEN"}]
    preview = day.dev.ask(operations.V2_CHECK, project=work.project)["invoicePreview"]
    (offered,) = preview["lines"]
    assert (Decimal(offered["quantity"]), offered["net"]) == (Decimal("2.25"), {"amount": "180.00"})
    assert preview["subtotal"] == {"amount": "180.00"}
    again = day.dev.do(operations.V2, invoice=work.invoice, line=line, entry=entry)
    assert again["creditNote"] == note


def test_v3_the_provider_settles_it_later(evening: Day) -> None:
    """A pending payment changes nothing until the provider's signed message, and that one counts once."""
    day, work = evening, evening.billed_project("v3-invoice")
    pending = day.ada.do(operations.S8, invoice=work.invoice, token="tok_pending", key="v3")
    payment = pending["payment"]["id"]
    assert (pending["payment"]["status"], pending["receipt"]) == ("PENDING", None)
    assert pending["invoice"]["balance"] == {"amount": "936.00"}
    assert pending["invoice"]["project"] == {"paymentStatus": "INVOICED"}

    assert day.provider_says(payment, "936.00", secret_key="somebody else's key") == 401
    assert 400 <= day.provider_says(payment, "935.00") < 500
    assert 400 <= day.provider_says(payment, "936.00", "USD") < 500
    assert day.ada.ask(asides.PAYMENT, payment=payment)["payment"] == {
        "id": payment,
        "status": "PENDING",
        "receipt": None,
    }
    assert day.ada.ask(asides.LINES, invoice=work.invoice)["invoice"]["balance"]["amount"] == "936.00"

    assert day.provider_says(payment, "936.00", reference="v3", message_id="msg-v3") == 200
    day.updates.until("PROJECT_PAID")
    settled = seen_of(day, payment, work.invoice)
    assert settled["payment"]["status"] == "SUCCEEDED" and settled["payment"]["receipt"]["number"]
    assert settled["invoice"]["status"] == "PAID"
    assert settled["invoice"]["balance"] == {"amount": "0.00", "currency": "GBP"}
    assert settled["invoice"]["project"] == {"paymentStatus": "PAID"}

    assert day.provider_says(payment, "936.00", reference="v3", message_id="msg-v3") == 200
    assert day.provider_says(payment, "936.00", reference="v3", message_id="msg-v3-again") == 200
    assert day.provider_says(payment, "936.00", reference="v3", secret_key="somebody else's key") == 401
    assert seen_of(day, payment, work.invoice) == settled
    assert day.updates.rest() == []


def test_a_pending_payment_can_fail(evening: Day) -> None:
    """The provider's bad news leaves the invoice to be paid again."""
    day, work = evening, evening.billed_project("v4-invoice")
    pending = day.ada.do(operations.S8, invoice=work.invoice, token="tok_pending", key="v4")["payment"]["id"]
    assert day.provider_says(pending, "936.00", kind="payment.failed", reference="v4") == 200
    day.dev_events.until("PAYMENT_FAILED")
    assert day.olive.ask(asides.PAYMENT, payment=pending)["payment"]["status"] == "FAILED"
    paid = day.ada.do(operations.S8, invoice=work.invoice, token="tok_ok", key="v4-again")
    assert paid["invoice"]["status"] == "PAID"
    assert paid["invoice"]["project"] == {"paymentStatus": "PAID"}
    day.updates.until("PROJECT_PAID", day.ada.answered)


def seen_of(day: Day, payment: str, invoice: str) -> dict:
    """A payment and its invoice, as ADA sees them."""
    return day.ada.ask(asides.PAYMENT, payment=payment) | day.ada.ask(asides.LINES, invoice=invoice)
