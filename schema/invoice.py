"""Invoices as they are read."""

from datetime import date, datetime
from decimal import Decimal

import models
from permissions.base import StaffOnly
from resolvers import invoice as invoices
from schema.address import Address
from schema.core.fields import computed, field, part, related, several, through
from schema.core.money import Money
from schema.core.node import ClientScoped, Timelined, found, listing, node, part_of, roots
from schema.core.scalars import CurrencyCode
from schema.document_line import TaxSummary, tax_summaries_of
from schema.download import pdf_of


@part_of(models.Invoice)
class BillingParty:
    """Who an invoice is made out to, filled from the client and its point of contact."""

    name: str = field("The name.", source="bill_to_name")
    address: Address | None = part("The billing address.", of="bill_to_address")
    email: str | None = field("The e-mail address of the point of contact.", source="bill_to_email")
    tax_id: str | None = field("The tax number.", source="bill_to_tax_id")


@node(models.Invoice, "invoices", ["-ISSUED_ON"])
class Invoice(ClientScoped, Timelined):
    """A bill to a client. Contacts need INVOICES and never see a draft."""

    number: str | None = field(
        "Null while a draft; gapless in order of issue.", filterable=True, orderable=True, searchable=True
    )
    status: models.InvoiceStatus = field("Where it stands.", filterable=True, groupable=True)
    client = related(models.Invoice.client_id, "The client billed.", filterable=True, groupable=True)
    project = related(models.Invoice.project_id, "The project billed.", filterable=True, groupable=True)
    jobs = listing(
        "Job",
        through(models.InvoiceLine.invoice_id, models.InvoiceLine.job_id),
        "The jobs billed, those of a voided invoice as well.",
    )
    recurring_invoice = related(models.Invoice.recurring_invoice_id, "What made it.")
    estimate = related(models.Invoice.estimate_id, "The estimate it was made from.")
    bill_to: BillingParty = part("Frozen at issue.")
    currency: CurrencyCode = field("The currency of all its amounts.", filterable=True, groupable=True)
    issued_on: date | None = field("The day of issue.", filterable=True, orderable=True, bound=True, groupable=True)
    due_on: date | None = field(
        "The day payment is expected.", filterable=True, orderable=True, bound=True, groupable=True
    )
    lines = several(models.InvoiceLine.invoice_id, "What is billed.", by=[models.InvoiceLine.position])
    prices_include_tax: bool = field("Whether unit prices hold the tax; the gross is kept and the net worked out.")
    tax_rounding: models.TaxRounding = field("As the organisation had it at issue.")
    discount_percent: Decimal = field("The invoice's own discount, after those of the lines.")
    subtotal: Money = field("Sum of the lines' nets.", measure=True)
    discount: Money = field("What the invoice's own discount comes to.", measure=True)
    taxes: list[TaxSummary] = tax_summaries_of("What each tax comes to.")
    tax: Money = field("All taxes.", measure=True)
    total: Money = field("What is billed, tax included.", filterable=True, orderable=True, measure=True)
    paid: Money = field("Payments set against it, less refunds.", measure=True)
    credited: Money = field("Credits set against it.", measure=True)
    balance: Money = field(
        "total less paid less credited; never below zero.", filterable=True, orderable=True, measure=True
    )
    is_overdue: bool = computed(
        invoices.is_overdue, "Whether its day has passed with something left to pay.", filterable=True
    )
    payable: bool = field("Whether it can be paid now.")
    payments = listing(
        "Payment",
        through(models.PaymentAllocation.invoice_id, models.PaymentAllocation.payment_id),
        "Payments made for it, with attempts that wait.",
    )
    credit_notes = several(
        models.CreditNote.invoice_id, "Credits on it.", by=[models.CreditNote.issued_on, models.CreditNote.number]
    )
    note: str | None = field("Printed on the invoice.")
    internal_note: str | None = field("Staff.", StaffOnly)
    download_url: str | None = pdf_of(models.Invoice, "The PDF; null while a draft.")
    timeline = listing("Event", models.Event.invoice_id, "What happened to it, newest first.")
    created_at: datetime = field("When it was drafted.", orderable=True)
    issued_at: datetime | None = field("When it was issued.")
    voided_at: datetime | None = field("When it was voided.")
    void_reason: str | None = field("Why it was voided.")
    version: int = field("Rises with every change.")


@roots
class InvoiceQueries:
    """Reading invoices."""

    invoices = listing("Invoice", description="Every visible invoice.")
    invoice = found("Invoice", "One invoice.", as_of=True)
