"""Clients: opened once, to standard, and changed without losing anything."""

import pytest

import models
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

CREATE = """
mutation ($input: CreateClientInput!) {
  createClient(input: $input) {
    client {
      id name currency paymentTermsDays taxId source billingAddress { street country } hourlyRate { amount }
      pointOfContact { name email isPointOfContact } timeline { nodes { kind } }
    }
    candidates { name }
    cursor
    userErrors { code path }
  }
}
"""
UPDATE = """
mutation ($input: UpdateClientInput!) {
  updateClient(input: $input) {
    client { name currency status archivedAt taxId internalNotes version }
    userErrors { code path }
  }
}
"""
TYPE = """
mutation ($id: ID!, $type: ClientType!) {
  changeClientType(input: {clientId: $id, type: $type}) { client { type } userErrors { code path } }
}
"""
ARCHIVE = "mutation ($id: ID!) { archiveClient(input: {clientId: $id}) { client { status } userErrors { code } } }"
ARCHIVE_CONTACT = "mutation ($id: ID!) { updateContact(input: {contactId: $id, archived: true}) { cursor } }"
THEN = (
    "query ($id: ID!, $then: DateTime!) { now: client(id: $id) { name } then: client(id: $id, asOf: $then) { name } }"
)
ACME = {"name": "  acme   ltd.", "type": "COMPANY", "email": "Ada@Acme.test"}


async def standards(make, services, **over):
    """Change the organisation's data standards."""
    from resolvers.context import Context

    async with Context(services).change() as change:
        organisation = await change.organisation()
        organisation.data_standards = organisation.data_standards | over


async def test_a_client_comes_with_its_first_contact(ask, owner):
    rate = {"amount": "80.125", "currency": "GBP"}
    place = {"street": " 1  High Street ", "country": "gb"}

    made = (await ask(owner, CREATE, input=ACME | {"hourlyRate": rate, "billingAddress": place}))["createClient"]

    assert made["userErrors"] == [] and made["cursor"]
    assert made["client"] | {"id": None} == {
        "id": None,
        "name": "Acme Ltd",
        "currency": "GBP",
        "paymentTermsDays": 30,
        "taxId": None,
        "source": None,
        "billingAddress": {"street": "1 High Street", "country": "GB"},
        "hourlyRate": {"amount": "80.125"},
        "pointOfContact": {"name": "Acme Ltd", "email": "ada@acme.test", "isPointOfContact": True},
        "timeline": {"nodes": [{"kind": "CLIENT_CREATED"}]},
    }


@pytest.mark.parametrize(
    ("over", "code", "path"),
    [
        ({"name": " "}, "REQUIRED", ["name"]),
        ({"email": "ada at acme"}, "INVALID", ["email"]),
        ({"paymentTermsDays": -1}, "INVALID", ["paymentTermsDays"]),
        ({"hourlyRate": {"amount": "80", "currency": "USD"}}, "CURRENCY_MISMATCH", ["hourlyRate"]),
        ({"hourlyRate": {"amount": "0.00001", "currency": "GBP"}}, "INVALID", ["hourlyRate", "amount"]),
        ({"billingAddress": {"street": " "}}, "REQUIRED", ["billingAddress", "street"]),
        ({"billingAddress": {"street": "1", "country": "Britain"}}, "INVALID", ["billingAddress", "country"]),
    ],
)
async def test_what_cannot_be_right_makes_nothing(ask, owner, make, over, code, path):
    answer = (await ask(owner, CREATE, input=ACME | over))["createClient"]

    assert (answer["client"], answer["userErrors"]) == (None, [{"code": code, "path": path}])
    assert await make.all(models.Client) == await make.all(models.Contact) == []


