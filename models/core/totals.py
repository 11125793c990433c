"""What the lines of a document come to: nets, discounts, taxes and total (domain.md M3 to M7).

The arithmetic is done in fractions and every figure is rounded once, so no sum depends on the order of the lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.core.money import LIMIT, Path, exponent, half_up, percentage, quantity, settle
from models.core.rounding import TaxRounding
from models.errors import ErrorCode, Rejected

HIGHEST_TAX = 1000
"""The highest rate of a tax, in percent."""


@dataclass(frozen=True, slots=True, order=True)
class Tax:
    """A tax on a line. `compound` charges it on the taxes before it as well (domain.md M6)."""

    name: str
    rate_percent: Decimal
    compound: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What one line asks for. Its discount is the percentage of quantity times unit price, and the amount."""

    quantity: Decimal
    unit_price: Decimal
    taxes: tuple[Tax, ...] = ()
    discount_percent: Decimal = Decimal(0)
    discount_amount: Decimal = Decimal(0)

    def checked(self, path: Path) -> "Line":
        """This line, if its figures can be right; else INVALID, at the figure under `path`.

        The unit price is `Money.rate`, checked where its currency is known.
        """
        quantity(self.quantity, [*path, "quantity"])
        percentage(self.discount_percent, [*path, "discountPercent"])
        for i, tax in enumerate(self.taxes):
            percentage(tax.rate_percent, [*path, "taxes", i, "ratePercent"], HIGHEST_TAX)
            if tax in self.taxes[:i]:
                raise Rejected(ErrorCode.INVALID, "The line has this tax already.", [*path, "taxes", i])
        return self


