"""Access that ends, callers who take turns, and rows that come and go before a client: through the served application,
with everything it keeps between requests (security.md A8, A9, A10)."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect

import models
from models.core import ids
from models.core.clock import now
from resolvers import secrets
from resolvers.context import Context
from resolvers.user import bootstrap_user
from server import services
from server.app import create_app
from server.settings import Settings
from tests.server.conftest import Socket
from tests.server.test_overload import serving
from tests.server.waiting import until

UPDATES = "subscription ($id: ID!) { clientUpdates(clientId: $id) { client { name } } }"
EVENTS = "subscription { events { kind event { client { name } } } }"
RENAME = """
mutation ($id: ID!, $name: String!) { updateClient(input: {clientId: $id, name: $name}) { userErrors { code } } }
"""
ASSIGN = """
mutation ($id: ID!, $to: [ID!]!) { assignUserClients(input: {userId: $id, clientIds: $to}) { userErrors { code } } }
"""
SUSPEND = "mutation ($id: ID!) { suspendPortal(input: {contactId: $id}) { userErrors { code } } }"
SHOW = """
mutation ($id: ID!, $to: Visibility!) {
  setFileVisibility(input: {fileId: $id, visibility: $to}) { userErrors { code } }
}
"""
FILE = "query ($id: ID!) { file(id: $id) { downloadUrl } }"
EVERYTHING = """
query ($id: ID!, $file: ID!) {
  viewer { user { name } contact { name } }
  client(id: $id) { name }
  clients { totalCount nodes { id name } }
  file(id: $file) { id }
  files(orderBy: [{field: NAME}]) { totalCount nodes { id visibility } }
}
"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
WITHIN = 1.0
"""Seconds from the commit until nothing is told any more, with the bus and without it (domain.md S5)."""


async def filled(settings: Settings, dsn: str) -> SimpleNamespace:
    """Two clients, a limited user of each, a contact of the first, six files of it; ids and tokens by name."""
    made = SimpleNamespace(tokens={}, ids={}, files=[])
    async with services.running(settings, dsn) as (lent, _):
        system = Context(lent).as_system()
        about = {"email": "olive@a.test", "name": "Olive", "role": models.Role.OWNER}
        await bootstrap_user(system, **about, password="a long enough password")
        (olive,) = await system.scalars(models.User.__table__.select().with_only_columns(models.User.id))
        async with system.change() as change:

            async def person(row: Any) -> None:
                identity = await change.add(models.Identity(email=f"{row.name}@people.test".lower()))
                row.identity_id = identity.id
                await signs_in(await change.add(row), identity.id)

            async def signs_in(row: Any, identity_id: Any) -> None:
                made.tokens[row.name], made.ids[row.name] = f"token of {row.name}", gid(row)
                link = {"user_id" if isinstance(row, models.User) else "contact_id": row.id}
                hashed, until = secrets.digest(made.tokens[row.name]), now() + timedelta(days=1)
                await change.add(models.Session(token_hash=hashed, identity_id=identity_id, expires_at=until, **link))

            owner = await change.get(models.User, olive)
            await signs_in(owner, owner.identity_id)
            for name, limited in (("Acme", "Mia"), ("Birch", "Ben")):
                client = await change.add(models.Client(name=name, type=models.ClientType.COMPANY, currency="GBP"))
                made.ids[name] = gid(client)
                terms = {"role": models.Role.STAFF_LIMITED, "status": models.UserStatus.ACTIVE}
                user = models.User(name=limited, email=f"{limited}@people.test", **terms)
                await person(user)
                await change.add(models.UserClient(user_id=user.id, client_id=client.id))
                if name == "Acme":
                    allowed = [each.name for each in models.PortalPermission]
                    portal = {"portal_status": models.PortalStatus.ACTIVE, "portal_permissions": allowed}
                    await person(models.Contact(name="Ada", email="ada@a.test", client_id=client.id, **portal))
                    for number in range(6):
                        kept = {"content_type": "image/png", "byte_size": len(PNG), "sha256": "0" * 64}
                        key = f"key{number}"
                        file = models.File(name=f"{number}.png", client_id=client.id, storage_key=key, **kept)
                        made.files.append(gid(await change.add(file)))
                        await lent.storage.put(key, PNG)
    return made


