"""Discussions: among the staff or with the client, and who is told."""

import pytest

import models
from models import PortalPermission, Visibility
from tests.graph import field
from tests.graph.conftest import gid, viewer_as, viewer_of

START = """
mutation ($project: ID!, $visibility: Visibility!, $users: [ID!]) {
  startDiscussion(input: {projectId: $project, subject: "Client Feedback Round 2", body: "Please comment",
                          visibility: $visibility, tags: ["feedback"], notifyUserIds: $users}) {
    discussion { visibility tags project { name } client { id } author { ... on User { name } } }
    userErrors { code path }
  }
}
"""
REPLY = """
mutation ($id: ID!, $users: [ID!]) {
  replyToDiscussion(input: {discussionId: $id, body: "Looks right.", notifyUserIds: $users}) {
    reply { visibility author { ... on Contact { name } ... on User { name } } }
    discussion { replies { totalCount } }
    userErrors { code path }
  }
}
"""
SHOW = """
mutation ($id: ID!, $visibility: Visibility!) {
  setDiscussionVisibility(input: {discussionId: $id, visibility: $visibility}) {
    discussion { visibility }
    userErrors { code path }
  }
}
"""
READ = (
    "{ discussions { totalCount nodes { subject replies { totalCount nodes { body } } } } events { nodes { kind } } }"
)


async def in_portal(make, client, *permissions):
    return viewer_as(await make.contact(client, name="Bea"), *permissions)


async def test_a_thread_tells_the_users_named_and_hangs_on_its_project(ask, owner, make):
    client = await make.client()
    project, pat = await field.project(make, client), await make.user(name="Pat")

    for visibility in ("CLIENT", "INTERNAL"):
        answer = (await ask(owner, START, project=gid(project), visibility=visibility, users=[gid(pat), gid(pat)]))[
            "startDiscussion"
        ]
        assert answer == {
            "discussion": {
                "visibility": visibility,
                "tags": ["feedback"],
                "project": {"name": "Website"},
                "client": {"id": gid(client)},
                "author": {"name": "Olive"},
            },
            "userErrors": [],
        }

    told = [(each.user_id, each.kind.name, each.client_id) for each in await make.all(models.Notification)]
    assert told == [(pat.id, "DISCUSSION_STARTED", client.id)] * 2
    logged = [(each.visibility.name, each.project_id) for each in await make.all(models.Event)]
    assert logged == [("CLIENT", project.id), ("INTERNAL", project.id)]


async def test_nobody_is_told_who_does_not_work_for_the_client(ask, owner, make):
    project = await field.project(make, await make.client())
    out = await make.user(models.Role.STAFF_LIMITED)

    answer = (await ask(owner, START, project=gid(project), visibility="CLIENT", users=[gid(out)]))["startDiscussion"]

    assert answer["userErrors"] == [{"code": "INVALID", "path": ["notifyUserIds", "0"]}]
    assert await make.all(models.Discussion) == []


async def test_a_contact_reads_and_answers_what_is_open_to_the_client(ask, owner, make):
    client = await make.client()
    project = await field.project(make, client)
    public = await field.discussion(make, project, subject="Feedback", created_by=owner.user_id)
    internal = await field.discussion(make, project, subject="Margins", visibility=Visibility.INTERNAL)
    bea = await in_portal(make, client, PortalPermission.PROJECTS)

    hers = (await ask(bea, REPLY, id=gid(public)))["replyToDiscussion"]
    hidden = (await ask(bea, REPLY, id=gid(internal)))["replyToDiscussion"]
    naming = (await ask(bea, REPLY, id=gid(public), users=[gid(await make.user())]))["replyToDiscussion"]
    read = await ask(bea, READ)

    assert hers["reply"] == {"visibility": "CLIENT", "author": {"name": "Bea"}}
    assert hidden["userErrors"] == [{"code": "NOT_FOUND", "path": ["discussionId"]}]
    assert naming["userErrors"] == [{"code": "NOT_FOUND", "path": ["notifyUserIds", "0"]}]
    replies = {"totalCount": 1, "nodes": [{"body": "Looks right."}]}
    assert read == {
        "discussions": {"totalCount": 1, "nodes": [{"subject": "Feedback", "replies": replies}]},
        "events": {"nodes": [{"kind": "DISCUSSION_REPLIED"}]},
    }
    told = [(each.user_id, each.kind.name) for each in await make.all(models.Notification)]
    assert told == [(owner.user_id, "DISCUSSION_REPLIED")]


async def test_what_was_said_among_the_staff_stays_there_when_a_thread_is_opened(ask, owner, make):
    client = await make.client()
    project = await field.project(make, client)
    thread = await field.discussion(make, project, visibility=Visibility.INTERNAL)
    bea = await in_portal(make, client, PortalPermission.PROJECTS)

    before = (await ask(owner, REPLY, id=gid(thread)))["replyToDiscussion"]
    opened = (await ask(owner, SHOW, id=gid(thread), visibility="CLIENT"))["setDiscussionVisibility"]
    after = (await ask(owner, REPLY, id=gid(thread)))["replyToDiscussion"]

    assert (before["reply"]["visibility"], after["reply"]["visibility"]) == ("INTERNAL", "CLIENT")
    assert opened["discussion"] == {"visibility": "CLIENT"}
    assert (await ask(bea, READ))["discussions"]["nodes"][0]["replies"]["totalCount"] == 1
    await ask(owner, SHOW, id=gid(thread), visibility="INTERNAL")
    assert await ask(bea, READ) == {"discussions": {"totalCount": 0, "nodes": []}, "events": {"nodes": []}}


async def test_a_hidden_project_hides_its_threads(ask, make):
    client = await make.client()
    project = await field.project(make, client, portal_visible=False)
    thread = await field.discussion(make, project)
    await make.row(models.Reply(client_id=client.id, discussion_id=thread.id, body="Hm.", visibility=Visibility.CLIENT))
    bea = await in_portal(make, client, PortalPermission.PROJECTS)

    assert (await ask(bea, READ))["discussions"]["totalCount"] == 0
    assert await ask(bea, "query ($id: ID!) { discussion(id: $id) { id } }", id=gid(thread)) == {"discussion": None}


@pytest.mark.parametrize(
    ("caller", "start", "show", "reply"),
    [
        ("nobody", "UNAUTHENTICATED", "UNAUTHENTICATED", "UNAUTHENTICATED"),
        ("other contact", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND"),
        ("contact", "FORBIDDEN", "FORBIDDEN", None),
        ("analyst", "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"),
        ("limited", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND"),
        ("staff", None, None, None),
    ],
)
async def test_who_may(ask, make, nobody, caller, start, show, reply):
    client = await make.client()
    project = await field.project(make, client)
    thread = await field.discussion(make, project)
    viewer = {
        "nobody": nobody,
        "contact": await in_portal(make, client, PortalPermission.PROJECTS),
        "other contact": await in_portal(make, await make.client(), PortalPermission.PROJECTS),
        "analyst": viewer_of(await make.user(models.Role.ANALYST, all_clients=True)),
        "limited": viewer_of(await make.user(models.Role.STAFF_LIMITED)),
        "staff": viewer_of(await make.user()),
    }[caller]

    answers = [
        (await ask(viewer, START, project=gid(project), visibility="CLIENT"))["startDiscussion"],
        (await ask(viewer, SHOW, id=gid(thread), visibility="CLIENT"))["setDiscussionVisibility"],
        (await ask(viewer, REPLY, id=gid(thread)))["replyToDiscussion"],
    ]

    codes = [next((each["code"] for each in answer["userErrors"]), None) for answer in answers]
    assert codes == [start, show, reply]
