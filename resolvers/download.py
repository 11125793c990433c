"""Addresses under which a file's or document's bytes can be read for a few minutes, by whom they were made for."""

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models import ApiToken, File, Session
from models.core import clock, ids
from models.rendition import PRINTED
from permissions.base import visible
from permissions.file import FileBodies
from permissions.viewer import NOBODY, SYSTEM, Viewer
from resolvers import session
from resolvers.context import Context, Services, SessionInfo
from resolvers.log import AccessLost
from resolvers.rendition import pdf_of

LASTS = timedelta(minutes=5)
OPENED: dict[str, type[Any]] = {model.__name__: model for model in (File, *PRINTED)}
"""What can be downloaded, by the type that stands in its id."""
_FORM = struct.Struct(">16s?Q")
"""Key of the session or API token, which of the two, and the second at which it expires."""


@dataclass(frozen=True)
class Download:
    """Bytes, with the name and media type under which they are handed out."""

    name: str
    content_type: str
    content: bytes


def address(context: Context, key: UUID, kind: str = "File") -> str | None:
    """Where this caller reads the bytes: bound to the file or document and the caller's session, and short-lived.
    None without a session, and for those who read no file bodies."""
    if context.session is None or not FileBodies().allows(context.viewer):
        return None
    held = context.session
    until = int((clock.now() + LASTS).timestamp())
    bound = _FORM.pack(held.id.bytes, held.is_api_token, until)
    ticket = base64.urlsafe_b64encode(bound + _seal(context.services, kind, key, bound)).decode().rstrip("=")
    folder = "files" if kind == "File" else "documents"
    return f"{context.services.public_url}/{folder}/{ids.global_id(kind, key)}?t={ticket}"


ADDRESSES = {model: partial(address, kind=model.__name__) for model in PRINTED}
"""`address` for each kind of document; whether it is a draft, which has none, is asked before."""


async def opened(services: Services, given: str, ticket: str, caller: Viewer = NOBODY) -> Download | None:
    """What lies behind an address, if whom it was made for may still read it; None otherwise, whatever the reason.
    A caller who is signed in is who it was made for, or gets nothing."""
    kind, key = ids.parse(given) or ("", None)
    held = _read(services, kind, key, ticket) if key and kind in OPENED else None
    if key is None or held is None:
        return None
    viewer = await _viewer(services, *held)
    if caller.is_signed_in and caller.actor_id != viewer.actor_id:
        return None
    if not viewer.is_signed_in or not FileBodies().allows(viewer):
        return None
    context, model = Context(services, viewer), OPENED[kind]
    row = await context.scalar(visible(model, viewer).where(model.id == key))
    if row is None:
        return None
    if isinstance(row, File):
        return Download(row.name, row.content_type, await services.storage.get(row.storage_key))
    made = await pdf_of(context, row)
    return made and Download(made[0], "application/pdf", made[1])


def _read(services: Services, kind: str, key: UUID, ticket: str) -> tuple[UUID, bool] | None:
    try:
        raw = base64.b64decode(ticket + "=" * (-len(ticket) % 4), altchars=b"-_", validate=True)
        bound, seal = raw[: _FORM.size], raw[_FORM.size :]
        session_id, is_api_token, until = _FORM.unpack(bound)
    except (ValueError, struct.error):
        return None
    if not hmac.compare_digest(seal, _seal(services, kind, key, bound)) or clock.now().timestamp() >= until:
        return None
    return UUID(bytes=session_id), is_api_token


async def _viewer(services: Services, key: UUID, is_api_token: bool) -> Viewer:
    """Whom the address was made for, as they are now; NOBODY once they are signed out."""
    model = ApiToken if is_api_token else Session
    found = (
        await Context(services, SYSTEM).rows(select(model.token_hash, model.expires_at).where(model.id == key))
    ) or [None]
    if found[0] is None:
        return NOBODY
    held = SessionInfo(key, found[0].token_hash, found[0].expires_at, is_api_token)
    try:
        return await session.again(Context(services, NOBODY, held))
    except AccessLost:
        return NOBODY


def _seal(services: Services, kind: str, key: UUID, bound: bytes) -> bytes:
    return hmac.new(services.secret_key, kind.encode() + key.bytes + bound, hashlib.sha256).digest()
