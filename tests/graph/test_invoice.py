"""Invoices of lines: making, changing, discarding, voiding, attaching; and who sees them."""

from datetime import timedelta

import pytest

import models
from models.core import clock
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of
from tests.graph.money import CREATE, FROM_PROJECT, ISSUE, TODAY, VAT, Work, codes, item, kinds, pay

UPDATE = """
mutation ($input: UpdateInvoiceInput!) {
  updateInvoice(input: $input) {
    invoice { status note internalNote total { amount } lines { description net { amount } } version }
    userErrors { code path }
  }
}
"""
VOID = """
mutation ($id: ID!, $reason: String!) {
  voidInvoice(input: {invoiceId: $id, reason: $reason}) {
    invoice { number status voidReason } userErrors { code path }
  }
}
"""
DISCARD = """
mutation ($id: ID!) { discardDraftInvoice(input: {invoiceId: $id}) { invoice { id } userErrors { code } } }
"""
ATTACH = """
mutation ($id: ID!, $project: ID!) {
  attachInvoiceToProject(input: {invoiceId: $id, projectId: $project}) {
    invoice { project { id paymentStatus } } userErrors { code path }
  }
}
"""
READ = "query ($id: ID!) { invoice(id: $id) { number internalNote isOverdue payable } invoices { totalCount } }"


@pytest.fixture
async def work(make):
    return await Work(make).begin()


async def create(ask, viewer, work, *lines, **over):
    wish = {"clientId": gid(work.client), "lines": list(lines), **over}
    return (await ask(viewer, CREATE, input=wish))["createInvoice"]


async def change(ask, viewer, invoice, **over):
    return (await ask(viewer, UPDATE, input={"invoiceId": invoice, **over}))["updateInvoice"]


async def test_a_draft_has_its_figures_and_no_number(ask, owner, work):
    answer = await create(ask, owner, work, item("100.00", quantity="2.5", taxes=VAT), item("10.00"))

    made = answer["invoice"]
    assert (made["number"], made["status"], made["currency"]) == (None, "DRAFT", "GBP")
    assert [each["net"]["amount"] for each in made["lines"]] == ["250.00", "10.00"]
    assert (made["subtotal"]["amount"], made["tax"]["amount"], made["total"]["amount"]) == ("260.00", "50.00", "310.00")
    assert made["taxes"] == [
        {"name": "VAT", "ratePercent": "20.0", "taxable": {"amount": "250.00"}, "tax": {"amount": "50.00"}}
    ]
    assert await kinds(work.make) == ["INVOICE_DRAFTED"]


@pytest.mark.parametrize(
    ("line", "code", "path"),
    [
        (item("10.001"), "INVALID", ["lines", "0", "unitPrice"]),
        (item("10", "USD"), "CURRENCY_MISMATCH", ["lines", "0", "unitPrice"]),
        (item("10", description=" "), "REQUIRED", ["lines", "0", "description"]),
        (item("10", quantity="1.00001"), "INVALID", ["lines", "0", "quantity"]),
        (item("10", discountPercent="101"), "INVALID", ["lines", "0", "discountPercent"]),
        (item("10", taxes=[{"ratePercent": "-1"}]), "INVALID", ["lines", "0", "taxes", "0", "ratePercent"]),
        (item("-10"), "INVALID", ["lines"]),
    ],
)
async def test_lines_that_cannot_be(ask, owner, work, line, code, path):
    answer = await create(ask, owner, work, line)

    assert answer == {"invoice": None, "userErrors": [{"code": code, "path": path}]}
    assert (await ask(owner, "{ invoices { totalCount } }"))["invoices"]["totalCount"] == 0


async def test_without_lines_there_is_no_invoice(ask, owner, work):
    assert (await create(ask, owner, work))["userErrors"] == [{"code": "REQUIRED", "path": ["lines"]}]


async def test_another_clients_project_is_refused(ask, owner, make, work):
    other = await Work(make).begin()

    answer = await create(ask, owner, work, item("1"), projectId=gid(other.project))

    assert answer["userErrors"] == [{"code": "INVALID", "path": ["projectId"]}]


