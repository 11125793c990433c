"""Requests to addresses that others have given us, so that none reaches what only we can reach (security.md 2.4).

The name is resolved once, every address it has must be one of the public internet, and the connection goes to an
address that was looked at, not to the name. No redirect is followed and no proxy asked. Of the answer the status is
read, and nothing else is kept or shown.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from time import perf_counter
from urllib.parse import SplitResult, urlsplit

import h11

from resolvers.context import Reply

SECONDS = 5
"""For each of: finding the address, connecting, and the answer."""
ANSWER_BYTES = 65_536
CHUNK_BYTES = 16_384
PORTS = {"https": 443, "http": 80}
NEVER = tuple(
    map(
        ip_network,
        (
            "::/96",  # IPv4-compatible
            "::ffff:0:0/96",  # IPv4-mapped
            "64:ff9b::/96",  # NAT64, to any IPv4 address
            "64:ff9b:1::/48",
            "2001::/23",  # Teredo and other protocols' own
            "2002::/16",  # 6to4, to any IPv4 address
            "fec0::/10",
            "168.63.129.16/32",  # a public address that is a cloud's own inside it
            "192.88.99.0/24",
        ),
    )
)
"""What Python calls global and is not, or leads to any address."""

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]


class NotSent(Exception):
    """A request was not made, or not answered; the message says why, and nothing of what was found."""


def objection(url: str, to_loopback: bool = False) -> str | None:
    """Why no request is made to a URL, as far as it tells by itself; None where one may be."""
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        return "This is not an address."
    if any(not each.isprintable() or each == " " for each in url) or not url.isascii():
        return "An address has no spaces and no characters beyond ASCII."
    here = to_loopback and parts.scheme == "http" and is_here(parts.hostname or "")
    if parts.scheme != "https" and not here:
        return "An address begins with https:."
    if not parts.hostname or port == 0:
        return "An address names a host."
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "An address has neither a user nor a fragment."
    with suppress(ValueError):
        if not may_reach(ip_address(parts.hostname), to_loopback):
            return "This address is not one of the public internet."
    return None


def is_here(host: str) -> bool:
    """Whether a host is this machine, by its very name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def may_reach(address: Address, to_loopback: bool = False) -> bool:
    """Whether an address is one of the public internet; or this machine's own, where that is allowed."""
    if address.is_loopback:
        return to_loopback
    if any(address in network for network in NEVER if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


async def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@cache
def tls() -> ssl.SSLContext:
    """Certificates are verified, and the host's name with them."""
    return ssl.create_default_context()


class Outward:
    """Posts to addresses that others have given. `to_loopback`: http to this machine, to try things out."""

    def __init__(self, *, to_loopback: bool = False, resolve: Resolve = resolved, seconds: float = SECONDS) -> None:
        self.to_loopback, self._resolve, self._seconds = to_loopback, resolve, seconds

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Reply:
        """Send a body. Whatever goes wrong is the reply's reason; nothing is raised."""
        began = perf_counter()
        status, reason = None, ""
        try:
            status = await self._posted(url, headers, body)
            if not 200 <= status < 300:
                reason = "It answered with a redirect." if 300 <= status < 400 else f"It answered {status}."
        except NotSent as not_sent:
            reason = str(not_sent)
        except TimeoutError:
            reason = f"It did not answer within {self._seconds:g} s."
        except ssl.SSLCertVerificationError:
            reason = "Its certificate is not valid."
        except (OSError, EOFError):
            reason = "It cannot be reached."
        except h11.RemoteProtocolError:
            reason = "It does not speak HTTP."
        return Reply(status, round((perf_counter() - began) * 1000), reason)

    async def _posted(self, url: str, headers: dict[str, str], body: bytes) -> int:
        if reason := objection(url, self.to_loopback):
            raise NotSent(reason)
        parts = urlsplit(url)
        address = await self._address(parts)
        async with asyncio.timeout(self._seconds):
            secured = {"ssl": tls(), "server_hostname": parts.hostname} if parts.scheme == "https" else {}
            reader, writer = await asyncio.open_connection(str(address), _port(parts), **secured)
        try:
            async with asyncio.timeout(self._seconds):
                return await _exchanged(reader, writer, _request(parts, headers, body), body)
        finally:
            writer.transport.abort()  # whatever else it has to say

    async def _address(self, parts: SplitResult) -> Address:
        """The address to connect to; NotSent where one of those the name has may not be reached."""
        host = parts.hostname or ""
        try:
            async with asyncio.timeout(self._seconds):
                found = [ip_address(each) for each in await self._resolve(host, _port(parts))]
        except (OSError, ValueError, UnicodeError):
            raise NotSent("Its name has no address.") from None
        if not found or not all(may_reach(each, self.to_loopback and is_here(host)) for each in found):
            raise NotSent("Its name leads to an address that is not one of the public internet.")
        return found[0]


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


def _request(parts: SplitResult, headers: dict[str, str], body: bytes) -> h11.Request:
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    own = {"host": parts.netloc, "content-length": str(len(body)), "connection": "close"}
    return h11.Request(method="POST", target=target, headers=list((own | headers).items()))


async def _exchanged(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: h11.Request, body: bytes
) -> int:
    """Send, and read as far as the status of the answer."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=ANSWER_BYTES)
    for event in (request, h11.Data(body), h11.EndOfMessage()):
        writer.write(connection.send(event) or b"")
    await writer.drain()
    received = 0
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Response):
            return event.status_code
        if event is h11.NEED_DATA:
            read = await reader.read(CHUNK_BYTES)
            received += len(read)
            if received > ANSWER_BYTES:
                raise NotSent("Its answer does not come to the point.")
            connection.receive_data(read)
