"""Lines of documents, the taxes on them, and what each tax comes to; invoices share the latter two."""

from decimal import Decimal
from typing import Any

import strawberry

from schema.core.fields import field, part
from schema.core.inputs import given, optional
from schema.core.money import Money, MoneyInput
from schema.core.node import part_of


@part_of(None)
class LineTax:
    """A tax on a line."""

    name: str = field("What the tax is called.")
    rate_percent: Decimal = field("Its rate.")
    compound: bool = field("Whether it is charged on the taxes before it as well.")


@part_of(None)
class DocumentLine:
    """One line of a proposal, an estimate or a recurring invoice."""

    id: strawberry.ID = field("Opaque; the same for as long as the document lives.")
    description: str = field("What is offered.")
    quantity: Decimal = field("How many units.")
    unit: str = field("What is counted.")
    unit_price: Money = field("Price of one unit.")
    discount_percent: Decimal = field("The line's own discount.")
    taxes: list[LineTax] = part("Taxes on the line.", of="taxes")
    net: Money = field("After discount, before tax.")


@part_of(None)
class TaxSummary:
    """The net and tax of one rate on a document."""

    name: str = field("What the tax is called.")
    rate_percent: Decimal = field("Its rate.")
    taxable: Money = field("What it is charged on.")
    tax: Money = field("What it comes to.")


@strawberry.input(description="A tax on a line.")
class LineTaxInput:
    name: str | None = given("What the tax is called.", default="VAT")
    rate_percent: Decimal = given("Its rate.")
    compound: bool | None = given("Whether it is charged on the taxes before it as well.", default=False)


@strawberry.input(description="One line of a document or invoice.")
class LineInput:
    description: str = given("What it is for.")
    quantity: Decimal | None = given("How many units.", default=Decimal(1))
    unit: str | None = given("What is counted.", default="unit")
    unit_price: MoneyInput = given("Price of one unit.")
    discount_percent: Decimal | None = given("The line's own discount.", default=Decimal(0))
    taxes: list[LineTaxInput] | None = optional("Taxes on the line; none by default.")


def lines_of(description: str) -> Any:
    """`lines: list[DocumentLine] = lines_of("…")` on a document that keeps its lines as JSON, in its own currency."""
    return part(description, of="lines")


def tax_summaries_of(description: str) -> Any:
    """`taxes: list[TaxSummary] = tax_summaries_of("…")` on whatever keeps `tax_summaries`."""
    return part(description, of="tax_summaries")
