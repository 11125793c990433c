"""Merging clients: the remedy for a wrong conversion (domain.md C7)."""

import pytest

import models
from models import Base
from resolvers.context import Context
from tests.graph.conftest import gid, viewer_of

MERGE = """
mutation ($from: ID!, $into: ID!) {
  mergeClients(input: {fromClientId: $from, intoClientId: $into}) {
    client { name pointOfContact { name } contacts { nodes { name archivedAt } } lead { name } }
    userErrors { code path }
  }
}
"""


@pytest.fixture
async def pair(make):
    """Two clients, the first with some of everything."""
    ending, staying = await make.client(name="Acme Limited"), await make.client(name="Acme Ltd")
    await make.contact(ending, name="Ada", is_point_of_contact=True)
    await make.contact(staying, name="Zoe", is_point_of_contact=True)
    user, both = await make.user(), await make.user(models.Role.STAFF_LIMITED)
    for assigned, client in ((user, ending), (both, ending), (both, staying)):
        await make.row(models.UserClient(user_id=assigned.id, client_id=client.id))
    stage = await make.row(models.PipelineStage(name="New", position=1))
    await make.row(
        models.Lead(
            name="Ada",
            stage_id=stage.id,
            status=models.LeadStatus.CONVERTED,
            converted_client_id=ending.id,
        )
    )
    ours = {"client_id": ending.id}
    method = models.BillingMethod.PROJECT_HOURS
    project = await make.row(models.Project(name="Site", billing_method=method, currency="GBP", **ours))
    task = await make.row(models.Task(name="Draw", project_id=project.id, **ours))
    await make.row(models.TaskAssignee(task_id=task.id, user_id=user.id, **ours))
    await make.row(models.Comment(task_id=task.id, body="Blue", **ours))
    await make.row(models.ProjectMember(project_id=project.id, user_id=user.id, **ours))
    await make.row(models.Invoice(bill_to_name="Acme", currency="GBP", project_id=project.id, **ours))
    return ending, staying


async def merge(ask, viewer, ending, staying):
    """Merge the first into the second."""
    return (await ask(viewer, MERGE, **{"from": gid(ending), "into": gid(staying)}))["mergeClients"]


async def test_every_row_is_the_other_clients(ask, owner, make, services, pair):
    ending, staying = pair

    answer = await merge(ask, owner, ending, staying)

    assert answer == {
        "client": {
            "name": "Acme Ltd",
            "pointOfContact": {"name": "Zoe"},
            "contacts": {"nodes": [{"name": "Ada", "archivedAt": None}, {"name": "Zoe", "archivedAt": None}]},
            "lead": None,
        },
        "userErrors": [],
    }
    for table in Base.metadata.sorted_tables:
        if "client_id" in table.c and table.name != "event":
            rows = await Context(services).as_system().rows(table.select())
            assert all(row.client_id in (None, staying.id) for row in rows), table.name
    [lead] = await make.all(models.Lead)
    assert lead.converted_client_id == staying.id
    ended = await make.again(ending)
    assert (ended.status, ended.archived_at is None) == (models.ClientStatus.ARCHIVED, False)
    [draft] = await make.all(models.Invoice)
    assert draft.bill_to_name == "Acme Ltd"
    kinds = [each.kind.name for each in await make.all(models.Event)]
    assert kinds == ["INVOICE_UPDATED", "CLIENT_MERGED", "CLIENT_MERGED"]


async def test_the_history_is_the_other_clients_too(ask, owner, make, pair):
    ending, staying = pair
    note = 'mutation ($id: ID!) { addNote(input: {clientId: $id, body: "Early bird"}) { cursor } }'
    await ask(owner, note, id=gid(ending))

    await merge(ask, owner, ending, staying)

    query = "query ($id: ID!) { client(id: $id) { timeline { nodes { kind } } } }"
    kinds = (await ask(owner, query, id=gid(staying)))["client"]["timeline"]["nodes"]
    assert [each["kind"] for each in kinds] == ["CLIENT_MERGED", "INVOICE_UPDATED", "COMMUNICATION_LOGGED"]


async def test_one_person_at_both_stays_one_contact_with_the_portal(ask, owner, make, pair):
    ending, staying = pair
    identity = await make.row(models.Identity(email="ada@acme.test"))
    active = {"portal_status": models.PortalStatus.ACTIVE, "portal_permissions": ["INVOICES"]}
    login = await make.contact(ending, name="Ada L", email="ada@acme.test", identity_id=identity.id, **active)
    known = await make.contact(staying, name="Ada K", email="ADA@acme.test")

    await merge(ask, owner, ending, staying)

    kept, folded = await make.again(known), await make.again(login)
    assert (kept.identity_id, kept.portal_status) == (identity.id, models.PortalStatus.ACTIVE)
    assert (kept.portal_permissions, kept.archived_at) == (["INVOICES"], None)
    assert (folded.identity_id, folded.portal_status) == (None, models.PortalStatus.NONE)
    assert folded.archived_at is not None and folded.client_id == staying.id


@pytest.mark.parametrize(
    ("over", "code", "path"),
    [
        ({"currency": "USD"}, "CURRENCY_MISMATCH", ["intoClientId"]),
        ({"status": models.ClientStatus.ARCHIVED}, "INVALID_STATE", None),
        ({"type": models.ClientType.INDIVIDUAL}, "CONFLICT", ["intoClientId"]),
    ],
)
async def test_clients_that_do_not_fit_stay_apart(ask, owner, make, pair, over, code, path):
    ending, other = pair[0], await make.client(**over)
    await make.contact(other, is_point_of_contact=True)

    answer = await merge(ask, owner, ending, other)

    assert answer == {"client": None, "userErrors": [{"code": code, "path": path}]}
    assert (await make.again(ending)).status is models.ClientStatus.ACTIVE
    assert (await merge(ask, owner, ending, ending))["userErrors"] == [{"code": "INVALID", "path": ["intoClientId"]}]


@pytest.mark.parametrize(("role", "code"), [("STAFF", "FORBIDDEN"), ("ADMIN", None), ("STAFF_LIMITED", "NOT_FOUND")])
async def test_administrators_merge_clients(ask, make, pair, role, code):
    answer = await merge(ask, viewer_of(await make.user(models.Role[role])), *pair)

    assert [error["code"] for error in answer["userErrors"]] == ([code] if code else [])
