"""The graph in one process over a real database: `make` rows, `ask` as anybody, count `statements`."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import async_sessionmaker
from starlette.applications import Starlette

import models
from models.core import clock, ids
from models.core.base import new_id
from permissions.viewer import NOBODY, Kind, Viewer
from resolvers import secrets
from resolvers.context import Context, Services
from resolvers.session import authenticate
from schema import schema
from server import calendars, downloads
from server.graphql.documents import Documents, reading
from server.graphql.errors import Refused
from tests.reused import Reused

_numbers = count(1)


class Wakes:
    """A bus inside one process."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self.wakes = 0

    def wake(self) -> None:
        self.wakes += 1
        self._woken.set()
        self._woken = asyncio.Event()

    async def wait(self, seconds: float, seen: int) -> None:
        if seen != self.wakes:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)


async def following(services: Services, streams: int) -> None:
    """Wait until so many streams have told all there is and wait for what comes."""
    async with asyncio.timeout(30):
        while services.tail.following < streams:
            await asyncio.sleep(0.01)


class Shelf:
    """Files in memory, for tests that look at the graph and not at the disk."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def put(self, key: str, content: bytes) -> None:
        self.kept[key] = content

    async def delete(self, key: str) -> None:
        self.kept.pop(key, None)

    async def put_file(self, key: str, file: Any) -> None:
        self.kept[key] = file.read()

    async def part(self, key: str, start: int, end: int) -> bytes:
        return (await self.get(key))[start:end]

    async def forget(self, folder: str, before: Any) -> None:
        """Nothing in memory is old."""

    async def get(self, key: str) -> bytes:
        if key not in self.kept:
            raise FileNotFoundError(key)
        return self.kept[key]


@pytest.fixture
async def services(reused: Reused) -> Services:
    """An empty database, and what the platform lends to operations."""
    sessions = async_sessionmaker(await reused.lend(), expire_on_commit=False)
    return Services(sessions, b"k" * 32, Wakes(), Shelf())


class Make:
    """Rows as a test needs them: `await make.client(name="Acme")`. Every noun has its own; the rest is `make.row`."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def row(self, row: Any) -> Any:
        """Store any row."""
        async with Context(self._services).change() as change:
            return await change.add(row)

    async def organisation(self, **over: Any) -> models.Organisation:
        values = {"name": "Studio", "currency": "GBP", "time_zone": "Europe/London", "contact_form_key": "form"}
        return await self.row(models.Organisation(**values | over))

    async def user(self, role: models.Role = models.Role.STAFF, **over: Any) -> models.User:
        number = next(_numbers)
        values = {"name": f"User {number}", "email": f"user{number}@studio.test", "status": models.UserStatus.ACTIVE}
        return await self.row(models.User(role=role, **values | over))

    async def client(self, **over: Any) -> models.Client:
        values = {"name": f"Client {next(_numbers)}", "type": models.ClientType.COMPANY, "currency": "GBP"}
        return await self.row(models.Client(**values | over))

    async def contact(self, client: models.Client, **over: Any) -> models.Contact:
        number = next(_numbers)
        values = {"name": f"Contact {number}", "email": f"contact{number}@client.test"}
        return await self.row(models.Contact(client_id=client.id, **values | over))

    async def file(self, **over: Any) -> models.File:
        number = next(_numbers)
        values = {"name": f"File {number}", "content_type": "text/plain", "byte_size": 1, "sha256": "0" * 64}
        return await self.row(models.File(storage_key=f"key{number}", **values | over))

    async def proposal(self, **over: Any) -> models.Proposal:
        return await self.row(models.Proposal(**{"title": "Website", "currency": "GBP"} | over))

    async def change(self, row: Any, **values: Any) -> None:
        """Set columns of a row, past every rule but the database's."""
        async with Context(self._services).change() as change:
            found = await change.get(type(row), row.id)
            for name, value in values.items():
                setattr(found, name, value)

    async def again(self, row: Any) -> Any:
        """The row as the database has it now."""
        async with Context(self._services).change() as change:
            return await change.get(type(row), row.id, lock=False)

    async def all(self, model: type) -> list[Any]:
        """Every row of a table, in the order of making."""
        return list(await Context(self._services).as_system().scalars(select(model).order_by(model.id)))


