"""Reports over jobs: profit is the same total whichever key, clocks met and missed, what can be billed."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import models
from models.core import clock
from tests.graph import field
from tests.graph.conftest import gid
from tests.graph.test_job import CREATE, of
from tests.graph.test_job_billing import BILL, ready

PROFIT = """
query ($by: ProfitBy!) {
  reports { profit(by: $by) { key node { __typename } revenue { amount } cost { amount } profit { amount } } }
}
"""
PAIRS = """
query ($by: ProfitBy!, $then: ProfitBy) {
  reports { profit(by: $by, thenBy: $then) {
    key node { __typename } thenKey thenNode { __typename } profit { amount }
  } }
}
"""
SLA = """
query ($by: SlaBy, $filter: JobFilter) {
  reports { jobSla(by: $by, filter: $filter) { key node { __typename } total met breached open metPercent } }
}
"""


async def test_profit_by_job_activity_and_team_has_one_total(ask, owner, make):
    place = await field.place(make)
    job = await ready(ask, owner, make, place)
    billed = (await ask(owner, BILL, jobs=[job]))["createInvoiceFromJobs"]["invoice"]
    credit = """
    mutation ($id: ID!, $line: ID!) {
      creditInvoice(input: {invoiceId: $id, reason: "Goodwill", idempotencyKey: "credit",
        lines: [{invoiceLineId: $line, amount: {amount: "5.00", currency: "GBP"}}]}) { userErrors { code } }
    }
    """
    await ask(owner, credit, id=billed["id"], line=billed["lines"][0]["id"])
    other = await ready(ask, owner, make, place, of(place.activity))

    rows = {by: (await ask(owner, PROFIT, by=by))["reports"]["profit"] for by in models_by()}

    whole = {by: [sum(Decimal(row[name]["amount"]) for row in found) for name in ("revenue", "cost", "profit")]
             for by, found in rows.items()}  # fmt: skip
    assert set(map(tuple, whole.values())) == {(Decimal("80.00"), Decimal("81.30"), Decimal("-1.30"))}
    assert [(row["key"], row["node"], row["profit"]["amount"]) for row in rows["JOB"]] == [
        ("JOB-00001", {"__typename": "Job"}, "25.80"),
        ("JOB-00002", {"__typename": "Job"}, "-27.10"),
    ]
    assert [row["key"] for row in rows["ACTIVITY"]] == [place.activity.code]
    assert [row["key"] for row in rows["TEAM"]] == ["Plumbers North"]
    assert await unlike_its_parts(ask, owner, rows) == []
    unbilled = await ask(owner, "{ reports { unbilled { project { name } jobs { amount } total { amount } } } }")
    assert unbilled["reports"]["unbilled"] == [
        {"project": None, "jobs": {"amount": "42.50"}, "total": {"amount": "42.50"}}
    ]
    assert other


async def unlike_its_parts(ask, viewer, rows):
    """The pairs of keys whose report does not add up to those of either key."""
    found = []
    for by, then in permutations(rows, 2):
        pairs = (await ask(viewer, PAIRS, by=by, then=then))["reports"]["profit"]
        for key, single in (("key", by), ("thenKey", then)):
            added, whole = defaultdict(Decimal), {}
            for row in pairs:
                added[row[key]] += Decimal(row["profit"]["amount"])
            for row in rows[single]:
                whole[row["key"]] = Decimal(row["profit"]["amount"])
            found += [(by, then, key)] if added != whole else []
    return found


async def test_profit_by_client_and_month(ask, owner, make):
    place = await field.place(make)
    await ask(owner, BILL, jobs=[await ready(ask, owner, make, place)])
    month = f"{clock.today('Europe/London'):%Y-%m}-01"

    rows = (await ask(owner, PAIRS, by="CLIENT", then="MONTH"))["reports"]["profit"]
    refused = await ask.whole(owner, PAIRS, by="MONTH", then="MONTH")

    assert {(each["key"], each["node"]["__typename"]) for each in rows} == {(place.client.name, "Client")}
    assert [(each["thenKey"], each["thenNode"], each["profit"]["amount"]) for each in rows] == [
        ("2026-03-01", None, "-54.20"),  # done
        (month, None, "85.00"),  # billed
    ]
    assert [each.message for each in refused.errors] == ["`thenBy` is another key than `by`."]


def models_by():
    return ("PROJECT", "JOB", "ACTIVITY", "CLIENT", "TEAM", "MONTH")


async def test_what_jobs_cost_is_cost_of_their_project(ask, owner, make):
    place = await field.place(make)
    project = await field.project(make, place.client)
    job = await ready(ask, owner, make, place, project=gid(project))
    await ask(owner, BILL, jobs=[job])

    read = await ask(
        owner,
        "query ($id: ID!) { project(id: $id) { finance { invoiced { amount } cost { amount } profit { amount } } } }",
        id=gid(project),
    )

    finance = {name: each["amount"] for name, each in read["project"]["finance"].items()}
    assert finance == {"invoiced": "85.00", "cost": "54.20", "profit": "30.80"}


async def test_clocks_met_missed_and_open(ask, owner, make):
    place = await field.place(make)
    for _ in range(3):
        await ask(owner, CREATE, **place.asked(of(place.activity)))
    met, breached, _open = await make.all(models.Job)
    clocks = await make.all(models.JobClock)
    await make.change(clocks[0], met_at=met.target_at - timedelta(hours=1))
    await make.change(clocks[1], met_at=breached.target_at + timedelta(hours=1))
    await make.row(models.Job(**{
        name: getattr(met, name) for name in ("client_id", "site_id", "service_id", "work_type_id", "work_log_type_id",
                                              "priority_id", "target_at", "at_risk_at", "currency")
    } | {"number": "JOB-9", "status": models.JobStatus.CANCELLED}))  # fmt: skip

    rows = {by: (await ask(owner, SLA, by=by))["reports"]["jobSla"] for by in ("CLIENT", "PRIORITY", "TEAM")}

    figures = {"total": 3, "met": 1, "breached": 1, "open": 1, "metPercent": "50.0"}
    keys = {"CLIENT": ("Harbour Homes", "Client"), "PRIORITY": ("24 h", "Priority"), "TEAM": ("Plumbers North", "Team")}
    for by, (key, kind) in keys.items():
        assert rows[by] == [{"key": key, "node": {"__typename": kind}, **figures}]
