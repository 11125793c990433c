"""How many statements the main pages cost: the same for few rows as for many."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

import models
from tests.acceptance import operations
from tests.graph.conftest import gid
from tests.graph.money import CREATE, FROM_PROJECT, Work, item, pay
from tests.graph.work import a_task

CLIENTS = """
query {
  clients(first: 50) {
    totalCount
    nodes {
      id name pointOfContact { name } lead { name } users { nodes { name } } services { name }
      balance { outstanding { amount } paid { amount } overdue { amount } }
      projects(first: 5) {
        totalCount
        nodes { name progressPercent members { user { name } } finance { profit { amount } } unbilled { seconds } }
      }
      invoices(first: 5) {
        totalCount
        nodes { number isOverdue balance { amount } project { name } payments { nodes { id } } creditNotes { id } }
      }
      documents(first: 5) { nodes { __typename ... on Proposal { status } ... on File { name } } }
      timeline(first: 5) {
        nodes { actor { ... on User { name } ... on Contact { name } } subject { __typename id } changes { field } }
      }
    }
  }
}
"""
PROJECT = """
query ($project: ID!) {
  project(id: $project) {
    name status progressPercent paymentStatus client { name } members { user { name } } milestones { name }
    tasks(first: 50) {
      totalCount
      nodes {
        id name isOverdue trackedSeconds assignees { name } checklist { text } project { name } reminders { id }
        createdBy { ... on User { name } } comments { nodes { body } } files { nodes { name } }
      }
    }
    timeEntries(first: 50) {
      nodes { seconds user { name } task { name } billableState value { amount } invoiceLine { invoice { number } } }
      aggregate { sum { seconds } }
    }
    invoices { nodes { number total { amount } } }
    unbilled { seconds total { amount } }
    finance { cost { amount } invoiced { amount } paid { amount } }
    timeline(first: 50) { nodes { kind actor { ... on User { name } } subject { __typename id } } }
  }
}
"""
INVOICE = """
query ($invoice: ID!) {
  invoice(id: $invoice) {
    number status balance { amount } client { name } project { name } billTo { name address { street } }
    lines {
      description net { amount } taxes { name }
      allocations {
        nodes {
          state net { amount }
          billable { __typename ... on TimeEntry { seconds user { name } task { name } } ... on Expense { category } }
        }
      }
    }
    payments { nodes { amount { amount } receipt { number } allocations { amount { amount } invoice { number } } } }
    timeline { nodes { kind actor { ... on User { name } } } }
  }
}
"""
LOG = """
query {
  events(first: 100) {
    nodes {
      kind actor { ... on User { name } ... on Contact { name } } subject { __typename id } client { name }
      changes { field after }
    }
  }
}
"""
INBOX = """
query {
  viewer { notifications(first: 50) { unreadCount nodes { kind title subject { __typename id } } } }
}
"""


class Pages:
    """The main pages, and what is on them."""

    def __init__(self, ask, owner, work):
        self.ask, self.owner, self.work = ask, owner, work

    async def fill(self, make, rounds):
        """More of everything, through the verbs."""
        for _ in range(rounds):
            work = self.work
            await make.proposal(client_id=work.client.id, created_by=work.user.id)
            await make.row(models.ProjectMember(project_id=work.project.id, user_id=(await make.user()).id,
                                                client_id=work.client.id))  # fmt: skip
            task = await a_task(make, work.project, await make.user(), await make.user())
            await make.row(models.Comment(task_id=task.id, client_id=work.client.id, body="x"))
            await make.row(models.ChecklistItem(task_id=task.id, client_id=work.client.id, text="x", position=0))
            await work.time(3600, task)
            await work.expense("10.00")
            wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "grouping": "PER_ENTRY", "issue": True,
                    "includeExpenses": True}  # fmt: skip
            made = (await self.ask(self.owner, FROM_PROJECT, input=wish))["createInvoiceFromProject"]
            assert made["userErrors"] == []
            self.invoice = made["invoice"]["id"]
            amount = {"amount": "1.00", "currency": "GBP"}
            await pay(self.ask, work.ada, self.invoice, f"part {self.invoice}", amount=amount)
            await pay(self.ask, self.owner, self.invoice, f"rest {self.invoice}")
            wish = {"clientId": gid(work.client), "issue": True, "lines": [item("1.00")] * (rounds + 1)}
            await self.ask(self.owner, CREATE, input=wish)
            other = await Work(make).begin()
            await other.time(3600)

    async def read(self, page):
        query, who, names = {
            "clients": (CLIENTS, self.owner, ()),
            "project": (PROJECT, self.owner, ("project",)),
            "invoice": (INVOICE, self.owner, ("invoice",)),
            "log": (LOG, self.owner, ()),
            "inbox": (INBOX, self.work.ada, ()),
            "S4c": (operations.S4C, self.work.ada, ()),
            "S5check": (operations.S5_CHECK, self.owner, ()),
            "S6check": (operations.S6_CHECK, self.owner, ("project",)),
            "S7c": (operations.S7C, self.work.ada, ("invoice",)),
            "S8check": (operations.S8_CHECK, self.owner, ("client", "project")),
        }[page]
        given = {"client": gid(self.work.client), "project": gid(self.work.project), "invoice": self.invoice}
        await self.ask(who, query, **{name: given[name] for name in names})


@pytest.fixture
def counting(services):
    """`with counting() as seen:` gathers the statements that reach the database, the scope settings aside."""
    engine = services.sessions.kw["bind"].sync_engine

    @contextmanager
    def counted() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_):
            if "set_config" not in statement:
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counted


COSTS = {
    "clients": 23, "project": 25, "invoice": 15, "log": 7, "inbox": 3,
    "S4c": 9, "S5check": 7, "S6check": 9, "S7c": 8, "S8check": 8,
}  # fmt: skip
"""Statements of each page, by its name here or in the acceptance document, when everything meets in time."""
MEETINGS = 3
"""Two subtrees that ask for the same kind of row share a batch or miss each other, as their answers come in. One more
statement for each row would be far more than that: every filling adds five rows and more to every list."""


async def test_a_page_costs_the_same_however_much_is_on_it(ask, owner, make, counting):
    pages = Pages(ask, owner, await Work(make).begin())
    costs = []
    for rounds in (2, 5):
        await pages.fill(make, rounds)
        costs.append({})
        for page in COSTS:
            with counting() as seen:
                await pages.read(page)
            costs[-1][page] = len(seen)

    for counted in costs:
        assert {page: cost for page, cost in counted.items() if cost > COSTS[page] + MEETINGS} == {}
