"""Hours of a project and jobs of the same client on one invoice; a discarded draft and a void give all of it back."""

import pytest

import models
from tests.graph import field
from tests.graph.conftest import gid
from tests.graph.test_job import of
from tests.graph.test_job_billing import BILL, DISCARD, VOID, ready
from tests.graph.work import a_project, an_entry, an_expense

HOURS = """
mutation ($project: ID!) {
  createInvoiceFromProject(input: {projectId: $project, basis: PROJECT_HOURS, includeExpenses: true,
                                   taxes: [{ratePercent: "20"}]}) {
    invoice { id subtotal { amount } total { amount } lines { kind net { amount } } } userErrors { code path }
  }
}
"""


@pytest.fixture
async def place(make):
    return await field.place(make)


@pytest.fixture
async def project(make, place):
    """1.5 hours at 80.00 and an expense of 250.00."""
    made = await a_project(make, place.client)
    await an_entry(make, made, await make.user(), 5400)
    await an_expense(make, made)
    return made


async def states(make):
    """How everything that can be billed stands."""
    rows = [row for model in (models.TimeEntry, models.Expense, models.JobActivity) for row in await make.all(model)]
    return [row.billable_state.name for row in rows], [each.status.name for each in await make.all(models.Job)]


async def test_jobs_join_the_hours_of_a_project(ask, owner, make, place, project):
    jobs = [await ready(ask, owner, make, place, of(place.activity, number)) for number in ("2", "0.5")]
    draft = (await ask(owner, HOURS, project=gid(project)))["createInvoiceFromProject"]["invoice"]
    both = (await ask(owner, BILL, jobs=jobs, draft=draft["id"], issue=False))["createInvoiceFromJobs"]["invoice"]
    reserved = await states(make)
    await ask(owner, DISCARD, id=both["id"])
    discarded = await states(make)
    draft = (await ask(owner, HOURS, project=gid(project)))["createInvoiceFromProject"]["invoice"]
    await ask(owner, BILL, jobs=jobs, draft=draft["id"])
    issued = await states(make)
    await ask(owner, VOID, id=draft["id"])

    assert (draft["subtotal"], draft["total"]) == ({"amount": "370.00"}, {"amount": "444.00"})
    lines = [(each["kind"], each["net"]["amount"]) for each in both["lines"]]
    assert lines == [
        ("TIME", "120.00"),
        ("EXPENSE", "250.00"),
        ("JOB_ACTIVITY", "85.00"),
        ("JOB_ACTIVITY", "21.25"),
    ]
    assert (both["subtotal"], both["total"]) == ({"amount": "476.25"}, {"amount": "571.50", "currency": "GBP"})
    assert reserved == (["RESERVED"] * 4, ["READY_TO_INVOICE"] * 2)
    assert discarded == (["OPEN"] * 4, ["READY_TO_INVOICE"] * 2)
    assert issued == (["BILLED"] * 4, ["INVOICED"] * 2)
    assert await states(make) == (["OPEN"] * 4, ["READY_TO_INVOICE"] * 2)
