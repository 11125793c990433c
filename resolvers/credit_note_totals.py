"""What a credit on lines of an invoice comes to: its net, its tax, and each tax on its own (domain.md M13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from models import InvoiceLine
from models.core.money import Money, exponent, half_up, plain, spread
from resolvers.document_line import read_taxes


@dataclass(frozen=True)
class Credited:
    """The credit on one line. `amount` is of the line's net, `net` what is left of it after the invoice's discount."""

    line: InvoiceLine
    amount: Decimal
    net: Decimal
    tax: Decimal


def credited(line: InvoiceLine, amount: Decimal) -> Credited:
    """Credit some of a line's net. However a line is credited in parts, they sum to what was billed, to the cent."""
    before, after = line.credited, line.credited + amount
    return Credited(
        line,
        amount,
        _part(line, _taxable(line), after) - _part(line, _taxable(line), before),
        _part(line, line.tax, after) - _part(line, line.tax, before),
    )


def given_up(lines: Sequence[InvoiceLine], balance: Money) -> list[Credited]:
    """Give up a balance, tax and all, over the lines in proportion to what is not credited of each (domain.md M14)."""
    rests = [max(line.net - line.credited, Decimal(0)) * _gross(line) / line.net if line.net > 0 else Decimal(0)
             for line in lines]  # fmt: skip
    weights = rests if any(rests) else [max(_gross(line), Decimal(0)) for line in lines]
    parts = []
    for line, gross in zip(lines, spread(balance, weights), strict=True):
        if not gross:
            continue
        tax = half_up(Fraction(gross.amount) * Fraction(line.tax) / Fraction(_gross(line)), exponent(line.currency))
        net = gross.amount - tax
        of_net = Fraction(net) * Fraction(line.net) / Fraction(_taxable(line)) if _taxable(line) else Fraction(0)
        amount = min(half_up(of_net, exponent(line.currency)), line.net - line.credited)
        parts.append(Credited(line, amount, net, tax))
    return parts


def summaries(parts: Sequence[Credited]) -> list[dict[str, Any]]:
    """`tax_summaries` of a credit note."""
    found: dict[Any, list[Decimal]] = {}
    for part in parts:
        taxes = read_taxes(part.line.taxes)
        bases, rates = _charges(taxes)
        if not taxes:
            continue
        shares = spread(Money(part.tax, part.line.currency), rates)
        for tax, base, share in zip(taxes, bases, shares, strict=True):
            figures = found.setdefault(tax, [Decimal(0), Decimal(0)])
            figures[0] += half_up(Fraction(part.net) * base, exponent(part.line.currency))
            figures[1] += share.amount
    return [
        {"name": tax.name, "rate_percent": plain(tax.rate_percent), "taxable": str(taxable), "tax": str(amount)}
        for tax, (taxable, amount) in found.items()
    ]


def _charges(taxes: Sequence[Any]) -> tuple[list[Fraction], list[Fraction]]:
    """Of each tax, what it is charged on and what it comes to, for one unit of net."""
    bases, rates, charged = [], [], Fraction(0)
    for tax in taxes:
        base = 1 + charged if tax.compound else Fraction(1)
        rate = base * Fraction(tax.rate_percent) / 100
        charged += rate
        bases.append(base)
        rates.append(rate)
    return bases, rates


def _part(line: InvoiceLine, whole: Decimal, upto: Decimal) -> Decimal:
    return half_up(Fraction(whole) * Fraction(upto) / Fraction(line.net), exponent(line.currency))


def _taxable(line: InvoiceLine) -> Decimal:
    return line.net - line.document_discount


def _gross(line: InvoiceLine) -> Decimal:
    return _taxable(line) + line.tax
