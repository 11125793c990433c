"""Money spent."""

from datetime import date, datetime
from decimal import Decimal

import strawberry
from strawberry.file_uploads import Upload

import models
from permissions.base import CanBill, CanWork
from resolvers import expense as expenses
from resolvers.reading import Reading
from schema.core.fields import field, related
from schema.core.filters import compared
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.money import Money, MoneyInput
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots


@node(
    models.Expense,
    "expenses",
    ["-SPENT_ON"],
    criteria=[compared("currency", str, Reading(models.Expense, "currency", models.Expense.currency))],
)
class Expense(ClientScoped):
    """Money spent for a project, a client, or the organisation itself. Staff."""

    project = related(models.Expense.project_id, "The project.", filterable=True, groupable=True)
    client = related(models.Expense.client_id, "The client.", filterable=True, groupable=True)
    category: str = field("What kind of thing.", filterable=True, groupable=True)
    note: str | None = field("What it was for.")
    spent_on: date = field("The day it was spent.", filterable=True, orderable=True, bound=True, groupable=True)
    amount: Money = field("Net of tax.", filterable=True, orderable=True, measure=True)
    tax: Money | None = field("The tax on it.", measure=True)
    markup_percent: Decimal = field("What is added when it is billed.")
    billable_amount: Money = field("amount with markup; zero when not billable.", measure=True)
    billable: bool = field("Whether it is to be billed.", filterable=True, groupable=True)
    billable_state: models.BillableState = field("Where it stands.", filterable=True, groupable=True)
    approval_status: models.ApprovalStatus = field("Whether it may be billed.", filterable=True)
    invoice_line = related(models.Expense.invoice_line_id, "The line that bills it.")
    receipt = related(models.Expense.receipt_file_id, "The receipt.")
    recorded_by = related(models.Expense.created_by, "Who recorded it.", to="User", filterable=True, groupable="USER")
    created_at: datetime = field("When it was recorded.", orderable=True)
    version: int = field("Rises with every change.")


ExpensePayload = payload(
    "ExpensePayload", "What a write of an expense answers.", expense=(noun("Expense") | None, "The expense.")
)
KEY = "The same key and input answer the same and act once."


@strawberry.input(description="For recordExpense.")
class RecordExpenseInput:
    project_id: strawberry.ID | None = optional("The project.")
    client_id: strawberry.ID | None = optional("The client; the project's by itself.")
    category: str = given("What kind of thing.")
    amount: MoneyInput = given("Net of tax, in the client's currency.")
    tax: MoneyInput | None = optional("The tax on it.")
    billable: bool = given("Whether it is to be billed.")
    markup_percent: Decimal | None = given("What is added when it is billed.", default=Decimal(0))
    note: str | None = optional("What it was for.")
    spent_on: date = given("The day it was spent.")
    receipt: Upload | None = optional("The receipt.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateExpenseInput:
    expense_id: strawberry.ID = given("The expense.")
    project_id: strawberry.ID | None = optional("The project.")
    category: str | None = optional("What kind of thing.")
    amount: MoneyInput | None = optional("Net of tax.")
    tax: MoneyInput | None = optional("The tax on it.")
    billable: bool | None = optional("Whether it is to be billed.")
    markup_percent: Decimal | None = optional("What is added when it is billed.")
    note: str | None = optional("What it was for.")
    spent_on: date | None = optional("The day it was spent.")
    receipt: Upload | None = optional("The receipt.")
    expected_version: int | None = optional("The version the change is based on.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For approveExpense.")
class ApproveExpenseInput:
    expense_id: strawberry.ID = given("The expense.")
    approve: bool | None = given("Whether it may be billed.", default=True)
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For deleteExpense.")
class DeleteExpenseInput:
    expense_id: strawberry.ID = given("The expense.")
    idempotency_key: str | None = optional(KEY)


@roots
class ExpenseQueries:
    """Reading expenses."""

    expenses = listing("Expense", description="Every visible expense.")
    expense = found("Expense", "One expense.")


@roots
class ExpenseMutations:
    """Recording what was spent."""

    record_expense: ExpensePayload = mutation(
        expenses.record, RecordExpenseInput, CanWork, description="Keep what was spent."
    )
    update_expense: ExpensePayload = mutation(
        expenses.update, UpdateExpenseInput, CanWork, description="Change an expense that is on no invoice."
    )
    approve_expense: ExpensePayload = mutation(
        expenses.approve, ApproveExpenseInput, CanBill, description="Approve or reject an expense."
    )
    delete_expense: ExpensePayload = mutation(
        expenses.delete, DeleteExpenseInput, CanWork, description="Take back an expense that never was on an invoice."
    )
