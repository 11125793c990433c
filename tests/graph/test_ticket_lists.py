"""Tickets in lists: figures, filters, orders, and what hangs on clients and projects."""

from datetime import timedelta

import models
from models import TicketStatus, Visibility
from models.core import clock
from tests.graph import field
from tests.graph.conftest import gid, viewer_as, viewer_of


async def test_figures_filters_and_orders(ask, owner, make):
    client = await make.client()
    opened = clock.now() - timedelta(hours=2)
    urgency = models.PriorityLevel
    await field.ticket(make, client, subject="A", priority=urgency.URGENT, tags=["login", "web"], created_at=opened)
    await field.ticket(
        make,
        client,
        subject="B",
        priority=urgency.LOW,
        status=TicketStatus.RESOLVED,
        created_at=opened,
        resolved_at=opened + timedelta(hours=1),
        waited_seconds=600,
    )
    query = """{
      tickets(orderBy: [{field: PRIORITY, direction: DESC}]) {
        nodes { subject }
        aggregate { count avg { resolutionSeconds } }
        groups(by: [{field: STATUS}]) { key { status } aggregate { count } }
      }
      tagged: tickets(filter: {tag: {eq: "web"}}) { nodes { subject } }
      sought: tickets(filter: {search: "b", status: {in: [RESOLVED]}}) { totalCount }
    }"""

    found = await ask(owner, query)

    assert [each["subject"] for each in found["tickets"]["nodes"]] == ["A", "B"]
    assert found["tickets"]["aggregate"] == {"count": 2, "avg": {"resolutionSeconds": "3000"}}
    assert found["tickets"]["groups"] == [
        {"key": {"status": "OPEN"}, "aggregate": {"count": 1}},
        {"key": {"status": "RESOLVED"}, "aggregate": {"count": 1}},
    ]
    assert found["tagged"]["nodes"] == [{"subject": "A"}]
    assert found["sought"] == {"totalCount": 1}


async def test_the_price_of_a_page_does_not_grow_with_it(ask, owner, make, statements):
    client = await make.client()
    project = await field.project(make, client)
    for _ in range(3):
        ticket = await field.ticket(make, client, project_id=project.id)
        for _ in range(2):
            await make.row(
                models.Reply(client_id=client.id, ticket_id=ticket.id, body="Hm.", visibility=Visibility.CLIENT)
            )
    query = (
        "{ tickets { totalCount nodes { client { name } project { name } replies { totalCount nodes { body } } } } }"
    )

    with statements(6):
        found = await ask(owner, query)

    assert [each["replies"]["totalCount"] for each in found["tickets"]["nodes"]] == [2, 2, 2]


async def test_a_client_and_its_project_show_what_hangs_on_them(ask, owner, make):
    client = await make.client()
    project = await field.project(make, client)
    await field.ticket(make, client, project_id=project.id)
    await field.ticket(make, client)
    await field.discussion(make, project, visibility=Visibility.INTERNAL)
    site, service = await field.site(make, client), await field.service(make)
    await field.job(make, site, project_id=project.id, service_id=service.id)
    for _ in range(2):
        await field.activity(make, client, service_id=service.id)
    query = """query ($id: ID!) {
      client(id: $id) {
        tickets { totalCount } discussions { totalCount } sites { totalCount nodes { jobs { totalCount } } }
        jobs { totalCount } activities { totalCount } services { name }
        projects { nodes { tickets { totalCount } discussions { totalCount } jobs { totalCount } } }
      }
      search(text: "ex1 1aa", types: [SITE]) { node { ... on Site { name } } }
    }"""
    staff = viewer_of(await make.user(models.Role.STAFF_LIMITED), client)
    contact = viewer_as(await make.contact(client), *models.PortalPermission)

    one = {"totalCount": 1}
    for viewer in (owner, staff):
        found = await ask(viewer, query, id=gid(client))
        assert found == {
            "client": {
                "tickets": {"totalCount": 2},
                "discussions": one,
                "sites": {"totalCount": 1, "nodes": [{"jobs": one}]},
                "jobs": one,
                "activities": {"totalCount": 2},
                "services": [{"name": "Plumbing"}],
                "projects": {"nodes": [{"tickets": one, "discussions": one, "jobs": one}]},
            },
            "search": [{"node": {"name": "12 Quay St"}}],
        }
    hers = (await ask(contact, query, id=gid(client)))["client"]
    assert (hers["discussions"], hers["activities"], hers["services"]) == ({"totalCount": 0}, None, None)
    assert (hers["tickets"], hers["jobs"]) == ({"totalCount": 2}, one)


async def test_departments_have_their_own_lists(ask, owner, make):
    client = await make.client()
    opened = """
    mutation ($input: OpenTicketInput!) { openTicket(input: $input) { ticket { department } userErrors { code } } }
    """
    for subject, department in (("Login", " Hosting "), ("Invoice", "Accounts"), ("Mail", "Hosting"), ("Else", None)):
        wish = {"clientId": gid(client), "subject": subject, "body": "Please help.", "department": department}
        await ask(owner, opened, input=wish)

    found = await ask(
        owner,
        """
        {
          tickets { groups(by: [{field: DEPARTMENT}]) { key { department } aggregate { count } } }
          hosting: tickets(filter: {department: {eq: "Hosting"}}) { nodes { subject } }
        }
        """,
    )

    groups = {each["key"]["department"]: each["aggregate"]["count"] for each in found["tickets"]["groups"]}
    assert groups == {"Accounts": 1, "Hosting": 2, None: 1}
    assert sorted(each["subject"] for each in found["hosting"]["nodes"]) == ["Login", "Mail"]
