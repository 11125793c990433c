"""Exports that are kept: made while nobody waits, told of, downloaded in parts, and only by who still sees the same."""

import asyncio
import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from obstore.store import MemoryStore

import models
from models.core import clock
from server import export_keeping, export_making, exports
from server.storage import Storage
from tests.graph.test_exporting import CLIENTS, export, refusal, staff  # noqa: F401 (fixtures)

LATER = {"prefer": "respond-async"}


@pytest.fixture
async def kept(export, services):  # noqa: F811
    """`await kept(token, query)`: the answer to a request for an export that is kept, and `kept.get(token, place)`."""
    export.app.state.services = replace(services, storage=Storage(MemoryStore()))

    async def begin(token, query=CLIENTS, ending="csv"):
        return await export(token, query, ending, LATER)

    async def get(token, place, **headers):
        sent = {"authorization": f"Bearer {token}"} if token else {}
        return await export.http.get(place, headers=sent | {name.replace("_", "-"): v for name, v in headers.items()})

    async def ended(token, begun):
        async with asyncio.timeout(30):
            while (told := (await get(token, begun.headers["location"])).json())["state"] == "MAKING":
                await asyncio.sleep(0.02)
        return told

    begin.get, begin.ended, begin.services = get, ended, export.app.state.services
    return begin


async def test_it_is_told_how_far_it_is_and_read_in_parts(kept, export, make, staff, monkeypatch):  # noqa: F811
    for number in range(3):
        await make.client(name=f"Client {number}")
    monkeypatch.setattr(exports, "PART", 16)
    begun = await kept(staff)

    assert (begun.status_code, begun.json()["state"], begun.json()["file"]) == (202, "MAKING", None)
    place = begun.headers["location"]
    told = await kept.ended(staff, begun)
    assert (told["state"], told["rows"], told["total"], told["errors"]) == ("MADE", 3, 3, [])
    assert told["file"] == f"{place}/file" and len(place) > 40

    whole = await kept.get(staff, told["file"])
    assert whole.status_code == 200 and int(whole.headers["content-length"]) == told["bytes"]
    assert whole.content == (await export(staff, CLIENTS)).content
    assert whole.headers["content-disposition"].startswith('attachment; filename="clients-20')
    rest = await kept.get(staff, told["file"], range="bytes=40-", if_range=whole.headers["etag"])
    assert (rest.status_code, rest.content) == (206, whole.content[40:])
    assert rest.headers["content-range"] == f"bytes 40-{told['bytes'] - 1}/{told['bytes']}"
    for asked, found in (
        ("bytes=3-20", whole.content[3:21]),
        ("bytes=-5", whole.content[-5:]),
        ("bytes=9-99999", whole.content[9:]),
    ):
        answer = await kept.get(staff, told["file"], range=asked)
        assert (answer.status_code, answer.content) == (206, found)
    beyond = await kept.get(staff, told["file"], range="bytes=99999-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{told['bytes']}")
    for given in ({"range": "bytes=4-", "if_range": '"other"'}, {"range": "bytes=0-1,4-5"}, {"range": "bytes=-"}):
        answer = await kept.get(staff, told["file"], **given)
        assert (answer.status_code, answer.content) == (200, whole.content)


async def test_it_is_for_whoever_asked_while_they_see_the_same(kept, make, staff, signed_in):  # noqa: F811
    acme, other = await make.client(name="Acme"), await make.client(name="Other")
    limited = await make.user(models.Role.STAFF_LIMITED)
    held = [await make.row(models.UserClient(user_id=limited.id, client_id=each.id)) for each in (acme, other)]
    mine = await signed_in(user=limited)
    file = (await kept.ended(mine.token, await kept(mine.token)))["file"]

    assert refusal(await kept.get(None, file))[:2] == (401, "UNAUTHENTICATED")
    for place in (file, file.removesuffix("/file"), "/exports/nonsense", "/exports/nonsense/file"):
        assert refusal(await kept.get(staff, place))[:2] == (404, "NOT_FOUND")
    (_, *rows) = csv.reader(io.StringIO((await kept.get(mine.token, file)).content.decode("utf-8-sig")))
    assert sorted(row[0] for row in rows) == ["Acme", "Other"]

    async with mine.as_system().change() as change:
        await change.remove(await change.session.merge(held[1]))
    assert refusal(await kept.get(mine.token, file))[:2] == (404, "NOT_FOUND")
    await make.change(limited, status=models.UserStatus.DISABLED)
    assert refusal(await kept.get(mine.token, file))[:2] == (401, "UNAUTHENTICATED")


async def test_what_fails_is_told_and_what_is_old_is_gone(kept, make, staff, monkeypatch):  # noqa: F811
    await make.client()
    assert refusal(await kept(staff, "{ organisation { name } }"))[0] == 400
    monkeypatch.setattr(export_making, "MOST_ROWS", 0)
    failed = await kept.ended(staff, await kept(staff))
    assert (failed["state"], failed["errors"][0]["extensions"]["code"]) == ("FAILED", "EXPORT_TOO_LARGE")
    early = await kept.get(staff, f"/exports/{failed['id']}/file")
    assert refusal(early)[:2] == (409, "EXPORT_NOT_MADE")
    monkeypatch.setattr(export_making, "MOST_ROWS", 10)
    made = await kept.ended(staff, await kept(staff))

    await export_keeping.forget_exports(kept.services)
    assert (await kept.get(staff, made["file"])).status_code == 200
    now = clock.now()
    monkeypatch.setattr(export_keeping.clock, "now", lambda: now + timedelta(minutes=59))
    assert (await kept.get(staff, made["file"])).status_code == 200
    monkeypatch.setattr(export_keeping.clock, "now", lambda: now + timedelta(minutes=61))
    assert (await kept.get(staff, made["file"])).status_code == 404
    await export_keeping.forget_exports(kept.services)
    assert [each async for found in kept.services.storage._store.list_async() for each in found] == []
