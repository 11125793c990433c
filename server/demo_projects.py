"""The projects of the demo business: their work, what it cost, and what became of it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from models.core import clock
from server.demo_story import OldInvoice, Purchase, Work
from server.demo_teller import Teller, pdf, sent

VAT = [{"name": "VAT", "ratePercent": "20"}]
LINES = "invoice { id client { id } lines { id allocations { nodes { billable { ... on TimeEntry { id } } } } } }"


@dataclass(frozen=True)
class Studio:
    """Who tells the story, and the ids of what it is about."""

    teller: Teller
    clients: dict[str, str]
    people: dict[str, str]
    today: date
    projects: dict[str, str] = field(default_factory=dict)

    def day(self, days: int) -> str:
        """A day relative to today."""
        return str(self.today + timedelta(days=days))


async def overdue(studio: Studio, old: OldInvoice) -> None:
    """Issue an invoice as it was weeks ago."""
    line = {"description": old.description, "unitPrice": money(old.price, "GBP"), "taxes": VAT}
    made = await studio.teller.do("owner", "createInvoice", "invoice { id }", clientId=studio.clients[old.client],
                                  lines=[line], dueOn=studio.day(-old.due_days_ago))  # fmt: skip
    await studio.teller.do("owner", "issueInvoice", "invoice { isOverdue }", invoiceId=made["invoice"]["id"],
                           issuedOn=studio.day(-old.issued_days_ago))  # fmt: skip


async def work(studio: Studio, told: Work) -> None:
    """A project from its making to the money."""
    project = studio.projects[told.name] = await _begin(studio, told)
    await _do_tasks(studio, told, project)
    for number, purchase in enumerate(told.purchases):
        await _buy(studio, told, project, purchase, number)
    if told.invoiced:
        await _bill(studio, told, project)


async def _begin(studio: Studio, told: Work) -> str:
    given: dict[str, Any] = {
        "clientId": studio.clients[told.client],
        "name": told.name,
        "billingMethod": told.method,
        "dueOn": studio.day(told.due_in_days),
        "memberIds": [studio.people["staff"]],
    }
    amounts = {"hourlyRate": told.rate, "fixedPrice": told.fixed_price, "budget": told.budget}
    given |= {name: money(amount, told.currency) for name, amount in amounts.items() if amount}
    if told.budget_hours:
        given["budgetMinutes"] = told.budget_hours * 60
    made = await studio.teller.do("owner", "createProject", "project { id }", **given)
    project: str = made["project"]["id"]
    await studio.teller.do("owner", "changeProjectStatus", "project { id }", projectId=project, status="IN_PROGRESS")
    return project


async def _do_tasks(studio: Studio, told: Work, project: str) -> None:
    teller, milestones = studio.teller, {}
    for name in dict.fromkeys(task.milestone for task in told.tasks if task.milestone):
        made = await teller.do("owner", "createMilestone", "milestone { id }", projectId=project, name=name)
        milestones[name] = made["milestone"]["id"]
    for number, task in enumerate(told.tasks):
        given: dict[str, Any] = {"dueOn": studio.day(3 * number + 1), "clientVisible": True}
        if task.milestone:
            given["milestoneId"] = milestones[task.milestone]
        if task.rate:
            given["hourlyRate"] = money(task.rate, told.currency)
        answer = await teller.do("staff", "createTask", "task { id }", projectId=project, name=task.name,
                                 assigneeIds=[studio.people["staff"]], **given)  # fmt: skip
        if task.hours:
            await teller.do("staff", "logTime", "timeEntry { id }", taskId=answer["task"]["id"],
                            loggedOn=studio.day(number - len(told.tasks)), seconds=int(task.hours * 3600),
                            note=task.name)  # fmt: skip
        if task.done:
            await teller.do("staff", "completeTask", "task { status }", taskId=answer["task"]["id"])


async def _buy(studio: Studio, told: Work, project: str, bought: Purchase, number: int) -> None:
    given: dict[str, Any] = {"billable": bought.billable, "markupPercent": bought.markup_percent}
    if bought.receipt:
        given["receipt"] = sent("receipt.pdf", pdf(f"{bought.note}: {bought.amount} {told.currency}"))
    await studio.teller.do(
        "staff",
        "recordExpense",
        "expense { id }",
        projectId=project,
        category=bought.category,
        note=bought.note,
        amount=money(bought.amount, told.currency),
        spentOn=studio.day(-number - 1),
        **given,
    )


async def _bill(studio: Studio, told: Work, project: str) -> None:
    given: dict[str, Any] = {"grouping": "PER_TASK", "taxes": VAT, "issue": True, "includeExpenses": True}
    if told.share_percent:
        given["fixedPricePercent"] = told.share_percent
    made = await studio.teller.do("owner", "createInvoiceFromProject", LINES, projectId=project, basis=told.method,
                                  idempotencyKey=f"demo-{told.name}", **given)  # fmt: skip
    invoice = made["invoice"]
    if told.paid == "all":
        await studio.teller.do(told.client, "payInvoice", "payment { status }", invoiceId=invoice["id"],
                               token="tok_ok", idempotencyKey=f"demo-{told.name}")  # fmt: skip
    elif told.paid:
        part = money(told.paid, told.currency)
        await studio.teller.do("owner", "recordPayment", "payment { status }", clientId=invoice["client"]["id"],
                               amount=part, method="BANK_TRANSFER", receivedAt=clock.now().isoformat(),
                               allocations=[{"invoiceId": invoice["id"], "amount": part}],
                               idempotencyKey=f"demo-{told.name}-paid")  # fmt: skip
    if told.credited:
        line = invoice["lines"][-1]
        hours = [each["billable"]["id"] for each in line["allocations"]["nodes"]]
        await studio.teller.do("owner", "creditInvoice", "creditNote { number }", invoiceId=invoice["id"],
                               lines=[{"invoiceLineId": line["id"], "releaseBillableIds": hours}],
                               reason="To be agreed first", idempotencyKey=f"demo-{told.name}-credit")  # fmt: skip


def money(amount: str, currency: str) -> dict[str, str]:
    """An amount as it is given."""
    return {"amount": amount, "currency": currency}