async def test_new_lines_take_the_place_of_those_that_bill_nothing(ask, owner, work):
    entry = await work.time(3600)
    wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS"}
    made = (await ask(owner, FROM_PROJECT, input=wish))["createInvoiceFromProject"]["invoice"]

    first = await change(ask, owner, made["id"], lines=[item("1.00", description="One")], discountPercent="10")
    second = await change(ask, owner, made["id"], lines=[item("2.00", description="Two")])
    without = await change(ask, owner, made["id"], removeLineIds=[made["lines"][0]["id"]])

    assert [line["description"] for line in first["invoice"]["lines"]] == ["Website", "One"]
    assert first["invoice"]["total"] == {"amount": "72.90"}
    assert [line["description"] for line in second["invoice"]["lines"]] == ["Website", "Two"]
    assert [line["description"] for line in without["invoice"]["lines"]] == ["Two"]
    again = await work.make.again(entry)
    assert (again.billable_state, again.invoice_line_id) == (models.BillableState.OPEN, None)


async def test_once_issued_only_the_internal_note_changes(ask, owner, work):
    invoice = await work.invoice(ask, owner, item("10.00"))

    noted = await change(ask, owner, invoice, internalNote="Ring first")
    other = await change(ask, owner, invoice, note="Thanks")
    stale = await change(ask, owner, invoice, internalNote="x", expectedVersion=1)

    assert noted["invoice"]["internalNote"] == "Ring first"
    assert codes(other) == ["INVALID_STATE"] and codes(stale) == ["STALE_VERSION"]


async def test_a_discarded_draft_leaves_its_time_open(ask, owner, work):
    entry = await work.time(3600)
    wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS"}
    made = (await ask(owner, FROM_PROJECT, input=wish))["createInvoiceFromProject"]["invoice"]
    issued = await work.invoice(ask, owner, item("1"))

    answer = (await ask(owner, DISCARD, id=made["id"]))["discardDraftInvoice"]
    refused = (await ask(owner, DISCARD, id=issued))["discardDraftInvoice"]

    assert answer == {"invoice": None, "userErrors": []} and codes(refused) == ["INVALID_STATE"]
    assert (await ask(owner, READ, id=made["id"])) == {"invoice": None, "invoices": {"totalCount": 1}}
    assert (await work.make.again(entry)).billable_state is models.BillableState.OPEN


async def test_a_void_invoice_keeps_its_number_and_gives_everything_back(ask, owner, work):
    await work.time(3600)
    wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "issue": True}
    made = (await ask(owner, FROM_PROJECT, input=wish))["createInvoiceFromProject"]["invoice"]

    silent = (await ask(owner, VOID, id=made["id"], reason=" "))["voidInvoice"]
    answer = (await ask(owner, VOID, id=made["id"], reason="Wrong order"))["voidInvoice"]
    twice = (await ask(owner, VOID, id=made["id"], reason="Again"))["voidInvoice"]

    assert silent["userErrors"] == [{"code": "REQUIRED", "path": ["reason"]}]
    assert answer["invoice"] == {"number": made["number"], "status": "VOID", "voidReason": "Wrong order"}
    assert codes(twice) == ["INVALID_STATE"]
    again = (await ask(owner, FROM_PROJECT, input=wish))["createInvoiceFromProject"]["invoice"]
    assert again["total"] == {"amount": "80.00", "currency": "GBP"} and again["number"] > made["number"]
    project = await work.make.again(work.project)
    assert project.payment_status is models.ProjectPaymentStatus.INVOICED


async def test_a_paid_invoice_cannot_be_voided(ask, owner, work):
    invoice = await work.invoice(ask, owner, item("10.00"))
    await pay(ask, owner, invoice, "p")

    assert codes((await ask(owner, VOID, id=invoice, reason="No"))["voidInvoice"]) == ["INVALID_STATE"]


async def test_an_attached_invoice_counts_for_the_project(ask, owner, make, work):
    invoice = await work.invoice(ask, owner, item("10.00"))
    second = await make.row(
        models.Project(
            name="Other",
            billing_method=models.BillingMethod.NON_BILLABLE,
            currency="GBP",
            client_id=work.client.id,
        )
    )

    answer = (await ask(owner, ATTACH, id=invoice, project=gid(work.project)))["attachInvoiceToProject"]
    other = (await ask(owner, ATTACH, id=invoice, project=gid(second)))["attachInvoiceToProject"]

    assert answer["invoice"]["project"] == {"id": gid(work.project), "paymentStatus": "INVOICED"}
    assert other["userErrors"] == [{"code": "CONFLICT", "path": ["projectId"]}]


