"""Each verb of a row, from every state: where it may be called, where it leads, and what it brings with it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import uuid4

import pytest

import models
from models.core.signature import Signer
from models.errors import ErrorCode, Rejected

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = NOW.date()


def listed(moves: str) -> set[tuple[str, str]]:
    lines = [line.split(":") for line in moves.split("\n") if line.strip()]
    return {(start.strip(), end) for start, ends in lines for end in ends.split()}


def code(act: Callable[[], Any]) -> ErrorCode:
    with pytest.raises(Rejected) as refused:
        act()
    return refused.value.code


def lead(status: models.LeadStatus) -> models.Lead:
    return models.Lead(name="Ada", status=status)


def offer(model: type[Any]) -> Callable[[Any], Any]:
    def make(status: Any) -> Any:
        made = model(title="Site", currency="GBP", status=status, lines=[{"description": "Site"}])
        if status.name == "SIGNED":
            made.signed_at = NOW
        return made

    return make


def contract(status: models.ContractStatus) -> models.Contract:
    return models.Contract(title="Care", body="Terms", starts_on=TODAY, ends_on=TODAY, status=status)


def contact(status: models.PortalStatus) -> models.Contact:
    return models.Contact(name="Ada", email="ada@fig.example", portal_status=status)


def task(status: models.TaskStatus) -> models.Task:
    return models.Task(name="Draw", status=status)


def entry(state: models.BillableState) -> models.TimeEntry:
    return models.TimeEntry(seconds=3600, billable_state=state)


def invoice(status: models.InvoiceStatus) -> models.Invoice:
    return models.Invoice(bill_to_name="Fig", currency="GBP", total=Decimal(10), status=status)


def payment(status: models.PaymentStatus) -> models.Payment:
    return models.Payment(method=models.PaymentMethod.CARD, currency="GBP", amount=Decimal(10), status=status)


def recurring(status: models.RecurringInvoiceStatus) -> models.RecurringInvoice:
    return models.RecurringInvoice(status=status)


Row = Any
TOMORROW = TODAY + timedelta(days=1)
ISSUE = ("INV-1", 1, 0, TODAY, TOMORROW, NOW)
VERBS: list[tuple[str, Callable[[Any], Row], type[Enum], str, Callable[[Row], Any], str]] = [
    (name, make, states, field, act, moves)
    for make, states, field, verbs in (
        (
            lead,
            models.LeadStatus,
            "status",
            [
                ("lose", lambda row: row.lose("Price"), "OPEN: LOST"),
                ("reopen", lambda row: row.reopen(), "LOST: OPEN"),
                ("convert", lambda row: row.convert(uuid4(), NOW), "OPEN: CONVERTED"),
                ("move_stage", lambda row: row.move_stage(uuid4()), "OPEN: OPEN"),
            ],
        ),
        *(
            (
                offer(model),
                states,
                "status",
                [
                    ("send", lambda row: row.send(NOW), "DRAFT: SENT"),
                    (
                        "sign",
                        lambda row: row.sign(Signer("Ada", "ada@fig.example"), NOW, TODAY),
                        "SENT: SIGNED\nVIEWED: SIGNED\nSIGNED: SIGNED",
                    ),
                    ("decline", lambda row: row.decline("Price"), "SENT: DECLINED\nVIEWED: DECLINED"),
                    ("withdraw", lambda row: row.withdraw(), "SENT: WITHDRAWN\nVIEWED: WITHDRAWN"),
                    ("supersede", lambda row: row.supersede(uuid4()), "SENT: SUPERSEDED\nVIEWED: SUPERSEDED"),
                    ("require_draft", lambda row: row.require_draft(), "DRAFT: DRAFT"),
                ],
            )
            for model, states in (
                (models.Proposal, models.ProposalStatus),
                (models.Estimate, models.EstimateStatus),
            )
        ),
        (
            offer(models.Estimate),
            models.EstimateStatus,
            "status",
            [
                ("become_invoice", lambda row: row.become_invoice(), "SIGNED: INVOICED"),
                ("lose_invoice", lambda row: row.lose_invoice(), "INVOICED: SIGNED"),
            ],
        ),
        (
            contract,
            models.ContractStatus,
            "status",
            [
                ("send", lambda row: row.send(NOW), "DRAFT: SENT"),
                ("sign", lambda row: row.sign(Signer("Ada", "ada@fig.example"), NOW), "SENT: SIGNED"),
                ("activate", lambda row: row.activate(TODAY), "SIGNED: ACTIVE"),
                ("expire", lambda row: row.expire(TOMORROW), "ACTIVE: EXPIRED"),
                ("terminate", lambda row: row.terminate("Agreed"), "ACTIVE: TERMINATED"),
            ],
        ),
        (
            contact,
            models.PortalStatus,
            "portal_status",
            [
                ("invite", lambda row: row.invite(NOW), "NONE: INVITED\nINVITED: INVITED"),
                ("activate", lambda row: row.activate(uuid4()), "INVITED: ACTIVE\nSUSPENDED: ACTIVE"),
                ("suspend", lambda row: row.suspend(), "ACTIVE: SUSPENDED"),
            ],
        ),
        (
            task,
            models.TaskStatus,
            "status",
            [
                ("start", lambda row: row.start(), "TODO: IN_PROGRESS\nIN_REVIEW: IN_PROGRESS"),
                ("put_back", lambda row: row.put_back(), "IN_PROGRESS: TODO"),
                ("review", lambda row: row.review(), "IN_PROGRESS: IN_REVIEW"),
                ("complete", lambda row: row.complete(NOW), "TODO: DONE\nIN_PROGRESS: DONE\nIN_REVIEW: DONE"),
                ("reopen", lambda row: row.reopen(), "DONE: IN_PROGRESS"),
                (
                    "cancel",
                    lambda row: row.cancel(),
                    "TODO: CANCELLED\nIN_PROGRESS: CANCELLED\nIN_REVIEW: CANCELLED\nDONE: CANCELLED",
                ),
                (
                    "set_progress",
                    lambda row: row.set_progress(40),
                    "TODO: TODO\nIN_PROGRESS: IN_PROGRESS\nIN_REVIEW: IN_REVIEW",
                ),
            ],
        ),
        (
            entry,
            models.BillableState,
            "billable_state",
            [
                ("bill", lambda row: row.bill(), "RESERVED: BILLED"),
                ("release", lambda row: row.release(), "RESERVED: OPEN\nBILLED: OPEN"),
            ],
        ),
        (
            invoice,
            models.InvoiceStatus,
            "status",
            [
                ("issue", lambda row: row.issue(*ISSUE), "DRAFT: ISSUED"),
                ("void", lambda row: row.void("Wrong client", NOW), "ISSUED: VOID"),
                ("require_draft", lambda row: row.require_draft(), "DRAFT: DRAFT"),
                (
                    "require_payable",
                    lambda row: row.require_payable(),
                    "ISSUED: ISSUED\nPARTIALLY_PAID: PARTIALLY_PAID",
                ),
                (
                    "follow_balance",
                    lambda row: row.follow_balance(),
                    "ISSUED: ISSUED\nPARTIALLY_PAID: ISSUED\nPAID: ISSUED",
                ),
            ],
        ),
        (
            payment,
            models.PaymentStatus,
            "status",
            [
                ("succeed", lambda row: row.succeed(NOW), "PENDING: SUCCEEDED"),
                ("fail", lambda row: row.fail("Declined"), "PENDING: FAILED"),
                ("cancel", lambda row: row.cancel(), "PENDING: CANCELLED"),
                (
                    "refund some",
                    lambda row: row.refund(Decimal(4)),
                    "SUCCEEDED: PARTIALLY_REFUNDED\nPARTIALLY_REFUNDED: PARTIALLY_REFUNDED",
                ),
                (
                    "refund all",
                    lambda row: row.refund(Decimal(10)),
                    "SUCCEEDED: REFUNDED\nPARTIALLY_REFUNDED: REFUNDED",
                ),
                ("dispute", lambda row: row.dispute(), "SUCCEEDED: DISPUTED"),
                ("win", lambda row: row.settle_dispute(True), "DISPUTED: SUCCEEDED"),
                ("lose", lambda row: row.settle_dispute(False), "DISPUTED: REFUNDED"),
            ],
        ),
        (
            recurring,
            models.RecurringInvoiceStatus,
            "status",
            [
                ("pause", lambda row: row.pause(), "ACTIVE: PAUSED"),
                ("resume", lambda row: row.resume(TODAY), "PAUSED: ACTIVE"),
                ("end", lambda row: row.end(), "ACTIVE: ENDED\nPAUSED: ENDED"),
            ],
        ),
    )
    for name, act, moves in verbs
]


@pytest.mark.parametrize(
    ("name", "make", "states", "field", "act", "moves"),
    VERBS,
    ids=[f"{states.__name__}-{name}" for name, _, states, *_ in VERBS],
)
def test_a_verb_moves_as_listed_and_is_refused_everywhere_else(
    name: str,
    make: Callable[[Any], Row],
    states: type[Enum],
    field: str,
    act: Callable[[Row], Any],
    moves: str,
) -> None:
    expected = dict(listed(moves))
    for state in states:
        row = make(state)
        if state.name in expected:
            act(row)
            assert getattr(row, field).name == expected[state.name]
        else:
            assert code(lambda row=row: act(row)) is ErrorCode.INVALID_STATE
            assert getattr(row, field) is state


# --- What a move brings with it


def test_a_signature_holds_who_when_and_what_and_is_written_once() -> None:
    proposal = offer(models.Proposal)(models.ProposalStatus.VIEWED)
    proposal.sign(Signer("Ada Fig", "ada@fig.example", "192.0.2.7"), NOW, TODAY)
    first = (proposal.signature_name, proposal.signature_sha256, proposal.signed_at)
    proposal.sign(Signer("Somebody Else", "else@fig.example"), NOW + timedelta(days=1), TODAY)
    assert first == (proposal.signature_name, proposal.signature_sha256, proposal.signed_at)
    assert first[0] == "Ada Fig" and len(first[1]) == 64


def test_the_hash_changes_with_the_content() -> None:
    signed = []
    for total in (Decimal(100), Decimal(101)):
        proposal = offer(models.Proposal)(models.ProposalStatus.SENT)
        proposal.total = total
        proposal.sign(Signer("Ada Fig", "ada@fig.example"), NOW, TODAY)
        signed.append(proposal.signature_sha256)
    assert signed[0] != signed[1]


def test_an_offer_is_not_signed_after_its_last_day() -> None:
    proposal = offer(models.Proposal)(models.ProposalStatus.SENT)
    proposal.expires_on = TODAY
    assert code(lambda: proposal.sign(Signer("Ada", "ada@fig.example"), NOW, TOMORROW)) is ErrorCode.INVALID_STATE
    assert (proposal.status, proposal.signed_at) == (models.ProposalStatus.SENT, None)
    assert code(lambda: proposal.expire(TODAY)) is ErrorCode.INVALID_STATE


@pytest.mark.parametrize(
    "act",
    [
        lambda: lead(models.LeadStatus.OPEN).lose(" "),
        lambda: invoice(models.InvoiceStatus.ISSUED).void("", NOW),
        lambda: contract(models.ContractStatus.ACTIVE).terminate(""),
        lambda: models.Contact(name="Ada").invite(NOW),
        lambda: models.Proposal(title="Empty", currency="GBP").send(NOW),
        lambda: offer(models.Proposal)(models.ProposalStatus.SENT).sign(Signer("", "ada@fig.example"), NOW, TODAY),
    ],
)
def test_a_missing_reason_name_or_line_is_required(act: Callable[[], Any]) -> None:
    assert code(act) is ErrorCode.REQUIRED


@pytest.mark.parametrize(
    ("paid", "credited", "status"),
    [("0", "0", "ISSUED"), ("40", "0", "PARTIALLY_PAID"), ("0", "10", "PARTIALLY_PAID"), ("40", "10", "PAID")],
)
@pytest.mark.parametrize("before", ["ISSUED", "PARTIALLY_PAID", "PAID"])
def test_an_issued_invoice_follows_its_balance(before: str, paid: str, credited: str, status: str) -> None:
    row = invoice(models.InvoiceStatus[before])
    row.total, row.paid, row.credited = Decimal(50), Decimal(paid), Decimal(credited)
    row.follow_balance()
    assert row.status is models.InvoiceStatus[status]


def test_an_invoice_is_never_paid_beyond_its_balance() -> None:
    row = invoice(models.InvoiceStatus.ISSUED)
    row.paid = Decimal(11)
    assert code(row.follow_balance) is ErrorCode.AMOUNT_EXCEEDS_BALANCE


def test_an_invoice_of_nothing_is_paid_when_it_is_issued() -> None:
    row = models.Invoice(bill_to_name="Fig", currency="GBP")
    row.issue(*ISSUE)
    assert row.status is models.InvoiceStatus.PAID


def test_overdue_is_the_day_after_the_due_day() -> None:
    row = invoice(models.InvoiceStatus.DRAFT)
    row.issue(*ISSUE)
    assert not row.is_overdue(TOMORROW)
    assert row.is_overdue(TOMORROW + timedelta(days=1))


def test_what_is_on_an_invoice_is_neither_edited_nor_taken_twice() -> None:
    row = entry(models.BillableState.OPEN)
    row.set_seconds(1800)
    row.reserve(uuid4())
    for act in (lambda: row.set_seconds(900), lambda: row.reserve(uuid4()), lambda: row.set_billable(False)):
        assert code(act) is ErrorCode.ALREADY_BILLED
    row.bill()
    row.release()
    assert (row.billable_state, row.invoice_line_id) == (models.BillableState.OPEN, None)


def test_a_finished_task_is_reopened_from_nothing() -> None:
    row = task(models.TaskStatus.IN_PROGRESS)
    row.complete(NOW)
    assert (row.percent_complete, row.completed_at) == (100, NOW)
    row.reopen()
    assert (row.percent_complete, row.completed_at) == (0, None)
    assert code(lambda: row.set_progress(101)) is ErrorCode.INVALID


def test_an_expense_is_billed_with_its_markup_or_not_at_all() -> None:
    row = models.Expense(
        category="Travel",
        spent_on=date(2026, 3, 2),
        currency="GBP",
        amount=Decimal("33.33"),
        markup_percent=Decimal(10),
    )
    row.revalue()
    assert row.billable_amount == Decimal("36.66")
    row.set_billable(False)
    assert (row.billable_amount, row.billable_state) == (Decimal(0), models.BillableState.NOT_BILLABLE)


def test_a_token_works_once_and_in_time() -> None:
    def token() -> models.OneTimeToken:
        return models.OneTimeToken(
            purpose=models.TokenPurpose.PASSWORD_RESET, token_hash="x", expires_at=NOW + timedelta(hours=1)
        )

    used, withdrawn, late = token(), token(), token()
    used.use(NOW)
    withdrawn.revoke(NOW)
    assert code(lambda: used.use(NOW)) is ErrorCode.INVALID_TOKEN
    assert code(lambda: withdrawn.use(NOW)) is ErrorCode.INVALID_TOKEN
    assert code(lambda: late.use(NOW + timedelta(hours=1))) is ErrorCode.INVALID_TOKEN
