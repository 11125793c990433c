"""Services and activities: set up by administrators, priced by the nearest rate."""

from decimal import Decimal

import pytest

import models
from models import PortalPermission, Role
from models.core.money import Money
from resolvers import activity_price
from resolvers.context import Context
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

SERVICE = 'mutation { createService(input: {name: " Plumbing "}) { service { name active } userErrors { code path } } }'
RENAME = """
mutation ($id: ID!, $version: Int) {
  updateService(input: {serviceId: $id, name: "Heating", active: false, expectedVersion: $version}) {
    service { name active version }
    userErrors { code path }
  }
}
"""
CREATE = """
mutation ($service: ID!, $clients: [ID!]!, $code: String = "630001", $cost: CurrencyCode = "GBP", $quantity: Decimal) {
  createActivity(input: {code: $code, name: "Renew tap", serviceId: $service, unit: "each", durationMinutes: 45,
                         defaultQuantity: $quantity, clientIds: $clients,
                         sale: {amount: "42.50", currency: "GBP"}, cost: {amount: "27.10", currency: $cost}}) {
    activity { code service { name } defaultQuantity clients { nodes { name } } sale { amount } cost { amount } }
    userErrors { code path }
  }
}
"""
UPDATE = """
mutation ($id: ID!, $clients: [ID!], $sale: MoneyInput, $cost: MoneyInput) {
  updateActivity(input: {activityId: $id, clientIds: $clients, sale: $sale, cost: $cost}) {
    activity { clients { nodes { name } } sale { amount currency } cost { amount currency } version }
    userErrors { code path }
  }
}
"""
RATE = """
mutation ($id: ID!, $client: ID, $kind: ID, $team: ID, $sale: MoneyInput, $cost: MoneyInput, $from: Date, $to: Date) {
  setActivityRate(input: {activityId: $id, clientId: $client, workLogTypeId: $kind, teamId: $team,
                          sale: $sale, cost: $cost, startsOn: $from, endsOn: $to}) {
    activity { rates { client { name } sale { amount } cost { amount } startsOn endsOn } }
    userErrors { code path }
  }
}
"""
PRICE = """
query ($id: ID!, $client: ID, $kind: ID, $team: ID, $on: Date) {
  activity(id: $id) {
    sale(clientId: $client, workLogTypeId: $kind, teamId: $team, on: $on) { amount currency }
    cost(clientId: $client, workLogTypeId: $kind, teamId: $team, on: $on) { amount }
  }
}
"""


def gbp(amount):
    return {"amount": amount, "currency": "GBP"}


def eur(amount):
    return {"amount": amount, "currency": "EUR"}


async def test_a_service_is_set_up_and_changed(ask, owner, make):
    made = (await ask(owner, SERVICE))["createService"]
    (service,) = await make.all(models.Service)

    changed = (await ask(owner, RENAME, id=gid(service), version=1))["updateService"]
    stale = (await ask(owner, RENAME, id=gid(service), version=1))["updateService"]

    assert made["service"] == {"name": "Plumbing", "active": True}
    assert changed["service"] == {"name": "Heating", "active": False, "version": 2}
    assert stale["userErrors"] == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]


async def test_an_activity_is_for_its_clients(ask, owner, make):
    service, client = await field.service(make), await make.client(name="Harbour Homes")

    made = (await ask(owner, CREATE, service=gid(service), clients=[gid(client)], quantity="1"))["createActivity"]

    assert made["activity"] == {
        "code": "630001",
        "service": {"name": "Plumbing"},
        "defaultQuantity": "1",
        "clients": {"nodes": [{"name": "Harbour Homes"}]},
        "sale": {"amount": "42.50"},
        "cost": {"amount": "27.10"},
    }


async def test_what_cannot_be_an_activity(ask, owner, make):
    service, client = await field.service(make), await make.client()
    await field.activity(make, code="630009")

    async def refused(**over):
        given = {"service": gid(service), "clients": [gid(client)], "quantity": "1"} | over
        return (await ask(owner, CREATE, **given))["createActivity"]["userErrors"]

    assert await refused(code="630009") == [{"code": "DUPLICATE", "path": ["code"]}]
    assert await refused(cost="EUR") == [{"code": "CURRENCY_MISMATCH", "path": ["cost"]}]
    assert await refused(quantity="0") == [{"code": "INVALID", "path": ["defaultQuantity"]}]
    assert await refused(service=unknown(models.Service)) == [{"code": "NOT_FOUND", "path": ["serviceId"]}]
    assert await refused(clients=[unknown(models.Client)]) == [{"code": "NOT_FOUND", "path": ["clientIds", "0"]}]
    assert len(await make.all(models.Activity)) == 1


