"""The people at a client: exactly one point of contact, and colleagues who know each other's names alone."""

import asyncio

import pytest

import models
from tests.graph.conftest import gid, viewer_as, viewer_of

ADD = """
mutation ($input: AddContactInput!) {
  addContact(input: $input) { contact { name email jobRole isPointOfContact } userErrors { code path } }
}
"""
UPDATE = """
mutation ($input: UpdateContactInput!) {
  updateContact(input: $input) { contact { name email phone archivedAt version } userErrors { code path } }
}
"""
SWAP = """
mutation ($client: ID!, $contact: ID!) {
  setPointOfContact(input: {clientId: $client, contactId: $contact}) {
    client { pointOfContact { name } contacts { nodes { name isPointOfContact } } timeline { nodes { kind } } }
    userErrors { code path }
  }
}
"""
DETAILS = "{ contacts { nodes { name email phone jobRole portalStatus portalPermissions lastSeenAt } } }"


@pytest.fixture
async def acme(make):
    """A company."""
    return await make.client(name="Acme")


@pytest.fixture
async def ada(make, acme):
    """Its point of contact."""
    return await make.contact(acme, name="Ada", email="ada@acme.test", is_point_of_contact=True)


async def test_a_company_has_any_number_of_contacts(ask, owner, acme, ada):
    given = {"clientId": gid(acme), "name": "bea birch", "email": "Bea@acme.test", "jobRole": "Billing"}

    answer = (await ask(owner, ADD, input=given))["addContact"]

    assert answer == {
        "contact": {"name": "Bea Birch", "email": "bea@acme.test", "jobRole": "Billing", "isPointOfContact": False},
        "userErrors": [],
    }


async def test_an_individual_has_exactly_one(ask, owner, make):
    client = await make.client(type=models.ClientType.INDIVIDUAL)
    await make.contact(client, is_point_of_contact=True)

    answer = (await ask(owner, ADD, input={"clientId": gid(client), "name": "Bea"}))["addContact"]

    assert answer == {"contact": None, "userErrors": [{"code": "CONFLICT", "path": ["clientId"]}]}
    assert len(await make.all(models.Contact)) == 1


@pytest.mark.parametrize(
    ("over", "code", "path"),
    [
        ({"email": "ADA@acme.test"}, "DUPLICATE", ["email"]),
        ({"email": "bea"}, "INVALID", ["email"]),
        ({"name": " "}, "REQUIRED", ["name"]),
    ],
)
async def test_what_cannot_be_right_adds_nobody(ask, owner, make, acme, ada, over, code, path):
    answer = (await ask(owner, ADD, input={"clientId": gid(acme), "name": "Bea"} | over))["addContact"]

    assert answer == {"contact": None, "userErrors": [{"code": code, "path": path}]}
    assert len(await make.all(models.Contact)) == 1


async def test_the_point_of_contact_is_swapped_in_one_step(ask, owner, make, acme, ada):
    bea = await make.contact(acme, name="Bea")

    answer = (await ask(owner, SWAP, client=gid(acme), contact=gid(bea)))["setPointOfContact"]

    assert answer["client"]["pointOfContact"] == {"name": "Bea"}
    assert answer["client"]["contacts"]["nodes"] == [
        {"name": "Ada", "isPointOfContact": False},
        {"name": "Bea", "isPointOfContact": True},
    ]
    assert answer["client"]["timeline"]["nodes"] == [{"kind": "POINT_OF_CONTACT_CHANGED"}]


async def test_swaps_at_once_leave_exactly_one(ask, owner, make, acme, ada):
    others = [await make.contact(acme) for _ in range(3)]

    swaps = [ask(owner, SWAP, client=gid(acme), contact=gid(each)) for each in [*others, ada] * 2]
    answers = await asyncio.gather(*swaps)

    assert all(each["setPointOfContact"]["userErrors"] == [] for each in answers)
    assert sum(each.is_point_of_contact for each in await make.all(models.Contact)) == 1


