"""Activities taken over from another client, dearer (domain.md A1, A2)."""

from datetime import date
from decimal import Decimal

import models
from models import Role
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_of

COPY = """
mutation ($from: ID!, $to: ID!, $sale: Decimal = "2", $cost: Decimal = "2", $dry: Boolean = false) {
  copyActivities(input: {fromClientId: $from, toClientId: $to, upliftSalePercent: $sale, upliftCostPercent: $cost,
                         includeWorkTypeMappings: true, dryRun: $dry}) {
    created updated skipped
    activities { code sale(clientId: $to) { amount } cost(clientId: $to) { amount } }
    userErrors { code path }
  }
}
"""
CREATE = """
mutation ($from: ID!) {
  createClient(input: {name: "Third Homes", type: COMPANY, copyActivitiesFromClientId: $from, upliftSalePercent: "10",
                       copyWorkTypeMappings: true}) {
    client { activities { nodes { code } } workTypes { nodes { name } } }
    userErrors { code path }
  }
}
"""


async def harbour(make):
    """A client with three activities, and a work type."""
    client = await make.client(name="Harbour Homes")
    for code, sale, cost in (("630001", "42.50", "27.10"), ("630002", "30.00", "12.00"), ("630003", "0", "0")):
        await field.activity(make, client, code=code, sale=Decimal(sale), cost=Decimal(cost))
    await field.work_type(make, client)
    return client


def money(amount):
    return {"amount": amount}


async def test_a_copy_is_two_per_cent_dearer_and_a_second_changes_nothing(ask, owner, make):
    source, target = await harbour(make), await make.client(name="Second Homes")
    given = {"from": gid(source), "to": gid(target)}

    dry = (await ask(owner, COPY, **given, dry=True))["copyActivities"]
    untouched = await make.all(models.ActivityRate)
    done = (await ask(owner, COPY, **given))["copyActivities"]
    again = (await ask(owner, COPY, **given | {"sale": "5"}))["copyActivities"]

    assert dry == {"created": 3, "updated": 0, "skipped": 0, "activities": None, "userErrors": []}
    assert untouched == []
    assert (done["created"], done["skipped"]) == (3, 0)
    assert done["activities"] == [
        {"code": "630001", "sale": money("43.35"), "cost": money("27.64")},
        {"code": "630002", "sale": money("30.60"), "cost": money("12.24")},
        {"code": "630003", "sale": money("0.00"), "cost": money("0.00")},
    ]
    assert (again["created"], again["skipped"], again["activities"]) == (0, 3, [])
    query = """query ($s: ID!) {
      activities { nodes { sale(clientId: $s) { amount } } }
      workTypes { nodes { clients { nodes { name } } } }
    }"""
    now = await ask(owner, query, s=gid(source))
    assert [each["sale"]["amount"] for each in now["activities"]["nodes"]] == ["42.50", "30.00", "0.00"]
    assert now["workTypes"]["nodes"][0]["clients"]["nodes"] == [{"name": "Harbour Homes"}, {"name": "Second Homes"}]
    told = [each for each in await make.all(models.Event) if each.kind.name == "ACTIVITIES_COPIED"]
    assert [(each.client_id, each.visibility.name) for each in told] == [(target.id, "INTERNAL")]


async def test_the_price_of_today_and_narrower_rates_are_what_is_copied(ask, owner, make):
    source, target = await make.client(), await make.client()
    kind = await field.work_log_type(make)
    activity = await field.activity(make, source)
    prices = {"activity_id": activity.id, "client_id": source.id, "currency": "GBP"}
    await make.row(models.ActivityRate(**prices, sale=Decimal("40.05")))
    await make.row(models.ActivityRate(**prices, sale=Decimal(60), cost=Decimal(33), work_log_type_id=kind.id))
    await make.row(models.ActivityRate(**prices, sale=Decimal(1), starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1)))

    await ask(owner, COPY, **{"from": gid(source), "to": gid(target), "sale": "10", "cost": "-50"})

    copied = [each for each in await make.all(models.ActivityRate) if each.client_id == target.id]
    assert {(each.work_log_type_id, each.sale, each.cost, each.starts_on) for each in copied} == {
        (None, Decimal("44.06"), Decimal("13.55"), None),
        (kind.id, Decimal("66.00"), Decimal("16.50"), None),
    }


async def test_what_cannot_be_copied(ask, owner, make):
    source, target = await harbour(make), await make.client()
    mia = viewer_of(await make.user(Role.STAFF_LIMITED), source)
    both = viewer_of(await make.user(Role.STAFF_LIMITED), source, target)

    async def refused(viewer, **over):
        given = {"from": gid(source), "to": gid(target)} | over
        return (await ask(viewer, COPY, **given))["copyActivities"]["userErrors"]

    assert await refused(owner, to=gid(source)) == [{"code": "INVALID", "path": ["toClientId"]}]
    assert await refused(owner, sale="-101") == [{"code": "INVALID", "path": ["upliftSalePercent"]}]
    assert await refused(owner, to=unknown(models.Client)) == [{"code": "NOT_FOUND", "path": ["toClientId"]}]
    assert await refused(mia) == [{"code": "NOT_FOUND", "path": ["toClientId"]}]
    assert [each["code"] for each in await refused(both)] == ["FORBIDDEN"]
    assert await make.all(models.ActivityRate) == []


async def test_a_new_client_takes_activities_over(ask, owner, make):
    source = await harbour(make)
    staff = viewer_of(await make.user())

    made = (await ask(owner, CREATE, **{"from": gid(source)}))["createClient"]
    refused = (await ask(staff, CREATE, **{"from": gid(source)}))["createClient"]

    assert made["client"] == {
        "activities": {"nodes": [{"code": "630001"}, {"code": "630002"}, {"code": "630003"}]},
        "workTypes": {"nodes": [{"name": "Reactive plumbing"}]},
    }
    assert refused["userErrors"] == [{"code": "FORBIDDEN", "path": ["copyActivitiesFromClientId"]}]
    assert [each.name for each in await make.all(models.Client)] == ["Harbour Homes", "Third Homes"]
    rates = await make.all(models.ActivityRate)
    assert sorted(each.sale for each in rates) == [0, Decimal("33.00"), Decimal("46.75")]
