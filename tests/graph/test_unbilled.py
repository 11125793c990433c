"""What could be invoiced now: the SQL agrees with the rules in Python, and with the preview to the cent."""

from decimal import Decimal

import pytest

import models
from models import BillableState, BillingMethod, TimeRounding
from models.core import rounding
from models.core.money import Money
from tests.graph.conftest import gid, viewer_of
from tests.graph.work import a_project, a_task, an_entry, an_expense, set_organisation

UNBILLED = """
query ($id: ID!) {
  project(id: $id) {
    unbilled { seconds time { amount currency } expenses { amount } total { amount } }
    finance {
      invoiced { amount } earned { amount } paid { amount } outstanding { amount } cost { amount } profit { amount }
      marginPercent
    }
  }
}
"""
PREVIEW = """
query ($id: ID!, $basis: BillingMethod!) {
  invoicePreview(input: {projectId: $id, basis: $basis, grouping: PER_ENTRY, includeExpenses: true}) {
    subtotal { amount }
  }
}
"""
SECONDS = (1, 59, 150, 360, 361, 449, 450, 899, 900, 901, 2699, 2700, 3601, 27_000, 86_399)


async def unbilled(ask, owner, project):
    return (await ask(owner, UNBILLED, id=gid(project)))["project"]["unbilled"]


async def test_the_figures_of_the_first_scenario(ask, owner, services, make):
    await set_organisation(services, time_rounding=TimeRounding.UP_15)
    project, dev = await a_project(make), await make.user()
    for seconds in (27_000, 8_100):
        await an_entry(make, project, dev, seconds)
    await an_entry(make, project, dev, 3600, billable=False, billable_state=BillableState.NOT_BILLABLE)

    assert await unbilled(ask, owner, project) == {
        "seconds": 35_100,
        "time": {"amount": "780.00", "currency": "GBP"},
        "expenses": {"amount": "0.00"},
        "total": {"amount": "780.00"},
    }


@pytest.mark.parametrize("how", list(TimeRounding), ids=lambda how: how.name)
@pytest.mark.parametrize("rate", [Money(Decimal("66.6667"), "GBP"), Money(Decimal(8001), "JPY")], ids=str)
async def test_sql_rounds_as_the_rules_do(ask, owner, services, make, how, rate):
    await set_organisation(services, time_rounding=how)
    project = await a_project(make, await make.client(currency=rate.currency), hourly_rate=rate.amount)
    dev = await make.user()
    for seconds in SECONDS:
        await an_entry(make, project, dev, seconds)

    expected = Money.sum(
        (rounding.value(rounding.billed_seconds(seconds, how), rate) for seconds in SECONDS), rate.currency
    )

    found = await unbilled(ask, owner, project)
    assert Decimal(found["time"]["amount"]) == expected.amount
    assert found["seconds"] == sum(SECONDS)


@pytest.mark.parametrize("method", [BillingMethod.PROJECT_HOURS, BillingMethod.TASK_HOURS])
@pytest.mark.parametrize("how", [TimeRounding.NONE, TimeRounding.UP_15])
async def test_it_is_what_the_preview_bills(ask, owner, services, make, method, how):
    await set_organisation(services, time_rounding=how)
    project = await a_project(make, billing_method=method, hourly_rate=Decimal("73.33"))
    dev = await make.user()
    plain = await a_task(make, project)
    own = await a_task(make, project, hourly_rate=Decimal("119.99"), hourly_rate_currency="GBP")
    await an_entry(make, project, dev, 12_000)
    await an_entry(make, project, dev, 7_777, task_id=plain.id)
    await an_entry(make, project, dev, 5_555, task_id=plain.id, rate=Decimal("95.5"))
    await an_entry(make, project, dev, 4_444, task_id=own.id, rate=Decimal("119.99"))
    await an_entry(make, project, dev, 3_333, task_id=own.id, rate=None, currency=None)
    await an_entry(make, project, dev, 2_222, rate=Decimal(40), currency="USD")
    await an_expense(make, project, "250.00", billable_amount=Decimal("281.25"))
    await an_expense(make, project, "9.00", billable_state=BillableState.NOT_BILLABLE, billable=False)

    found = await unbilled(ask, owner, project)
    preview = (await ask(owner, PREVIEW, id=gid(project), basis=method.name))["invoicePreview"]

    assert found["expenses"] == {"amount": "281.25"}
    assert found["total"]["amount"] == preview["subtotal"]["amount"]