def gid(row: Any) -> str:
    return ids.global_id(type(row).__name__, row.id)


@pytest.fixture(scope="module")
def house(database, tmp_path_factory) -> Iterator[SimpleNamespace]:
    settings, dsn = Settings(data_dir=tmp_path_factory.mktemp("data")), database("revoked")
    made = asyncio.run(filled(settings, dsn))
    made.app = create_app(settings, dsn)
    with serving(made.app) as made.address:
        yield made


@pytest.fixture
async def http(house) -> AsyncIterator[httpx2.AsyncClient]:
    """One connection, kept alive, for whoever comes."""
    one = httpx2.Limits(max_connections=1, max_keepalive_connections=1)
    async with httpx2.AsyncClient(base_url=f"http://{house.address}", limits=one, timeout=10) as client:
        yield client


@pytest.fixture
def ask(house, http):
    async def ask(who: str | None, query: str, **variables: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {house.tokens[who]}"} if who else {}
        answer = (await http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)).json()
        assert "errors" not in answer, answer
        assert not any(each and each.get("userErrors") for each in answer["data"].values() if isinstance(each, dict))
        return answer["data"]

    return ask


@asynccontextmanager
async def socket_of(house: SimpleNamespace, who: str) -> AsyncIterator[Socket]:
    async with connect(f"ws://{house.address}/graphql", subprotocols=["graphql-transport-ws"]) as connection:
        socket = Socket(connection)
        await socket.send("connection_init", token=house.tokens[who])
        assert await socket.read() == {"type": "connection_ack"}
        yield socket


