"""Reports: figures, who reads them, and that they agree with the rows behind."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

import models
from models.core.money import Money
from permissions.viewer import NOBODY
from resolvers.context import Context
from tests.graph.conftest import gid, viewer_of
from tests.graph.money import FROM_PROJECT, TODAY, Work, item, pay, settings

REPORTS = """
query ($filter: ReportFilter, $from: Date!, $to: Date!) {
  reports {
    hoursWorked(filter: {on: {gte: $from, lt: $to}}) {
      project { name } user { name } seconds billableSeconds billedSeconds
    }
    revenue(filter: $filter) { project { name } client { name } invoiced { amount } earned { amount } paid { amount } }
    overdueTasks(filter: $filter) { project { name } overdueTasks tasks { totalCount nodes { name } } }
    profit(by: PROJECT, filter: $filter) {
      key node { id } revenue { amount currency } cost { amount } profit { amount } marginPercent
    }
    receivablesAgeing { client { name } current { amount } total { amount currency } }
    unbilled(filter: $filter) {
      project { name } seconds time { amount } expenses { amount } jobs { amount } total { amount }
    }
    utilisation(filter: $filter) { user { name } capacitySeconds trackedSeconds billableSeconds utilisationPercent }
  }
}
"""
AGEING = """
query ($on: Date, $filter: ClientFilter) {
  reports { receivablesAgeing(asOf: $on, filter: $filter) {
    client { name balance { outstanding { amount } } } current { amount } days1To30 { amount } days31To60 { amount }
    days61To90 { amount } daysOver90 { amount } total { amount currency }
  } }
}
"""


@pytest.fixture
async def work(make):
    """Scenario 2: 2 h on a task and 3 h 20 min ad hoc at 90.00 USD, an expense of 250.00, costs at 30.00."""
    await settings(make, time_rounding=models.TimeRounding.UP_15)
    work = await Work(make).begin("USD", hourly_rate=90)
    build = await work.task("Build", due_on=TODAY - timedelta(days=1), hourly_rate=120, hourly_rate_currency="USD")
    work.entries = [await work.time(7200, build, rate="120", days_ago=2), await work.time(12000, rate="90", days_ago=1)]
    await work.expense("250")
    thirty = Money(Decimal(30), "USD")
    await each(make, models.TimeEntry, lambda entry: entry.set_rates(Money(entry.rate, "USD"), thirty))
    return work


async def each(make, model, change_row):
    """Change every row of a model."""
    async with Context(make._services).change() as change:
        for row in await change.all(select(model)):
            change_row(row)


async def read(ask, viewer, **variables):
    days = {"from": str(TODAY - timedelta(days=7)), "to": str(TODAY + timedelta(days=1))}
    result = await ask.whole(viewer, REPORTS, **days, **variables)
    assert not result.errors, result.errors
    return result.data["reports"], result.withheld


async def bill(ask, viewer, work):
    wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "includeExpenses": True, "grouping": "PER_ENTRY"}
    taxes = [{"name": "Sales tax", "ratePercent": "10"}]
    made = await ask(viewer, FROM_PROJECT, input={**wish, "taxes": taxes, "issue": True})
    return made["createInvoiceFromProject"]["invoice"]["id"]


async def test_before_it_is_billed_it_is_unbilled(ask, owner, work):
    shown, _ = await read(ask, owner)

    assert shown["unbilled"] == [
        {
            "project": {"name": "Website"},
            "seconds": 19200,
            "time": {"amount": "495.00"},
            "expenses": {"amount": "250.00"},
            "jobs": {"amount": "0.00"},
            "total": {"amount": "745.00"},
        }
    ]
    assert shown["hoursWorked"][0]["billedSeconds"] == 0
    assert shown["receivablesAgeing"] == []

    async def narrowed(**wanted):
        rows = (await read(ask, owner, filter=wanted))[0]["unbilled"]
        return [(row["seconds"], row["time"]["amount"], row["expenses"]["amount"]) for row in rows]

    assert await narrowed(on={"lt": str(TODAY - timedelta(days=1))}) == [(7200, "180.00", "0.00")]
    assert await narrowed(user={"id": {"eq": gid(work.user)}}) == [(19200, "495.00", "0.00")]
    assert await narrowed(user={"id": {"in": []}}) == []


async def test_what_it_came_to(ask, owner, work):
    invoice = await bill(ask, owner, work)
    await pay(ask, work.ada, invoice, "p", amount={"amount": "400.00", "currency": "USD"})

    shown, withheld = await read(ask, owner, filter={"project": {"id": {"eq": gid(work.project)}}})

    assert shown["hoursWorked"] == [
        {
            "project": {"name": "Website"},
            "user": {"name": "Dev"},
            "seconds": 19200,
            "billableSeconds": 19200,
            "billedSeconds": 19800,
        }
    ]
    assert shown["revenue"] == [
        {
            "project": {"name": "Website"},
            "client": {"name": "Acme Ltd"},
            "invoiced": {"amount": "745.00"},
            "earned": {"amount": "745.00"},
            "paid": {"amount": "400.00"},
        }
    ]
    assert shown["overdueTasks"] == [
        {"project": {"name": "Website"}, "overdueTasks": 1, "tasks": {"totalCount": 1, "nodes": [{"name": "Build"}]}}
    ]
    assert shown["profit"] == [
        {
            "key": "Website",
            "node": {"id": gid(work.project)},
            "revenue": {"amount": "745.00", "currency": "USD"},
            "cost": {"amount": "410.00"},
            "profit": {"amount": "335.00"},
            "marginPercent": "45.0",
        }
    ]
    ageing = {"client": {"name": "Acme Ltd"}, "current": {"amount": "419.50"}}
    assert shown["receivablesAgeing"] == [ageing | {"total": {"amount": "419.50", "currency": "USD"}}]
    assert shown["unbilled"] == [] and withheld == []


async def test_overdue_tasks_are_those_counted(ask, owner, make, work):
    older = await work.task("Older", due_on=TODAY - timedelta(days=9))
    await make.row(models.TaskAssignee(task_id=older.id, user_id=work.user.id, client_id=work.client.id))

    async def told(**wanted):
        shown, _ = await read(ask, owner, filter=wanted)
        return [
            (row["overdueTasks"], row["tasks"]["totalCount"], sorted(each["name"] for each in row["tasks"]["nodes"]))
            for row in shown["overdueTasks"]
        ]

    assert await told() == [(2, 2, ["Build", "Older"])]
    assert await told(on={"gte": str(TODAY - timedelta(days=3))}) == [(1, 1, ["Build"])]
    assert await told(user={"id": {"eq": gid(work.user)}}) == [(1, 1, ["Older"])]


async def test_the_total_is_the_same_whatever_the_key(ask, owner, make, work):
    await bill(ask, owner, work)
    await work.invoice(ask, owner, item("100.00", "USD"))
    await make.row(models.Expense(category="Rent", spent_on=TODAY, currency="USD", amount=Decimal(40)))
    query = "query ($by: ProfitBy!) { reports { profit(by: $by) { key node { id } profit { amount } } } }"

    totals = {}
    for by in ("PROJECT", "CLIENT", "MONTH", "JOB", "ACTIVITY", "TEAM"):
        rows = (await ask(owner, query, by=by))["reports"]["profit"]
        totals[by] = sum(Decimal(row["profit"]["amount"]) for row in rows)
        if by == "PROJECT":
            assert [(row["key"], row["profit"]["amount"]) for row in rows] == [
                ("Website", "335.00"),
                ("Other", "60.00"),
            ]
        if by == "MONTH":
            assert all(row["node"] is None and row["key"].endswith("-01") for row in rows)

    pairs = query.replace("by: $by", "by: $by, thenBy: CLIENT").replace("key", "key thenKey")
    found = (await ask(owner, pairs, by="MONTH"))["reports"]["profit"]
    assert [(each["thenKey"], each["profit"]["amount"]) for each in found] == [
        ("Acme Ltd", "435.00"),
        ("Other", "-40.00"),
    ]
    assert set(totals.values()) == {Decimal("395.00")}


async def test_ageing_by_days_past_due(ask, owner, make):
    work = await Work(make).begin()
    for late, amount in ((0, "1.00"), (1, "2.00"), (30, "4.00"), (31, "8.00"), (61, "16.00"), (91, "32.00")):
        await work.invoice(ask, owner, item(amount), note=str(late))

    def age(invoice):
        invoice.issued_on = TODAY - timedelta(days=120)
        invoice.due_on = TODAY - timedelta(days=int(invoice.note))

    await each(make, models.Invoice, age)

    now = (await ask(owner, AGEING))["reports"]["receivablesAgeing"]
    then = (await ask(owner, AGEING, on=str(TODAY - timedelta(days=91))))["reports"]["receivablesAgeing"]
    none = (await ask(owner, AGEING, filter={"name": {"eq": "Nobody"}}))["reports"]["receivablesAgeing"]

    assert now == [
        {
            "client": {"name": "Acme Ltd", "balance": {"outstanding": {"amount": "63.00"}}},
            "current": {"amount": "1.00"},
            "days1To30": {"amount": "6.00"},
            "days31To60": {"amount": "8.00"},
            "days61To90": {"amount": "16.00"},
            "daysOver90": {"amount": "32.00"},
            "total": {"amount": "63.00", "currency": "GBP"},
        }
    ]
    assert then[0]["current"] == {"amount": "63.00"} and none == []


async def test_an_earlier_day_knows_nothing_of_later_payments(ask, owner, make):
    work = await Work(make).begin()
    invoice = await work.invoice(ask, owner, item("10.00"))
    await each(make, models.Invoice, lambda row: setattr(row, "issued_on", TODAY - timedelta(days=10)))
    await pay(ask, work.ada, invoice, "p")

    before = (await ask(owner, AGEING, on=str(TODAY - timedelta(days=1))))["reports"]["receivablesAgeing"]
    after = (await ask(owner, AGEING))["reports"]["receivablesAgeing"]

    assert before[0]["total"]["amount"] == "10.00" and after == []


async def test_staff_without_costs_read_the_rest(ask, make, owner, work):
    await bill(ask, owner, work)

    shown, withheld = await read(ask, viewer_of(await make.user()))

    assert shown["profit"] is None and shown["unbilled"] is None and shown["revenue"][0]["earned"] is None
    assert shown["hoursWorked"] and shown["revenue"][0]["invoiced"] == {"amount": "745.00"}
    assert withheld == ["Reports.profit", "Reports.unbilled", "RevenueRow.earned"]


async def test_a_contact_reads_revenue_and_receivables_of_its_own(ask, make, owner, work):
    await bill(ask, owner, work)
    other = await Work(make).begin()
    await other.invoice(ask, owner, item("5.00"), projectId=gid(other.project))

    shown, _ = await read(ask, work.ada)

    assert [shown[name] for name in ("hoursWorked", "overdueTasks", "profit", "unbilled", "utilisation")] == [None] * 5
    assert [row["invoiced"]["amount"] for row in shown["revenue"]] == ["745.00"]
    assert [row["total"]["amount"] for row in shown["receivablesAgeing"]] == ["819.50"]


async def test_nothing_for_strangers_and_for_staff_of_other_clients(ask, make, owner, work):
    await bill(ask, owner, work)
    eve = viewer_of(await make.user(models.Role.STAFF_LIMITED, abilities=["SEE_COSTS"]), await make.client())

    assert set(map(str, (await read(ask, NOBODY))[0].values())) == {"None"}
    assert set(map(str, (await read(ask, eve))[0].values())) == {"[]"}