async def test_task_hours_bill_no_time_without_a_task(ask, owner, make):
    project, dev = await a_project(make, billing_method=BillingMethod.TASK_HOURS), await make.user()
    task = await a_task(make, project)
    await an_entry(make, project, dev, 7_200, task_id=task.id, rate=120)
    await an_entry(make, project, dev, 12_000)

    found = await unbilled(ask, owner, project)

    assert (found["seconds"], found["time"]["amount"]) == (19_200, "240.00")


async def test_what_is_on_an_invoice_is_not_unbilled(ask, owner, make):
    project, dev = await a_project(make), await make.user()
    await an_entry(make, project, dev, billable_state=BillableState.RESERVED)
    await an_entry(make, project, dev, billable_state=BillableState.BILLED)
    await an_expense(make, project, billable_state=BillableState.BILLED)

    found = await unbilled(ask, owner, project)

    assert (found["seconds"], found["total"]) == (0, {"amount": "0.00"})


async def test_a_projects_money(ask, owner, make):
    project, dev = await a_project(make), await make.user()
    await an_entry(make, project, dev, cost_rate=30, cost_currency="GBP", cost=30)
    await an_entry(make, project, dev, cost_rate=30, cost_currency="USD", cost=30)
    await an_expense(make, project, "20.00")
    invoice = await an_invoice(make, project, paid=Decimal(60))
    await an_invoice(make, project, status=models.InvoiceStatus.DRAFT, number=None)
    await make.row(
        models.CreditNote(
            client_id=project.client_id,
            invoice_id=invoice.id,
            currency="GBP",
            reason="Too much",
            status=models.CreditNoteStatus.ISSUED,
            number="CN-1",
            subtotal=20,
            tax=4,
            total=24,
        )
    )

    finance = (await ask(owner, UNBILLED, id=gid(project)))["project"]["finance"]

    assert finance == {
        "invoiced": {"amount": "80.00"},
        "earned": {"amount": "260.00"},
        "paid": {"amount": "60.00"},
        "outstanding": {"amount": "60.00"},
        "cost": {"amount": "50.00"},
        "profit": {"amount": "30.00"},
        "marginPercent": "37.5",
    }


async def test_a_fixed_price_is_earned_as_far_as_the_project_is(ask, owner, make):
    project = await a_project(
        make, billing_method=BillingMethod.FIXED_PRICE, fixed_price=5000, progress_percent=Decimal("33.3")
    )

    finance = (await ask(owner, UNBILLED, id=gid(project)))["project"]["finance"]

    assert (finance["earned"], finance["invoiced"]) == ({"amount": "1665.00"}, {"amount": "0.00"})
    assert finance["marginPercent"] is None


async def an_invoice(make, project, **over):
    values = {
        "client_id": project.client_id,
        "project_id": project.id,
        "bill_to_name": "Acme",
        "currency": "GBP",
        "status": models.InvoiceStatus.PARTIALLY_PAID,
        "number": "INV-1",
        "subtotal": 100,
        "tax": 20,
        "total": 120,
    }
    return await make.row(models.Invoice(**values | over))


async def test_it_is_for_those_who_see_costs(ask, make):
    project = await a_project(make)
    pat = viewer_of(await make.user())
    dev = viewer_of(await make.user(abilities=["SEE_COSTS"]))

    withheld = await ask.whole(pat, UNBILLED, id=gid(project))
    shown = await ask.whole(dev, UNBILLED, id=gid(project))

    assert withheld.data["project"] == {"unbilled": None, "finance": None}
    assert withheld.withheld == ["Project.finance", "Project.unbilled"]
    assert (shown.data["project"]["unbilled"]["seconds"], shown.withheld) == (0, [])
