"""Follow-ups by themselves: whoever is concerned is told once, by mail too where that was asked for (IN-50)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

import models
from models import PortalPermission, PortalStatus
from models.core import clock
from permissions.viewer import SYSTEM
from resolvers.change import Change
from resolvers.context import Context
from resolvers.follow_up import PATIENCE, follow_up
from resolvers.proposal import expire_documents
from resolvers.reminder import fire_reminders
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.money import CREATE, item

TOLD = "{ viewer { notifications { nodes { kind title subject { id } } } } }"
PREFER = """
mutation ($wanted: Boolean!) {
  setEmailNotifications(input: {emailNotifications: $wanted}) {
    user { emailNotifications } contact { emailNotifications } userErrors { code }
  }
}
"""
DAY = timedelta(days=1)


@pytest.fixture
async def client(make):
    return await make.client()


async def in_portal(make, client, *permissions, **over):
    names = [each.name for each in permissions]
    return await make.contact(client, portal_status=PortalStatus.ACTIVE, portal_permissions=names, **over)


async def told(make):
    """Who was told of what, in the order of ids."""
    return [(each.kind.name, each.user_id or each.contact_id) for each in await make.all(models.Notification)]


async def issued(ask, owner, client, due_on=None):
    """An invoice of 100.00 that is due tomorrow."""
    given = {"clientId": gid(client), "lines": [item("100.00")], "issue": True}
    given["dueOn"] = str(due_on or clock.today("Europe/London") + DAY)
    return (await ask(owner, CREATE, input=given))["createInvoice"]["invoice"]["id"]


async def test_an_overdue_invoice_is_told_once_to_who_is_concerned(ask, make, owner, services, client):
    payer = await in_portal(make, client, PortalPermission.INVOICES)
    await in_portal(make, client, PortalPermission.PROJECTS)
    await in_portal(make, await make.client(), PortalPermission.INVOICES)
    administrator = await make.user(models.Role.ADMIN)
    await make.user()
    [issuer] = [user for user in await make.all(models.User) if user.id == owner.user_id]
    invoice = await issued(ask, owner, client)
    before = await told(make)

    await follow_up(services)
    assert await told(make) == before
    with clock.moved(2 * DAY):
        await asyncio.gather(*(follow_up(services) for _ in range(3)))
        await follow_up(services)

    new = (await told(make))[len(before) :]
    assert sorted(new) == sorted(("INVOICE_OVERDUE", one.id) for one in (payer, administrator, issuer))
    [latest, *_] = (await ask(viewer_as(payer, PortalPermission.INVOICES), TOLD))["viewer"]["notifications"]["nodes"]
    due = clock.today("Europe/London") + DAY
    assert latest == {
        "kind": "INVOICE_OVERDUE",
        "title": f"Invoice INV-{clock.now().year}-00001 was due on {due}; 100.00 GBP is left to pay",
        "subject": {"id": invoice},
    }
    assert [event.kind.name for event in await make.all(models.Event)].count("INVOICE_OVERDUE") == 1


async def test_a_settled_invoice_is_not_overdue(ask, make, owner, services, client):
    await issued(ask, owner, client)
    async with Context(services, SYSTEM).change() as change:
        [invoice] = await change.all(select(models.Invoice))
        invoice.paid = invoice.total
        invoice.follow_balance()

    with clock.moved(2 * DAY):
        await follow_up(services)

    assert "INVOICE_OVERDUE" not in {kind for kind, _ in await told(make)}


async def test_a_server_that_dies_in_between_leaves_it_to_the_next(ask, make, owner, services, client, monkeypatch):
    await issued(ask, owner, client)

    async def dying(*_, **__):
        raise ConnectionError

    with clock.moved(2 * DAY):
        with monkeypatch.context() as patch:
            patch.setattr(Change, "notify", dying)
            with pytest.raises(ConnectionError):
                await follow_up(services)
        assert await Context(services, SYSTEM).scalar(select(func.count()).select_from(models.FollowUp)) == 0
        await follow_up(services)
        await follow_up(services)

    assert await told(make) == [("INVOICE_OVERDUE", owner.user_id)]


async def test_a_ticket_that_waits_for_the_client_is_told_once_for_each_wait(make, owner, services, client):
    asker = await in_portal(make, client, PortalPermission.TICKETS)
    await in_portal(make, client, PortalPermission.TICKETS)
    worker = await make.user()
    ticket = await make.row(
        models.Ticket(
            client_id=client.id,
            number="T-1",
            subject="Colours",
            body="?",
            contact_id=asker.id,
            assignee_id=worker.id,
            status=models.TicketStatus.WAITING_CLIENT,
            waiting_since=clock.now(),
        )
    )

    await follow_up(services)
    early = await told(make)
    with clock.moved(PATIENCE + timedelta(seconds=1)):
        await asyncio.gather(follow_up(services), follow_up(services))
        await follow_up(services)
        once = await told(make)
    with clock.moved(PATIENCE + timedelta(minutes=1)):
        async with Context(services, SYSTEM).change() as change:
            waiting = await change.get(models.Ticket, ticket.id)
            waiting.take_up(change.now)
            waiting.wait(change.now)
        await follow_up(services)
    with clock.moved(2 * PATIENCE + timedelta(minutes=2)):
        await follow_up(services)
        await follow_up(services)

    assert early == []
    expected = sorted([("TICKET_WAITING", worker.id), ("TICKET_WAITING", asker.id)])
    assert sorted(once) == expected
    assert sorted((await told(make))[2:]) == expected


async def test_what_is_about_to_expire_is_told_once_by_two_servers(make, owner, services, client):
    given = {"title": "Shop", "currency": "GBP", "client_id": client.id, "created_by": owner.user_id}
    given["expires_on"] = clock.today("Europe/London") + 2 * DAY
    await make.row(models.Proposal(status=models.ProposalStatus.SENT, **given))
    await make.row(models.Estimate(status=models.EstimateStatus.VIEWED, **given))

    await asyncio.gather(*(expire_documents(services) for _ in range(3)))
    await expire_documents(services)

    assert await told(make) == [("PROPOSAL_EXPIRING", owner.user_id)] * 2
    subjects = {(event.kind.name, event.subject_type) for event in await make.all(models.Event)}
    assert subjects == {("PROPOSAL_EXPIRING", "Proposal"), ("PROPOSAL_EXPIRING", "Estimate")}


async def test_letters_go_to_who_asked_for_them_and_to_nobody_else(ask, make, owner, services, client):
    mailing = replace(services, mail_enabled=True)
    payer = await in_portal(make, client, PortalPermission.INVOICES, name="Ada", email_notifications=True)
    await in_portal(make, client, PortalPermission.INVOICES)
    await make.contact(client, email_notifications=True, portal_permissions=["INVOICES"])
    gone = await make.user(models.Role.STAFF_LIMITED, email_notifications=True)
    await make.row(models.UserClient(user_id=gone.id, client_id=(await make.client()).id))
    task = await make.row(models.Task(client_id=client.id, name="Call"))
    await make.row(
        models.Reminder(task_id=task.id, client_id=client.id, recipient_id=gone.id, remind_at=clock.now() + DAY)
    )
    await issued(ask, owner, client)
    assert [each.status.name for each in await make.all(models.OutboxMail)] == ["KEPT"]

    with clock.moved(2 * DAY):
        await asyncio.gather(follow_up(mailing), follow_up(mailing), fire_reminders(mailing))

    letters = [each for each in await make.all(models.OutboxMail) if each.status is models.OutboxStatus.WAITING]
    assert [(each.recipient, each.is_secret) for each in letters] == [(payer.email, False)]
    assert letters[0].subject.startswith("Invoice INV-") and letters[0].body.startswith("Hello Ada,\n\nInvoice INV-")


async def test_everybody_chooses_for_themselves(ask, make, nobody, client):
    user, contact = await make.user(models.Role.ANALYST), await in_portal(make, client)
    answers = [
        (await ask(viewer, PREFER, wanted=True))["setEmailNotifications"]
        for viewer in (nobody, viewer_of(user), viewer_as(contact))
    ]

    assert [[error["code"] for error in answer["userErrors"]] for answer in answers] == [["UNAUTHENTICATED"], [], []]
    assert answers[1]["user"] == {"emailNotifications": True} and answers[1]["contact"] is None
    assert answers[2]["contact"] == {"emailNotifications": True} and answers[2]["user"] is None
    assert (user.email_notifications, contact.email_notifications) == (False, False)
    assert [each.email_notifications for each in await make.all(models.User)] == [True]
