"""What an operation works with: its viewer, its loaders, and the way to the database."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Executable, Row, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Event, ExportForm, OutboxMail, WebhookEndpoint
from permissions.viewer import NOBODY, SYSTEM, Viewer
from resolvers.change import Change
from resolvers.constraints import unfit
from resolvers.gathering import Gathering
from resolvers.loaders import Loaders
from resolvers.rate_limit import UNCOUNTED
from resolvers.scope import enter_scope
from resolvers.standings import Standings

if TYPE_CHECKING:
    from resolvers.tail import Tail

Found = TypeVar("Found")


class Storage(Protocol):
    """Where the bytes of files lie; keys are random and never a user's file name."""

    async def put(self, key: str, content: bytes) -> None: ...

    async def get(self, key: str) -> bytes: ...

    async def delete(self, key: str) -> None: ...

    async def put_file(self, key: str, file: BinaryIO) -> None: ...

    async def part(self, key: str, start: int, end: int) -> bytes: ...

    async def forget(self, folder: str, before: datetime) -> None: ...


class Bus(Protocol):
    """Wake-ups: a hint that the log has grown. May be lost without loss of events (domain.md L7)."""

    def wake(self) -> None:
        """Tell every reader, here and on other replicas, to look again."""

    wakes: int
    """How many there were so far; noted before the log is read, so that none falls between reading and waiting."""

    async def wait(self, seconds: float, seen: int) -> None:
        """Return at the next wake-up after the first `seen` ones, or after so many seconds."""


class Postman(Protocol):
    """The mail service."""

    async def send(self, letter: OutboxMail) -> None:
        """Hand one letter over. Raises `resolvers.outbox_mail.NotTaken`."""


class Readers(Protocol):
    """The connections that compiled statements run on."""

    async def answer(self, viewer: Viewer, statement: str, values: Sequence[Any]) -> Any:
        """Run one reading statement as the role of the viewer's kind; its first row, or None.

        The statement sets the viewer's own settings itself, for itself alone. It may be run twice, when its connection
        turns out to be lost. Raises `resolvers.scope.Busy`, and what the driver raises: QueryCanceledError where it
        took longer than the viewer's patience. Cancelling the call cancels the statement.
        """


class Standby(Readers, Protocol):
    """A copy of the database. Whatever it cannot do well enough it leaves to the database itself."""

    async def sessions(self, viewer: Viewer) -> async_sessionmaker[AsyncSession] | None:
        """Sessions on the copy, which find all that is committed by now; None where the database has to be asked."""

    def gave_up(self, raised: BaseException) -> bool:
        """Whether the copy could not finish what the database itself may, so that it is to be asked again there."""


@dataclass(frozen=True)
class Told:
    """A message of a subscription, as it is told to the endpoint of somebody else."""

    cursor: str
    event: Event | None
    """None: the log does not reach back to where the reader was."""
    data: Any
    errors: list[Any] = field(default_factory=list)
    misfit: str | None = None
    """Why the subscription cannot be run at all."""


@dataclass(frozen=True)
class Reply:
    """What came of sending a message. What the receiver wrote is not read."""

    status: int | None
    milliseconds: int
    reason: str = ""
    """Why it was not taken, in our words."""

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300


class Webhooks(Protocol):
    """The way out to the endpoints of others."""

    def objection(self, url: str) -> str | None:
        """Why nothing is sent to an address; None where something may be."""

    def misfit(self, document: str, viewer: Viewer) -> str | None:
        """Why a document is no subscription that can be saved; None where it is one."""

    def told(self, context: Any, document: str, variables: dict[str, Any], after: str) -> AsyncGenerator[Told, None]:
        """What a subscription tells from a position up to the end of the log."""

    async def send(self, endpoint: WebhookEndpoint, message_id: str, body: bytes, at: datetime) -> Reply:
        """Send a message, signed."""


@dataclass(frozen=True)
class ListAsked:
    """A list that is to be made into a file: the query, its variables, and the form."""

    query: str
    variables: dict[str, Any]
    form: ExportForm


@dataclass(frozen=True)
class FileMade:
    """A file that was made of a list."""

    name: str
    rows: int
    byte_size: int
    withheld: tuple[str, ...]


class NotMade(Exception):
    """A file could not be made, and why, in words. `for_good`: trying again would change nothing."""

    def __init__(self, reason: str, for_good: bool) -> None:
        super().__init__(reason)
        self.reason, self.for_good = reason, for_good


class Exports(Protocol):
    """What makes files of lists while nobody waits."""

    async def objection(self, context: Any, asked: ListAsked) -> str | None:
        """Why no file can be made of a list; None where one can be."""

    async def make(self, context: Any, asked: ListAsked, key: str) -> FileMade:
        """Make a file in the scope of the context's viewer, and put it into the storage under a key. Raises NotMade."""