class Stream:
    """What is told over one way in: the texts, and when it ended."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.ended: float | None = None

    async def over_socket(self, socket: Socket, query: str, **variables: Any) -> None:
        await socket.subscribe("s", query, variables=variables)
        while (message := await socket.read())["type"] == "next":
            self.told.append(json.dumps(message))
        assert message["type"] == "complete" or "NOT_FOUND" in json.dumps(message), message
        self.ended = time.monotonic()

    async def over_events(self, address: str, token: str, query: str, **variables: Any) -> None:
        headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
        body = {"query": query, "variables": variables}
        async with (
            httpx2.AsyncClient(timeout=30) as client,
            client.stream("POST", f"http://{address}/graphql", json=body, headers=headers) as answer,
        ):
            async for line in answer.aiter_lines():
                if line.startswith("data: {"):
                    self.told.append(line)
        self.ended = time.monotonic()


@pytest.mark.parametrize("bus", ["up", "down"])
async def test_access_that_ends_ends_within_a_second_everywhere(house, http, ask, monkeypatch, bus):
    acme, mia = house.ids["Acme"], house.ids["Mia"]
    await ask("Olive", ASSIGN, id=mia, to=[acme])
    await ask("Olive", SHOW, id=house.files[0], to="INTERNAL")
    if bus == "down":
        monkeypatch.setattr(house.app.state.services.bus, "wake", lambda: None)
    address = (await ask("Mia", FILE, id=house.files[0]))["file"]["downloadUrl"].partition("/files/")[2]
    socket, events, whole = Stream(), Stream(), Stream()
    async with socket_of(house, "Mia") as mias, socket_of(house, "Mia") as others:
        running = [
            asyncio.create_task(each)
            for each in (
                socket.over_socket(mias, UPDATES, id=acme),
                events.over_events(house.address, house.tokens["Mia"], UPDATES, id=acme),
                whole.over_socket(others, EVENTS),
            )
        ]
        for number in range(20):
            await ask("Olive", RENAME, id=acme, name=f"Before {bus} {number}")
            await asyncio.sleep(0.3)
            if all(each.told for each in (socket, events, whole)):
                break
        await asyncio.sleep(1)
        assert (await http.get(f"/files/{address}")).content == PNG

        told = [len(each.told) for each in (socket, events, whole)]
        await ask("Olive", ASSIGN, id=mia, to=[])
        revoked = time.monotonic()
        await ask("Olive", RENAME, id=acme, name="After")

        seen = await ask("Mia", EVERYTHING, id=acme, file=house.files[0])
        assert (await http.get(f"/files/{address}")).status_code == 404
        await until(lambda: socket.ended and events.ended)
        assert max(socket.ended, events.ended) - revoked < WITHIN
        await asyncio.sleep(WITHIN)
        assert [len(each.told) for each in (socket, events, whole)] == told
        assert min(told) > 0
        assert not any("After" in text for each in (socket, events, whole) for text in each.told)
        running[-1].cancel()
    assert seen["client"] is None and seen["file"] is None
    assert seen["clients"] == seen["files"] == {"totalCount": 0, "nodes": []}


async def test_callers_who_take_turns_on_one_connection_read_as_if_alone(house, ask, http):
    await ask("Olive", ASSIGN, id=house.ids["Mia"], to=[house.ids["Acme"]])
    for number, file in enumerate(house.files):
        await ask("Olive", SHOW, id=file, to="CLIENT" if number % 2 else "INTERNAL")
    callers = ["Olive", "Mia", "Ben", "Ada", None]
    variables = {"id": house.ids["Acme"], "file": house.files[0]}
    alone = {}
    for who in callers:
        house.app.state.metered.engine.plans._kept.clear()
        house.app.state.services.standings._kept.clear()
        alone[who] = await ask(who, EVERYTHING, **variables)
    assert len({json.dumps(each) for each in alone.values()}) == len(callers)
    assert [len(alone[who]["files"]["nodes"]) for who in callers] == [6, 6, 0, 3, 0]

    dice = random.Random(5)
    for _ in range(60):
        who = dice.choice(callers)
        assert await ask(who, EVERYTHING, **variables) == alone[who]

    async def over_a_socket(who: str) -> None:
        async with socket_of(house, who) as socket:
            for number in range(15):
                await socket.subscribe(str(number), EVERYTHING, variables=variables)
                assert (await socket.until_end(str(number)))[0]["payload"]["data"] == alone[who]

    await asyncio.gather(*(over_a_socket(who) for who in callers if who))


async def test_what_comes_and_goes_before_a_client_is_there_exactly_while_it_is_shown(house, ask):
    dice, shown = random.Random(7), set()
    for file in house.files:
        await ask("Olive", SHOW, id=file, to="INTERNAL")
    for _ in range(24):
        file = dice.choice(house.files)
        await ask("Olive", SHOW, id=file, to="INTERNAL" if file in shown else "CLIENT")
        shown ^= {file}
        found = await ask("Ada", EVERYTHING, id=house.ids["Acme"], file=file)
        assert {each["id"] for each in found["files"]["nodes"]} == shown
        assert found["files"]["totalCount"] == len(shown)
        assert found["file"] == ({"id": file} if file in shown else None)


async def test_a_suspended_contact_is_out_on_all_ways(house, ask, http):
    stream = Stream()
    async with socket_of(house, "Ada") as adas:
        running = asyncio.create_task(stream.over_socket(adas, UPDATES, id=house.ids["Acme"]))
        await asyncio.sleep(0.3)
        await ask("Olive", SUSPEND, id=house.ids["Ada"])
        suspended = time.monotonic()
        found = await ask("Ada", EVERYTHING, id=house.ids["Acme"], file=house.files[0])
        await asyncio.wait_for(running, 5)
    assert stream.ended - suspended < WITHIN and stream.told == []
    assert found["viewer"] == {"user": None, "contact": None} or found["viewer"] is None
    assert found["client"] is None and found["clients"]["nodes"] == found["files"]["nodes"] == []
