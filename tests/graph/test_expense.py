"""Money spent: recorded, changed, approved, and billed once (domain.md E1 to E3)."""

from datetime import timedelta

import pytest

import models
from models import BillableState
from models.core import clock
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.test_file import Sent
from tests.graph.work import a_project, an_expense, set_organisation

RECORD = """
mutation ($input: RecordExpenseInput!) {
  recordExpense(input: $input) {
    expense {
      id billableState approvalStatus amount { amount currency } billableAmount { amount } tax { amount }
      markupPercent project { id } client { id } recordedBy { id }
    }
    userErrors { code path }
  }
}
"""
UPDATE = """
mutation ($input: UpdateExpenseInput!) {
  updateExpense(input: $input) {
    expense { category billableAmount { amount } billableState project { id } client { id } }
    userErrors { code path }
  }
}
"""
DELETE = "mutation ($id: ID!) { deleteExpense(input: {expenseId: $id}) { expense { id } userErrors { code } } }"
APPROVE = """
mutation ($id: ID!) { approveExpense(input: {expenseId: $id}) { expense { approvalStatus } userErrors { code } } }
"""


def spent(**over):
    values = {"category": "Licences", "amount": {"amount": "250.00", "currency": "GBP"}, "billable": True}
    return values | {"spentOn": clock.today("Europe/London").isoformat()} | over


async def test_an_expense_of_a_project_is_its_clients(ask, owner, make):
    project = await a_project(make)

    wanted = spent(projectId=gid(project), markupPercent="12.5", tax={"amount": "50.00", "currency": "GBP"})
    expense = (await ask(owner, RECORD, input=wanted))["recordExpense"]["expense"]

    assert expense == {
        "id": expense["id"],
        "billableState": "OPEN",
        "approvalStatus": "NOT_NEEDED",
        "amount": {"amount": "250.00", "currency": "GBP"},
        "billableAmount": {"amount": "281.25"},
        "tax": {"amount": "50.00"},
        "markupPercent": "12.5",
        "project": {"id": gid(project)},
        "client": {"id": gid(models.Client(id=project.client_id))},
        "recordedBy": {"id": expense["recordedBy"]["id"]},
    }


async def test_a_receipt_is_kept_for_the_staff(ask, owner, make):
    project = await a_project(make)
    query = """
    query ($id: ID!) {
      expense(id: $id) { receipt { name byteSize visibility project { id } uploadedBy { __typename } } }
    }
    """

    wanted = spent(projectId=gid(project), receipt=Sent(b"%PDF-1.7 receipt", "receipt.pdf"))
    expense = (await ask(owner, RECORD, input=wanted))["recordExpense"]["expense"]
    empty = (await ask(owner, RECORD, input=spent(projectId=gid(project), receipt=Sent(b""))))["recordExpense"]

    assert (await ask(owner, query, id=expense["id"]))["expense"]["receipt"] == {
        "name": "receipt.pdf",
        "byteSize": 16,
        "visibility": "INTERNAL",
        "project": {"id": gid(project)},
        "uploadedBy": {"__typename": "User"},
    }
    assert empty["userErrors"] == [{"code": "INVALID", "path": ["receipt"]}]
    await ask(owner, UPDATE, input={"expenseId": expense["id"], "receipt": None})
    assert (await ask(owner, query, id=expense["id"]))["expense"]["receipt"] is None


async def test_a_receipt_goes_where_its_expense_goes(ask, owner, make):
    project, other = await a_project(make), await a_project(make)
    wanted = spent(projectId=gid(project), receipt=Sent(b"%PDF-1.7 receipt", "receipt.pdf"))
    expense = (await ask(owner, RECORD, input=wanted))["recordExpense"]["expense"]
    mia = await make.user(models.Role.STAFF_LIMITED)
    of_other = viewer_of(mia, models.Client(id=other.client_id))
    listed = "{ files { nodes { name project { id } client { id } } } }"

    before = await ask(of_other, listed)
    moved = (await ask(owner, UPDATE, input={"expenseId": expense["id"], "projectId": gid(other)}))["updateExpense"]
    after = await ask(of_other, listed)
    await ask(owner, UPDATE, input={"expenseId": expense["id"], "projectId": None})

    assert (before["files"]["nodes"], moved["userErrors"]) == ([], [])
    client = {"id": gid(models.Client(id=other.client_id))}
    assert after["files"]["nodes"] == [{"name": "receipt.pdf", "project": {"id": gid(other)}, "client": client}]
    (file,) = await make.all(models.File)
    assert (file.project_id, file.client_id) == (None, other.client_id)