async def test_overdue_begins_the_day_after(ask, owner, work):
    invoice = await work.invoice(ask, owner, item("10.00"), dueOn=str(TODAY))
    count = "{ invoices(filter: {isOverdue: true}) { totalCount } }"

    assert (await ask(owner, READ, id=invoice))["invoice"]["isOverdue"] is False
    with clock.moved(timedelta(days=1)):
        assert (await ask(owner, READ, id=invoice))["invoice"]["isOverdue"] is True
        assert (await ask(owner, count))["invoices"]["totalCount"] == 1
        await pay(ask, owner, invoice, "p")
        assert (await ask(owner, READ, id=invoice))["invoice"]["isOverdue"] is False


async def test_who_sees_an_invoice(ask, owner, make, work):
    draft = await work.invoice(ask, owner, item("1"), issue=False)
    invoice = await work.invoice(ask, owner, item("10.00"))
    await change(ask, owner, invoice, internalNote="Slow payer")
    strangers = [
        viewer_as(await make.contact(await make.client()), models.PortalPermission.INVOICES),
        viewer_as(work.contact, models.PortalPermission.PROJECTS),
        viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client()),
    ]

    seen = await ask.whole(work.ada, READ, id=invoice)

    assert seen.data["invoice"]["internalNote"] is None and seen.withheld == ["Invoice.internalNote"]
    assert seen.data["invoices"]["totalCount"] == 1
    assert (await ask(work.ada, READ, id=draft))["invoice"] is None
    for stranger in strangers:
        assert await ask(stranger, READ, id=invoice) == {"invoice": None, "invoices": {"totalCount": 0}}


async def test_figures_stand_apart_by_currency(ask, owner, make, work):
    dollars = await Work(make).begin("USD")
    await work.invoice(ask, owner, item("10.00"))
    await work.invoice(ask, owner, item("20.00"))
    await dollars.invoice(ask, owner, item("5.00", "USD"))

    query = """{ invoices {
      aggregate { count sum { total { amount currency } } avg { balance { amount } } max { dueOn } }
      groups(by: [{field: CLIENT}, {field: ISSUED_ON, bucket: YEAR}]) { key { issuedOn } aggregate { count } }
    } }"""
    found = (await ask(owner, query))["invoices"]

    sums = [{"amount": "30.00", "currency": "GBP"}, {"amount": "5.00", "currency": "USD"}]
    assert found["aggregate"]["sum"]["total"] == sums and found["aggregate"]["count"] == 3
    assert found["aggregate"]["avg"]["balance"] == [{"amount": "15.00"}, {"amount": "5.00"}]
    assert sorted(group["aggregate"]["count"] for group in found["groups"]) == [1, 2]
    assert {group["key"]["issuedOn"] for group in found["groups"]} == {f"{TODAY.year}-01-01"}


async def test_twenty_invoices_with_lines_cost_as_many_statements_as_one(ask, owner, work, statements):
    for _ in range(5):
        await work.invoice(ask, owner, item("1"), item("2"))
    query = "{ invoices { nodes { number client { name } lines { net { amount } } payments { totalCount } } } }"

    with statements(4):
        assert len((await ask(owner, query))["invoices"]["nodes"]) == 5


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("ada", "NOT_FOUND"), ("analyst", "FORBIDDEN"), ("unbilling", "FORBIDDEN"),
     ("elsewhere", "NOT_FOUND"), ("dev", None)],
)  # fmt: skip
async def test_who_may_issue(ask, owner, make, nobody, work, caller, code):
    draft = await work.invoice(ask, owner, item("10.00"), issue=False)
    callers = {
        "nobody": nobody,
        "ada": work.ada,
        "analyst": viewer_of(await make.user(models.Role.ANALYST, all_clients=True)),
        "unbilling": viewer_of(await make.user()),
        "elsewhere": viewer_of(await make.user(models.Role.STAFF_LIMITED, abilities=["BILL"]), await make.client()),
        "dev": viewer_of(await make.user(abilities=["BILL"])),
    }

    answer = (await ask(callers[caller], ISSUE, id=draft))["issueInvoice"]

    assert codes(answer) == ([code] if code else [])
    number = (await ask(owner, READ, id=draft))["invoice"]["number"]
    assert (number is None) is (code is not None)


async def test_an_issued_invoice_is_forbidden_to_whom_sees_it(ask, owner, work):
    invoice = await work.invoice(ask, owner, item("10.00"))

    assert codes((await ask(work.ada, ISSUE, id=invoice))["issueInvoice"]) == ["FORBIDDEN"]
    assert codes((await ask(work.ada, ISSUE, id=unknown(models.Invoice)))["issueInvoice"]) == ["NOT_FOUND"]
