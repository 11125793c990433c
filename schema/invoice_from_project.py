"""Invoices over projects, and what they would be."""

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

import models
from models.core import money
from models.core.base import Base
from permissions.base import CanWork, StaffOnly
from resolvers import invoice_from_project as projects
from resolvers import invoice_plan
from resolvers.billing_allocation import BILLABLES
from resolvers.context import Context
from resolvers.document_line import kept_summaries
from schema.billable import Billable
from schema.core.fields import argument, field
from schema.core.filters import COMPARATORS
from schema.core.inputs import given, optional
from schema.core.made import described
from schema.core.making import MadeField
from schema.core.money import Money
from schema.core.mutation import as_given, mutation
from schema.core.node import part_of, roots
from schema.document_line import LineTaxInput, TaxSummary
from schema.invoicing import KEY, InvoicePayload

described(models.BillingMethod)
described(models.LineGrouping)


@part_of(None)
class PreviewLine:
    """A line that would be made."""

    kind: models.InvoiceLineKind = field("What the line bills.")
    description: str = field("What it is for.")
    quantity: Decimal = field("Hours for TIME, a share of 1 for FIXED.")
    unit: str = field("What is counted.")
    unit_price: Money = field("Price of one unit.")
    net: Money = field("Before tax.")
    billables: list[Billable] = MadeField(
        "What the line bills.",
        lambda line, info: invoice_plan.billables([line]),
        sql=lambda asked: asked.references("billables", BILLABLES.values()),
    )


@part_of(None)
class ExcludedBillable:
    """A billable that would stay off the invoice."""

    billable: Billable = MadeField(
        "The billable.",
        lambda excluded, info: excluded.billable,
        sql=lambda asked: asked.reference("billable", BILLABLES.values()),
    )
    reason: models.ExclusionReason = field("Why.")


def _amount(name: str, description: str) -> MadeField:
    return MadeField(
        description,
        lambda plan, info: money.Money(getattr(plan.totals, name), plan.currency),
        sql=lambda asked: asked.kept_money(name, nullable=False),
    )


def _taxes(plan: invoice_plan.Plan, info: object) -> list[dict[str, object]]:
    return [{**each, "currency": plan.currency} for each in kept_summaries(plan.totals)]


@part_of(None)
class InvoicePreview:
    """What an invoice would be. Making it with the same input gives the same lines and figures."""

    lines: list[PreviewLine] = field("The lines.")
    subtotal: Money = _amount("subtotal", "Sum of the lines' nets.")
    taxes: list[TaxSummary] = MadeField("What each tax comes to.", _taxes, sql=lambda asked: asked.documents("taxes"))
    tax: Money = _amount("tax", "All taxes.")
    total: Money = _amount("total", "What would be billed, tax included.")
    excluded: list[ExcludedBillable] = field("What is left out, and why.")


@strawberry.input(description="For createInvoiceFromProject.")
class CreateInvoiceFromProjectInput:
    project_id: strawberry.ID = given("The project.")
    basis: models.BillingMethod = given("What to bill by.")
    grouping: models.LineGrouping | None = given("How time becomes lines.", default=models.LineGrouping.SINGLE_LINE)
    logged_on: COMPARATORS[date] | None = optional("Only work of these days.")
    include_expenses: bool | None = given("Bill open expenses too.", default=False)
    time_entry_ids: list[strawberry.ID] | None = optional("These alone; by default all that are open.")
    expense_ids: list[strawberry.ID] | None = optional(
        "These alone; by default all that are open, with includeExpenses."
    )
    fixed_price_percent: Decimal | None = given("Share of the fixed price, for FIXED_PRICE.", default=Decimal(100))
    taxes: list[LineTaxInput] | None = optional("Taxes on every line; none by default.")
    due_on: date | None = optional("The day payment is expected; by the client's terms by default.")
    note: str | None = optional("Printed on the invoice.")
    issue: bool | None = given("Issue it at once. Needs BILL.", default=False)
    idempotency_key: str | None = optional(KEY)


async def _preview(context: Context, given: dict[str, Any]) -> dict[str, Any] | None:
    """The preview as JSON, its billables by type and key."""
    plan = await projects.preview(context, as_given(given["input"]))
    if plan is None:
        return None
    lines = [_line(each) for each in plan.lines]
    excluded = [{"billable": _reference(each.billable), "reason": each.reason} for each in plan.excluded]
    totals = {name: getattr(plan.totals, name) for name in ("subtotal", "tax", "total")}
    return {"lines": lines, "excluded": excluded, "taxes": _taxes(plan, None), "currency": plan.currency, **totals}


def _line(line: invoice_plan.PlannedLine) -> dict[str, Any]:
    names = ("kind", "description", "quantity", "unit", "unit_price", "net", "currency")
    billables = [_reference(each) for each in invoice_plan.billables([line])]
    return {name: getattr(line, name) for name in names} | {"billables": billables}


def _reference(row: Base) -> dict[str, Any]:
    return {"type": type(row).__name__, "id": row.id}


@roots
class InvoicePreviewQueries:
    """Looking before billing."""

    invoice_preview: InvoicePreview | None = MadeField(
        "What createInvoiceFromProject would make of the same input. Null where the project is hidden. Staff.",
        lambda source, info, input: projects.preview(info.context, as_given(input)),
        (StaffOnly,),
        [argument("input", CreateInvoiceFromProjectInput, "What would be billed.")],
        lambda asked: asked.prepared_object(_preview),
    )


@roots
class InvoiceFromProjectMutations:
    """Billing projects."""

    create_invoice_from_project: InvoicePayload = mutation(
        projects.create,
        CreateInvoiceFromProjectInput,
        CanWork,
        description="Bills what is open. ALREADY_BILLED when all that matches is on an invoice, NOTHING_TO_BILL when "
        "nothing matches.",
    )
