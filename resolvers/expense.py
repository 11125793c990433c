"""Money spent: recorded, changed and approved; billable expenses go on the next invoice, once (domain.md E1 to E3)."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, text

from models import BillingAllocation, Client, EventKind, Expense, File, Project, Visibility
from models.core.money import percentage
from models.errors import ErrorCode, Rejected
from resolvers import file as files
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named, price
from resolvers.time_rules import approval

HIGHEST_MARKUP = 1000


async def record(context: Context, given: Given) -> Answer:
    """Keep what was spent for a project, a client, or the organisation itself."""
    async with context.change() as change:
        project, client = await _spent_for(change, given)
        currency = client.currency if client else given.amount.currency
        expense = Expense(
            project_id=project.id if project else None,
            client_id=client.id if client else None,
            category=named(given.category, "category"),
            note=given.note,
            spent_on=await _past(change, given.spent_on),
            currency=currency,
            amount=_amount(given, currency),
            tax=price(given.tax, currency, "tax"),
            markup_percent=_markup(given),
            approval_status=await approval(change),
        )
        _require_client(expense, given.billable)
        expense.set_billable(given.billable)
        await _keep_receipt(change, expense, given)
        await change.add(expense)
        change.record(EventKind.EXPENSE_RECORDED, expense, f"Expense recorded: {expense.category}")
        return change.answer(expense=expense)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given, while it is on no invoice."""
    async with context.change() as change:
        expense = await change.find(Expense, given.expense_id, "expenseId")
        change.expect(expense, given.expected_version)
        expense.require_unbilled()
        if "project_id" in given:
            await _move(change, expense, given)
        change.update(expense, given, "note", "spent_on")
        if given.category is not None:
            expense.category = named(given.category, "category")
        if given.spent_on is not None:
            await _past(change, given.spent_on)
        if given.amount is not None:
            expense.amount = _amount(given, expense.currency)
        if "tax" in given:
            expense.tax = price(given.tax, expense.currency, "tax")
        if given.markup_percent is not None:
            expense.markup_percent = _markup(given)
        billable = expense.billable if given.billable is None else given.billable
        _require_client(expense, billable)
        expense.set_billable(billable)
        await _keep_receipt(change, expense, given)
        expense.ask_again()
        change.record(EventKind.EXPENSE_UPDATED, expense, f"Expense updated: {expense.category}")
        return change.answer(expense=expense)


async def approve(context: Context, given: Given) -> Answer:
    """Approve or reject an expense."""
    async with context.change() as change:
        expense = await change.find(Expense, given.expense_id, "expenseId")
        expense.decide(given.approve is not False)
        decision = "rejected" if given.approve is False else "approved"
        change.record(EventKind.EXPENSE_APPROVED, expense, f"Expense {decision}: {expense.category}")
        return change.answer(expense=expense)


async def delete(context: Context, given: Given) -> Answer:
    """Take back an expense that never was on an invoice; what was stays for good (domain.md B2)."""
    async with context.change() as change:
        expense = await change.find(Expense, given.expense_id, "expenseId")
        expense.require_unbilled()
        if await change.scalar(select(BillingAllocation.id).where(BillingAllocation.expense_id == expense.id)):
            raise Rejected(ErrorCode.ALREADY_BILLED, "It was on an invoice once, and stays for the record.")
        summary = f"Expense deleted: {expense.category}"
        change.record(EventKind.EXPENSE_UPDATED, expense, summary, data={"deleted": True})
        await change.remove(expense)
        return change.answer(expense=None)


async def _spent_for(change: Change, given: Given) -> tuple[Project | None, Client | None]:
    project = client = None
    if given.project_id is not None:
        project = await change.find(Project, given.project_id, "projectId", lock=False)
    if given.client_id is not None:
        client = await change.find(Client, given.client_id, "clientId", lock=False)
    if project is not None and client is not None and project.client_id != client.id:
        raise Rejected(ErrorCode.INVALID, "The project is another client's.", ["clientId"])
    return project, client or await change.get(Client, project.client_id if project else None, lock=False)


async def _move(change: Change, expense: Expense, given: Given) -> None:
    """To another project, whose client it follows; without one it stays with its client. The receipt goes along, so
    that those who see the one see the other."""
    project = None
    if given.project_id is not None:
        project = await change.find(Project, given.project_id, "projectId", lock=False)
        if project.currency != expense.currency:
            raise Rejected(ErrorCode.CURRENCY_MISMATCH, f"The project is in {project.currency}.", ["projectId"])
    receipt = await _receipt(change, expense)
    expense.project_id = project.id if project else None
    if project is not None:
        expense.client_id = project.client_id
    if receipt is not None:
        receipt.client_id, receipt.project_id = expense.client_id, expense.project_id


async def _receipt(change: Change, expense: Expense) -> File | None:
    """The file of the receipt, to be moved: its key and the expense's are compared once both have."""
    if expense.receipt_file_id is None:
        return None
    await change.session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    return await change.get(File, expense.receipt_file_id)


async def _keep_receipt(change: Change, expense: Expense, given: Given) -> None:
    """Store the receipt given, for the staff alone; null takes away the one there is."""
    if "receipt" not in given:
        return
    expense.receipt_file_id = None
    if given.receipt is not None:
        content = await files.read(given.receipt, "receipt")
        place = {"client_id": expense.client_id, "project_id": expense.project_id}
        name = files.name_of(given.receipt.filename)
        expense.receipt_file_id = (await files.store(change, content, name, visibility=Visibility.INTERNAL, **place)).id


def _amount(given: Given, currency: str) -> Decimal:
    amount = price(given.amount, currency, "amount")
    if not amount:
        raise Rejected(ErrorCode.INVALID, "An expense is more than nothing.", ["amount"])
    return amount


def _markup(given: Given) -> Decimal:
    if given.markup_percent is None:
        return Decimal(0)
    return percentage(given.markup_percent, ["markupPercent"], HIGHEST_MARKUP)


def _require_client(expense: Expense, billable: bool) -> None:
    client_id: UUID | None = expense.client_id
    if billable and client_id is None:
        raise Rejected(ErrorCode.INVALID, "Only what was spent for a client can be billed.", ["billable"])


async def _past(change: Change, day: date) -> date:
    if day > await change.today():
        raise Rejected(ErrorCode.INVALID, "Money is recorded once it is spent.", ["spentOn"])
    return day
