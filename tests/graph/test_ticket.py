"""Tickets: who opens them, what moves them, and who is told."""

from datetime import timedelta

import pytest

import models
from models import PortalPermission
from models.core import clock
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

OPEN = """
mutation ($client: ID, $project: ID, $contact: ID, $subject: String = "Login fails") {
  openTicket(input: {clientId: $client, projectId: $project, contactId: $contact, subject: $subject,
                     body: "Since this morning.", priority: HIGH, tags: [" login ", "", "login"]}) {
    ticket { id number status priority tags client { name } project { name } contact { name } }
    userErrors { code path }
  }
}
"""
REPLY = """
mutation ($ticket: ID!, $body: String = "On it.", $visibility: Visibility = CLIENT, $wait: Boolean = false) {
  replyToTicket(input: {ticketId: $ticket, body: $body, visibility: $visibility, waitForClient: $wait}) {
    reply { body visibility author { ... on User { name } ... on Contact { name } } }
    ticket { status firstResponseAt resolvedAt }
    userErrors { code path }
  }
}
"""
ASSIGN = """
mutation ($id: ID!, $user: ID) {
  assignTicket(input: {ticketId: $id, userId: $user}) {
    ticket { assignee { name } }
    userErrors { code path }
  }
}
"""
RESOLVE = """
mutation ($id: ID!, $how: String) {
  resolveTicket(input: {ticketId: $id, resolution: $how}) {
    ticket { status resolvedAt }
    userErrors { code path }
  }
}
"""
CLOSE = """
mutation ($id: ID!) {
  closeTicket(input: {ticketId: $id}) {
    ticket { status }
    userErrors { code path }
  }
}
"""
LINK = """
mutation ($id: ID!, $project: ID!) {
  linkTicketToProject(input: {ticketId: $id, projectId: $project}) {
    ticket { project { name } }
    userErrors { code path }
  }
}
"""


async def portal_contact(make, client, *permissions, **over):
    return await make.contact(
        client,
        portal_status=models.PortalStatus.ACTIVE,
        portal_permissions=[each.name for each in permissions],
        **over,
    )


async def test_a_ticket_for_a_client_hangs_on_its_project(ask, owner, make):
    client = await make.client(name="Birch")
    project = await field.project(make, client)

    answer = (await ask(owner, OPEN, client=gid(client), project=gid(project)))["openTicket"]

    assert answer["userErrors"] == []
    ticket = answer["ticket"]
    assert ticket.pop("id")
    assert ticket == {
        "number": "TIC-00001",
        "status": "OPEN",
        "priority": "HIGH",
        "tags": ["login"],
        "client": {"name": "Birch"},
        "project": {"name": "Website"},
        "contact": None,
    }
    (event,) = await make.all(models.Event)
    assert (event.kind, event.client_id, event.project_id) == (
        models.EventKind.TICKET_OPENED,
        client.id,
        project.id,
    )


async def test_another_clients_project_or_contact_is_invalid_and_takes_no_number(ask, owner, make):
    ours, theirs = await make.client(), await make.client()
    project, contact = await field.project(make, theirs), await make.contact(theirs)

    by_project = (await ask(owner, OPEN, client=gid(ours), project=gid(project)))["openTicket"]
    by_contact = (await ask(owner, OPEN, client=gid(ours), contact=gid(contact)))["openTicket"]

    assert by_project["userErrors"] == [{"code": "INVALID", "path": ["projectId"]}]
    assert by_contact["userErrors"] == [{"code": "INVALID", "path": ["contactId"]}]
    assert await make.all(models.Ticket) == []
    assert (await ask(owner, OPEN, client=gid(ours)))["openTicket"]["ticket"]["number"] == "TIC-00001"


