"""Recurring invoices as they are read."""

from datetime import date, datetime

import models
from schema.core.fields import field, related
from schema.core.money import Money
from schema.core.node import ClientScoped, found, listing, node, roots
from schema.core.scalars import CurrencyCode
from schema.document_line import DocumentLine, lines_of


@node(models.RecurringInvoice, "recurring invoices", ["NEXT_ON"])
class RecurringInvoice(ClientScoped):
    """A template that makes an invoice every so often. Staff."""

    client = related(models.RecurringInvoice.client_id, "The client billed.", filterable=True)
    project = related(models.RecurringInvoice.project_id, "The project billed.", filterable=True)
    status: models.RecurringInvoiceStatus = field("Where it stands.", filterable=True)
    currency: CurrencyCode = field("The currency of its amounts.")
    lines: list[DocumentLine] = lines_of("What is billed.")
    total: Money = field("What each invoice comes to.")
    unit: models.RecurrenceUnit = field("The step from one invoice to the next.")
    every: int = field("Units between two invoices.")
    starts_on: date = field("The first day.")
    next_on: date | None = field("The day of the next invoice.", filterable=True, orderable=True)
    ends_on: date | None = field("The last day.")
    issue: bool = field("Issues at once; otherwise leaves a draft.")
    invoices = listing("Invoice", models.Invoice.recurring_invoice_id, "What it made.")
    created_at: datetime = field("When it was made.", orderable=True)
    version: int = field("Rises with every change.")


@roots
class RecurringInvoiceQueries:
    """Reading recurring invoices."""

    recurring_invoices = listing("RecurringInvoice", description="Every visible recurring invoice.")
    recurring_invoice = found("RecurringInvoice", "One recurring invoice.")