async def test_what_is_not_billable_is_cost_only(ask, owner, make):
    project = await a_project(make)

    wanted = spent(projectId=gid(project), billable=False)
    expense = (await ask(owner, RECORD, input=wanted))["recordExpense"]["expense"]

    assert (expense["billableState"], expense["billableAmount"]) == ("NOT_BILLABLE", {"amount": "0.00"})
    query = """
    query ($id: ID!) { project(id: $id) { unbilled { expenses { amount } } finance { cost { amount } } } }
    """
    assert (await ask(owner, query, id=gid(project)))["project"] == {
        "unbilled": {"expenses": {"amount": "0.00"}},
        "finance": {"cost": {"amount": "250.00"}},
    }
    assert (await ask(owner, DELETE, id=expense["id"]))["deleteExpense"] == {"expense": None, "userErrors": []}


async def test_what_is_refused(ask, owner, make):
    project, other = await a_project(make), await make.client()

    async def refused(**over):
        answer = (await ask(owner, RECORD, input=spent(**{"projectId": gid(project)} | over)))["recordExpense"]
        return answer["userErrors"]

    pounds = {"amount": "1.00", "currency": "GBP"}
    dollars = {"amount": "1.00", "currency": "USD"}
    tomorrow = (clock.today("Europe/London") + timedelta(days=1)).isoformat()
    assert await refused(amount=dollars) == [{"code": "CURRENCY_MISMATCH", "path": ["amount"]}]
    assert await refused(tax=dollars) == [{"code": "CURRENCY_MISMATCH", "path": ["tax"]}]
    assert await refused(amount=pounds | {"amount": "0"}) == [{"code": "INVALID", "path": ["amount"]}]
    assert await refused(amount=pounds | {"amount": "1.001"}) == [{"code": "INVALID", "path": ["amount", "amount"]}]
    assert await refused(markupPercent="-1") == [{"code": "INVALID", "path": ["markupPercent"]}]
    assert await refused(spentOn=tomorrow) == [{"code": "INVALID", "path": ["spentOn"]}]
    assert await refused(clientId=gid(other)) == [{"code": "INVALID", "path": ["clientId"]}]
    assert await refused(projectId=None) == [{"code": "INVALID", "path": ["billable"]}]
    assert (await ask(owner, "{ expenses { totalCount } }"))["expenses"]["totalCount"] == 0


async def test_the_organisation_spends_for_itself(ask, owner, make):
    answer = (await ask(owner, RECORD, input=spent(billable=False)))["recordExpense"]

    assert (answer["expense"]["project"], answer["expense"]["client"], answer["userErrors"]) == (None, None, [])


async def test_changes_work_the_billable_amount_out_again(ask, owner, make):
    here = await a_project(make)
    there = await a_project(make)
    abroad = await a_project(make, await make.client(currency="USD"))
    expense = await an_expense(make, here)

    async def changed(**given):
        return (await ask(owner, UPDATE, input={"expenseId": gid(expense)} | given))["updateExpense"]

    assert (await changed(markupPercent="10"))["expense"]["billableAmount"] == {"amount": "275.00"}
    assert (await changed(billable=False))["expense"]["billableAmount"] == {"amount": "0.00"}
    amount = {"amount": "100.00", "currency": "GBP"}
    assert (await changed(billable=True, amount=amount))["expense"]["billableAmount"] == {"amount": "110.00"}
    moved = (await changed(projectId=gid(there)))["expense"]
    assert (moved["project"], moved["client"]) == ({"id": gid(there)}, {"id": gid(models.Client(id=there.client_id))})
    refused = await changed(projectId=gid(abroad))
    assert refused["userErrors"] == [{"code": "CURRENCY_MISMATCH", "path": ["projectId"]}]


