"""Lines of invoices."""

from decimal import Decimal

import models
from permissions.base import StaffOnly
from schema.core.fields import field, part, related
from schema.core.money import Money
from schema.core.node import ClientScoped, listing, node
from schema.document_line import LineTax


@node(models.InvoiceLine, "invoice lines", connection=False)
class InvoiceLine(ClientScoped):
    """One line of an invoice."""

    client = related(models.InvoiceLine.client_id, "The client.")
    invoice = related(models.InvoiceLine.invoice_id, "The invoice.")
    kind: models.InvoiceLineKind = field("What the line bills.")
    position: int = field("Its place on the invoice.")
    description: str = field("What it is for.")
    quantity: Decimal = field("Hours for TIME, a share of 1 for FIXED.")
    unit: str = field("What is counted.")
    unit_price: Money = field("Price of one unit.")
    discount_percent: Decimal = field("The line's own discount.")
    discount: Money = field("What its own discount comes to.")
    taxes: list[LineTax] = part("Taxes on the line.", of="taxes")
    net: Money = field("After discount, before tax.")
    credited: Money = field("Net credited so far.")
    allocations = listing(
        "BillingAllocation",
        models.BillingAllocation.invoice_line_id,
        "What the line bills, piece by piece. Staff.",
        StaffOnly,
        nullable=True,
    )
