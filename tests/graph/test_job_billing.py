"""Billing jobs: once, together with other work, and again after a void, a credit or a discarded draft."""

import asyncio
from decimal import Decimal

import pytest

import models
from models import PortalPermission
from tests.graph import field
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.test_job import CREATE, code, of

BILL = """
mutation ($jobs: [ID!]!, $draft: ID, $issue: Boolean = true, $key: String) {
  createInvoiceFromJobs(input: {jobIds: $jobs, invoiceId: $draft, taxes: [{ratePercent: "20"}], issue: $issue,
                                idempotencyKey: $key}) {
    invoice {
      id number status subtotal { amount } total { amount currency }
      lines {
        id kind description quantity net { amount }
        allocations { nodes { state billable { ... on JobActivity { id quantity } } } }
      }
      jobs { nodes { id status invoice { id } } }
    }
    userErrors { code path }
  }
}
"""
VOID = """
mutation ($id: ID!) {
  voidInvoice(input: {invoiceId: $id, reason: "Wrong order number"}) {
    invoice { number status jobs { nodes { status invoice { id } } } } userErrors { code }
  }
}
"""
DISCARD = "mutation ($id: ID!) { discardDraftInvoice(input: {invoiceId: $id}) { userErrors { code } } }"
ISSUE = "mutation ($id: ID!) { issueInvoice(input: {invoiceId: $id}) { invoice { status } userErrors { code } } }"
REMOVE = """
mutation ($id: ID!, $lines: [ID!]!) {
  updateInvoice(input: {invoiceId: $id, removeLineIds: $lines}) { invoice { total { amount } } userErrors { code } }
}
"""
CREDIT = """
mutation ($id: ID!, $line: ID!, $billables: [ID!]) {
  creditInvoice(input: {invoiceId: $id, reason: "Once too much", idempotencyKey: "credit",
                        lines: [{invoiceLineId: $line, releaseBillableIds: $billables}]}) {
    creditNote { total { amount } } releasedBillables { ... on JobActivity { quantity } } userErrors { code path }
  }
}
"""


async def ready(ask, owner, make, place, *activities, **over):
    """A job that may be invoiced."""
    asked = place.asked(*(activities or [of(place.activity, "2")]), **over)
    job = (await ask(owner, CREATE, **asked))["createJob"]["job"]["id"]
    row = next(each for each in await make.all(models.Job) if gid(each) == job)
    values = {"status": models.JobStatus.READY_TO_INVOICE, "completed_at": field.NOON, "started_at": field.NOON}
    await make.change(row, **values)
    for each in await make.all(models.JobActivity):
        if each.job_id == row.id:
            await make.change(each, done_at=field.NOON)
    return job


@pytest.fixture
async def place(make):
    return await field.place(make)


@pytest.fixture
async def job(ask, owner, make, place):
    return await ready(ask, owner, make, place)


async def status_of(make, job):
    return next(each.status.name for each in await make.all(models.Job) if gid(each) == job)


