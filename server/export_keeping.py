"""Exports that are made while nobody waits, and kept for an hour to be downloaded, in parts too.

How far an export is stands beside its bytes in the storage, so that any replica answers. It is for whoever asked for it
alone, and only as long as they see what they saw then: who is signed out, suspended, or reads other clients or other
fields than when it was made, finds nothing.
"""

import asyncio
import hashlib
import hmac
import secrets
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog

from models.core import clock
from permissions.viewer import Viewer
from resolvers.compiled.parameters import Uncompilable
from resolvers.context import Context, Services
from server.export_making import Export, file_name
from server.graphql.errors import BAD_INPUT, INTERNAL, RATE_LIMITED, Refused, fault
from server.graphql.points import Spent
from server.graphql.turns import Crowded

FOLDER = "exports"
KEPT = timedelta(hours=1)
TOLD_EVERY = 1
"""Seconds between two notes of how far an export is."""
SILENT = timedelta(minutes=1)
"""An export of which nothing was noted for so long is made no more: its server was stopped."""
GONE = {"message": "The server that made it was stopped. Ask again.", "extensions": {"code": INTERNAL}}

log = structlog.get_logger(__name__)
_making = set[asyncio.Task[None]]()


@dataclass(frozen=True)
class Kept:
    """An export as it stands in the storage. `whose` seals its id and all that decides what its viewer sees."""

    whose: str
    name: str
    form: str
    noted: datetime
    until: datetime
    state: str = "MAKING"
    """MAKING, MADE or FAILED."""
    rows: int = 0
    total: int | None = None
    size: int | None = None
    withheld: tuple[str, ...] = ()
    error: Any = None

    def told(self, key: str) -> dict[str, Any]:
        """What its viewer is told of it."""
        shown = {"id": key, "state": self.state, "rows": self.rows, "total": self.total, "bytes": self.size}
        shown |= {"until": self.until, "file": f"/exports/{key}/file" if self.state == "MADE" else None}
        return shown | {"withheld": self.withheld, "errors": [self.error] if self.error else []}


async def begin(export: Export) -> tuple[str, Kept]:
    """Make an export from now on, beside the request that asked for it. Answers the id under which it is kept."""
    services, viewer, now = export.context.services, export.context.viewer, clock.now()
    key = secrets.token_urlsafe(24)
    kept = Kept(_seal(services, key, viewer), file_name(export), export.form, now, now + KEPT)
    await _note(services, key, kept)
    task = asyncio.create_task(_make(key, kept, export))
    _making.add(task)
    task.add_done_callback(_making.discard)
    return key, kept


async def find(context: Context, key: str) -> Kept | None:
    """The export of an id, if the one who asks is who it was made for and sees the same as then; None otherwise,
    whatever the reason."""
    try:
        raw = orjson.loads(await context.services.storage.get(_place(key, "state")))
    except (FileNotFoundError, ValueError):
        return None
    times = {name: datetime.fromisoformat(raw[name]) for name in ("noted", "until")}
    kept = Kept(**raw | times | {"withheld": tuple(raw["withheld"])})
    now = clock.now()
    if not hmac.compare_digest(kept.whose, _seal(context.services, key, context.viewer)) or now >= kept.until:
        return None
    if kept.state == "MAKING" and now - kept.noted > SILENT:
        return replace(kept, state="FAILED", error=GONE)
    return kept


async def part(services: Services, key: str, start: int, end: int) -> bytes:
    """Bytes of an export that is made, from `start` up to `end`."""
    return await services.storage.part(_place(key, "file"), start, end)


async def forget_exports(services: Services) -> None:
    """Delete what was kept for an hour."""
    await services.storage.forget(FOLDER, clock.now() - KEPT)


async def _make(key: str, kept: Kept, export: Export) -> None:
    services = export.context.services
    telling = asyncio.create_task(_tell(key, kept, export))
    try:
        with tempfile.TemporaryFile() as file:
            await export.make(file)
            size = file.seek(0, 2)
            file.seek(0)
            await services.storage.put_file(_place(key, "file"), file)
        withheld = tuple(sorted(export.context.withheld))
        ended = replace(kept, state="MADE", rows=export.rows, total=export.rows, size=size, withheld=withheld)
    except Exception as raised:
        ended = replace(kept, state="FAILED", rows=export.rows, total=export.total, error=error_of(raised))
    telling.cancel()
    with suppress(asyncio.CancelledError):
        await telling
    await _note(services, key, replace(ended, noted=clock.now()))


async def _tell(key: str, kept: Kept, export: Export) -> None:
    """Note how far it is, until cancelled."""
    while True:
        await asyncio.sleep(TOLD_EVERY)
        now = replace(kept, rows=export.rows, total=export.total, noted=clock.now())
        try:
            await _note(export.context.services, key, now)
        except Exception:
            log.exception("how far an export is could not be noted")


async def _note(services: Services, key: str, kept: Kept) -> None:
    await services.storage.put(_place(key, "state"), orjson.dumps(asdict(kept)))


def error_of(raised: Exception) -> Any:
    """Why an export failed, as its viewer may read it."""
    match raised:
        case Refused():
            return raised.errors[0].formatted
        case Spent() | Crowded():
            return {"message": "You have asked for much. Ask again later.", "extensions": {"code": RATE_LIMITED}}
        case Uncompilable():
            return {"message": f"This cannot be exported: {raised}.", "extensions": {"code": BAD_INPUT}}
        case _:
            return fault(raised)


def _place(key: str, what: str) -> str:
    """Where something of an export lies. What was sent as an id never becomes a path."""
    return f"{FOLDER}/{hashlib.sha256(key.encode()).hexdigest()}/{what}"


def _seal(services: Services, key: str, viewer: Viewer) -> str:
    who = (viewer.kind.name, viewer.role and viewer.role.name, viewer.identity_id)
    what = (viewer.user_id, viewer.contact_id, viewer.client_id, *sorted(map(str, viewer.client_ids)))
    rights = sorted(each.name for each in (*viewer.abilities, *viewer.portal_permissions))
    sealed = orjson.dumps([key, *map(str, who), [*map(str, what)], rights])
    return hmac.new(services.secret_key, sealed, hashlib.sha256).hexdigest()
