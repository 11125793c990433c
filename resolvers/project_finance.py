"""A project's money in SQL: each figure is the sum of the rows behind it, in the project's currency (domain.md R2)."""

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Numeric, ScalarSelect, and_, case, cast, func, select

from models import BillingMethod, CreditNote, CreditNoteStatus, Expense, Invoice, Job, JobActivity, Project, TimeEntry
from models.invoice import ISSUED_INVOICES
from permissions.base import scope
from permissions.viewer import Viewer
from resolvers.billable_time import AMOUNT, rounded, unbilled_expenses, unbilled_time


def _sum(amount: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[Decimal]:
    added = select(func.coalesce(func.sum(amount), 0, type_=AMOUNT))
    return added.where(*conditions).correlate(Project).scalar_subquery()


_ISSUED = and_(
    Invoice.project_id == Project.id, Invoice.status.in_(ISSUED_INVOICES), Invoice.currency == Project.currency
)
_CREDITED = and_(CreditNote.invoice_id == Invoice.id, CreditNote.status == CreditNoteStatus.ISSUED, _ISSUED)

unbilled = unbilled_time() + unbilled_expenses()
"""Open billable time and expenses together."""
invoiced = _sum(Invoice.total - Invoice.tax, _ISSUED) - _sum(CreditNote.total - CreditNote.tax, _CREDITED)
"""Issued invoices less credits, net of tax."""
earned = case(
    (
        Project.billing_method == BillingMethod.FIXED_PRICE,
        rounded(func.coalesce(Project.fixed_price, 0) * Project.progress_percent / 100, Project.currency),
    ),
    else_=invoiced + unbilled,
)
"""Billed and open billable work; for a fixed price, the price times progress."""
paid = _sum(Invoice.paid, _ISSUED)
"""Settled by payments, with tax."""
outstanding = _sum(Invoice.balance, _ISSUED)
"""Left to pay, with tax."""
_DONE = and_(
    JobActivity.job_id == Job.id,
    Job.project_id == Project.id,
    JobActivity.done_at.is_not(None),
    JobActivity.currency == Project.currency,
)


def cost(viewer: Viewer) -> ColumnElement[Decimal]:
    """Time at cost rates, expenses, and what was done on jobs, as far as these exist for the viewer (domain.md S9)."""
    return (
        _sum(TimeEntry.cost, TimeEntry.project_id == Project.id, TimeEntry.cost_currency == Project.currency)
        + _sum(Expense.amount, Expense.project_id == Project.id, Expense.currency == Project.currency)
        + _sum(JobActivity.cost, _DONE, scope(JobActivity, viewer))
    )


def profit(viewer: Viewer) -> ColumnElement[Decimal]:
    """What is invoiced less what it cost."""
    return invoiced - cost(viewer)


def margin_percent(viewer: Viewer) -> ColumnElement[Decimal]:
    """Profit as a percentage of what is invoiced; null where nothing is."""
    share = func.round(100 * profit(viewer) / cast(invoiced, Numeric), 1, type_=AMOUNT)
    return case((invoiced != 0, share))


def _seconds(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    added = cast(func.coalesce(func.sum(TimeEntry.seconds), 0), BigInteger)
    return select(added).where(TimeEntry.project_id == Project.id, *conditions).correlate(Project).scalar_subquery()


tracked_seconds = _seconds()
"""All time on the project."""
billable_seconds = _seconds(TimeEntry.billable)
"""The part of it that is to be billed, or was."""