async def test_clients_are_replaced_and_prices_keep_one_currency(ask, owner, make):
    first, second = await make.client(name="First"), await make.client(name="Second")
    activity = await field.activity(make, first)

    moved = (await ask(owner, UPDATE, id=gid(activity), clients=[gid(second)], sale=gbp("50.00")))["updateActivity"]
    mixed = (await ask(owner, UPDATE, id=gid(activity), sale=eur("60.00")))["updateActivity"]
    whole = (await ask(owner, UPDATE, id=gid(activity), sale=eur("60.00"), cost=eur("30.00")))["updateActivity"]

    assert moved["activity"]["clients"] == {"nodes": [{"name": "Second"}]}
    assert (moved["activity"]["sale"], moved["activity"]["cost"]) == (gbp("50.00"), gbp("27.10"))
    assert mixed["userErrors"] == [{"code": "CURRENCY_MISMATCH", "path": ["sale"]}]
    assert (whole["activity"]["sale"], whole["activity"]["cost"]) == (eur("60.00"), eur("30.00"))


async def test_the_nearest_rate_of_the_day_is_the_price(ask, owner, make):
    client, other = await make.client(name="Harbour Homes"), await make.client()
    activity = await field.activity(make, client, other)

    async def price(**over):
        found = (await ask(owner, PRICE, id=gid(activity), **over))["activity"]
        return found["sale"]["amount"], found["cost"]["amount"]

    await ask(owner, RATE, id=gid(activity), sale=gbp("45.00"), **{"from": "2026-04-01"})
    for sale in ("40.00", "41.00"):
        await ask(owner, RATE, id=gid(activity), client=gid(client), sale=gbp(sale), cost=gbp("26.00"))
    answer = await ask(
        owner,
        RATE,
        id=gid(activity),
        client=gid(client),
        sale=gbp("39.5000"),
        **{"from": "2026-03-01", "to": "2026-03-31"},
    )

    assert len(answer["setActivityRate"]["activity"]["rates"]) == 3
    assert await price(on="2026-03-31") == ("42.50", "27.10")
    assert await price(on="2026-04-01") == ("45.00", "27.10")
    assert await price(client=gid(other), on="2026-04-01") == ("45.00", "27.10")
    assert await price(client=gid(client), on="2026-02-28") == ("41.00", "26.00")
    assert await price(client=gid(client), on="2026-03-31") == ("39.50", "26.00")
    assert await price(client=gid(client), on="2026-04-01") == ("41.00", "26.00")
    hidden = await ask(owner, PRICE, id=gid(activity), client=unknown(models.Client))
    assert hidden["activity"] == {"sale": None, "cost": None}


async def test_a_client_is_nearer_than_a_work_log_type_and_that_than_a_team(ask, owner, make, services):
    client, kind, team = await make.client(), await field.work_log_type(make), await field.team(make)
    activity = await field.activity(make, client)
    whom = {"client": gid(client), "kind": gid(kind), "team": gid(team)}
    sales = {("team",): "41.00", ("kind",): "42.00", ("kind", "team"): "43.00", ("client",): "44.00",
             ("client", "team"): "45.00", ("client", "kind"): "46.00", ("client", "kind", "team"): "47.00"}  # fmt: skip

    async def price(*parts):
        found = await ask(owner, PRICE, id=gid(activity), **{part: whom[part] for part in parts})
        return found["activity"]["sale"]["amount"]

    everything, paid = ("client", "kind", "team"), []
    for parts, sale in sales.items():
        named = {part: whom[part] for part in parts}
        await ask(owner, RATE, id=gid(activity), sale=gbp(sale), **named)
        paid.append(await price(*everything))

    assert paid == ["41.00", "42.00", "43.00", "44.00", "45.00", "46.00", "47.00"]
    assert [await price(*parts) for parts in sales] == list(sales.values())
    assert await price() == "42.50"
    async with Context(services).change() as change:
        keys = activity_price.ForWhom(client.id, kind.id, team.id)
        found = await activity_price.prices(change, [activity], keys, await change.today())
    assert (found[activity.id].sale, found[activity.id].cost) == (
        Money(Decimal(47), "GBP"),
        Money(Decimal("27.1"), "GBP"),
    )
    hidden = await ask(owner, PRICE, id=gid(activity), team=unknown(models.Team))
    assert hidden["activity"] == {"sale": None, "cost": None}