async def test_a_job_is_billed_once_and_again_after_a_void(ask, owner, make, job):
    first = (await ask(owner, BILL, jobs=[job], key="1"))["createInvoiceFromJobs"]
    same = (await ask(owner, BILL, jobs=[job], key="1"))["createInvoiceFromJobs"]
    twice = await ask(owner, BILL, jobs=[job], key="2")
    voided = (await ask(owner, VOID, id=first["invoice"]["id"]))["voidInvoice"]
    again = (await ask(owner, BILL, jobs=[job], key="3"))["createInvoiceFromJobs"]["invoice"]

    invoice = first["invoice"]
    assert (invoice["status"], invoice["subtotal"]) == ("ISSUED", {"amount": "85.00"})
    assert invoice["total"] == {"amount": "102.00", "currency": "GBP"}
    (line,) = invoice["lines"]
    assert (line["kind"], line["quantity"], line["net"]) == ("JOB_ACTIVITY", "2", {"amount": "85.00"})
    assert line["description"] == "JOB-00001, 12 Quay St: Renew tap"
    assert line["allocations"]["nodes"][0]["billable"]["quantity"] == "2"
    assert invoice["jobs"]["nodes"] == [{"id": job, "status": "INVOICED", "invoice": {"id": invoice["id"]}}]
    assert same["invoice"]["id"] == invoice["id"]
    assert code(twice) == ("ALREADY_BILLED", ["jobIds", "0"])
    assert (voided["invoice"]["number"], voided["invoice"]["status"]) == (invoice["number"], "VOID")
    assert voided["invoice"]["jobs"]["nodes"] == [{"status": "READY_TO_INVOICE", "invoice": None}]
    assert (again["total"]["amount"], again["jobs"]["nodes"][0]["status"]) == ("102.00", "INVOICED")
    assert again["number"] > invoice["number"]
    kinds = [each.kind.name for each in await make.all(models.Event) if each.subject_type == "Job"]
    assert kinds == ["JOB_CREATED", "JOB_INVOICED", "JOB_READY_TO_INVOICE", "JOB_INVOICED"]


async def test_a_draft_holds_its_jobs_until_it_is_issued_or_discarded(ask, owner, make, job):
    draft = (await ask(owner, BILL, jobs=[job], issue=False))["createInvoiceFromJobs"]["invoice"]
    held = await ask(owner, BILL, jobs=[job])
    await ask(owner, DISCARD, id=draft["id"])
    second = (await ask(owner, BILL, jobs=[job], issue=False))["createInvoiceFromJobs"]["invoice"]
    issued = (await ask(owner, ISSUE, id=second["id"]))["issueInvoice"]

    assert draft["jobs"]["nodes"][0]["status"] == "READY_TO_INVOICE"
    assert code(held)[0] == "ALREADY_BILLED"
    assert issued["userErrors"] == []
    assert await status_of(make, job) == "INVOICED"


async def test_several_jobs_and_hours_of_a_project_on_one_invoice(ask, owner, make, place, job):
    other = await ready(ask, owner, make, place, of(place.activity))
    create = """
    mutation ($client: ID!) {
      createInvoice(input: {clientId: $client,
        lines: [{description: "Hours", quantity: "1", unitPrice: {amount: "15.00", currency: "GBP"}}]}) {
        invoice { id } userErrors { code }
      }
    }
    """
    draft = (await ask(owner, create, client=gid(place.client)))["createInvoice"]["invoice"]["id"]

    billed = (await ask(owner, BILL, jobs=[job, other], draft=draft))["createInvoiceFromJobs"]["invoice"]

    assert billed["id"] == draft
    assert [each["kind"] for each in billed["lines"]] == ["ITEM", "JOB_ACTIVITY", "JOB_ACTIVITY"]
    assert billed["total"] == {"amount": "168.00", "currency": "GBP"}
    assert {each["id"] for each in billed["jobs"]["nodes"]} == {job, other}


async def test_what_cannot_be_billed_leaves_everything(ask, owner, make, place, job):
    early = (await ask(owner, CREATE, **place.asked(of(place.activity))))["createJob"]["job"]["id"]
    elsewhere = await field.place(make, "Second Homes")
    theirs = await ready(ask, owner, make, elsewhere)

    answers = [
        await ask(owner, BILL, jobs=[]),
        await ask(owner, BILL, jobs=[job, early]),
        await ask(owner, BILL, jobs=[job, theirs]),
    ]

    assert [code(each) for each in answers] == [
        ("REQUIRED", ["jobIds"]),
        ("INVALID_STATE", ["jobIds", "1"]),
        ("INVALID", ["jobIds", "1"]),
    ]
    assert await make.all(models.Invoice) == []


