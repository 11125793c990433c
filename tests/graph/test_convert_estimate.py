"""A signed estimate becomes an invoice: the same lines, client and project, once."""

import asyncio

import pytest

import models
from models import PortalPermission
from models.core import clock
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.test_estimate import CREATE, REVISE, SEND, SIGN

CONVERT = """
mutation ($input: ConvertEstimateToInvoiceInput!) {
  convertEstimateToInvoice(input: $input) {
    invoice {
      id status number dueOn currency estimate { id status invoice { id } } client { id } project { id }
      subtotal { amount } taxes { name taxable { amount } tax { amount } } total { amount }
      lines { kind description quantity unit unitPrice { amount } discount { amount } net { amount } }
    }
    userErrors { code path }
  }
}
"""
UNDO = "mutation ($id: ID!) { undo: VERB { userErrors { code path } } }"
LISTED = "{ estimates(filter: {status: {notIn: [DRAFT]}}) { totalCount nodes { id status invoice { id } } } }"
DESIGN = {
    "description": "Design",
    "quantity": "2.5",
    "unit": "day",
    "unitPrice": {"amount": "400.00", "currency": "GBP"},
    "discountPercent": "10",
    "taxes": [{"name": "VAT", "ratePercent": "20"}],
}
HOSTING = {"description": "Hosting", "unitPrice": {"amount": "55.55", "currency": "GBP"}}


@pytest.fixture
async def client(make):
    return await make.client()


@pytest.fixture
async def reader(make, client):
    return viewer_as(await make.contact(client), PortalPermission.DOCUMENTS)


@pytest.fixture
async def project(make, client):
    return await make.row(
        models.Project(
            client_id=client.id, name="Shop", currency="GBP", billing_method=models.BillingMethod.PROJECT_HOURS
        )
    )


@pytest.fixture
async def signed(ask, owner, reader, client, project):
    given = {"clientId": gid(client), "projectId": gid(project), "title": "Shop", "currency": "GBP"}
    given["lines"] = [DESIGN, HOSTING]
    key = (await ask(owner, CREATE, input=given))["createEstimate"]["estimate"]["id"]
    await ask(owner, SEND, id=key)
    await ask(reader, SIGN, id=key)
    return key


async def convert(ask, viewer, estimate, **over):
    return (await ask(viewer, CONVERT, input={"estimateId": estimate, **over}))["convertEstimateToInvoice"]


async def test_the_draft_has_what_was_signed(ask, make, owner, client, project, signed):
    [before] = await make.all(models.Estimate)

    answer = await convert(ask, owner, signed)

    invoice = answer["invoice"]
    assert answer["userErrors"] == [] and (invoice["status"], invoice["number"]) == ("DRAFT", None)
    assert (invoice["client"]["id"], invoice["project"]["id"]) == (gid(client), gid(project))
    assert invoice["estimate"] == {"id": signed, "status": "INVOICED", "invoice": {"id": invoice["id"]}}
    assert (invoice["subtotal"]["amount"], invoice["total"]["amount"]) == ("955.55", "1135.55")
    assert invoice["taxes"] == [{"name": "VAT", "taxable": {"amount": "900.00"}, "tax": {"amount": "180.00"}}]
    assert [tuple(each[name] for name in ("kind", "description", "quantity", "unit")) for each in invoice["lines"]] == [
        ("ITEM", "Design", "2.5", "day"),
        ("ITEM", "Hosting", "1", "unit"),
    ]
    figures = [tuple(each[name]["amount"] for name in ("unitPrice", "discount", "net")) for each in invoice["lines"]]
    assert figures == [("400.00", "100.00", "900.00"), ("55.55", "0.00", "55.55")]
    [after] = await make.all(models.Estimate)
    assert (after.content(), after.signature_name, after.total) == (before.content(), "Ada", before.total)


async def test_twice_is_refused_and_the_same_key_answers_the_same(ask, make, owner, signed):
    first = await convert(ask, owner, signed, idempotencyKey="once")
    again = await convert(ask, owner, signed, idempotencyKey="once")
    twice = await convert(ask, owner, signed)

    assert first == again and first["userErrors"] == []
    assert twice == {"invoice": None, "userErrors": [{"code": "INVALID_STATE", "path": None}]}
    assert len(await make.all(models.Invoice)) == 1


async def test_two_at_once_make_one(ask, make, owner, signed):
    answers = await asyncio.gather(*(convert(ask, owner, signed) for _ in range(3)))

    assert sorted(len(answer["userErrors"]) for answer in answers) == [0, 1, 1]
    assert len(await make.all(models.Invoice)) == 1