async def test_somebody_elses_contact_is_not_the_point_of_contact(ask, owner, make, acme, ada):
    other = await make.contact(await make.client())
    gone = await make.contact(acme, archived_at=ada.created_at)

    foreign = (await ask(owner, SWAP, client=gid(acme), contact=gid(other)))["setPointOfContact"]
    archived = (await ask(owner, SWAP, client=gid(acme), contact=gid(gone)))["setPointOfContact"]

    assert foreign["userErrors"] == [{"code": "INVALID", "path": ["contactId"]}]
    assert archived["userErrors"] == [{"code": "INVALID_STATE", "path": ["contactId"]}]


async def test_the_point_of_contact_is_not_archived(ask, owner, make, acme, ada):
    bea = await make.contact(acme, name="Bea")

    refused = (await ask(owner, UPDATE, input={"contactId": gid(ada), "archived": True}))["updateContact"]
    done = (await ask(owner, UPDATE, input={"contactId": gid(bea), "archived": True}))["updateContact"]
    left = await ask(owner, "{ contacts(filter: {archived: false}) { nodes { name } } }")

    assert refused == {"contact": None, "userErrors": [{"code": "CONFLICT", "path": ["archived"]}]}
    assert done["contact"]["archivedAt"] is not None
    assert left["contacts"]["nodes"] == [{"name": "Ada"}]


async def test_absent_leaves_and_null_clears(ask, owner, ada):
    async def update(**over):
        return (await ask(owner, UPDATE, input={"contactId": gid(ada)} | over))["updateContact"]

    assert (await update(phone="+44 20"))["contact"]["email"] == "ada@acme.test"
    assert (await update(email=None))["contact"] | {"name": "", "version": 0} == {
        "name": "",
        "email": None,
        "phone": "+44 20",
        "archivedAt": None,
        "version": 0,
    }
    assert (await update(name="X", expectedVersion=1))["userErrors"] == [
        {"code": "STALE_VERSION", "path": ["expectedVersion"]}
    ]


async def test_an_address_given_again_changes_nothing(ask, owner, ada, make):
    await ask(owner, UPDATE, input={"contactId": gid(ada), "email": "ADA@acme.test"})

    assert (await make.again(ada)).version == 1
    assert await make.all(models.Event) == []


async def test_colleagues_know_each_others_names_alone(ask, make, acme, ada):
    await make.contact(acme, name="Bea", job_role="Billing", phone="1")
    await make.contact(await make.client(), name="Stranger")

    result = await ask.whole(viewer_as(ada), DETAILS)

    [own, colleague] = result.data["contacts"]["nodes"]
    assert (own["name"], own["email"], own["portalStatus"], own["lastSeenAt"]) == ("Ada", "ada@acme.test", "NONE", None)
    assert colleague == dict.fromkeys(colleague) | {"name": "Bea"}
    assert "Contact.email" in result.withheld


async def test_an_address_of_a_colleague_cannot_be_felt_out(ask, make, acme, ada):
    await make.contact(acme, name="Bea", email="bea@acme.test")
    by_email = '{ contacts(filter: {email: {startsWith: "bea"}}) { totalCount } }'

    assert (await ask(viewer_as(ada), by_email))["contacts"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        ("nobody", "UNAUTHENTICATED"),
        ("herself", "FORBIDDEN"),
        ("limited", "NOT_FOUND"),
        ("analyst", "FORBIDDEN"),
        ("limited and assigned", None),
    ],
)
async def test_who_may_change_a_contact(ask, make, nobody, acme, ada, caller, code):
    limited = await make.user(models.Role.STAFF_LIMITED)
    viewer = {
        "nobody": nobody,
        "herself": viewer_as(ada, *models.PortalPermission),
        "limited": viewer_of(limited),
        "limited and assigned": viewer_of(limited, acme),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), acme),
    }[caller]

    errors = (await ask(viewer, UPDATE, input={"contactId": gid(ada), "name": "Eve"}))["updateContact"]["userErrors"]

    assert [error["code"] for error in errors] == ([code] if code else [])
    assert ((await make.again(ada)).name == "Eve") is (code is None)