async def test_the_standards_of_the_organisation_hold(ask, owner, make, services):
    await standards(make, services, required_client_fields=["TAX_ID"], sources=["fair"], normalise_names=False)

    missing = (await ask(owner, CREATE, input=ACME))["createClient"]
    elsewhere = (await ask(owner, CREATE, input=ACME | {"taxId": "GB1", "source": "web"}))["createClient"]
    made = (await ask(owner, CREATE, input=ACME | {"taxId": "GB1", "source": "fair"}))["createClient"]
    client = made["client"]
    cleared = (await ask(owner, UPDATE, input={"clientId": client["id"], "taxId": None}))["updateClient"]

    assert missing["userErrors"] == [{"code": "REQUIRED", "path": ["taxId"]}]
    assert elsewhere["userErrors"] == [{"code": "INVALID", "path": ["source"]}]
    assert (client["name"], client["taxId"], client["source"]) == ("acme   ltd.", "GB1", "fair")
    assert cleared["userErrors"] == [{"code": "REQUIRED", "path": ["taxId"]}]


@pytest.mark.parametrize("alike", [{"email": "ADA@acme.test"}, {"taxId": "gb 1"}])
async def test_one_like_it_is_named_to_whoever_may_see_it(ask, owner, make, alike):
    acme = await make.client(name="Acme Ltd", tax_id="GB 1")
    await make.contact(acme, email="ada@acme.test")
    eve = viewer_of(await make.user(models.Role.STAFF_LIMITED))
    wanted = {"name": "Other", "type": "COMPANY"} | alike

    seen = (await ask(owner, CREATE, input=wanted))["createClient"]
    unseen = (await ask(eve, CREATE, input=wanted))["createClient"]

    assert seen["userErrors"] == unseen["userErrors"] == [{"code": "DUPLICATE", "path": None}]
    assert (seen["candidates"], unseen["candidates"]) == ([{"name": "Acme Ltd"}], [])
    assert len(await make.all(models.Client)) == 1


async def test_a_limited_user_who_makes_a_client_is_assigned_it(ask, make):
    await make.client()
    mia = await make.user(models.Role.STAFF_LIMITED, name="Mia")

    made = (await ask(viewer_of(mia), CREATE, input=ACME))["createClient"]

    assert made["client"]["name"] == "Acme Ltd"
    query = "query ($id: ID!) { client(id: $id) { users { nodes { name } } } clients { totalCount } }"
    read = await ask(viewer_of(await make.user()), query, id=made["client"]["id"])
    assert read == {"client": {"users": {"nodes": [{"name": "Mia"}]}}, "clients": {"totalCount": 2}}


async def test_absent_leaves_and_null_clears(ask, owner, make):
    client = await make.client(name="Acme", tax_id="GB1", internal_notes="Slow payer")

    async def update(**over):
        return (await ask(owner, UPDATE, input={"clientId": gid(client)} | over))["updateClient"]

    kept = await update(name="acme group LTD")
    cleared = await update(taxId=None, internalNotes=None)
    stale = await update(name="X", expectedVersion=1)

    assert (kept["client"]["name"], kept["client"]["taxId"], kept["client"]["version"]) == ("Acme Group Ltd", "GB1", 2)
    assert (cleared["client"]["taxId"], cleared["client"]["internalNotes"]) == (None, None)
    assert stale["userErrors"] == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]


async def test_the_currency_is_fixed_once_there_is_an_invoice(ask, owner, make):
    client = await make.client()

    changed = (await ask(owner, UPDATE, input={"clientId": gid(client), "currency": "USD"}))["updateClient"]
    await make.row(models.Invoice(client_id=client.id, bill_to_name="Acme", currency="USD"))
    fixed = (await ask(owner, UPDATE, input={"clientId": gid(client), "currency": "GBP"}))["updateClient"]

    assert changed["client"]["currency"] == "USD"
    assert fixed["userErrors"] == [{"code": "CONFLICT", "path": ["currency"]}]
    assert (await make.again(client)).currency == "USD"


async def test_a_client_is_paused_archived_and_taken_up_again(ask, owner, make):
    client = await make.client()

    async def become(status):
        return (await ask(owner, UPDATE, input={"clientId": gid(client), "status": status}))["updateClient"]

    assert (await become("INACTIVE"))["client"]["status"] == "INACTIVE"
    assert (await ask(owner, ARCHIVE, id=gid(client)))["archiveClient"]["client"] == {"status": "ARCHIVED"}
    assert [each["code"] for each in (await become("INACTIVE"))["userErrors"]] == ["INVALID_STATE"]
    back = (await become("ACTIVE"))["client"]
    assert (back["status"], back["archivedAt"]) == ("ACTIVE", None)