async def test_without_its_invoice_it_can_be_invoiced_again(ask, make, owner, signed):
    """domain.md B3: what an invoice billed is open again once it is discarded or voided."""
    draft = (await convert(ask, owner, signed))["invoice"]["id"]
    discarded = await ask(owner, UNDO.replace("VERB", "discardDraftInvoice(input: {invoiceId: $id})"), id=draft)
    [open_again] = await make.all(models.Estimate)

    issued = (await convert(ask, owner, signed, issue=True))["invoice"]["id"]
    voided = await ask(owner, UNDO.replace("VERB", 'voidInvoice(input: {invoiceId: $id, reason: "Wrong"})'), id=issued)
    shown = await ask(owner, LISTED)
    again = (await convert(ask, owner, signed))["invoice"]

    assert discarded["undo"]["userErrors"] == voided["undo"]["userErrors"] == []
    assert (open_again.status.name, open_again.signature_name) == ("SIGNED", "Ada")
    assert shown == {"estimates": {"totalCount": 1, "nodes": [{"id": signed, "status": "SIGNED", "invoice": None}]}}
    assert again["estimate"] == {"id": signed, "status": "INVOICED", "invoice": {"id": again["id"]}}
    told = [event for event in await make.all(models.Event) if event.kind.name == "ESTIMATE_REOPENED"]
    assert [event.changes["status"] for event in told] == [["INVOICED", "SIGNED"]] * 2


async def test_the_list_has_what_each_may_see(ask, make, nobody, reader, signed):
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client())
    elsewhere = viewer_as(await make.contact(await make.client()), PortalPermission.DOCUMENTS)

    assert (await ask(reader, LISTED))["estimates"]["nodes"] == [{"id": signed, "status": "SIGNED", "invoice": None}]
    for caller in (nobody, limited, elsewhere):
        assert await ask(caller, LISTED) == {"estimates": {"totalCount": 0, "nodes": []}}


async def test_it_is_issued_at_once_where_that_was_asked_for(ask, make, owner, signed):
    due_on = clock.today("Europe/London").replace(day=1).replace(year=clock.now().year + 1)

    invoice = (await convert(ask, owner, signed, issue=True, dueOn=str(due_on)))["invoice"]

    assert (invoice["status"], invoice["number"]) == ("ISSUED", f"INV-{clock.now().year}-00001")
    assert invoice["dueOn"] == str(due_on)
    kinds = [event.kind.name for event in await make.all(models.Event)]
    assert kinds[-4:] == ["ESTIMATE_INVOICED", "INVOICE_DRAFTED", "INVOICE_ISSUED", "PROJECT_UPDATED"]


async def test_what_is_not_signed_becomes_nothing(ask, make, owner, client):
    given = {"clientId": gid(client), "title": "Shop", "currency": "GBP", "lines": [HOSTING]}
    key = (await ask(owner, CREATE, input=given))["createEstimate"]["estimate"]["id"]
    draft = await convert(ask, owner, key)
    await ask(owner, SEND, id=key)
    sent = await convert(ask, owner, key)

    assert draft["userErrors"] == sent["userErrors"] == [{"code": "INVALID_STATE", "path": None}]
    assert await make.all(models.Invoice) == []


async def test_what_was_signed_or_invoiced_is_not_revised(ask, owner, signed):
    await convert(ask, owner, signed)

    revised = (await ask(owner, REVISE, input={"estimateId": signed, "title": "Other"}))["reviseEstimate"]

    assert revised["userErrors"] == [{"code": "INVALID_STATE", "path": None}]


async def test_an_estimate_of_another_client_s_project_is_refused(ask, make, owner, project):
    other = await make.client()
    given = {"clientId": gid(other), "projectId": gid(project), "title": "Shop", "currency": "GBP", "lines": [HOSTING]}

    refused = (await ask(owner, CREATE, input=given))["createEstimate"]

    assert refused["userErrors"] == [{"code": "NOT_FOUND", "path": ["projectId"]}]
    assert await make.all(models.Estimate) == []


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("reader", "FORBIDDEN"), ("limited", "NOT_FOUND"), ("staff", None)],
)
async def test_who_may(ask, make, nobody, reader, signed, caller, code):
    callers = {
        "nobody": nobody,
        "reader": reader,
        "limited": viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client()),
        "staff": viewer_of(await make.user()),
    }

    answer = await convert(ask, callers[caller], signed)

    assert [error["code"] for error in answer["userErrors"]] == ([code] if code else [])
    assert len(await make.all(models.Invoice)) == (0 if code else 1)


async def test_without_bill_it_can_be_drafted_and_not_issued(ask, make, signed):
    staff = viewer_of(await make.user())

    answer = await convert(ask, staff, signed, issue=True)

    assert answer["userErrors"] == [{"code": "FORBIDDEN", "path": ["issue"]}]
    assert await make.all(models.Invoice) == []
    assert (await make.all(models.Estimate))[0].status.name == "SIGNED"
