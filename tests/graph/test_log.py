"""The log under load: nothing lost, nothing twice, nothing out of order, and no longer than one may look."""

import asyncio
import os
import random
import time

import pytest
from sqlalchemy import text

import models
from models import EventKind
from resolvers.context import Context
from resolvers.log import follow
from resolvers.positions import Position
from resolvers.watching import of_entries
from schema import schema
from tests.graph.conftest import gid, viewer_of
from tests.graph.people import Door
from tests.graph.people import door as door
from tests.graph.work import a_project

WRITERS = 16
ROUNDS = int(os.environ.get("CLIENTGRAPH_SOAK", "30"))
"""Transactions of each writer; `make soak` asks for many."""
STILL = 30
"""Seconds without an entry after which the rest counts as lost."""
TAKE_NUMBER = text("SELECT pg_current_xact_id()")


class Reader:
    """Follows the log, is cut off again and again, and goes on from the last cursor it was given."""

    def __init__(self, services, viewer, after, chance):
        self.services, self.viewer, self.after, self.chance = services, viewer, after, chance
        self.began, self.seen, self.cuts = Position.parse(after), [], 0
        self.task = asyncio.create_task(self._run())

    async def _run(self):
        while True:
            await self._until_cut()
            self.cuts += 1

    async def _until_cut(self):
        async for _, message in follow(Context(self.services, self.viewer), self.after, of_entries(None)):
            self.seen.append((message.event.xid, message.event.seq))
            self.after = message.cursor
            if self.chance.random() < 0.03:
                return

    def due(self, log):
        """Whatever lies behind where it began, in order."""
        began = self.began
        return [
            (xid, seq) for xid, seq in log if (xid, seq) > (began.xid, began.seq) or seq > began.pending.get(xid, seq)
        ]


async def write(services, clients, chance, cursors):
    """Transactions of a few entries that take their number early or late; some come to nothing."""
    for _ in range(ROUNDS):
        await asyncio.sleep(chance.random() * 0.01)
        context = Context(services)
        try:
            async with context.change() as unit:
                for _ in range(chance.randint(1, 5)):
                    unit.record(EventKind.CLIENT_UPDATED, chance.choice(clients))
                    if chance.random() < 0.3:
                        await unit.scalar(TAKE_NUMBER)
                        await asyncio.sleep(chance.random() * 0.02)
                if chance.random() < 0.1:
                    raise KeyError
        except KeyError:
            continue
        cursors.append(context.cursor)


async def test_readers_miss_nothing_of_many_writers(services, make):
    """Domain.md L2: each reader gets every entry behind its cursor once, in the order of the log."""
    chance = random.Random(2)
    viewer = viewer_of(await make.user())
    clients = [await make.client() for _ in range(WRITERS)]
    start = Context(services)
    async with start.change() as unit:
        unit.record(EventKind.CLIENT_UPDATED, clients[0])
    cursors, readers = [], [Reader(services, viewer, start.cursor, chance) for _ in range(2)]
    writers = asyncio.gather(*(write(services, clients, chance, cursors) for _ in range(WRITERS)))
    while not writers.done():
        await asyncio.sleep(0.2)
        if cursors and len(readers) < 12:
            readers.append(Reader(services, viewer, chance.choice(cursors), chance))
    await writers

    log = sorted((event.xid, event.seq) for event in await make.all(models.Event))
    due, had, since = sum(len(reader.due(log)) for reader in readers), -1, time.monotonic()
    while (have := sum(len(reader.seen) for reader in readers)) < due and time.monotonic() - since < STILL:
        had, since = have, time.monotonic() if have > had else since
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.2)
    for reader in readers:
        assert reader.seen == reader.due(log)
        reader.task.cancel()
    await asyncio.gather(*(reader.task for reader in readers), return_exceptions=True)
    assert sum(reader.cuts for reader in readers) > len(readers)


# --- losing access

UPDATES = "subscription ($id: ID) { clientUpdates(clientId: $id) { cursor } }"
PROGRESS = "subscription ($id: ID!) { projectProgress(projectId: $id) { cursor } }"
EVENTS = "subscription { events { cursor } }"
SUSPEND = "mutation ($id: ID!) { suspendPortal(input: {contactId: $id}) { userErrors { code } } }"
LOGOUT = "mutation { logout(input: {everywhere: true}) { userErrors { code } } }"
DISABLE = "mutation ($id: ID!) { updateUser(input: {userId: $id, status: DISABLED}) { userErrors { code } } }"
UNASSIGN = "mutation ($id: ID!) { assignUserClients(input: {userId: $id, clientIds: []}) { userErrors { code } } }"
HIDE = """
mutation ($id: ID!) {
  setProjectPortalSettings(input: {projectId: $id, settings: {visible: false}}) { userErrors { code } }
}
"""


async def ended(door, token, query, **variables):
    """Waits until the server ends the stream of a token, and answers when."""
    source = await schema.subscribe(query, variable_values=variables, context_value=await door.context(token))
    async for result in source:
        assert not result.errors, result.errors
    return time.monotonic()


@pytest.mark.parametrize("how", ["suspended", "hidden", "disabled", "unassigned", "signed out"])
async def test_a_stream_ends_with_the_access(door: Door, ask, owner, make, how):
    """Domain.md S5: within a second of the commit, whatever ended it."""
    project = await a_project(make)
    acme = await make.again(await make.client())
    mia = await door.user(models.Role.STAFF_LIMITED, "Mia")
    await make.row(models.UserClient(user_id=mia.id, client_id=acme.id))
    contact = await make.contact(await make.again(models.Client(id=project.client_id)), name="Ada")
    staff = (await door.login(mia.email))["token"]
    ada = await door.enter_portal(owner, contact, "PROJECTS")
    token, query, about, act = {
        "suspended": (ada, EVENTS, {}, lambda: ask(owner, SUSPEND, id=gid(contact))),
        "hidden": (ada, PROGRESS, {"id": gid(project)}, lambda: ask(owner, HIDE, id=gid(project))),
        "disabled": (staff, EVENTS, {}, lambda: ask(owner, DISABLE, id=gid(mia))),
        "unassigned": (staff, UPDATES, {"id": gid(acme)}, lambda: ask(owner, UNASSIGN, id=gid(mia))),
        "signed out": (staff, EVENTS, {}, lambda: door.ask(staff, LOGOUT)),
    }[how]
    watching = asyncio.create_task(ended(door, token, query, **about))
    await asyncio.sleep(0.3)
    assert not watching.done()

    await act()
    done = time.monotonic()

    assert await asyncio.wait_for(watching, 5) - done < 1