async def test_the_type_changes_both_ways_while_there_is_one_contact(ask, owner, make):
    client = await make.client()
    await make.contact(client, is_point_of_contact=True)
    second = await make.contact(client)

    refused = (await ask(owner, TYPE, id=gid(client), type="INDIVIDUAL"))["changeClientType"]
    assert refused == {"client": None, "userErrors": [{"code": "CONFLICT", "path": ["type"]}]}
    await ask(
        owner,
        "mutation ($id: ID!) { updateContact(input: {contactId: $id, archived: true}) { cursor } }",
        id=gid(second),
    )
    for kind in ("INDIVIDUAL", "COMPANY"):
        assert (await ask(owner, TYPE, id=gid(client), type=kind))["changeClientType"]["client"] == {"type": kind}


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        ("nobody", "UNAUTHENTICATED"),
        ("contact", "FORBIDDEN"),
        ("contact of another", "NOT_FOUND"),
        ("limited", "NOT_FOUND"),
        ("analyst", "FORBIDDEN"),
        ("limited and assigned", None),
        ("staff", None),
    ],
)
async def test_who_may_archive_a_client(ask, make, nobody, caller, code):
    client, other = await make.client(), await make.client()
    limited = await make.user(models.Role.STAFF_LIMITED)
    viewer = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(client), *models.PortalPermission),
        "contact of another": viewer_as(await make.contact(other), *models.PortalPermission),
        "limited": viewer_of(limited, other),
        "limited and assigned": viewer_of(limited, client),
        "analyst": viewer_of(await make.user(models.Role.ANALYST, all_clients=True)),
        "staff": viewer_of(await make.user()),
    }[caller]

    errors = (await ask(viewer, ARCHIVE, id=gid(client)))["archiveClient"]["userErrors"]

    assert [error["code"] for error in errors] == ([code] if code else [])
    assert ((await make.again(client)).status is models.ClientStatus.ARCHIVED) is (code is None)


async def test_what_a_contact_may_not_read_is_withheld_and_cannot_be_felt_out(ask, make):
    client = await make.client(name="Acme", internal_notes="Slow", source="fair", hourly_rate=80)
    ada = viewer_as(await make.contact(client))
    query = """{
      clients {
        nodes {
          name source internalNotes hourlyRate { amount } users { totalCount } lead { id } balance { paid { amount } }
        }
      }
      bySource: clients(filter: {source: {eq: "fair"}}) { totalCount }
      byNoSource: clients(filter: {not: {source: {eq: "fair"}}}) { totalCount }
      byUser: clients(filter: {not: {user: {name: {eq: "Nobody"}}}}) { totalCount }
      byPortal: clients(filter: {hasPortal: false}) { totalCount }
    }"""

    result = await ask.whole(ada, query)

    [seen] = result.data["clients"]["nodes"]
    assert seen == dict.fromkeys(seen) | {"name": "Acme"}
    assert {"Client.source", "Client.internalNotes", "Client.balance", "Client.users"} <= set(result.withheld)
    assert [result.data[each]["totalCount"] for each in ("bySource", "byNoSource", "byUser", "byPortal")] == [0] * 4


async def test_a_client_as_it_was(ask, owner, make):
    client = await make.client(name="Acme Ltd")
    then = (await make.again(client)).created_at.isoformat()
    await ask(owner, UPDATE, input={"clientId": gid(client), "name": "Acme Group Ltd"})

    read = await ask(owner, THEN, id=gid(client), then=then)

    assert read == {"now": {"name": "Acme Group Ltd"}, "then": {"name": "Acme Ltd"}}
    assert (await ask(owner, "query ($id: ID!) { client(id: $id) { name } }", id=unknown(models.Client)))[
        "client"
    ] is None


async def test_a_page_of_clients_costs_the_same_whatever_its_length(ask, owner, make, statements):
    query = """{ clients { nodes { name pointOfContact { name } balance { outstanding { amount } paid { amount } }
      contacts { totalCount } projects { nodes { name } } } } }"""
    for number in (1, 3):
        for _ in range(number):
            await make.contact(await make.client(), is_point_of_contact=True)
        with statements(5):
            await ask(owner, query)