@pytest.mark.parametrize("state", [BillableState.RESERVED, BillableState.BILLED])
async def test_what_is_on_an_invoice_stays(ask, owner, make, state):
    expense = await an_expense(make, await a_project(make), billable_state=state)

    changed = (await ask(owner, UPDATE, input={"expenseId": gid(expense), "category": "Other"}))["updateExpense"]
    deleted = (await ask(owner, DELETE, id=gid(expense)))["deleteExpense"]

    assert [changed["userErrors"][0]["code"], deleted["userErrors"][0]["code"]] == ["ALREADY_BILLED"] * 2
    assert (await make.again(expense)).category == "Licences"


async def test_approval_where_the_organisation_wants_it(ask, owner, services, make):
    await set_organisation(services, approval_required=True)
    project = await a_project(make)
    expense = (await ask(owner, RECORD, input=spent(projectId=gid(project))))["recordExpense"]["expense"]
    assert expense["approvalStatus"] == "AWAITING"

    staff = (await ask(viewer_of(await make.user()), APPROVE, id=expense["id"]))["approveExpense"]
    approved = (await ask(owner, APPROVE, id=expense["id"]))["approveExpense"]

    assert staff["userErrors"] == [{"code": "FORBIDDEN"}]
    assert approved["expense"] == {"approvalStatus": "APPROVED"}

    await ask(owner, UPDATE, input={"expenseId": expense["id"], "amount": {"amount": "9999.00", "currency": "GBP"}})
    (row,) = await make.all(models.Expense)
    assert row.approval_status is models.ApprovalStatus.AWAITING  # nobody approved that amount


async def test_figures_by_category_and_by_who_recorded_it(ask, make):
    pat = await make.user(name="Pat")
    project = await a_project(make)
    await an_expense(make, project, "10.00", category="Travel", created_by=pat.id, tax=2)
    await an_expense(make, project, "30.00", category="Travel", created_by=pat.id)
    await an_expense(make, project, "5.00")
    query = """
    {
      expenses(filter: {recordedBy: {name: {eq: "Pat"}}, currency: {eq: "GBP"}, amount: {lt: "100"}}) {
        totalCount
        groups(by: [{field: CATEGORY}, {field: USER}]) {
          key { category user { name } }
          aggregate { sum { amount { amount } tax { amount } billableAmount { amount } } }
        }
      }
    }
    """

    found = (await ask(viewer_of(pat), query))["expenses"]

    assert found == {
        "totalCount": 2,
        "groups": [
            {
                "key": {"category": "Travel", "user": {"name": "Pat"}},
                "aggregate": {
                    "sum": {
                        "amount": [{"amount": "40.00"}],
                        "tax": [{"amount": "2.00"}],
                        "billableAmount": [{"amount": "40.00"}],
                    }
                },
            }
        ],
    }


@pytest.mark.parametrize(
    ("caller", "sees", "code"),
    [
        ("nobody", 0, "UNAUTHENTICATED"),
        ("contact", 0, "NOT_FOUND"),
        ("elsewhere", 0, "NOT_FOUND"),
        ("analyst", 1, "FORBIDDEN"),
        ("limited", 1, None),
    ],
)
async def test_who_sees_and_may_delete_an_expense(ask, make, nobody, caller, sees, code):
    project = await a_project(make)
    expense = await an_expense(make, project)
    client = models.Client(id=project.client_id)
    callers = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(client), *models.PortalPermission),
        "elsewhere": viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client()),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), client),
        "limited": viewer_of(await make.user(models.Role.STAFF_LIMITED), client),
    }

    assert (await ask(callers[caller], "{ expenses { totalCount } }"))["expenses"]["totalCount"] == sees
    errors = (await ask(callers[caller], DELETE, id=gid(expense)))["deleteExpense"]["userErrors"]
    assert [each["code"] for each in errors] == ([code] if code else [])
    assert (await make.again(expense) is None) is (code is None)
