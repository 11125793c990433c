"""Crediting invoices, and giving up what will not be paid."""

import strawberry

from permissions.base import CanBill
from resolvers import credit_note as credit_notes
from schema.billable import Billable
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.money import MoneyInput
from schema.core.mutation import mutation, payload
from schema.core.node import roots
from schema.invoicing import KEY

CreditPayload = payload(
    "CreditPayload",
    "What a write of a credit answers.",
    credit_note=(noun("CreditNote") | None, "The credit note."),
    invoice=(noun("Invoice") | None, "The invoice it was set against."),
    released_billables=(list[Billable] | None, "What can be billed again."),
)


@strawberry.input(description="The credit on one invoice line.")
class CreditLineInput:
    invoice_line_id: strawberry.ID = given("The line.")
    amount: MoneyInput | None = optional(
        "Net; the rest of the line, or the worth of the released billables, by default."
    )
    release_billable_ids: list[strawberry.ID] | None = optional(
        "Billables of the line that may be billed again; none is goodwill."
    )


@strawberry.input(description="For creditInvoice.")
class CreditInvoiceInput:
    invoice_id: strawberry.ID = given("The invoice.")
    lines: list[CreditLineInput] = given("What is credited.")
    reason: str = given("Why.")
    idempotency_key: str = given(KEY)


@strawberry.input(description="For applyCredit.")
class ApplyCreditInput:
    credit_note_id: strawberry.ID = given("The credit.")
    invoice_id: strawberry.ID = given("An invoice of the same client.")
    amount: MoneyInput | None = optional("All that fits by default.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For writeOffInvoice.")
class WriteOffInvoiceInput:
    invoice_id: strawberry.ID = given("The invoice.")
    reason: str = given("Why.")
    idempotency_key: str = given(KEY)


@roots
class CreditingMutations:
    """Writing credit notes."""

    credit_invoice: CreditPayload = mutation(
        credit_notes.credit, CreditInvoiceInput, CanBill, description="Credit lines of an issued invoice."
    )
    apply_credit: CreditPayload = mutation(
        credit_notes.apply, ApplyCreditInput, CanBill, description="Set what remains of a credit against an invoice."
    )
    write_off_invoice: CreditPayload = mutation(
        credit_notes.write_off, WriteOffInvoiceInput, CanBill, description="Gives up the balance."
    )