async def test_a_credit_gives_back_exactly_what_it_names(ask, owner, make, place):
    more = await field.activity(make, place.client, service_id=place.service.id, sale=Decimal("10.00"))
    job = await ready(ask, owner, make, place, of(place.activity, "2"), of(more))
    billed = (await ask(owner, BILL, jobs=[job]))["createInvoiceFromJobs"]["invoice"]
    line = next(each for each in billed["lines"] if each["net"]["amount"] == "10.00")
    billable = line["allocations"]["nodes"][0]["billable"]["id"]

    credited = (await ask(owner, CREDIT, id=billed["id"], line=line["id"], billables=[billable]))["creditInvoice"]
    status = await status_of(make, job)
    again = (await ask(owner, BILL, jobs=[job]))["createInvoiceFromJobs"]["invoice"]

    assert credited["creditNote"]["total"] == {"amount": "12.00"}
    assert credited["releasedBillables"] == [{"quantity": "1"}]
    assert status == "READY_TO_INVOICE"
    assert again["total"]["amount"] == "12.00"


async def test_a_line_taken_off_a_draft_is_billed_on_another(ask, owner, make, place):
    more = await field.activity(make, place.client, service_id=place.service.id, sale=Decimal("10.00"))
    job = await ready(ask, owner, make, place, of(place.activity, "2"), of(more))
    draft = (await ask(owner, BILL, jobs=[job], issue=False))["createInvoiceFromJobs"]["invoice"]
    line = next(each["id"] for each in draft["lines"] if each["net"]["amount"] == "10.00")

    left = (await ask(owner, REMOVE, id=draft["id"], lines=[line]))["updateInvoice"]
    rest = (await ask(owner, BILL, jobs=[job], issue=False))["createInvoiceFromJobs"]["invoice"]
    none_left = await ask(owner, BILL, jobs=[job])
    await ask(owner, ISSUE, id=draft["id"])
    half = await status_of(make, job)
    await ask(owner, ISSUE, id=rest["id"])
    whole = await status_of(make, job)
    voided = (await ask(owner, VOID, id=draft["id"]))["voidInvoice"]["invoice"]
    again = (await ask(owner, BILL, jobs=[job]))["createInvoiceFromJobs"]["invoice"]

    assert left == {"invoice": {"total": {"amount": "102.00"}}, "userErrors": []}
    assert rest["total"]["amount"] == "12.00"
    assert code(none_left) == ("ALREADY_BILLED", ["jobIds", "0"])
    assert (half, whole) == ("READY_TO_INVOICE", "INVOICED")
    assert voided["jobs"]["nodes"] == [{"status": "READY_TO_INVOICE", "invoice": None}]
    assert again["total"]["amount"] == "102.00"
    assert again["jobs"]["nodes"] == [{"id": job, "status": "INVOICED", "invoice": {"id": again["id"]}}]


async def test_two_at_once_bill_a_job_once(ask, owner, make, job):
    answers = await asyncio.gather(*(ask(owner, BILL, jobs=[job]) for _ in range(3)))

    codes = sorted(str([each["code"] for each in found["createInvoiceFromJobs"]["userErrors"]]) for found in answers)
    assert codes == ["['ALREADY_BILLED']", "['ALREADY_BILLED']", "[]"]
    assert len(await make.all(models.Invoice)) == 1


async def test_who_may_bill_and_who_sees_the_bill(ask, owner, make, place, job):
    staff = viewer_of(await make.user(models.Role.STAFF))
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED))
    hal = viewer_as(await make.contact(place.client), PortalPermission.JOBS)

    refused = [await ask(staff, BILL, jobs=[job]), await ask(limited, BILL, jobs=[job], issue=False)]
    await ask(owner, BILL, jobs=[job])
    read = await ask(hal, "query ($id: ID!) { job(id: $id) { status invoice { number } } }", id=job)

    assert [code(each)[0] for each in refused] == ["FORBIDDEN", "NOT_FOUND"]
    assert read["job"] == {"status": "INVOICED", "invoice": None}
