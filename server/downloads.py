"""The bytes of files and documents, for whoever holds an address that is still good."""

from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from permissions.viewer import NOBODY
from resolvers.download import opened
from resolvers.session import authenticate
from server import credentials
from server.answers import problem

HEADERS = {
    "cache-control": "private, no-store",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-site",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""A file is data to be saved: no page, no script, no guess at what it might be, no copy on the way."""

log = structlog.get_logger(__name__)


async def download(request: Request) -> Response:
    """The file or document as an attachment, or 404: unknown, expired, hidden and forged addresses look the same."""
    services = request.app.state.services
    token = credentials.from_headers(request, services.public_url).token
    caller, _ = await authenticate(services, token) if token else (NOBODY, None)
    try:
        found = await opened(services, request.path_params["id"], request.query_params.get("t", ""), caller)
    except FileNotFoundError as lost:
        log.error("the bytes of a file are gone", reason=str(lost))
        found = None
    if found is None:
        return problem(404, "NOT_FOUND", "There is no file here.")
    disposition = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    headers = {**HEADERS, "content-disposition": disposition}
    return Response(found.content, media_type=found.content_type, headers=headers)


routes: list[BaseRoute] = [Route("/files/{id}", download), Route("/documents/{id}", download)]