async def test_the_client_is_the_contacts_own_or_the_projects_and_otherwise_required(ask, owner, make):
    client = await make.client(name="Birch")
    bea = await portal_contact(make, client, PortalPermission.TICKETS, name="Bea")
    project = await field.project(make, client)

    hers = (await ask(viewer_as(bea, PortalPermission.TICKETS), OPEN))["openTicket"]["ticket"]
    of_project = (await ask(owner, OPEN, project=gid(project)))["openTicket"]["ticket"]
    of_nobody = (await ask(owner, OPEN))["openTicket"]

    assert (hers["client"], hers["contact"]) == ({"name": "Birch"}, {"name": "Bea"})
    assert of_project["client"] == {"name": "Birch"}
    assert of_nobody == {"ticket": None, "userErrors": [{"code": "REQUIRED", "path": ["clientId"]}]}
    told = await make.all(models.Notification)
    assert [(each.user_id, each.kind) for each in told] == [(owner.user_id, models.EventKind.TICKET_OPENED)]


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("without", "NOT_FOUND"), ("analyst", "FORBIDDEN"), ("limited", "NOT_FOUND"),
     ("assigned", None), ("with", None)],
)  # fmt: skip
async def test_who_may_open_and_answer(ask, make, nobody, caller, code):
    client = await make.client()
    contact = await make.contact(client)
    limited = await make.user(models.Role.STAFF_LIMITED)
    viewer = {
        "nobody": nobody,
        "without": viewer_as(contact, PortalPermission.PROJECTS),
        "with": viewer_as(contact, PortalPermission.TICKETS),
        "analyst": viewer_of(await make.user(models.Role.ANALYST, all_clients=True)),
        "limited": viewer_of(limited),
        "assigned": viewer_of(limited, client),
    }[caller]
    ticket = await field.ticket(make, client)

    opened = (await ask(viewer, OPEN, client=gid(client)))["openTicket"]["userErrors"]
    replied = (await ask(viewer, REPLY, ticket=gid(ticket)))["replyToTicket"]["userErrors"]

    # A contact without TICKETS sees its client, so that opening is refused as such.
    opening = "FORBIDDEN" if caller == "without" else code
    assert [each["code"] for each in opened] == ([opening] if opening else [])
    assert [each["code"] for each in replied] == ([code] if code else [])
    assert len(await make.all(models.Reply)) == (0 if code else 1)


@pytest.mark.parametrize("caller", ["contact", "analyst"])
async def test_only_the_staff_assign_resolve_close_and_link(ask, make, caller):
    client = await make.client()
    project, ticket = await field.project(make, client), await field.ticket(make, client)
    permissions = (PortalPermission.TICKETS, PortalPermission.PROJECTS)
    viewer = {
        "contact": viewer_as(await make.contact(client), *permissions),
        "analyst": viewer_of(await make.user(models.Role.ANALYST, all_clients=True)),
    }[caller]

    for query, more in ((ASSIGN, {}), (RESOLVE, {}), (CLOSE, {}), (LINK, {"project": gid(project)})):
        (answer,) = (await ask(viewer, query, id=gid(ticket), **more)).values()
        assert [each["code"] for each in answer["userErrors"]] == ["FORBIDDEN"]
    assert (await make.again(ticket)).version == 1


async def test_a_wait_stops_the_clock_and_a_reply_starts_it_again(ask, owner, make):
    client = await make.client()
    bea = await portal_contact(make, client, PortalPermission.TICKETS)
    due = clock.now() + timedelta(days=1)
    ticket = await field.ticket(make, client, contact_id=bea.id, assignee_id=owner.user_id, due_at=due)

    waiting = (await ask(owner, REPLY, ticket=gid(ticket), wait=True))["replyToTicket"]
    with clock.moved(timedelta(hours=3)):
        heard = (await ask(viewer_as(bea, PortalPermission.TICKETS), REPLY, ticket=gid(ticket)))["replyToTicket"]

    assert waiting["ticket"]["status"] == "WAITING_CLIENT"
    assert waiting["ticket"]["firstResponseAt"] is not None
    assert heard["ticket"]["status"] == "IN_PROGRESS"
    now = await make.again(ticket)
    assert timedelta(0) <= now.due_at - due - timedelta(hours=3) < timedelta(minutes=1)
    assert 10800 <= now.waited_seconds < 10860
    kinds = [each.kind.name for each in await make.all(models.Event)]
    assert kinds == ["TICKET_REPLIED", "TICKET_WAITING", "TICKET_REPLIED", "TICKET_REOPENED"]
    told = [(each.contact_id, each.user_id) for each in await make.all(models.Notification)]
    assert told == [(bea.id, None), (None, owner.user_id)]


