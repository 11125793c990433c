"""Receipts."""

from datetime import datetime

import models
from schema.core.fields import field, related
from schema.core.money import Money
from schema.core.node import ClientScoped, found, node, roots
from schema.download import pdf_of


@node(models.Receipt, "receipts", connection=False)
class Receipt(ClientScoped):
    """Proof of a payment, there as soon as the payment succeeds."""

    number: str = field("Printed on the receipt; gapless.")
    client = related(models.Receipt.client_id, "The client.")
    payment = related(models.Receipt.payment_id, "The payment.")
    amount: Money = field("What was received.")
    issued_at: datetime = field("When it was given.")
    download_url: str | None = pdf_of(models.Receipt, "The PDF.")


@roots
class ReceiptQueries:
    """Reading receipts."""

    receipt = found("Receipt", "One receipt.")
