"""The pages people look at: what `make web` left in web/dist, served with headers that let nothing else in."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from models import Role
from permissions.viewer import NOBODY
from resolvers.session import authenticate
from server import credentials
from server.answers import problem

DIST = Path(__file__).resolve().parents[1] / "web" / "dist"
MANIFEST = DIST / "documents.json"
"""The documents the pages ask by, id to text."""
NAMES = ("portal", "desk", "explore")
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""What may be sent compressed, best first, and the ending of the compressed file."""

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""The content security policy of every page: nothing inline, nothing from elsewhere, in nobody's frame."""

OWN_POLICIES: dict[str, dict[str, str]] = {}
"""What a page needs beyond it, by its name."""

FOREVER = "public, max-age=31536000, immutable"
"""For files whose names change with their contents."""

UNBUILT = """The pages are not built.

Build them with: make web
The graph itself is served at /graphql.
"""
FRONT = """clientgraph

One live graph of a service business.

  /portal           for clients
  /desk             for staff
  /explore          for analysts
  /graphql          the graph: POST, WebSocket (graphql-transport-ws), event streams (Accept: text/event-stream)
  /schema.graphql   what can be asked, for the staff
  /export.csv       a query of one list by POST, answered as a table; also /export.xlsx
  /calendars/…      the appointments of a team or resource, for calendar programs
  /healthz          whether the process is alive
  /readyz           whether it can serve
"""


@dataclass(frozen=True)
class Built:
    """The files of a build, by their address below `/`."""

    folder: Path
    files: frozenset[str]

    @classmethod
    def at(cls, folder: Path) -> "Built":
        """What lies in a folder, looked at once for every build; nothing where there is none."""
        try:
            return cls._of_build(folder, (folder / MANIFEST.name).stat().st_mtime_ns)
        except FileNotFoundError:
            return cls(folder, frozenset())

    @classmethod
    @lru_cache(maxsize=4)
    def _of_build(cls, folder: Path, made_at: int) -> "Built":
        found = (path for path in folder.rglob("*") if path.is_file())
        return cls(folder, frozenset(path.relative_to(folder).as_posix() for path in found))

    def answer(self, name: str, request: Request, headers: dict[str, str]) -> Response:
        """A file, as small as the asker takes it. Only names of the build are served."""
        accepted = request.headers.get("accept-encoding", "")
        headers = headers | {"vary": "accept-encoding", "x-content-type-options": "nosniff"}
        path = self.folder / name
        kind = FileResponse(path).media_type
        for encoding, ending in ENCODINGS.items():
            if encoding in accepted and name + ending in self.files:
                packed = {"content-encoding": encoding}
                return FileResponse(self.folder / (name + ending), headers=headers | packed, media_type=kind)
        return FileResponse(path, headers=headers, media_type=kind)


def policy_of(name: str) -> str:
    """The content security policy of a page."""
    return "; ".join(f"{what} {where}" for what, where in (POLICY | OWN_POLICIES.get(name, {})).items())


async def page(request: Request) -> Response:
    """A page, whatever lies below its address: the page itself reads the rest."""
    name = request.url.path.split("/")[1]
    return _page(name, request)


async def opened(request: Request) -> Response:
    """What the link of a letter opens, for whoever is not signed in yet: its token stays with the page."""
    return _page("landing", request)


async def asset(request: Request) -> Response:
    """A file that a page is made of."""
    built = Built.at(DIST)
    name = request.url.path.removeprefix("/")
    if name not in built.files:
        return problem(404, "NOT_FOUND", "There is no such file.")
    lasts = FOREVER if name.startswith("assets/") else "public, max-age=3600"
    return built.answer(name, request, {"cache-control": lasts, "cross-origin-resource-policy": "same-origin"})


async def front(request: Request) -> Response:
    """The page of whoever is signed in, a choice for everybody else; text for whoever is no browser."""
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(FRONT)
    services = request.app.state.services
    token = credentials.from_headers(request, services.public_url).token
    viewer, _ = await authenticate(services, token) if token else (NOBODY, None)
    if viewer.role is None:
        return _page("landing", request)
    own = {Role.CONTACT: "portal", Role.ANALYST: "explore"}.get(viewer.role, "desk")
    return RedirectResponse(f"/{own}", 303, headers={"cache-control": "no-store"})


def _page(name: str, request: Request) -> Response:
    built = Built.at(DIST)
    if f"{name}.html" not in built.files:
        return HTMLResponse(f"<!doctype html><title>clientgraph</title><pre>{UNBUILT}</pre>", 503)
    headers = {
        "cache-control": "no-cache",
        "content-security-policy": policy_of(name),
        "cross-origin-opener-policy": "same-origin",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
        "x-frame-options": "DENY",
    }
    return built.answer(f"{name}.html", request, headers)


routes: list[BaseRoute] = [
    Route("/", front),
    *(Route(f"/{name}", opened) for name in ("accept", "reset")),
    Route("/assets/{rest:path}", asset),
    Route("/mark.svg", asset),
    *(Route(f"/{name}", page) for name in NAMES),
    *(Route(f"/{name}/{{rest:path}}", page) for name in NAMES),
]