@pytest.fixture
async def make(services: Services) -> Make:
    """Makes rows in the test's database; the organisation is there."""
    made = Make(services)
    await made.organisation()
    return made


def viewer_of(user: models.User, *clients: models.Client, **over: Any) -> Viewer:
    """The viewer a user is, with the clients assigned."""
    everywhere = user.role in (models.Role.OWNER, models.Role.ADMIN, models.Role.STAFF) or user.all_clients
    values: dict[str, Any] = {
        "kind": Kind.ALL if everywhere else Kind.LIMITED,
        "role": user.role,
        "user_id": user.id,
        "client_ids": tuple(client.id for client in clients),
        "abilities": frozenset(models.Ability[name] for name in user.abilities),
        "name": user.name,
        "time_zone": "Europe/London",
    }
    return Viewer(**values | over)


def viewer_as(contact: models.Contact, *permissions: models.PortalPermission) -> Viewer:
    """The viewer a contact is in the portal."""
    return Viewer(
        kind=Kind.CONTACT,
        role=models.Role.CONTACT,
        contact_id=contact.id,
        client_id=contact.client_id,
        portal_permissions=frozenset(permissions),
        name=contact.name,
        time_zone="Europe/London",
    )


@pytest.fixture
async def owner(make: Make) -> Viewer:
    """Somebody who may do everything."""
    return viewer_of(await make.user(models.Role.OWNER, name="Olive"))


@pytest.fixture
def nobody() -> Viewer:
    """A stranger."""
    return NOBODY


DOCUMENTS = Documents(schema._schema)
"""What the tests of a process sent: most of it is sent again by the next."""
READING = reading(schema, DOCUMENTS)

Ask = Callable[..., Any]


@pytest.fixture
def ask(services: Services) -> Ask:
    """`await ask(viewer, query, **variables)` answers the data, and fails on errors; `ask.whole` answers all of it."""

    async def whole(viewer: Viewer, query: str, **variables: Any) -> Any:
        context = Context(services, viewer)
        with suppress(Refused):  # who is refused is told by the schema itself
            DOCUMENTS.read(query, variables)
        result = await READING.execute(query, variable_values=variables, context_value=context)
        result.withheld = sorted(context.withheld)
        return result

    async def asked(viewer: Viewer, query: str, **variables: Any) -> Any:
        result = await whole(viewer, query, **variables)
        assert not result.errors, [error.original_error or error for error in result.errors]
        return result.data

    asked.whole = whole
    return asked


def gid(row: Any) -> str:
    """The id of a row as the API shows it."""
    return ids.global_id(type(row).__name__, row.id)


def unknown(model: type) -> str:
    """An id of the right type that is nobody's."""
    return ids.global_id(model.__name__, new_id())


@pytest.fixture
def statements(services: Services) -> Callable[[int], Any]:
    """`with statements(3):` — exactly so many statements reach the database, the scope settings aside."""
    engine = services.sessions.kw["bind"].sync_engine

    @contextmanager
    def counted(expected: int) -> Iterator[None]:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "set_config" not in statement:
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", note)
        assert len(seen) == expected, "\n\n".join([f"{len(seen)} statements instead of {expected}", *seen])

    return counted


@pytest.fixture
def signed_in(make, services):
    """`await signed_in(user=…)` or `contact=…`: the context of a caller with a session."""

    async def enter(user=None, contact=None):
        person = user or contact
        identity = await make.row(models.Identity(email=person.email))
        token = secrets.new_token()
        await make.row(
            models.Session(
                identity_id=identity.id,
                token_hash=secrets.digest(token),
                user_id=user.id if user else None,
                contact_id=contact.id if contact else None,
                expires_at=clock.now() + timedelta(days=1),
            )
        )
        context = Context(services, *await authenticate(services, token))
        context.token = token
        return context

    return enter


@pytest.fixture
async def get(services):
    """`await get(address, token)`: the answer under an address."""
    app = Starlette(routes=[*calendars.routes, *downloads.routes])
    app.state.services = services
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=services.public_url) as http:

        async def fetch(address, token=None):
            place = urlsplit(address)
            headers = {"authorization": f"Bearer {token}"} if token else {}
            return await http.get(f"{place.path}?{place.query}", headers=headers)

        yield fetch
