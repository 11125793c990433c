"""What tests of billing begin with: a client, its project, and work on it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

import models
from models.core import clock
from models.core.money import Money
from permissions.viewer import Viewer
from resolvers.context import Context
from resolvers.provider import Sandbox
from tests.graph.conftest import gid, viewer_as

TODAY = clock.today("Europe/London")


class Work:
    """A client with a project at 80.00 an hour, and somebody who works on it."""

    def __init__(self, make: Any) -> None:
        self.make = make

    async def begin(self, currency: str = "GBP", **project: Any) -> "Work":
        self.services = self.make._services
        self.provider = self.services.providers["sandbox"] = Sandbox(self.services.secret_key, "http://127.0.0.1:8000")
        self.client = await self.make.client(name="Acme Ltd", currency=currency)
        self.contact = await self.make.contact(
            self.client,
            name="Ada Acme",
            email="ada@acme.test",
            is_point_of_contact=True,
            portal_status=models.PortalStatus.ACTIVE,
            portal_permissions=["INVOICES", "PROJECTS"],
        )
        self.user = await self.make.user(abilities=["BILL"], name="Dev")
        values = {
            "name": "Website",
            "billing_method": models.BillingMethod.PROJECT_HOURS,
            "hourly_rate": Decimal("80"),
            "currency": currency,
            "client_id": self.client.id,
        }
        self.project = await self.make.row(models.Project(**values | project))
        return self

    @property
    def ada(self) -> Viewer:
        """The client's contact in the portal."""
        return viewer_as(self.contact, models.PortalPermission.INVOICES, models.PortalPermission.PROJECTS)

    async def task(self, name: str, **over: Any) -> models.Task:
        task = models.Task(name=name, project_id=self.project.id, client_id=self.client.id, **over)
        return await self.make.row(task)

    async def time(self, seconds: int, task: models.Task | None = None, **over: Any) -> models.TimeEntry:
        billable = over.pop("billable", True)
        rate = over.pop("rate", "80")
        entry = models.TimeEntry(
            project_id=self.project.id,
            client_id=self.client.id,
            user_id=self.user.id,
            task_id=task and task.id,
            logged_on=TODAY - timedelta(days=over.pop("days_ago", 0)),
            seconds=seconds,
            **over,
        )
        entry.set_rates(Money(Decimal(rate), self.client.currency) if rate else None, None)
        entry.set_billable(billable)
        return await self.make.row(entry)

    async def expense(self, amount: str, **over: Any) -> models.Expense:
        values = {"category": "Licences", "spent_on": TODAY, "currency": self.client.currency}
        expense = models.Expense(
            amount=Decimal(amount), project_id=self.project.id, client_id=self.client.id, **values | over
        )
        expense.set_billable(True)
        return await self.make.row(expense)

    async def invoice(self, ask: Any, viewer: Viewer, *lines: dict[str, Any], **over: Any) -> str:
        """The id of an issued invoice of these lines."""
        wish = {"clientId": gid(self.client), "lines": list(lines), "issue": True, **over}
        made = (await ask(viewer, CREATE, input=wish))["createInvoice"]
        assert made["userErrors"] == []
        return made["invoice"]["id"]


FROM_PROJECT = """
mutation ($input: CreateInvoiceFromProjectInput!) {
  createInvoiceFromProject(input: $input) {
    invoice {
      id number status issuedOn dueOn billTo { name email } project { id }
      lines { id kind description quantity unitPrice { amount } net { amount }
              allocations { nodes {
                state seconds net { amount } billable { ... on TimeEntry { id } ... on Expense { id } }
              } } }
      subtotal { amount } tax { amount } total { amount currency } balance { amount }
    }
    userErrors { code path }
  }
}
"""
PREVIEW = """
query ($input: CreateInvoiceFromProjectInput!) {
  invoicePreview(input: $input) {
    lines { kind description quantity unitPrice { amount } net { amount } }
    subtotal { amount } tax { amount } total { amount currency }
    excluded { reason billable { ... on TimeEntry { id } ... on Expense { id } } }
  }
}
"""
CREATE = """
mutation ($input: CreateInvoiceInput!) {
  createInvoice(input: $input) {
    invoice {
      id number status currency subtotal { amount } discount { amount } tax { amount } total { amount }
      balance { amount }
      taxes { name ratePercent taxable { amount } tax { amount } }
      lines { id description quantity unitPrice { amount } discount { amount } net { amount } }
    }
    userErrors { code path }
  }
}
"""
ISSUE = """
mutation ($id: ID!, $on: Date) {
  issueInvoice(input: {invoiceId: $id, issuedOn: $on}) {
    invoice { number status issuedOn dueOn billTo { name } } userErrors { code path }
  }
}
"""
VAT = [{"name": "VAT", "ratePercent": "20"}]


def item(price: str, currency: str = "GBP", **over: Any) -> dict[str, Any]:
    """A line of an invoice."""
    return {"description": "Work", "unitPrice": {"amount": price, "currency": currency}, **over}


async def settings(make: Any, **values: Any) -> None:
    """Change settings of the organisation."""
    async with Context(make._services).change() as change:
        organisation = await change.organisation()
        for name, value in values.items():
            setattr(organisation, name, value)


PAY = """
mutation ($input: PayInvoiceInput!) {
  payInvoice(input: $input) {
    payment { id status amount { amount currency } unallocated { amount } reference }
    receipt { id number amount { amount } }
    invoice { status payable paid { amount } balance { amount } project { paymentStatus } payments { totalCount } }
    checkoutUrl
    userErrors { code path }
  }
}
"""


async def pay(ask: Any, viewer: Viewer, invoice: str, key: str, token: str | None = "tok_ok", **over: Any) -> Any:
    """What `payInvoice` answers."""
    wish = {"invoiceId": invoice, "token": token, "idempotencyKey": key, **over}
    return (await ask(viewer, PAY, input=wish))["payInvoice"]


def codes(answer: Any) -> list[str]:
    """The refusals of a payload."""
    return [each["code"] for each in answer["userErrors"]]


async def kinds(make: Any) -> list[str]:
    """What the log holds, in its order."""
    async with Context(make._services).change() as change:
        return [event.kind.name for event in await change.all(select(models.Event).order_by(models.Event.seq))]
