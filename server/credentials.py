"""Where a token comes from, and the proof that the page which sends a cookie is our own (security.md 2.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response
from strawberry.http.websocket_origin import is_same_origin, normalize_origin

SECURE_COOKIE = "__Host-clientgraph"
PLAIN_COOKIE = "clientgraph_session"
CSRF_HEADER = "x-clientgraph-csrf"
COOKIE_HEADER = "x-clientgraph-cookie"
EXPLORE_HEADER = "x-clientgraph-explore"


@dataclass(frozen=True)
class Credentials:
    """The token of a request, whether the browser added it by itself, and whether it is the explore page that asks."""

    token: str | None = None
    by_cookie: bool = False
    explores: bool = False


def is_secure(connection: HTTPConnection, public_url: str) -> bool:
    """Whether people reach the platform over TLS, seen from here or from its public address."""
    return connection.url.scheme in ("https", "wss") or public_url.startswith("https:")


def cookie_name(connection: HTTPConnection, public_url: str) -> str:
    """`__Host-` binds a cookie to this host and to TLS; browsers refuse it over plain HTTP."""
    return SECURE_COOKIE if is_secure(connection, public_url) else PLAIN_COOKIE


def from_headers(connection: HTTPConnection, public_url: str) -> Credentials:
    """The bearer token, else the session cookie. A header wins: who sets one is no forged form."""
    if token := bearer(connection.headers.get("authorization")):
        return Credentials(token)
    token = connection.cookies.get(cookie_name(connection, public_url))
    explores = connection.headers.get(EXPLORE_HEADER) == "1"
    return Credentials(token, by_cookie=True, explores=explores) if token else Credentials()


def from_payload(payload: Mapping[str, Any]) -> str | None:
    """The token of a `connection_init`: under `Authorization`, `authorization` or `token`, with or without `Bearer`."""
    for name in ("Authorization", "authorization", "token"):
        value = payload.get(name)
        if isinstance(value, str) and value.strip():
            return bearer(value) or value.strip()
    return None


def bearer(header: str | None) -> str | None:
    """The token of an `Authorization` header, None for any other scheme."""
    scheme, _, token = (header or "").strip().partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def is_own_origin(connection: HTTPConnection, public_url: str) -> bool:
    """Whether the request comes from our own page. Clients that are no browsers send no Origin."""
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    return is_same_origin(origin, connection.headers.get("host")) or (
        normalize_origin(origin) is not None and normalize_origin(origin) == normalize_origin(public_url)
    )


def forgery(connection: HTTPConnection, credentials: Credentials, *, multipart: bool, public_url: str) -> str | None:
    """Why a POST may be forged by another site's page, or None.

    A form on any site can send our cookie and can send multipart, but neither our header nor `Authorization`.
    """
    marked = connection.headers.get(CSRF_HEADER) == "1"
    if multipart and not marked and not bearer(connection.headers.get("authorization")):
        return "An upload needs a bearer token or the header X-Clientgraph-CSRF: 1."
    if credentials.by_cookie and not marked:
        return "A request signed in by cookie needs the header X-Clientgraph-CSRF: 1."
    if credentials.by_cookie and not is_own_origin(connection, public_url):
        return "A request signed in by cookie must come from our own pages."
    return None


def keep_cookie(response: Response, connection: HTTPConnection, public_url: str, token: str | None) -> None:
    """Set the session cookie where the request asked for it; the empty string clears it; None leaves it alone."""
    if token is None or (token and connection.headers.get(COOKIE_HEADER) != "1"):
        return
    response.set_cookie(
        cookie_name(connection, public_url),
        token,
        max_age=None if token else 0,
        secure=is_secure(connection, public_url),
        httponly=True,
        samesite="lax",
    )
