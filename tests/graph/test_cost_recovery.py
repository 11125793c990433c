"""What work may cost, what it did, what of that came back, and how full the week was (domain.md R6, IN-44, E1)."""

from datetime import timedelta
from decimal import Decimal

import models
from models.core import clock
from models.core.money import Money
from resolvers.context import Context
from tests.graph.conftest import gid, viewer_of
from tests.graph.money import FROM_PROJECT, TODAY, Work, item

PROJECT = """
query ($id: ID!) {
  project(id: $id) {
    budget { amount currency } budgetMinutes
    finance { cost { amount } invoiced { amount } profit { amount } marginPercent }
    timeEntries { aggregate { sum { seconds } } }
    spent: expenses { aggregate { sum { amount { amount } } } }
    recovered: expenses(filter: {billableState: {eq: BILLED}}) { aggregate { sum { billableAmount { amount } } } }
  }
}
"""
UTILISATION = """
query ($filter: ReportFilter) {
  reports { utilisation(filter: $filter) {
    user { name } capacitySeconds trackedSeconds billableSeconds utilisationPercent
  } }
}
"""
RECORD = """
mutation ($input: RecordPaymentInput!) {
  recordPayment(input: $input) {
    payment { unallocated { amount } allocations { amount { amount } } } userErrors { code path }
  }
}
"""
BOOKS = """
query ($client: ID!) {
  client(id: $client) {
    balance { outstanding { amount } paid { amount } unallocatedCredit { amount } }
    invoices(orderBy: [{field: TOTAL, direction: ASC}]) { nodes { status balance { amount } } }
  }
}
"""


async def test_a_budget_its_actuals_and_what_was_recovered(ask, owner, make):
    """250.00 with 10 % on top comes back as 275.00; 80.00 of our own never does."""
    work = await Work(make).begin("USD", hourly_rate=90, budget=1000, budget_minutes=600)
    entry = await work.time(7200, rate="90")
    await change_row(work, entry, lambda row: row.set_rates(Money(Decimal(90), "USD"), Money(Decimal(30), "USD")))
    licence = models.Expense(**spent(work, "250.00"), markup_percent=Decimal(10))
    licence.set_billable(True)
    own = models.Expense(**spent(work, "80.00"))
    own.set_billable(False)
    for row in (licence, own):
        await make.row(row)

    wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "includeExpenses": True, "issue": True}
    made = (await ask(owner, FROM_PROJECT, input=wish))["createInvoiceFromProject"]

    assert [(line["kind"], line["net"]["amount"]) for line in made["invoice"]["lines"]] == [
        ("TIME", "180.00"),
        ("EXPENSE", "275.00"),
    ]
    assert (await ask(owner, PROJECT, id=gid(work.project)))["project"] == {
        "budget": {"amount": "1000.00", "currency": "USD"},
        "budgetMinutes": 600,
        "finance": {
            "cost": {"amount": "390.00"},
            "invoiced": {"amount": "455.00"},
            "profit": {"amount": "65.00"},
            "marginPercent": "14.3",
        },
        "timeEntries": {"aggregate": {"sum": {"seconds": "7200"}}},
        "spent": {"aggregate": {"sum": {"amount": [{"amount": "330.00"}]}}},
        "recovered": {"aggregate": {"sum": {"billableAmount": [{"amount": "275.00"}]}}},
    }


async def test_utilisation_is_billable_time_of_capacity(ask, owner, make):
    """R6: 40 h a week; 12 h in seven days, 9 h of them billable, are 22.5 %. Without a capacity there is no figure."""
    work = await Work(make).begin()
    await change_row(work, work.user, lambda row: setattr(row, "weekly_capacity_minutes", 2400))
    await work.time(32400, days_ago=1)
    await work.time(10800, days_ago=2, billable=False)
    await work.time(3600, days_ago=8)
    days = {"gte": str(TODAY - timedelta(days=6)), "lt": str(TODAY + timedelta(days=1))}

    async def read(viewer=owner, **over):
        return (await ask(viewer, UTILISATION, filter={"on": days} | over))["reports"]["utilisation"]

    week = {"user": {"name": "Dev"}, "capacitySeconds": 144000, "trackedSeconds": 43200, "billableSeconds": 32400}
    assert await read() == [week | {"utilisationPercent": "22.5"}]
    analyst = viewer_of(await make.user(models.Role.ANALYST, all_clients=True))
    assert await read(viewer_of(work.user)) == await read(analyst) == await read()
    assert await read(viewer_of(await make.user())) == []
    await change_row(work, work.user, lambda row: setattr(row, "weekly_capacity_minutes", None))
    assert await read() == [week | {"capacitySeconds": 0, "utilisationPercent": None}]
    other = await make.user()
    assert await read(user={"id": {"eq": gid(other)}}) == []


async def test_one_transfer_over_several_invoices(ask, owner, make):
    """M9: two are paid, the third in part, and what is left over stays with the client."""
    work = await Work(make).begin()
    small, middle, large = [await work.invoice(ask, owner, item(price)) for price in ("10.00", "20.00", "30.00")]
    parts = [(small, "10.00"), (middle, "20.00"), (large, "12.50")]

    paid = (await ask(owner, RECORD, input=transfer(work, "50.00", parts)))["recordPayment"]
    twice = await ask(owner, RECORD, input=transfer(work, "5.00", [(large, "2.00"), (large, "2.00")]))

    assert paid["payment"]["unallocated"] == {"amount": "7.50"}
    assert sorted(each["amount"]["amount"] for each in paid["payment"]["allocations"]) == ["10.00", "12.50", "20.00"]
    assert twice["recordPayment"]["userErrors"][0]["code"] == "INVALID"
    books = (await ask(owner, BOOKS, client=gid(work.client)))["client"]
    assert books["balance"] == {
        "outstanding": {"amount": "17.50"},
        "paid": {"amount": "50.00"},
        "unallocatedCredit": {"amount": "7.50"},
    }
    assert books["invoices"]["nodes"] == [
        {"status": "PAID", "balance": {"amount": "0.00"}},
        {"status": "PAID", "balance": {"amount": "0.00"}},
        {"status": "PARTIALLY_PAID", "balance": {"amount": "17.50"}},
    ]


async def change_row(work, row, change_it):
    """Change a row that is there."""
    async with Context(work.services).change() as change:
        change_it(await change.get(type(row), row.id))


def spent(work, amount):
    """Terms of an expense of today."""
    place = {"project_id": work.project.id, "client_id": work.client.id}
    return {"category": "Licences", "spent_on": TODAY, "currency": "USD", "amount": Decimal(amount)} | place


def transfer(work, amount, parts):
    """Money that came to the bank, and for which invoices."""
    allocations = [{"invoiceId": invoice, "amount": {"amount": part, "currency": "GBP"}} for invoice, part in parts]
    return {
        "clientId": gid(work.client),
        "amount": {"amount": amount, "currency": "GBP"},
        "method": "BANK_TRANSFER",
        "receivedAt": clock.now().isoformat(),
        "allocations": allocations,
        "idempotencyKey": f"transfer-{amount}",
    }
