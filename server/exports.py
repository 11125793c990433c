"""Exports: `POST /export.csv`, and so on for each form, takes a query of one list and answers all of it as a file.

The query is the one a front end shows the list by, in the body that `/graphql` takes: filter and order hold, pages do
not. A page names it by its `documentId`, as it does there. The table is written to a file first, so that nothing is
sent of an export that fails, and no reader who is slow holds up the database.

With `Prefer: respond-async` the answer is an address instead: `GET /exports/{id}` says how far the export is, and
`GET /exports/{id}/file` has its bytes for an hour, in parts too.
"""

import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from resolvers.compiled.parameters import Uncompilable
from resolvers.session import arrive, confirm
from server import export_keeping
from server.answers import JsonResponse, problem
from server.credentials import forgery, from_headers
from server.export_keeping import Kept
from server.export_making import FORMS, Export, asked, file_name
from server.graphql.errors import BAD_INPUT, RATE_LIMITED, Refused, fault, is_busy
from server.graphql.metering import rate_headers
from server.graphql.points import Spent
from server.graphql.requests import Unreadable, read_json
from server.graphql.turns import Crowded

CHUNK = 64 * 1024
PART = 1024 * 1024
"""Bytes of a kept file that are read at a time."""
RANGE = re.compile(r"bytes=(?=.*\d)(\d{0,18})-(\d{0,18})", re.ASCII)
HEADERS = {"cache-control": "private, no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}


def exporting(ending: str) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint for one kind of file."""

    async def export(request: Request) -> Response:
        services = request.app.state.services
        credentials = from_headers(request, services.public_url)
        if reason := forgery(request, credentials, multipart=False, public_url=services.public_url):
            return problem(403, "CSRF_REFUSED", reason)
        try:
            call = await read_json(request)
            client = request.client.host if request.client else None
            context = await arrive(services, credentials.token, ip=client)
            await confirm(context)
            if not context.viewer.is_signed_in:
                return problem(401, "UNAUTHENTICATED", "Sign in first.")
            request.app.state.trusted.check(call, credentials)
            request.app.state.trusted.check_viewer(call, credentials, context)
            export = await asked(request.app.state.metered, context, call, ending)
            return await (_begun(export) if _is_patient(request) else _answer(export))
        except Unreadable as bad:
            return problem(bad.status, bad.code, bad.message)
        except Refused as no:
            answer = request.app.state.metered.turned_away(context, no)
            rate = rate_headers(answer.rate)
            return JsonResponse(answer.payload, 429 if "retry-after" in rate else 400, headers=rate)
        except (Spent, Crowded) as many:
            return _later(many)
        except Uncompilable as no:
            return problem(400, BAD_INPUT, f"This cannot be exported: {no}.")
        except Exception as raised:
            error = fault(raised)
            return JsonResponse({"errors": [error]}, 503 if is_busy(error) else 500)

    return export


def _later(many: Spent | Crowded) -> Response:
    """The answer to who has asked for too much: in a minute, or at once."""
    wait = many.wait if isinstance(many, Spent) else 1
    answer = problem(429, RATE_LIMITED, f"You have asked for much. Ask again in {wait} s, or for fewer rows.")
    answer.headers["retry-after"] = str(wait)
    return answer


async def _answer(export: Export) -> Response:
    content = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it is sent)
    await export.make(content)
    size = content.seek(0, 2)
    content.seek(0)
    headers = _headers(file_name(export), size, sorted(export.context.withheld))
    return StreamingResponse(_chunks(content), 200, headers, FORMS[export.form][0])


def _headers(name: str, size: int, withheld: Iterable[str]) -> dict[str, str]:
    headers = HEADERS | {"content-disposition": f'attachment; filename="{name}"', "content-length": str(size)}
    return headers | ({"x-clientgraph-withheld": ", ".join(withheld)} if withheld else {})


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


def _is_patient(request: Request) -> bool:
    """Whether the sender comes again for the file (RFC 7240)."""
    return "respond-async" in request.headers.get("prefer", "")


async def _begun(export: Export) -> Response:
    key, kept = await export_keeping.begin(export)
    headers = {"location": f"/exports/{key}", "preference-applied": "respond-async", "retry-after": "1"}
    return JsonResponse(kept.told(key), 202, headers=headers)


async def progress(request: Request) -> Response:
    """How far a kept export is, for whoever asked for it; 404 for everybody else, and when its hour is over."""
    found = await _found(request)
    return found if isinstance(found, Response) else JsonResponse(found.told(request.path_params["id"]))


async def file(request: Request) -> Response:
    """The bytes of a kept export."""
    found = await _found(request)
    if isinstance(found, Response):
        return found
    if found.size is None:
        return problem(409, "EXPORT_NOT_MADE", "There is no file yet: ask how far it is.")
    key, services = request.path_params["id"], request.app.state.services
    parts = partial(export_keeping.part, services, key)
    return in_parts(request, FileKept(key, found.name, found.form, found.size, found.withheld, parts))


@dataclass(frozen=True)
class FileKept:
    """A file that is kept to be downloaded. `part` reads its bytes from one up to another."""

    key: str
    name: str
    form: str
    size: int
    withheld: Iterable[str]
    part: Callable[[int, int], Awaitable[bytes]]


def in_parts(request: Request, kept: FileKept) -> Response:
    """The bytes of a file: all of them, or the one range that is asked for (RFC 9110, 14.2)."""
    tag, size = f'"{kept.key}"', kept.size
    is_same = request.headers.get("if-range", tag) == tag
    asked_for = RANGE.fullmatch(request.headers.get("range", "")) if is_same else None
    start, end = _range(size, *asked_for.groups()) if asked_for else (0, size)
    if asked_for and start >= end:
        return Response(status_code=416, headers=HEADERS | {"content-range": f"bytes */{size}"})
    headers = _headers(kept.name, end - start, kept.withheld) | {"accept-ranges": "bytes", "etag": tag}
    if asked_for:
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
    content = _parts(kept, start, end)
    return StreamingResponse(content, 206 if asked_for else 200, headers, FORMS[kept.form][0])


async def _found(request: Request) -> Kept | Response:
    services = request.app.state.services
    try:
        context = await arrive(services, from_headers(request, services.public_url).token)
        await confirm(context)
        if not context.viewer.is_signed_in:
            return problem(401, "UNAUTHENTICATED", "Sign in first.")
        kept = await export_keeping.find(context, request.path_params["id"])
    except Exception as raised:
        error = fault(raised)
        return JsonResponse({"errors": [error]}, 503 if is_busy(error) else 500)
    return kept or problem(404, "NOT_FOUND", "There is no export here.")


def _range(size: int, first: str, last: str) -> tuple[int, int]:
    """From which byte up to which, the last not counted; empty where there are none."""
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size


async def _parts(kept: FileKept, start: int, end: int) -> AsyncIterator[bytes]:
    for begin in range(start, end, PART):
        yield await kept.part(begin, min(begin + PART, end))


routes: list[BaseRoute] = [
    *(Route(f"/export.{ending}", exporting(ending), methods=["POST"]) for ending in FORMS),
    Route("/exports/{id}", progress, methods=["GET"]),
    Route("/exports/{id}/file", file, methods=["GET"]),
]
