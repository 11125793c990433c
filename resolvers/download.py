"""Addresses under which a file's bytes can be read for a few minutes, by whom they were made for."""

import base64
import hashlib
import hmac
import struct
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from models import ApiToken, File, Session
from models.core import clock, ids
from permissions.base import visible
from permissions.file import FileBodies
from permissions.viewer import NOBODY, SYSTEM, Viewer
from resolvers import session
from resolvers.context import Context, Services, SessionInfo
from resolvers.log import AccessLost

LASTS = timedelta(minutes=5)
_FORM = struct.Struct(">16s?Q")
"""Key of the session or API token, which of the two, and the second at which it expires."""


def address(context: Context, key: UUID) -> str | None:
    """Where this caller reads the file's bytes: bound to the file and the caller's session, and short-lived. None
    without a session, and for those who read no file bodies."""
    if context.session is None or not FileBodies().allows(context.viewer):
        return None
    held = context.session
    until = int((clock.now() + LASTS).timestamp())
    bound = _FORM.pack(held.id.bytes, held.is_api_token, until)
    ticket = base64.urlsafe_b64encode(bound + _seal(context.services, key, bound)).decode().rstrip("=")
    return f"{context.services.public_url}/files/{ids.global_id('File', key)}?t={ticket}"


async def opened(services: Services, given: str, ticket: str, caller: Viewer = NOBODY) -> tuple[File, bytes] | None:
    """The file behind an address and its bytes, if whom it was made for may still read it; None otherwise, whatever
    the reason. A caller who is signed in is who it was made for, or gets nothing."""
    key = ids.key_of("File", given)
    held = _read(services, key, ticket) if key else None
    if key is None or held is None:
        return None
    viewer = await _viewer(services, *held)
    if caller.is_signed_in and caller.actor_id != viewer.actor_id:
        return None
    if not viewer.is_signed_in or not FileBodies().allows(viewer):
        return None
    file = await Context(services, viewer).scalar(visible(File, viewer).where(File.id == key))
    return None if file is None else (file, await services.storage.get(file.storage_key))


def _read(services: Services, file_id: UUID, ticket: str) -> tuple[UUID, bool] | None:
    try:
        raw = base64.b64decode(ticket + "=" * (-len(ticket) % 4), altchars=b"-_", validate=True)
        bound, seal = raw[: _FORM.size], raw[_FORM.size :]
        session_id, is_api_token, until = _FORM.unpack(bound)
    except (ValueError, struct.error):
        return None
    if not hmac.compare_digest(seal, _seal(services, file_id, bound)) or clock.now().timestamp() >= until:
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


def _seal(services: Services, file_id: UUID, bound: bytes) -> bytes:
    return hmac.new(services.secret_key, b"file" + file_id.bytes + bound, hashlib.sha256).digest()
