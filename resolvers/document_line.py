"""Lines as callers give them, checked and added up: for proposals, estimates, invoices and recurring invoices."""

from decimal import Decimal
from typing import Any

from models import Invoice, InvoiceLine, InvoiceLineKind
from models.core.base import new_id
from models.core.money import Money, Path, plain
from models.core.totals import Line, Tax, Totals
from models.errors import ErrorCode, Rejected
from resolvers.given import Given


def asked_lines(lines: list[Given], currency: str, path: Path = ("lines",)) -> list[Line]:
    """What `LineInput`s ask for, for `totals.add_up`. INVALID, REQUIRED or CURRENCY_MISMATCH at the figure."""
    return [_asked(line, currency, [*path, place]) for place, line in enumerate(lines)]


def asked_taxes(taxes: list[Given] | None) -> tuple[Tax, ...]:
    """What `LineTaxInput`s ask for; `Line.checked` checks them."""
    return tuple(Tax(each.name or "VAT", each.rate_percent, bool(each.compound)) for each in taxes or ())


def kept_taxes(taxes: tuple[Tax, ...]) -> list[dict[str, Any]]:
    """Taxes as a line keeps them."""
    return [{"name": each.name, "rate_percent": plain(each.rate_percent), "compound": each.compound} for each in taxes]


def read_taxes(kept: list[dict[str, Any]]) -> tuple[Tax, ...]:
    """Taxes as they were kept."""
    return tuple(Tax(each["name"], Decimal(each["rate_percent"]), each["compound"]) for each in kept)


def kept_summaries(totals: Totals) -> list[dict[str, Any]]:
    """`tax_summaries` of a document."""
    return [
        {
            "name": each.name,
            "rate_percent": plain(each.rate_percent),
            "taxable": str(each.taxable),
            "tax": str(each.tax),
        }
        for each in totals.taxes
    ]


def kept_lines(given: list[Given], lines: list[Line], totals: Totals) -> list[dict[str, Any]]:
    """`lines` of a document that keeps them as JSON (proposal, estimate, recurring invoice)."""
    return [
        {
            "id": str(new_id()),
            "description": each.description,
            "quantity": plain(line.quantity),
            "unit": each.unit or "unit",
            "unit_price": str(line.unit_price),
            "discount_percent": plain(line.discount_percent),
            "taxes": kept_taxes(line.taxes),
            "net": str(come_to.net),
        }
        for each, line, come_to in zip(given, lines, totals.lines, strict=True)
    ]


def item_lines_of(invoice: Invoice, kept: list[dict[str, Any]]) -> list[InvoiceLine]:
    """The lines of a document on an invoice of their own, word for word; to be added up by `invoice.total_up`."""
    return [
        InvoiceLine(
            invoice_id=invoice.id,
            client_id=invoice.client_id,
            position=place,
            kind=InvoiceLineKind.ITEM,
            description=each["description"],
            quantity=Decimal(each["quantity"]),
            unit=each["unit"],
            currency=invoice.currency,
            unit_price=Decimal(each["unit_price"]),
            discount_percent=Decimal(each["discount_percent"]),
            taxes=each["taxes"],
        )
        for place, each in enumerate(kept, start=1)
    ]


def _asked(line: Given, currency: str, path: Path) -> Line:
    if not line.description.strip():
        raise Rejected(ErrorCode.REQUIRED, "Say what the line is for.", [*path, "description"])
    price_path = [*path, "unitPrice"]
    price = Money.of(line.unit_price.amount, line.unit_price.currency, price_path).require(currency, price_path)
    return Line(
        Decimal(1) if line.quantity is None else line.quantity,
        price.amount,
        asked_taxes(line.taxes),
        line.discount_percent or Decimal(0),
    ).checked(path)
