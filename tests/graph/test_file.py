"""Files: taken in, attached to one node, shown to the client or not."""

import hashlib
from io import BytesIO
from types import SimpleNamespace

import pytest

import models
from models import PortalPermission, Visibility
from resolvers import file as files
from resolvers.context import Context
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of
from tests.graph.work import a_project

UPLOAD = """
mutation ($input: UploadFileInput!) {
  uploadFile(input: $input) {
    file {
      id name contentType byteSize sha256 visibility
      subject { id } lead { id } client { id } project { id }
      uploadedBy { ... on User { name } ... on Contact { name } }
    }
    userErrors { code path }
  }
}
"""
SHOW = """
mutation ($id: ID!, $visibility: Visibility!) {
  setFileVisibility(input: {fileId: $id, visibility: $visibility}) { file { visibility } userErrors { code path } }
}
"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
DOCUMENTS, PROJECTS = PortalPermission.DOCUMENTS, PortalPermission.PROJECTS


class Sent:
    """An upload as the server hands it on."""

    def __init__(self, content: bytes = PNG, filename: str = "logo.png") -> None:
        self.filename, self.size = filename, len(content)
        self._bytes = BytesIO(content)

    async def seek(self, place: int) -> None:
        self._bytes.seek(place)

    async def read(self) -> bytes:
        return self._bytes.read()


@pytest.fixture
async def client(make):
    return await make.client()


@pytest.fixture
async def project(make, client):
    fixed = models.BillingMethod.FIXED_PRICE
    return await make.row(models.Project(client_id=client.id, name="Shop", currency="GBP", billing_method=fixed))


async def test_a_file_knows_its_bytes_its_client_and_who_sent_it(ask, owner, client, project, services):
    given = {"file": Sent(), "projectId": gid(project), "visibility": "INTERNAL"}

    file = (await ask(owner, UPLOAD, input=given))["uploadFile"]["file"]

    assert file.pop("id")
    assert file == {
        "name": "logo.png",
        "contentType": "image/png",
        "byteSize": 28,
        "sha256": hashlib.sha256(PNG).hexdigest(),
        "visibility": "INTERNAL",
        "subject": {"id": gid(project)},
        "lead": None,
        "client": {"id": gid(client)},
        "project": {"id": gid(project)},
        "uploadedBy": {"name": "Olive"},
    }
    assert list(services.storage.kept.values()) == [PNG]
    assert not any("logo" in key for key in services.storage.kept)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("brief.pdf", "brief.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\plan.doc", "plan.doc"),
        ("a\u202eb\nc\x07.txt", "abc.txt"),
        ("", "file"),
        ("..", "file"),
        ("/", "file"),
        (None, "file"),
    ],
)
def test_a_name_is_no_path(given, kept):
    assert files.name_of(given) == kept


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7", "x", "application/pdf"),
        (b"<html><script>", "logo.png", "text/html"),
        (b"hello", "brief.pdf", "application/octet-stream"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "photo.png", "image/svg+xml"),
        (b"MZ\x90\x00" + bytes(100), "invoice.pdf", "application/vnd.microsoft.portable-executable"),
    ],
)
def test_what_a_file_is_says_its_content(content, name, kind):
    assert files.content_type(content, name) == kind


@pytest.mark.parametrize(
    ("over", "code", "path"),
    [
        ({"file": Sent(b"")}, "INVALID", ["file"]),
        ({"file": Sent(b"<html><script>")}, "INVALID", ["file"]),
        ({"file": Sent(b"%PDF-1.7", "plan.pdf"), "name": "plan.PNG"}, "INVALID", ["file"]),
        ({"file": Sent(PNG, "brief.pdf")}, "INVALID", ["file"]),
        ({"file": Sent(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.jpg")}, "INVALID", ["file"]),
        ({"file": SimpleNamespace(filename="big", size=files.LARGEST + 1)}, "INVALID", ["file"]),
        ({"projectId": None}, "REQUIRED", ["clientId"]),
        ({"clientId": "client"}, "INVALID", ["projectId"]),
        ({"projectId": unknown(models.Project)}, "NOT_FOUND", ["projectId"]),
        ({"projectId": None, "ticketId": "x"}, "NOT_FOUND", ["ticketId"]),
        ({"projectId": None, "jobId": unknown(models.Job)}, "NOT_FOUND", ["jobId"]),
    ],
)
async def test_what_cannot_be_kept_is_refused(ask, owner, make, services, client, project, over, code, path):
    given = {"file": Sent(), "projectId": gid(project), "visibility": "CLIENT"} | over
    if "clientId" in given:
        given["clientId"] = gid(client)

    answer = (await ask(owner, UPLOAD, input=given))["uploadFile"]

    assert answer == {"file": None, "userErrors": [{"code": code, "path": path}]}
    assert (await make.all(models.File), services.storage.kept) == ([], {})


async def test_a_lead_s_file_is_reachable_before_there_is_a_client(ask, owner, make):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    mia = await make.user(models.Role.STAFF_LIMITED)
    lead = await make.row(models.Lead(name="Ada", stage_id=stage.id, owner_id=mia.id))
    given = {"file": Sent(), "leadId": gid(lead), "visibility": "INTERNAL"}

    file = (await ask(owner, UPLOAD, input=given))["uploadFile"]["file"]

    assert (file["lead"], file["subject"], file["client"]) == ({"id": gid(lead)}, {"id": gid(lead)}, None)
    listed = "{ files { nodes { id } } }"
    assert (await ask(viewer_of(mia), listed))["files"]["nodes"] == [{"id": file["id"]}]
    other = viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client())
    assert (await ask(other, listed))["files"]["nodes"] == []


async def test_what_others_made_of_a_lead_takes_nothing_from_its_owner(ask, owner, make, client):
    mia = await make.user(models.Role.STAFF_LIMITED)
    stage = await make.row(models.PipelineStage(name="New", position=1))
    became = {"status": models.LeadStatus.CONVERTED, "converted_client_id": client.id}
    lead = await make.row(models.Lead(name="Ada", stage_id=stage.id, owner_id=mia.id, **became))
    task = await make.row(models.Task(name="Hers", created_by=mia.id, lead_id=lead.id))
    verbs = {
        "uploadFile": ("UploadFileInput", {"file": Sent(), "leadId": gid(lead), "visibility": "CLIENT"}),
        "createTask": ("CreateTaskInput", {"leadId": gid(lead), "name": "Planted", "clientVisible": True}),
    }
    for verb, (kind, given) in verbs.items():
        write = f"mutation ($input: {kind}!) {{ {verb}(input: $input) {{ userErrors {{ code path }} }} }}"
        answers = [await ask(viewer, write, input=given) for viewer in (viewer_of(mia), viewer_of(mia, client))]
        assert [each[verb]["userErrors"] for each in answers] == [[{"code": "NOT_FOUND", "path": ["leadId"]}], []]

    other = await make.client()
    hers = await a_project(make, other)
    await make.change(task, client_id=other.id, project_id=hers.id)
    leave = "mutation ($id: ID!) { updateTask(input: {taskId: $id, projectId: null}) { userErrors { code path } } }"
    left = await ask(viewer_of(mia, other), leave, id=gid(task))
    assert left["updateTask"]["userErrors"] == [{"code": "NOT_FOUND", "path": ["projectId"]}]
    assert (await make.again(task)).project_id == hers.id


async def test_showing_a_file_puts_it_and_its_news_before_the_client(ask, owner, make, client, project):
    bea = viewer_as(await make.contact(client), DOCUMENTS, PROJECTS)
    given = {"file": Sent(), "clientId": gid(client), "visibility": "INTERNAL"}
    file = (await ask(owner, UPLOAD, input=given))["uploadFile"]["file"]
    seen = "{ files { nodes { id } } events { nodes { kind } } }"

    before = await ask(bea, seen)
    await ask(owner, SHOW, id=file["id"], visibility="CLIENT")
    await ask(owner, SHOW, id=file["id"], visibility="CLIENT")
    after = await ask(bea, seen)
    await ask(owner, SHOW, id=file["id"], visibility="INTERNAL")
    hidden = await ask(bea, seen)

    assert before == hidden == {"files": {"nodes": []}, "events": {"nodes": []}}
    assert after == {
        "files": {"nodes": [{"id": file["id"]}]},
        "events": {"nodes": [{"kind": "FILE_VISIBILITY_CHANGED"}]},
    }


async def test_a_file_is_no_more_visible_than_what_it_hangs_on(ask, make, client, project):
    shown = {"client_id": client.id, "visibility": Visibility.CLIENT}
    task = await make.row(models.Task(name="Draw", client_id=client.id, project_id=project.id))
    await make.file(name="loose", **shown)
    await make.file(name="of project", project_id=project.id, **shown)
    await make.file(name="of hidden task", project_id=project.id, task_id=task.id, **shown)
    contact, listed = await make.contact(client), "{ files(orderBy: [{field: NAME}]) { nodes { name } } }"

    async def names(*permissions):
        return [each["name"] for each in (await ask(viewer_as(contact, *permissions), listed))["files"]["nodes"]]

    assert await names(PROJECTS) == []
    assert await names(DOCUMENTS) == ["loose"]
    assert await names(DOCUMENTS, PROJECTS) == ["loose", "of project"]


@pytest.mark.parametrize(
    ("caller", "allowed", "code"),
    [
        ("nobody", True, "UNAUTHENTICATED"),
        ("reader", True, None),
        ("reader", False, "FORBIDDEN"),
        ("bare", True, "FORBIDDEN"),
        ("of another client", True, "NOT_FOUND"),
        ("analyst", True, "FORBIDDEN"),
        ("staff", False, None),
    ],
)
async def test_who_may_upload(ask, make, nobody, services, client, caller, allowed, code):
    (organisation,) = await make.all(models.Organisation)
    async with Context(services).change() as change:
        (await change.get(models.Organisation, organisation.id)).contacts_may_upload = allowed
    callers = {
        "nobody": nobody,
        "reader": viewer_as(await make.contact(client), DOCUMENTS),
        "bare": viewer_as(await make.contact(client), PROJECTS),
        "of another client": viewer_as(await make.contact(await make.client()), DOCUMENTS),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), client),
        "staff": viewer_of(await make.user()),
    }
    given = {"file": Sent(), "clientId": gid(client), "visibility": "CLIENT"}

    answer = (await ask(callers[caller], UPLOAD, input=given))["uploadFile"]

    assert [error["code"] for error in answer["userErrors"]] == ([code] if code else [])
    assert len(await make.all(models.File)) == (0 if code else 1)


ATTACHED = """
query ($ticket: ID!, $reply: ID!) {
  ticket(id: $ticket) { files { nodes { name subject { id } } } replies { nodes { files { name } } } }
  node(id: $reply) { ... on Reply { files { name } } }
}
"""


@pytest.fixture
async def ticket(make, client):
    return await make.row(models.Ticket(client_id=client.id, number="T-1", subject="Broken", body="It is."))


async def test_tickets_and_answers_have_files_of_their_own(ask, owner, make, client, ticket):
    ticket_again = await make.again(ticket)
    reply = await make.row(
        models.Reply(client_id=client.id, ticket_id=ticket.id, body="So?", visibility=Visibility.CLIENT)
    )
    hidden = await make.row(
        models.Reply(client_id=client.id, ticket_id=ticket.id, body="Hm.", visibility=Visibility.INTERNAL)
    )
    for name, place in [("of ticket", ticket_again), ("of answer", reply), ("of hidden answer", hidden)]:
        key = "ticketId" if place is ticket_again else "replyId"
        given = {"file": Sent(), "name": name, key: gid(place), "visibility": "CLIENT"}
        file = (await ask(owner, UPLOAD, input=given))["uploadFile"]["file"]
        assert (file["subject"], file["client"]) == ({"id": gid(place)}, {"id": gid(client)})

    of_staff = await ask(owner, ATTACHED, ticket=gid(ticket), reply=gid(reply))
    contact = await make.contact(client)
    tickets = PortalPermission.TICKETS
    of_contact = await ask(viewer_as(contact, DOCUMENTS, tickets), ATTACHED, ticket=gid(ticket), reply=gid(reply))
    listed = "{ files { nodes { name } } }"

    assert {each["name"] for each in of_staff["ticket"]["files"]["nodes"]} == {
        "of ticket",
        "of answer",
        "of hidden answer",
    }
    assert of_staff["node"] == {"files": [{"name": "of answer"}]}
    assert [each["name"] for each in of_contact["ticket"]["files"]["nodes"]] == ["of answer", "of ticket"]
    assert of_contact["ticket"]["replies"]["nodes"] == [{"files": [{"name": "of answer"}]}]
    assert (await ask(viewer_as(contact, DOCUMENTS), listed))["files"]["nodes"] == []
    assert (await ask(viewer_as(contact, tickets), listed))["files"]["nodes"] == []


async def test_a_contact_adds_files_to_own_answers_alone(ask, make, client, ticket, services):
    async with Context(services).change() as change:
        (await change.organisation()).contacts_may_upload = True
    bea = await make.contact(client)
    place = {"client_id": client.id, "ticket_id": ticket.id, "visibility": Visibility.CLIENT}
    own = await make.row(models.Reply(body="Mine", created_by=bea.id, **place))
    other = await make.row(models.Reply(body="Theirs", **place))

    async def code(reply):
        given = {"file": Sent(), "replyId": gid(reply), "visibility": "CLIENT"}
        answer = await ask(viewer_as(bea, DOCUMENTS, PortalPermission.TICKETS), UPLOAD, input=given)
        return [each["code"] for each in answer["uploadFile"]["userErrors"]]

    assert (await code(own), await code(other)) == ([], ["FORBIDDEN"])
    assert [file.reply_id for file in await make.all(models.File)] == [own.id]
