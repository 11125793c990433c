"""Streams: in order, each once, from any position, and never past what the viewer may see."""

import asyncio

import pytest

import models
from models.errors import Rejected
from resolvers.context import Context
from resolvers.log import follow
from resolvers.positions import Position
from resolvers.watching import of_entries
from schema import schema
from tests.graph.conftest import gid, viewer_as, viewer_of

UPDATES = """
subscription ($client: ID, $after: Cursor) {
  clientUpdates(clientId: $client, after: $after) { cursor kind resyncRequired client { name } subject { id } }
}
"""
EVENTS = "subscription ($after: Cursor) { events(after: $after) { cursor kind event { summary client { name } } } }"


class Watching:
    """A subscription that gathers what it is sent."""

    def __init__(self, services, viewer, query, **variables):
        self.messages, self.ended = [], asyncio.Event()
        self._task = asyncio.create_task(self._read(services, viewer, query, variables))

    async def _read(self, services, viewer, query, variables):
        source = await schema.subscribe(query, variable_values=variables, context_value=Context(services, viewer))
        async for result in source:
            assert not result.errors, result.errors
            self.messages.append(next(iter(result.data.values())))
        self.ended.set()

    @property
    def goes_on(self):
        return not self._task.done()

    async def until(self, count):
        async with asyncio.timeout(30):
            while len(self.messages) < count:
                await asyncio.sleep(0.01)
        return self.messages

    async def stop(self):
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@pytest.fixture
async def watch(services):
    """`watch(viewer, query, **variables)` opens a stream; all are closed at the end."""
    opened = []

    async def begin(viewer, query, **variables):
        opened.append(Watching(services, viewer, query, **variables))
        while services.tail.following < sum(each.goes_on for each in opened):
            await asyncio.sleep(0.01)
        return opened[-1]

    yield begin
    for each in opened:
        await each.stop()


async def tell(services, client, kind=models.EventKind.CLIENT_UPDATED, summary=None):
    context = Context(services)
    async with context.change() as change:
        change.record(kind, client, summary)
    return context.cursor


async def test_a_stream_carries_what_happens_in_order_and_once(services, make, watch):
    acme = await make.client(name="Acme")
    watching = await watch(viewer_of(await make.user()), EVENTS)

    for number in range(5):
        await tell(services, acme, summary=f"Number {number}")

    told = await watching.until(5)
    assert [each["event"]["summary"] for each in told] == [f"Number {number}" for number in range(5)]
    await asyncio.sleep(0.2)
    assert len(watching.messages) == 5


async def test_a_cursor_goes_on_without_loss_or_repeat(services, make, watch):
    acme = await make.client(name="Acme")
    staff = viewer_of(await make.user())
    before = await tell(services, acme, summary="before")
    for number in range(4):
        await tell(services, acme, summary=f"Number {number}")

    first = await (await watch(staff, EVENTS, after=before)).until(4)
    rest = await (await watch(staff, EVENTS, after=first[1]["cursor"])).until(2)

    assert [each["event"]["summary"] for each in first] == ["Number 0", "Number 1", "Number 2", "Number 3"]
    assert [each["event"]["summary"] for each in rest] == ["Number 2", "Number 3"]


async def test_other_clients_and_internal_entries_are_not_for_a_contact(services, make, watch):
    acme, birch = await make.client(name="Acme"), await make.client(name="Birch")
    watching = await watch(viewer_as(await make.contact(acme)), UPDATES)

    await tell(services, birch)
    await tell(services, acme, models.EventKind.CLIENT_MERGED)
    await tell(services, acme)

    (only,) = await watching.until(1)
    await asyncio.sleep(0.2)
    assert watching.messages == [only]
    assert (
        only["kind"] == "CLIENT_UPDATED" and only["client"] == {"name": "Acme"} and only["subject"]["id"] == gid(acme)
    )


async def test_a_stream_of_a_hidden_client_ends_at_once(services, make, watch):
    acme, birch = await make.client(), await make.client()
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED), birch)

    watching = await watch(limited, UPDATES, client=gid(acme))

    await asyncio.wait_for(watching.ended.wait(), 2)
    assert watching.messages == []


async def test_a_position_older_than_the_log_asks_to_read_again(services, make, watch):
    acme = await make.client()
    before = await tell(services, acme)
    later = await tell(services, acme)
    await make.row(models.LogRetention(forgotten_xid=Position.parse(later).xid))

    (message,) = await (await watch(viewer_of(await make.user()), UPDATES, client=gid(acme), after=before)).until(1)

    assert message["resyncRequired"] is True and message["kind"] is None


async def test_a_malformed_cursor_is_refused(services, make):
    with pytest.raises(Rejected, match="not a position"):
        await anext(follow(Context(services), "nonsense", of_entries(None)))


async def test_what_an_older_transaction_writes_later_is_not_lost(services, make, watch):
    """The cursor of a later transaction that committed first still delivers the older one's event (domain.md L2)."""
    acme = await make.client()
    older = Context(services).change()
    async with older as change:
        change.session.add(models.Client(name="Slow", type=models.ClientType.COMPANY, currency="GBP"))
        await change.flush()
        cursor = await tell(services, acme, summary="later, committed first")
        change.record(models.EventKind.CLIENT_UPDATED, acme, "older, committed last")

    told = await (await watch(viewer_of(await make.user()), EVENTS, after=cursor)).until(1)

    assert [each["event"]["summary"] for each in told] == ["older, committed last"]


async def test_who_comes_while_entries_are_judged_person_by_person_misses_none(services, make, watch, monkeypatch):
    """Of notifications everybody sees their own; one who joins others in that moment is asked for as well."""
    first, second = await make.user(), await make.user()
    acme = await make.client(name="Acme")
    before = await tell(services, acme)
    kept = {"kind": models.EventKind.TASK_ASSIGNED, "title": "Yours", "subject_type": "Client", "subject_id": acme.id}
    notification = await make.row(models.Notification(user_id=second.id, **kept))
    await watch(viewer_of(first), EVENTS)
    judged, late = services.tail.judged, []

    async def slowly(watching, viewer, entries):
        found = await judged(watching, viewer, entries)
        if not late and any(each.event.subject_type == "Notification" for each in entries):
            late.append(None)
            late[0] = await watch(viewer_of(second), EVENTS, after=before)
        return found

    monkeypatch.setattr(services.tail, "judged", slowly)
    await tell(services, notification, models.EventKind.NOTIFICATION_READ)

    async with asyncio.timeout(30):
        while not late or late[0] is None:
            await asyncio.sleep(0.01)
    assert [each["kind"] for each in await late[0].until(1)] == ["NOTIFICATION_READ"]


async def test_nobody_hears_that_something_told_them_of_a_client_that_is_not_theirs(services, make, watch):
    """Who wrote a document is told of its signature, and may have lost the client since."""
    acme, birch = await make.client(name="Acme"), await make.client(name="Birch")
    mia = await make.user(models.Role.STAFF_LIMITED)
    before, viewer = await tell(services, acme), viewer_of(mia, birch)
    query = "subscription ($after: Cursor) { notifications(after: $after) { kind notification { title } unreadCount } }"
    live = await watch(viewer, query)

    for client in (acme, birch):
        async with Context(services).change() as change:
            event = change.record(models.EventKind.CLIENT_UPDATED, client)
            await change.notify(event, f"{client.name} moved", users=[mia.id])

    told = {"kind": "CLIENT_UPDATED", "notification": {"title": "Birch moved"}, "unreadCount": 1}
    assert await live.until(1) == [told]
    assert await (await watch(viewer, query, after=before)).until(1) == [told]