async def test_what_cannot_be_a_rate(ask, owner, make):
    activity = await field.activity(make)

    async def refused(**over):
        return (await ask(owner, RATE, id=gid(activity), **over))["setActivityRate"]["userErrors"]

    assert await refused() == [{"code": "REQUIRED", "path": ["sale"]}]
    assert await refused(sale=eur("1.00")) == [{"code": "CURRENCY_MISMATCH", "path": ["sale"]}]
    assert await refused(sale=eur("1.00"), cost=gbp("1.00")) == [{"code": "CURRENCY_MISMATCH", "path": ["cost"]}]
    assert await refused(sale=gbp("-1.00")) == [{"code": "INVALID", "path": ["sale", "amount"]}]
    turned = {"from": "2026-04-01", "to": "2026-03-01"}
    assert await refused(sale=gbp("1.00"), **turned) == [{"code": "INVALID", "path": ["endsOn"]}]
    assert await make.all(models.ActivityRate) == []


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("contact", "NOT_FOUND"), ("analyst", "FORBIDDEN"), ("staff", "FORBIDDEN"),
     ("limited", "NOT_FOUND"), ("admin", None)],
)  # fmt: skip
async def test_who_may_price_activities(ask, make, nobody, caller, code):
    client = await make.client()
    activity = await field.activity(make, client)
    viewer = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(client), PortalPermission.JOBS),
        "analyst": viewer_of(await make.user(Role.ANALYST), client),
        "staff": viewer_of(await make.user()),
        "limited": viewer_of(await make.user(Role.STAFF_LIMITED)),
        "admin": viewer_of(await make.user(Role.ADMIN)),
    }[caller]

    updated = (await ask(viewer, UPDATE, id=gid(activity), sale=gbp("1.00")))["updateActivity"]["userErrors"]
    rated = (await ask(viewer, RATE, id=gid(activity), sale=gbp("1.00")))["setActivityRate"]["userErrors"]

    assert [each["code"] for each in updated + rated] == ([code, code] if code else [])
    assert len(await make.all(models.ActivityRate)) == (0 if code else 1)


async def test_prices_need_the_right_to_see_costs_and_other_clients_rates_the_client(ask, owner, make):
    mine, other = await make.client(name="Mine"), await make.client(name="Other")
    activity = await field.activity(make, mine, other)
    for client in (mine, other):
        await ask(owner, RATE, id=gid(activity), client=gid(client), sale=gbp("40.00"))
    query = "{ activities { nodes { sale { amount } rates { client { name } } clients { nodes { name } } } } }"
    plain = viewer_of(await make.user(Role.STAFF_LIMITED), mine)
    trusted = viewer_of(await make.user(Role.STAFF_LIMITED, abilities=["SEE_COSTS"]), mine)

    without, having = await ask.whole(plain, query), await ask(trusted, query)

    shown = {"nodes": [{"name": "Mine"}]}
    assert without.data["activities"]["nodes"] == [{"sale": None, "rates": None, "clients": shown}]
    assert without.withheld == ["Activity.rates", "Activity.sale"]
    assert having["activities"]["nodes"] == [
        {"sale": {"amount": "42.50"}, "rates": [{"client": {"name": "Mine"}}], "clients": shown}
    ]


async def test_a_page_of_prices_costs_the_same_whatever_its_length(ask, owner, make, statements):
    client = await make.client()
    service = await field.service(make)
    for _ in range(3):
        await field.activity(make, client, service_id=service.id)
    query = """query ($c: ID!) {
      activities(filter: {client: {id: {eq: $c}}}) {
        nodes { sale(clientId: $c) { amount } cost(clientId: $c) { amount } service { name } }
      }
    }"""

    with statements(4):
        found = await ask(owner, query, c=gid(client))

    assert len(found["activities"]["nodes"]) == 3