async def test_resolved_closed_and_opened_again_by_its_client(ask, owner, make):
    client = await make.client()
    bea = viewer_as(await make.contact(client), PortalPermission.TICKETS)
    ticket = await field.ticket(make, client)

    early = (await ask(owner, CLOSE, id=gid(ticket)))["closeTicket"]
    resolved = (await ask(owner, RESOLVE, id=gid(ticket), how="Password reset."))["resolveTicket"]
    again = (await ask(owner, RESOLVE, id=gid(ticket), how="Twice."))["resolveTicket"]
    closed = (await ask(owner, CLOSE, id=gid(ticket)))["closeTicket"]
    heard = (await ask(bea, REPLY, ticket=gid(ticket), body="Still fails."))["replyToTicket"]

    assert early["userErrors"] == again["userErrors"] == [{"code": "INVALID_STATE", "path": None}]
    assert resolved["ticket"]["status"] == "RESOLVED"
    assert resolved["ticket"]["resolvedAt"] is not None
    assert closed["ticket"] == {"status": "CLOSED"}
    assert (heard["ticket"]["status"], heard["ticket"]["resolvedAt"]) == ("OPEN", None)
    assert [each.body for each in await make.all(models.Reply)] == ["Password reset.", "Still fails."]


async def test_internal_notes_stay_with_the_staff(ask, owner, make):
    client = await make.client()
    bea = viewer_as(await make.contact(client), PortalPermission.TICKETS)
    ticket = await field.ticket(make, client)
    seen = """query ($id: ID!) {
      ticket(id: $id) { status assignee { name } replies { totalCount nodes { body } } }
      events { totalCount }
    }"""

    note = (await ask(owner, REPLY, ticket=gid(ticket), body="He forgot it.", visibility="INTERNAL"))["replyToTicket"]
    hers = await ask(bea, seen, id=gid(ticket))
    refused = (await ask(bea, REPLY, ticket=gid(ticket), visibility="INTERNAL"))["replyToTicket"]
    waiting = (await ask(bea, REPLY, ticket=gid(ticket), wait=True))["replyToTicket"]

    assert note["ticket"] == {"status": "OPEN", "firstResponseAt": None, "resolvedAt": None}
    assert hers["ticket"] == {"status": "OPEN", "assignee": None, "replies": {"totalCount": 0, "nodes": []}}
    assert hers["events"]["totalCount"] == 0
    assert refused["userErrors"] == [{"code": "INVALID", "path": ["visibility"]}]
    assert waiting["userErrors"] == [{"code": "INVALID", "path": ["waitForClient"]}]


async def test_a_ticket_is_given_to_who_works_for_the_client(ask, owner, make):
    client = await make.client()
    ticket = await field.ticket(make, client)
    pat, out = await make.user(name="Pat"), await make.user(models.Role.STAFF_LIMITED)

    answer = (await ask(owner, ASSIGN, id=gid(ticket), user=gid(pat)))["assignTicket"]
    refused = (await ask(owner, ASSIGN, id=gid(ticket), user=gid(out)))["assignTicket"]
    nobody = (await ask(owner, ASSIGN, id=gid(ticket)))["assignTicket"]

    assert answer["ticket"] == {"assignee": {"name": "Pat"}}
    assert refused["userErrors"] == [{"code": "INVALID", "path": ["userId"]}]
    assert nobody["ticket"] == {"assignee": None}
    assert [(each.user_id, each.kind.name) for each in await make.all(models.Notification)] == [
        (pat.id, "TICKET_ASSIGNED")
    ]


async def test_it_is_linked_to_a_project_of_its_client_alone(ask, owner, make):
    ours, theirs = await make.client(), await make.client()
    ticket = await field.ticket(make, ours)
    project, foreign = await field.project(make, ours), await field.project(make, theirs)

    linked = (await ask(owner, LINK, id=gid(ticket), project=gid(project)))["linkTicketToProject"]
    refused = (await ask(owner, LINK, id=gid(ticket), project=gid(foreign)))["linkTicketToProject"]
    lost = (await ask(owner, LINK, id=unknown(models.Ticket), project=gid(project)))["linkTicketToProject"]

    assert linked["ticket"] == {"project": {"name": "Website"}}
    assert refused["userErrors"] == [{"code": "INVALID", "path": ["projectId"]}]
    assert lost["userErrors"] == [{"code": "NOT_FOUND", "path": ["ticketId"]}]
