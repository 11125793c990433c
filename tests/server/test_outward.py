"""Requests to addresses others have given reach the public internet, or nothing."""

import asyncio
import ssl
from ipaddress import ip_address

import pytest

from server import outward
from server.outward import Outward, may_reach, objection
from tests.graph.receiver import Receiver

NEVER = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.9.9.9 168.63.129.16 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1
255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808
64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 2002:a00:1:: fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0
fec0::1 ff02::1
""".split()
URLS = """
ftp://hooks.example.com/ file:///etc/passwd gopher://hooks.example.com/ //hooks.example.com/ https: https:///hook
http://hooks.example.com/ https://user@hooks.example.com/ https://hooks.example.com/#part https://[::1]/
https://[::ffff:127.0.0.1]/ https://127.0.0.1/ https://169.254.169.254/latest/meta-data https://h:0/ https://h:99999/
https://hooks.exämple.com/ https://[fe80::1%25eth0]/ https://[nonsense/
""".split()


@pytest.mark.parametrize("address", NEVER)
def test_what_is_not_of_the_public_internet_is_not_reached(address):
    assert not may_reach(ip_address(address))


def test_the_public_internet_is_reached():
    assert all(may_reach(ip_address(each)) for each in ("8.8.8.8", "151.101.1.1", "2606:4700::1111", "2a00:1450::1"))
    assert may_reach(ip_address("127.0.0.1"), to_loopback=True)
    assert not any(may_reach(ip_address(each), to_loopback=True) for each in NEVER if not ip_address(each).is_loopback)


def test_addresses_that_say_by_themselves_that_they_are_none():
    assert [url for url in [*URLS, "https://h/\r\nx: y", "https://h/ x", ""] if objection(url) is None] == []
    assert objection("https://hooks.example.com:8443/hook?token=1") is None
    assert objection("http://127.0.0.1:1/", to_loopback=True) is None
    assert objection("http://10.0.0.1/", to_loopback=True) and objection("http://example.com/", to_loopback=True)


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["8.8.8.8", "::ffff:10.0.0.1"], ["64:ff9b::a00:1"], []]
)
async def test_every_address_of_a_name_is_looked_at_before_any_is_called(monkeypatch, found):
    async def resolve(host, port):
        return found

    async def connect(*given, **named):
        raise AssertionError("connected")

    monkeypatch.setattr(asyncio, "open_connection", connect)
    reply = await Outward(resolve=resolve).post("https://hooks.example.com/", {}, b"{}")
    assert reply.status is None and "not one of the public internet" in reply.reason and str(found) not in reply.reason


async def test_a_name_is_resolved_once_and_what_was_looked_at_is_called(monkeypatch):
    asked, called = [], []

    async def rebinding(host, port):
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    async def connect(host, port, **named):
        called.append((host, port, named["server_hostname"], named["ssl"].verify_mode))
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio, "open_connection", connect)
    reply = await Outward(resolve=rebinding).post("https://hooks.example.com:8443/", {}, b"{}")
    assert asked == ["hooks.example.com"] and reply.reason == "It cannot be reached."
    assert called == [("8.8.8.8", 8443, "hooks.example.com", ssl.CERT_REQUIRED)]


async def test_forms_of_a_loopback_address_lead_nowhere():
    async with Receiver() as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        for host in ("localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:127.0.0.1]", "0"):
            reply = await Outward().post(f"https://{host}:{port}/", {}, b"{}")
            assert reply.status is None, host
        assert receiver.connections == 0
        secured = await Outward(to_loopback=True, seconds=0.3).post(f"https://127.0.0.1:{port}/", {}, b"{}")
        assert secured.status is None and not receiver.got, "no TLS, no message"


async def test_an_answer_is_bounded_and_not_read_beyond_its_status(monkeypatch):
    monkeypatch.setattr(outward, "ANSWER_BYTES", 4_096)
    long = b"HTTP/1.1 200 Fine\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n"
    interim = b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 201 Made\r\nContent-Length: 9999999\r\n\r\n"
    async with Receiver(answers=[long, interim]) as receiver:
        out = Outward(to_loopback=True, seconds=0.5)
        first, second = [await out.post(receiver.url, {"a": "b"}, b"{}") for _ in range(2)]
    assert first.status is None and second.is_taken and second.status == 201 and second.milliseconds < 400