@dataclass(frozen=True, slots=True)
class LineTotals:
    """What one line comes to. The figures of all lines sum exactly to those of the document."""

    amount: Decimal
    """Quantity times unit price; with its tax where prices include it."""
    discount: Decimal
    """The line's own discount, of `amount`."""
    net: Decimal
    """After the line's discount, before tax."""
    document_discount: Decimal
    """The line's share of the document's discount, before tax."""
    taxable: Decimal
    """`net` less `document_discount`."""
    tax: Decimal
    """The line's share of all taxes."""

    @property
    def gross(self) -> Decimal:
        """What the line adds to the total. Where prices include tax, it is what they say after all discounts."""
        return self.taxable + self.tax


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """One tax on the whole document. `taxable` is what it is charged on: of a compound tax, earlier taxes too."""

    name: str
    rate_percent: Decimal
    taxable: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document comes to; `total` is `subtotal` less `discount` plus `tax`. Taxes by first appearance."""

    lines: tuple[LineTotals, ...]
    subtotal: Decimal
    discount: Decimal
    taxes: tuple[TaxTotal, ...]
    tax: Decimal
    total: Decimal


def add_up(
    lines: Sequence[Line],
    currency: str,
    *,
    discount_percent: Decimal = Decimal(0),
    prices_include_tax: bool = False,
    rounding: TaxRounding = TaxRounding.PER_RATE,
) -> Totals:
    """Work out a document of one currency; `discount_percent` is the document's own, after those of the lines.

    Where prices include tax, the discount is of the gross, the gross is kept to the cent, and the nets are what the
    tax leaves (M7). A document too large to store is INVALID at `lines`.
    """
    places = exponent(currency)
    amounts = [half_up(Fraction(line.quantity) * Fraction(line.unit_price), places) for line in lines]
    discounts = [_discount(line, amount, places) for line, amount in zip(lines, amounts, strict=True)]
    before = [amount - discount for amount, discount in zip(amounts, discounts, strict=True)]
    after = _less(before, discount_percent, [line.taxes for line in lines], places)

    charge = _Charge(lines, places, rounding, prices_include_tax)
    taxes = charge.on(after)
    if prices_include_tax:
        nets = _minus(before, charge.on(before).by_line)
        taxables = _minus(after, taxes.by_line)
    else:
        nets, taxables = before, after

    totals = Totals(
        lines=tuple(
            LineTotals(*figures)
            for figures in zip(amounts, discounts, nets, _minus(nets, taxables), taxables, taxes.by_line, strict=True)
        ),
        subtotal=_sum(nets, places),
        discount=_sum(nets, places) - _sum(taxables, places),
        taxes=tuple(charge.summary(taxes, taxables)),
        tax=_sum(taxes.by_line, places),
        total=_sum(taxables, places) + _sum(taxes.by_line, places),
    )
    _refuse_too_large(totals)
    return totals


@dataclass(frozen=True, slots=True)
class _Taxes:
    """Taxes charged on amounts: each tax on the document, and all taxes of each line."""

    by_tax: dict[Tax, Decimal]
    by_line: list[Decimal]


class _Charge:
    """The taxes of a document's lines, ready to be charged on what the lines come to."""

    def __init__(self, lines: Sequence[Line], places: int, rounding: TaxRounding, included: bool) -> None:
        self._places = places
        self._rounding = rounding
        self._ties = [line.taxes for line in lines]
        # Of each tax, in order of first appearance: line, base and tax per unit of that line's net.
        self._parts: dict[Tax, list[tuple[int, Fraction, Fraction]]] = {}
        # What an amount holds per unit of net: the net, and the taxes where prices include them.
        self._holds: list[Fraction] = []
        for position, line in enumerate(lines):
            charged = Fraction(0)
            for tax in line.taxes:
                base = 1 + charged if tax.compound else Fraction(1)
                share = base * Fraction(tax.rate_percent) / 100
                charged += share
                self._parts.setdefault(tax, []).append((position, base, share))
            self._holds.append(1 + charged if included else Fraction(1))

    def on(self, amounts: Sequence[Decimal]) -> _Taxes:
        """The taxes on the lines' amounts, which are gross where prices include tax, and net elsewhere."""
        by_tax = {}
        by_line = [half_up(0, self._places) for _ in amounts]
        for tax, parts in self._parts.items():
            exact = [Fraction(amounts[line]) * share / self._holds[line] for line, _, share in parts]
            rounded = self._round(exact, [self._ties[line] for line, _, _ in parts])
            by_tax[tax] = _sum(rounded, self._places)
            for (line, _, _), amount in zip(parts, rounded, strict=True):
                by_line[line] += amount
        return _Taxes(by_tax, by_line)

    def summary(self, taxes: _Taxes, taxables: Sequence[Decimal]) -> list[TaxTotal]:
        """One entry for each tax, those of 0 percent included."""
        return [
            TaxTotal(
                name=tax.name,
                rate_percent=tax.rate_percent,
                taxable=half_up(sum(Fraction(taxables[line]) * base for line, base, _ in parts), self._places),
                tax=taxes.by_tax[tax],
            )
            for tax, parts in self._parts.items()
        ]

    def _round(self, exact: list[Fraction], ties: list[tuple[Tax, ...]]) -> list[Decimal]:
        if self._rounding is TaxRounding.PER_LINE:
            return [half_up(part, self._places) for part in exact]
        return settle(exact, half_up(sum(exact), self._places), self._places, ties)


def _discount(line: Line, amount: Decimal, places: int) -> Decimal:
    """The line's discount, of the rounded amount: 100 percent leaves nothing (invoiceninja/invoiceninja#3195)."""
    return half_up(Fraction(amount) * Fraction(line.discount_percent) / 100 + Fraction(line.discount_amount), places)


def _less(amounts: Sequence[Decimal], off_percent: Decimal, ties: Sequence[object], places: int) -> list[Decimal]:
    """The amounts less the document's discount, spread in proportion (domain.md M4)."""
    exact = [Fraction(amount) * Fraction(off_percent) / 100 for amount in amounts]
    return _minus(amounts, settle(exact, half_up(sum(exact), places), places, ties))


def _minus(whole: Sequence[Decimal], part: Sequence[Decimal]) -> list[Decimal]:
    return [left - right for left, right in zip(whole, part, strict=True)]


def _sum(amounts: Sequence[Decimal], places: int) -> Decimal:
    return sum(amounts, half_up(0, places))


def _refuse_too_large(totals: Totals) -> None:
    figures = [totals.subtotal, totals.tax, totals.total]
    figures += [figure for line in totals.lines for figure in (line.amount, line.net, line.tax)]
    if any(abs(figure) >= LIMIT for figure in figures):
        message = "The lines come to too much; amounts must stay below 10,000,000,000,000."
        raise Rejected(ErrorCode.INVALID, message, ["lines"])
