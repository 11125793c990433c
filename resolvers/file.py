"""Files: taken in, and shown to the client or not. Their bytes lie in the object store under random keys."""

import hashlib
import secrets
import unicodedata
from typing import Any

import puremagic

from models import Client, EventKind, File, Job, Lead, Project, Reply, Task, Ticket, Visibility
from models.core.base import Base
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.lead import client_of

LARGEST = 25 * 1024 * 1024
"""Bytes of one file."""
LONGEST_NAME = 255
UNKNOWN_TYPE = "application/octet-stream"
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic")
DRAWING = "image/svg+xml"
"""The one picture that can hold a program."""
SUBJECTS: dict[str, type[Base]] = {
    "client_id": Client,
    "project_id": Project,
    "lead_id": Lead,
    "task_id": Task,
    "ticket_id": Ticket,
    "reply_id": Reply,
    "job_id": Job,
}
"""What a file can be attached to, by the input that names it."""
PARENTS: dict[type[Base], tuple[str, ...]] = {Task: ("project_id", "lead_id"), Reply: ("ticket_id",)}
"""The columns of a node's own parents that its files have as well."""


async def upload(context: Context, given: Given) -> Answer:
    """Take in a file, attached to exactly one node. A contact's is for the client and its colleagues, by setting."""
    async with context.change() as change:
        place = await _place(change, given)
        await _admit(change, given)
        content = await read(given.file, "file", name=given.name)
        name = name_of(given.name or given.file.filename)
        file = await store(change, content, name, visibility=given.visibility, **place)
        return change.answer(file=file)


async def set_visibility(context: Context, given: Given) -> Answer:
    """Show a file to the client, or to the staff alone. The entry of the log is for those who see it from now on."""
    async with context.change() as change:
        file = await change.find(File, given.file_id, "fileId")
        file.visibility = given.visibility
        if change.changed(file):
            change.record(EventKind.FILE_VISIBILITY_CHANGED, file, visibility=file.visibility)
        return change.answer(file=file)


async def read(sent: Any, *path: str, name: str | None = None) -> bytes:
    """The bytes of an upload; INVALID where there are none, too many, or where they are surely not what the name,
    by default the sender's own, says."""
    if (sent.size or 0) > LARGEST:
        raise _too_large(path)
    # A verb that lost a race runs again, and reads again.
    await sent.seek(0)
    content: bytes = await sent.read()
    if len(content) > LARGEST:
        raise _too_large(path)
    if not content:
        raise Rejected(ErrorCode.INVALID, "The file is empty.", path)
    shown = name_of(name or sent.filename)
    kind = content_type(content, shown)
    if not _may_be(kind, shown.lower()):
        raise Rejected(ErrorCode.INVALID, f"The file is not what its name says: it is {kind}.", path)
    return content


async def store(change: Change, content: bytes, name: str, *, visibility: Visibility, **place: Any) -> File:
    """Put bytes into the store and note them. The bytes come first: a row is never without them."""
    file = File(
        name=name,
        content_type=content_type(content, name),
        byte_size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        visibility=visibility,
        storage_key=secrets.token_urlsafe(24),
        **place,
    )
    await change.put(file.storage_key, content)
    await change.add(file)
    change.record(EventKind.FILE_UPLOADED, file, visibility=visibility)
    return file


def name_of(given: str | None) -> str:
    """A file's name without its path and without characters that are not for reading."""
    last = (given or "").replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip()
    return "file" if plain.strip(".") == "" else plain[-LONGEST_NAME:]


def content_type(content: bytes, name: str) -> str:
    """What the bytes look like; the name only tells like from like, such as one office document from another."""
    try:
        puremagic.from_string(content, mime=True)
        return puremagic.from_string(content, mime=True, filename=name) or UNKNOWN_TYPE
    except (puremagic.PureError, ValueError):
        return UNKNOWN_TYPE


def _may_be(kind: str, name: str) -> bool:
    """Whether bytes of a kind may have a name. Endings whose formats cannot be mistaken are held to it; what nobody
    recognises is nobody's lie."""
    if name.endswith(".pdf"):
        return kind in ("application/pdf", UNKNOWN_TYPE)
    if name.endswith(PICTURES):
        return kind == UNKNOWN_TYPE or (kind.startswith("image/") and kind != DRAWING)
    return True


async def _place(change: Change, given: Given) -> dict[str, Any]:
    """The columns that say what it hangs on: the node named, and the node's own parents."""
    named = [name for name in SUBJECTS if given.value(name) is not None]
    if len(named) != 1:
        code = ErrorCode.INVALID if named else ErrorCode.REQUIRED
        path = [given.shown(named[1])] if named else ["clientId"]
        raise Rejected(
            code, "A file is attached to exactly one client, project, lead, task, ticket, answer or job.", path
        )
    (name,) = named
    is_lead = name == "lead_id"
    # A lead and its task are locked, so that a conversion at the same time takes the file along or comes first.
    lock = name in ("lead_id", "task_id")
    subject: Any = await change.find(SUBJECTS[name], given.value(name), given.shown(name), lock=lock)
    client_id = subject.id if name == "client_id" else getattr(subject, "client_id", None)
    if isinstance(subject, Reply) and change.viewer.is_contact and subject.created_by != change.viewer.contact_id:
        raise Rejected(ErrorCode.FORBIDDEN, "You may add files to your own answers.", [given.shown(name)])
    place = {key: getattr(subject, key) for key in PARENTS.get(type(subject), ())}
    if is_lead:
        client_id = await client_of(change, subject, given.shown(name))
    return place | {name: subject.id} | {"client_id": client_id}


async def _admit(change: Change, given: Given) -> None:
    if not change.viewer.is_contact:
        return
    if not (await change.organisation()).contacts_may_upload:
        raise Rejected(ErrorCode.FORBIDDEN, "Files are not taken through the portal.")
    if given.visibility is not Visibility.CLIENT:
        raise Rejected(ErrorCode.INVALID, "A file sent through the portal is for its client to see.", ["visibility"])


def _too_large(path: tuple[str, ...]) -> Rejected:
    return Rejected(ErrorCode.INVALID, f"A file has at most {LARGEST // 1024 // 1024} MiB.", path)
