"""Documents of all kinds together: in one list, in the client's folder, and on a project."""

from datetime import UTC, date, datetime, timedelta

import pytest

import models
from models import PortalPermission, Visibility
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

LINK = """
mutation ($document: ID!, $project: ID!) {
  linkDocumentToProject(input: {documentId: $document, projectId: $project}) {
    document {
      ... on Proposal { id status project { id } signature { contentSha256 } } ... on File { id project { id } }
    }
    userErrors { code path }
  }
}
"""
NAMED = """
nodes { __typename ... on Proposal { title } ... on Estimate { title } ... on Contract { title } ... on File { name } }
"""


def named(found):
    return [each.get("title") or each["name"] for each in found["nodes"]]


@pytest.fixture
async def client(make):
    return await make.client()


@pytest.fixture
def project_of(make):
    async def made(client, name="Shop"):
        fixed = models.BillingMethod.FIXED_PRICE
        return await make.row(models.Project(client_id=client.id, name=name, currency="GBP", billing_method=fixed))

    return made


@pytest.fixture
async def folder(make, client):
    """One of each kind, in the order of making; of the client, who may see all but the estimate."""
    began = datetime(2026, 3, 2, tzinfo=UTC)

    def common(day):
        return {"client_id": client.id, "created_at": began + timedelta(days=day)}

    sent = models.EstimateStatus.DRAFT
    return {
        "proposal": await make.proposal(title="Anchor", status=models.ProposalStatus.SIGNED, number="P-1", **common(0)),
        "estimate": await make.row(models.Estimate(title="Buoy", currency="GBP", status=sent, **common(1))),
        "contract": await make.row(
            models.Contract(
                title="Crane", body="…", starts_on=date(2026, 1, 1), status=models.ContractStatus.SENT, **common(2)
            )
        ),
        "file": await make.file(name="Dock", visibility=Visibility.CLIENT, **common(3)),
    }


async def test_the_newest_is_first_and_pages_go_on_where_they_ended(ask, owner, folder):
    parts = f"totalCount {NAMED} pageInfo {{ endCursor hasNextPage }}"
    page = f"query ($after: String) {{ documents(first: 3, after: $after) {{ {parts} }} }}"

    first = (await ask(owner, page))["documents"]
    second = (await ask(owner, page, after=first["pageInfo"]["endCursor"]))["documents"]

    assert (named(first), named(second)) == (["Dock", "Crane", "Buoy"], ["Anchor"])
    assert [each["__typename"] for each in first["nodes"]] == ["File", "Contract", "Estimate"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (
        4,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("{kind: {in: [PROPOSAL, FILE]}}", ["Anchor", "Dock"]),
        ("{kind: {notIn: [FILE]}}", ["Anchor", "Buoy", "Crane"]),
        ('{search: "oc"}', ["Dock"]),
        ('{search: "p-1"}', ["Anchor"]),
        ('{or: [{search: "buoy"}, {search: "crane"}]}', ["Buoy", "Crane"]),
        ('{createdAt: {lt: "2026-03-03T00:00:00Z"}}', ["Anchor"]),
        ('{client: {name: {eq: "Nobody"}}}', []),
    ],
)
async def test_filters_and_orders_go_over_all_kinds(ask, owner, folder, asked, found):
    query = f"{{ documents(filter: {asked}, orderBy: [{{field: NAME}}]) {{ totalCount {NAMED} }} }}"

    answer = (await ask(owner, query))["documents"]

    assert (named(answer), answer["totalCount"]) == (found, len(found))


async def test_an_id_of_another_type_with_the_same_key_is_not_it(ask, owner, folder):
    query = f"query ($id: ID!) {{ documents(filter: {{id: {{eq: $id}}}}) {{ {NAMED} }} }}"

    assert named((await ask(owner, query, id=gid(folder["file"])))["documents"]) == ["Dock"]
    assert named((await ask(owner, query, id=unknown(models.File)))["documents"]) == []


