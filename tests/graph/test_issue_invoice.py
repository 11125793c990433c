"""Issuing: numbers without gap or duplicate, what is frozen, and who is told."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

import models
from resolvers import invoice as invoices
from resolvers.context import Context
from tests.graph.conftest import gid
from tests.graph.money import CREATE, FROM_PROJECT, ISSUE, TODAY, Work, codes, item, kinds

READ = """
query ($id: ID!) { invoice(id: $id) { number status issuedOn dueOn billTo { name email address { city } taxId } } }
"""


@pytest.fixture
async def work(make):
    return await Work(make).begin()


async def issue(ask, viewer, invoice, **over):
    return (await ask(viewer, ISSUE, id=invoice, **over))["issueInvoice"]


async def test_the_day_and_the_terms(ask, owner, work):
    first = await work.invoice(ask, owner, item("1"), issue=False)
    second = await work.invoice(ask, owner, item("1"), issue=False, dueOn=str(TODAY))

    issued = (await issue(ask, owner, first))["invoice"]
    soon = (await issue(ask, owner, second))["invoice"]

    assert issued == {
        "number": f"INV-{TODAY.year}-00001",
        "status": "ISSUED",
        "issuedOn": str(TODAY),
        "dueOn": str(TODAY + timedelta(days=30)),
        "billTo": {"name": "Acme Ltd"},
    }
    assert (soon["number"], soon["dueOn"]) == (f"INV-{TODAY.year}-00002", str(TODAY))


async def test_days_that_cannot_be(ask, owner, work):
    await work.invoice(ask, owner, item("1"))
    draft = await work.invoice(ask, owner, item("1"), issue=False, dueOn=str(TODAY - timedelta(days=1)))

    earlier = await issue(ask, owner, draft, on=str(TODAY - timedelta(days=1)))
    later = await issue(ask, owner, draft, on=str(TODAY + timedelta(days=1)))
    due_before = await issue(ask, owner, draft)

    assert [each["userErrors"][0]["path"] for each in (earlier, later, due_before)] == [
        ["issuedOn"],
        ["issuedOn"],
        ["dueOn"],
    ]
    assert codes(earlier) == codes(later) == codes(due_before) == ["INVALID"]
    number = (await ask(owner, READ, id=await work.invoice(ask, owner, item("1"))))["invoice"]["number"]
    assert number.endswith("00002")


async def test_who_it_is_made_out_to_is_frozen(ask, owner, work):
    draft = await work.invoice(ask, owner, item("1"), issue=False)

    async def rename(name):
        async with Context(work.services).change() as change:
            client = await change.get(models.Client, work.client.id)
            client.name, client.billing_address, client.tax_id = name, {"street": "1 Quay", "city": "Exeter"}, "GB1"

    await rename("Acme Group")
    await issue(ask, owner, draft)
    await rename("Acme Holding")

    shown = (await ask(owner, READ, id=draft))["invoice"]["billTo"]
    assert shown == {"name": "Acme Group", "email": "ada@acme.test", "address": {"city": "Exeter"}, "taxId": "GB1"}


async def test_a_draft_follows_its_client(ask, owner, make, work):
    """OS-08, OS-54: changed once, shown everywhere; what was issued keeps its own."""
    issued, draft = await work.invoice(ask, owner, item("1")), await work.invoice(ask, owner, item("2"), issue=False)
    ben = await make.contact(work.client, name="Ben", email="ben@acme.test")
    update = "mutation ($input: UpdateClientInput!) { updateClient(input: $input) { userErrors { code } } }"
    swap = "mutation ($input: SetPointOfContactInput!) { setPointOfContact(input: $input) { userErrors { code } } }"
    mail = "mutation ($input: UpdateContactInput!) { updateContact(input: $input) { userErrors { code } } }"
    client = {"clientId": gid(work.client)}

    async def read(key):
        return (await ask(owner, READ, id=key))["invoice"]["billTo"]

    before = await read(issued)
    address = {"street": "1 Quay", "city": "Exeter"}
    await ask(owner, update, input=client | {"name": "Acme Group", "taxId": "GB1", "billingAddress": address})
    group = {"name": "Acme Group", "address": {"city": "Exeter"}, "taxId": "GB1"}
    assert await read(draft) == group | {"email": "ada@acme.test"}
    await ask(owner, swap, input=client | {"contactId": gid(ben)})
    assert await read(draft) == group | {"email": "ben@acme.test"}
    await ask(owner, mail, input={"contactId": gid(ben), "email": "bills@acme.test"})
    assert await read(draft) == group | {"email": "bills@acme.test"}
    assert (
        await read(issued) == before == {"name": "Acme Ltd", "email": "ada@acme.test", "address": None, "taxId": None}
    )


async def test_contacts_with_invoices_are_told_and_nobody_else(ask, owner, make, work):
    await make.contact(work.client, portal_status=models.PortalStatus.ACTIVE, portal_permissions=["PROJECTS"])
    await make.contact(work.client, portal_permissions=["INVOICES"])

    await work.invoice(ask, owner, item("1"))

    async with Context(work.services).change() as change:
        told = await change.all(select(models.Notification))
    assert [(each.contact_id, each.kind.name) for each in told] == [(work.contact.id, "INVOICE_ISSUED")]
    assert await kinds(make) == ["INVOICE_DRAFTED", "INVOICE_ISSUED"]


async def test_nothing_to_pay_is_paid_at_once(ask, owner, work):
    draft = await work.invoice(ask, owner, item("0"), issue=False, projectId=gid(work.project))

    assert (await issue(ask, owner, draft))["invoice"]["status"] == "PAID"
    assert (await kinds(work.make))[-3:] == ["INVOICE_ISSUED", "INVOICE_PAID", "PROJECT_PAID"]


async def test_twice_is_refused_and_numbers_stay(ask, owner, work):
    draft = await work.invoice(ask, owner, item("1"), issue=False)

    answers = await asyncio.gather(*(issue(ask, owner, draft) for _ in range(4)))

    assert sorted(map(codes, answers)) == [[], *[["INVALID_STATE"]] * 3]
    next_one = await work.invoice(ask, owner, item("1"))
    assert (await ask(owner, READ, id=next_one))["invoice"]["number"].endswith("00002")


async def test_fifty_at_once_of_which_ten_fail_make_forty_numbers(ask, owner, work, monkeypatch):
    drafts = [await work.invoice(ask, owner, item("1"), issue=False, note=str(n)) for n in range(50)]
    doomed = set(drafts[::5])
    record = invoices.follow_project

    async def follow_or_fail(change, invoice):
        if gid(invoice) in doomed:
            raise RuntimeError("the lights went out")
        await record(change, invoice)

    monkeypatch.setattr(invoices, "follow_project", follow_or_fail)
    results = await asyncio.gather(*(ask.whole(owner, ISSUE, id=draft) for draft in drafts))

    numbers = sorted(result.data["issueInvoice"]["invoice"]["number"] for result in results if not result.errors)
    assert sum(bool(result.errors) for result in results) == len(doomed) == 10
    assert numbers == [f"INV-{TODAY.year}-{place:05}" for place in range(1, 41)]
    shown = (await ask(owner, "{ invoices(filter: {status: {eq: DRAFT}}) { totalCount } }"))["invoices"]
    assert shown["totalCount"] == 10


async def test_billing_and_issuing_at_once_by_many(ask, owner, make):
    works = [await Work(make).begin() for _ in range(8)]
    for work in works:
        await work.time(3600)

    def wish(work, key):
        return {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "issue": True, "idempotencyKey": key}

    answers = await asyncio.gather(
        *(ask(owner, FROM_PROJECT, input=wish(work, f"{n}-{time}")) for n, work in enumerate(works) for time in (1, 2))
    )

    made = [answer["createInvoiceFromProject"]["invoice"] for answer in answers]
    assert sorted(each["number"][-5:] for each in made if each) == [f"{place:05}" for place in range(1, 9)]


async def test_the_same_key_makes_one_invoice(ask, owner, work):
    wish = {"clientId": gid(work.client), "lines": [item("1")], "issue": True, "idempotencyKey": "k"}

    answers = await asyncio.gather(*(ask(owner, CREATE, input=wish) for _ in range(5)))

    assert {answer["createInvoice"]["invoice"]["number"] for answer in answers} == {f"INV-{TODAY.year}-00001"}