@dataclass(frozen=True)
class Services:
    """What the platform lends to every operation. Made once, when the server starts."""

    sessions: async_sessionmaker[AsyncSession]
    secret_key: bytes
    bus: Bus
    storage: Storage
    public_url: str = "http://127.0.0.1:8000"
    mail_enabled: bool = False
    fonts_dir: Path | None = None
    """Further fonts for documents."""
    postman: Postman | None = None
    """None: there is no mail service."""
    providers: dict[str, Any] = field(default_factory=dict)
    standings: Standings = field(default_factory=Standings)
    readers: Readers | None = None
    """None: every query is interpreted, none compiled."""
    standby: Standby | None = None
    """None: the database itself is asked everything."""
    webhooks: Webhooks | None = None
    """None: nothing is sent to the endpoints of others."""
    exports: Exports | None = None
    """None: no files are made while nobody waits."""

    @cached_property
    def tail(self) -> "Tail":
        """The one reader of the log."""
        from resolvers.tail import Tail  # it works with contexts itself

        return Tail(self)

    @cached_property
    def arrivals(self) -> Gathering[Any, Any]:
        """Those who come in, read together where they come together."""
        from resolvers.session import read_arrivals  # it works with services itself

        return Gathering(partial(read_arrivals, self))


@dataclass(frozen=True)
class SessionInfo:
    """The session or API token a request came with."""

    id: UUID
    token_hash: str
    expires_at: datetime
    is_api_token: bool = False


class Context:
    """One operation's context. Subscriptions take a fresh one for every event."""

    def __init__(
        self,
        services: Services,
        viewer: Viewer = NOBODY,
        session: SessionInfo | None = None,
        *,
        ip: str | None = None,
        mark: str | None = None,
    ) -> None:
        self.services, self.viewer, self.session, self.ip = services, viewer, session, ip
        self.mark = mark
        """Of a viewer that was kept from before: it has to be confirmed by whatever answers (resolvers/session.py)."""
        self.withheld: set[str] = set()
        self.cursor: str | None = None
        self.set_cookie: str | None = None
        self.idempotency: Any = None
        self.followed: UUID | None = None
        self.message: Any = None
        """Of a stream: what is being told (resolvers/log.py)."""
        self.follower: Any = None
        """Of a stream: who follows (resolvers/audience.py)."""
        self.stops_at_end = False
        """Of a stream: whether it ends where the log does, instead of waiting for more."""
        self.revealed: dict[str, set[UUID]] = {}
        """Whose secrets were read, by type; the log is to be told of it (resolvers/calendar_feed.py)."""
        self.rate_limit = UNCOUNTED
        """What the viewer may still ask for, where it is counted."""
        self.is_told_alone = False
        """Whether what was read may be another for other viewers of the same shape and scope."""
        self.standby: Standby | None = None
        """What is read from, where it is not the database itself."""
        self._reading: set[asyncio.Task[Any]] = set()
        self.loaders = Loaders(self)

    def position(self) -> str | None:
        """Of a stream: where it would go on from."""
        return self.follower.position.cursor() if self.follower is not None else None

    def fresh(self, viewer: Viewer | None = None) -> "Context":
        """The same caller with nothing remembered; `viewer` where it was read anew."""
        return self._beside(Context(self.services, viewer or self.viewer, self.session, ip=self.ip))

    def _beside(self, other: "Context") -> "Context":
        other._reading = self._reading
        return other

    def turn_to_standby(self) -> None:
        """Read from the standby from now on, where there is one (docs/adr/0013)."""
        self.standby = self.services.standby

    @property
    def readers(self) -> Readers | None:
        """What compiled statements run on."""
        return self.standby or self.services.readers

    def forget(self) -> None:
        """Drop what was loaded, so that what is read next is read after the write."""
        self.loaders = Loaders(self)

    def abandon(self) -> None:
        """Cancel every read that runs: nobody waits for it any more. Loaders read in tasks of their own, which do not
        end with the operation."""
        for task in self._reading:
            if not task.cancelling():
                task.cancel()

    @asynccontextmanager
    async def reading(self, sessions: async_sessionmaker[AsyncSession] | None = None) -> Any:
        """A session of its own inside the viewer's scope. Sessions are never shared by two loaders."""
        task = asyncio.current_task()
        assert task
        self._reading.add(task)
        try:
            async with (sessions or self.services.sessions)() as session, session.begin():
                await enter_scope(session, self.viewer)
                yield session
        except DBAPIError as broken:
            raise unfit(broken) or broken from broken
        finally:
            self._reading.discard(task)

    async def scalars(self, statement: Select[Any]) -> Sequence[Any]:
        """The first column of every row, whole."""

        async def read(session: AsyncSession) -> Sequence[Any]:
            return (await session.scalars(statement)).all()

        return await self._read(read)

    async def rows(self, statement: Executable) -> Sequence[Row[Any]]:
        """Every row, whole."""

        async def read(session: AsyncSession) -> Sequence[Row[Any]]:
            return (await session.execute(statement)).all()

        return await self._read(read)

    async def scalar(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""

        async def read(session: AsyncSession) -> Any:
            return await session.scalar(statement)

        return await self._read(read)

    async def _read(self, read: Callable[[AsyncSession], Awaitable[Found]]) -> Found:
        """What a session finds that is of no further use, where it may be one of the standby."""
        if self.standby is not None and (sessions := await self.standby.sessions(self.viewer)):
            try:
                async with self.reading(sessions) as session:
                    return await read(session)
            except Exception as raised:
                if not self.standby.gave_up(raised):
                    raise
        async with self.reading() as session:
            return await read(session)

    def change(self) -> Change:
        """One unit of work: one transaction, its events, its idempotency and its notifications."""
        return Change(self)

    def as_system(self) -> "Context":
        """The platform acting for itself: jobs, the log, public forms. Never handed to a caller's read."""
        return self._beside(Context(self.services, SYSTEM, ip=self.ip))
