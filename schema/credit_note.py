"""Credit notes as they are read."""

from datetime import date, datetime

import models
from schema.core.fields import field, related, several
from schema.core.money import Money
from schema.core.node import ClientScoped, found, listing, node, roots
from schema.core.scalars import CurrencyCode
from schema.document_line import TaxSummary, tax_summaries_of
from schema.download import pdf_of


@node(models.CreditNote, "credit notes", ["-ISSUED_ON"])
class CreditNote(ClientScoped):
    """A credit on an issued invoice, in its own gapless series. Contacts need INVOICES."""

    number: str | None = field("Gapless in order of issue.", filterable=True, orderable=True)
    status: models.CreditNoteStatus = field("Where it stands.", filterable=True)
    kind: models.CreditNoteKind = field("Credit or write-off.", filterable=True)
    reason: str = field("Why.")
    client = related(models.CreditNote.client_id, "The client.", filterable=True)
    invoice = related(models.CreditNote.invoice_id, "The invoice credited.", filterable=True)
    currency: CurrencyCode = field("The currency of its amounts.")
    lines = several(models.CreditLine.credit_note_id, "What is credited.", by=[models.CreditLine.created_at])
    subtotal: Money = field("Before tax.")
    taxes: list[TaxSummary] = tax_summaries_of("What each tax comes to.")
    tax: Money = field("All taxes.")
    total: Money = field("What is credited, tax included.", filterable=True, orderable=True)
    remaining: Money = field("Not yet set against an invoice or refunded.")
    issued_on: date | None = field("The day of issue.", filterable=True, orderable=True)
    download_url: str | None = pdf_of(models.CreditNote, "The PDF.")
    created_at: datetime = field("When it was made.")
    version: int = field("Rises with every change.")


@roots
class CreditNoteQueries:
    """Reading credit notes."""

    credit_notes = listing("CreditNote", description="Every visible credit note.")
    credit_note = found("CreditNote", "One credit note.")