async def test_everybody_has_their_own_folder(ask, make, client, folder):
    other = viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client())
    assigned = viewer_of(await make.user(models.Role.STAFF_LIMITED), client)
    contact = await make.contact(client)
    query = f"{{ documents {{ totalCount {NAMED} }} }}"

    async def found(viewer):
        answer = (await ask(viewer, query))["documents"]
        assert answer["totalCount"] == len(answer["nodes"])
        return named(answer)

    assert await found(other) == []
    assert await found(assigned) == ["Dock", "Crane", "Buoy", "Anchor"]
    assert await found(viewer_as(contact, PortalPermission.DOCUMENTS)) == ["Dock", "Crane", "Anchor"]
    assert await found(viewer_as(contact, PortalPermission.PROJECTS)) == []


async def test_each_client_lists_its_own(ask, owner, make, client, folder, statements):
    other = await make.client(name="Other")
    await make.file(name="Elsewhere", client_id=other.id)
    query = f"{{ clients(orderBy: [{{field: NAME}}]) {{ nodes {{ documents {{ totalCount {NAMED} }} }} }} }}"

    with statements(7):
        clients = (await ask(owner, query))["clients"]["nodes"]

    assert [named(each["documents"]) for each in clients] == [["Dock", "Crane", "Buoy", "Anchor"], ["Elsewhere"]]
    assert [each["documents"]["totalCount"] for each in clients] == [4, 1]


async def test_a_signed_proposal_is_linked_and_stays_as_it_was_signed(ask, owner, client, folder, project_of):
    project = await project_of(client)
    for name in ("proposal", "file"):
        answer = (await ask(owner, LINK, document=gid(folder[name]), project=gid(project)))["linkDocumentToProject"]
        assert answer["userErrors"] == []
        assert answer["document"]["project"] == {"id": gid(project)}

    query = f"query ($id: ID!) {{ project(id: $id) {{ salesDocuments {{ totalCount {NAMED} }} }} }}"
    sales = (await ask(owner, query, id=gid(project)))["project"]["salesDocuments"]

    assert (sales["totalCount"], named(sales)) == (1, ["Anchor"])
    before = await ask(owner, "{ events { totalCount } }")
    await ask(owner, LINK, document=gid(folder["proposal"]), project=gid(project))
    assert await ask(owner, "{ events { totalCount } }") == before


async def test_a_signed_proposal_outlives_its_project(ask, owner, client, folder, project_of):
    """OS-15: once the project is archived, the client's documents have it still."""
    project = await project_of(client)
    await ask(owner, LINK, document=gid(folder["proposal"]), project=gid(project))
    archive = """
    mutation ($id: ID!) { updateProject(input: {projectId: $id, archived: true}) { userErrors { code } } }
    """
    assert (await ask(owner, archive, id=gid(project)))["updateProject"]["userErrors"] == []

    query = f"query ($id: ID!) {{ client(id: $id) {{ documents {{ {NAMED} }} }} }}"
    assert "Anchor" in named((await ask(owner, query, id=gid(client)))["client"]["documents"])


async def test_a_document_stays_with_its_client(ask, owner, make, folder, project_of):
    theirs = await project_of(await make.client())

    answer = (await ask(owner, LINK, document=gid(folder["proposal"]), project=gid(theirs)))["linkDocumentToProject"]
    unknown_one = (await ask(owner, LINK, document=gid(theirs), project=gid(theirs)))["linkDocumentToProject"]

    assert answer == {"document": None, "userErrors": [{"code": "NOT_FOUND", "path": ["projectId"]}]}
    assert unknown_one == {"document": None, "userErrors": [{"code": "NOT_FOUND", "path": ["documentId"]}]}
    assert (await make.again(folder["proposal"])).project_id is None


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("reader", "FORBIDDEN"), ("elsewhere", "NOT_FOUND"), ("assigned", None)],
)
async def test_who_may_link(ask, make, nobody, client, folder, project_of, caller, code):
    project = await project_of(client)
    permissions = (PortalPermission.DOCUMENTS, PortalPermission.PROJECTS)
    callers = {
        "nobody": nobody,
        "reader": viewer_as(await make.contact(client), *permissions),
        "elsewhere": viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client()),
        "assigned": viewer_of(await make.user(models.Role.STAFF_LIMITED), client),
    }

    answer = await ask(callers[caller], LINK, document=gid(folder["proposal"]), project=gid(project))

    codes = [error["code"] for error in answer["linkDocumentToProject"]["userErrors"]]
    assert codes == ([code] if code else [])
    assert (await make.again(folder["proposal"])).project_id == (None if code else project.id)
