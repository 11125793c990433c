"""HTTP requests read into calls: JSON bodies, and uploads by the GraphQL multipart request specification."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import orjson
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from server.graphql.engine import Call

MULTIPART = "multipart/form-data"
MAX_FILES = 20


class Unreadable(Exception):
    """A request that is no GraphQL request."""

    def __init__(self, message: str, status: int = 400, code: str = "BAD_REQUEST") -> None:
        super().__init__(message)
        self.message, self.status, self.code = message, status, code


def is_multipart(request: Request) -> bool:
    """Whether the body is a form with files."""
    return _media_type(request)[0] == MULTIPART


async def read_json(request: Request) -> Call:
    """The call in a JSON body. Raises `Unreadable`."""
    media_type, charset = _media_type(request)
    if media_type != "application/json" or charset not in ("", "utf-8", "utf8"):
        raise Unreadable("Send application/json in UTF-8, or multipart/form-data for uploads.", 415, "UNSUPPORTED_TYPE")
    return call_of(_decoded(await request.body(), "The request body"))


@asynccontextmanager
async def reading_form(request: Request) -> AsyncIterator[FormData]:
    """The form of an upload, its files open for as long as the block runs. Raises `Unreadable`."""
    try:
        form = await request.form(max_files=MAX_FILES, max_fields=10)
    except (HTTPException, MultiPartException, ValueError) as refused:
        raise Unreadable("The multipart body cannot be read.") from refused
    try:
        yield form
    finally:
        await form.close()


def call_of_form(form: FormData) -> Call:
    """The call in `operations`, with the files put where `map` says. Raises `Unreadable`."""
    operations = _decoded(_text(form, "operations"), "The form field operations")
    places = _decoded(_text(form, "map"), "The form field map")
    if not isinstance(operations, dict) or not isinstance(places, dict):
        raise Unreadable("The form fields operations and map must be JSON objects.")
    for name, paths in places.items():
        file = form.get(name)
        if not isinstance(file, UploadFile):
            raise Unreadable(f"The file {name} of map is not in the form.")
        if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
            raise Unreadable(f"The places of the file {name} in map must be a list of paths.")
        for path in paths:
            _place(operations, path, file)
    return call_of(operations)


def call_of(body: Any) -> Call:
    """The call in a decoded request or in the payload of a `subscribe` message. Raises `Unreadable`."""
    if not isinstance(body, dict):
        raise Unreadable("A GraphQL request is one JSON object; batches are not taken.")
    query, name, document_id = body.get("query"), body.get("operationName"), body.get("documentId")
    extensions = _mapping(body, "extensions")
    digest = _digest(extensions)
    if document_id is not None:
        if query or not isinstance(document_id, str):
            raise Unreadable("Send either query, or documentId as a string.")
        query = ""
    elif query is None and digest is not None:
        query = ""
    elif not isinstance(query, str) or not query.strip():
        raise Unreadable("The request has no query.")
    if name is not None and not isinstance(name, str):
        raise Unreadable("operationName must be a string.")
    return Call(query, _mapping(body, "variables"), name or None, extensions, document_id, digest)


def _digest(extensions: Mapping[str, Any]) -> str | None:
    """The hash of the document, as clients of automatic persisted queries bring it."""
    persisted = extensions.get("persistedQuery")
    if persisted is None:
        return None
    digest = persisted.get("sha256Hash") if isinstance(persisted, dict) and persisted.get("version") == 1 else None
    if not isinstance(digest, str):
        raise Unreadable("persistedQuery must say version 1 and the sha256Hash of the document.")
    return digest


def _mapping(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name)
    if value is not None and not isinstance(value, dict):
        raise Unreadable(f"{name} must be a JSON object.")
    return value or {}


def _decoded(text: bytes | str, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"{what} is not JSON: {error}.") from None


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    if not isinstance(value, str):
        raise Unreadable(f"The form field {name} is missing.")
    return value


def _place(operations: dict[str, Any], path: str, file: UploadFile) -> None:
    """Put a file where the request left null for it."""
    *steps, last = path.split(".")
    target: Any = operations
    try:
        for step in steps:
            target = target[int(step) if isinstance(target, list) else step]
        key = int(last) if isinstance(target, list) else last
        is_free = target[key] is None
    except (KeyError, IndexError, TypeError, ValueError):
        is_free = False
    if not is_free:
        raise Unreadable(f"There is no null for a file at {path}.")
    target[key] = file


def _media_type(request: Request) -> tuple[str, str]:
    """The media type and charset of the body, in lower case."""
    name, *parameters = (piece.strip().lower() for piece in request.headers.get("content-type", "").split(";"))
    charset = next((each[8:] for each in parameters if each.startswith("charset=")), "")
    return name, charset.strip('"')
