"""Parts that several documents share: letterhead, parties, tables of lines, taxes, signature."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from models import Client, InvoiceLine, Organisation
from resolvers.printing.page import Party, Table
from resolvers.printing.wording import address, moment, money, quantity, rate, written


def letterhead(house: Organisation) -> Party:
    """Whose document it is, with address, mail and telephone."""
    lines = [*address(house.address), *(written(each) for each in (house.email, house.phone) if each)]
    return Party(written(house.name), lines)


def imprint(house: Organisation) -> str:
    """What the law wants at the foot: name, tax number, number in the register."""
    told = [written(house.name)]
    if house.tax_id:
        told.append(f"Tax no. {written(house.tax_id)}")
    if house.registration_number:
        told.append(f"Company no. {written(house.registration_number)}")
    return " · ".join(told)


def client(row: Client, label: str) -> Party:
    """A client by name, billing address and tax number."""
    tax_id = [f"Tax no. {written(row.tax_id)}"] if row.tax_id else []
    return Party(written(row.name), [*address(row.billing_address), *tax_id], label)


def lines(rows: Sequence[InvoiceLine], currency: str, *, prices_include_tax: bool) -> Table:
    """The lines of an invoice."""
    kept = [
        {
            "description": row.description,
            "quantity": row.quantity,
            "unit": row.unit,
            "unit_price": row.unit_price,
            "discount_percent": row.discount_percent,
            "taxes": row.taxes,
            "net": row.net,
        }
        for row in rows
    ]
    return kept_lines(kept, currency, prices_include_tax=prices_include_tax)


def kept_lines(rows: Sequence[dict[str, Any]], currency: str, *, prices_include_tax: bool = False) -> Table:
    """Lines as proposals and estimates keep them. Discount and tax have a column where a line has any."""
    discounted = any(Decimal(row["discount_percent"]) for row in rows)
    taxed = any(row["taxes"] for row in rows)
    columns = ["Description", "Quantity", "Price incl. tax" if prices_include_tax else "Price"]
    columns += ["Discount"] * discounted + ["Tax"] * taxed
    columns.append(f"{'Net' if prices_include_tax else 'Amount'} ({currency})")
    cells = []
    for row in rows:
        cell = [
            written(row["description"]),
            quantity(Decimal(row["quantity"]), row["unit"]),
            money(Decimal(row["unit_price"]), currency),
        ]
        if discounted:
            cell.append(rate(row["discount_percent"]) if Decimal(row["discount_percent"]) else "")
        if taxed:
            cell.append(" + ".join(rate(tax["rate_percent"]) for tax in row["taxes"]))
        cells.append([*cell, money(Decimal(row["net"]), currency)])
    return Table(columns, cells)


def taxes(summaries: Sequence[dict[str, Any]], currency: str) -> list[tuple[str, str]]:
    """What each tax comes to, and on what."""
    return [
        (
            f"{written(each['name'])} {rate(each['rate_percent'])} on {money(Decimal(each['taxable']), currency)}",
            money(Decimal(each["tax"]), currency),
        )
        for each in summaries
    ]


def signature(document: Any, zone: str) -> list[tuple[str, str]]:
    """Who accepted it, when, and the hash of what they were shown; nothing before that."""
    if document.signed_at is None:
        return []
    return [
        ("Name", written(document.signature_name)),
        ("E-mail", written(document.signature_email)),
        ("Signed at", moment(document.signed_at, zone)),
        ("SHA-256 of what was signed", document.signature_sha256),
    ]
