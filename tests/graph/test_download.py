"""Downloads: short-lived addresses of a file's bytes, and what is answered under them."""

from datetime import timedelta

import pytest

import models
from models import Visibility
from models.core import clock
from permissions.viewer import NOBODY
from resolvers import download
from resolvers.context import Context
from tests.graph.conftest import gid
from tests.graph.test_file import PNG, SHOW


@pytest.fixture
async def client(make):
    return await make.client()


@pytest.fixture
async def shown(make, client, services):
    file = await make.file(client_id=client.id, visibility=Visibility.CLIENT)
    await services.storage.put(file.storage_key, PNG)
    return file


def parts(address):
    return address.rsplit("/", 1)[1].split("?t=")


async def test_an_address_opens_for_five_minutes_and_only_as_it_was_made(make, services, shown, signed_in):
    context = await signed_in(user=await make.user())
    key, ticket = parts(download.address(context, shown.id))
    other = await make.file(client_id=shown.client_id)

    found = await download.opened(services, key, ticket)

    assert (found.name, found.content) == (shown.name, PNG)
    assert await download.opened(services, gid(other), ticket) is None
    assert await download.opened(services, key, ticket[:40] + ticket[:40][::-1] + ticket[80:]) is None
    assert await download.opened(services, key, "") is None
    with clock.moved(timedelta(minutes=5)):
        assert await download.opened(services, key, ticket) is None


async def test_who_reads_it_is_judged_again_when_it_is_opened(ask, owner, make, client, services, shown, signed_in):
    active = {"portal_status": models.PortalStatus.ACTIVE, "portal_permissions": ["DOCUMENTS"]}
    bea = await signed_in(contact=await make.contact(client, **active))
    staff = await signed_in(user=await make.user())
    key, ticket = parts(download.address(bea, shown.id))
    _, of_staff = parts(download.address(staff, shown.id))

    assert await download.opened(services, key, ticket, bea.viewer) is not None
    assert await download.opened(services, key, of_staff, bea.viewer) is None
    await ask(owner, SHOW, id=gid(shown), visibility="INTERNAL")
    assert await download.opened(services, key, ticket, bea.viewer) is None
    assert await download.opened(services, key, of_staff) is not None


async def test_signing_out_ends_the_addresses_handed_out(make, services, shown, signed_in):
    context = await signed_in(user=await make.user())
    key, ticket = parts(download.address(context, shown.id))

    async with Context(services).change() as change:
        await change.remove(await change.get(models.Session, context.session.id))

    assert await download.opened(services, key, ticket) is None


async def test_analysts_read_no_bytes(ask, make, services, client, shown, signed_in):
    analyst = await signed_in(user=await make.user(models.Role.ANALYST, all_clients=True, abilities=["SEE_COSTS"]))

    whole = await ask.whole(analyst.viewer, "{ files { nodes { downloadUrl } } }")

    assert whole.data["files"]["nodes"] == [{"downloadUrl": None}]
    assert whole.withheld == ["File.downloadUrl"]
    assert download.address(analyst, shown.id) is None
    assert download.address(Context(services, NOBODY), shown.id) is None


# --- Over HTTP


async def test_the_bytes_come_as_an_attachment_that_nothing_runs(get, make, client, services, signed_in):
    file = await make.file(
        name='"quoted"\n bl\u00e4tt.html', content_type="text/html", client_id=client.id, visibility=Visibility.CLIENT
    )
    await services.storage.put(file.storage_key, b"<script>")
    context = await signed_in(user=await make.user())

    answer = await get(download.address(context, file.id))

    assert (answer.status_code, answer.content) == (200, b"<script>")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%22quoted%22%0A%20bl%C3%A4tt.html"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_every_address_that_is_not_good_looks_the_same(get, make, client, services, shown, signed_in):
    active = {"portal_status": models.PortalStatus.ACTIVE, "portal_permissions": ["DOCUMENTS"]}
    dev, bea = await signed_in(user=await make.user()), await signed_in(contact=await make.contact(client, **active))
    good = download.address(dev, shown.id)
    gone = await make.file(client_id=client.id)

    answers = [
        await get(good, bea.token),
        await get(good.split("?")[0]),
        await get(good + "x"),
        await get("/files/nonsense?t=nonsense"),
        await get(download.address(dev, gone.id)),
    ]

    assert (await get(good, dev.token)).status_code == 200
    assert (await get(download.address(bea, shown.id), bea.token)).status_code == 200
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
