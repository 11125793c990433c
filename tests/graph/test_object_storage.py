"""Files in S3: kept, read through our own address, and gone where the write comes to nothing. The server is real."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import boto3
import httpx2
import pytest
from moto.server import ThreadedMotoServer
from starlette.applications import Starlette

import models
from models import Visibility
from models.errors import ErrorCode, Rejected
from resolvers import download
from resolvers import file as files
from resolvers.context import Context, Services
from server import downloads
from server.settings import Settings
from server.storage import Storage, storage

BUCKET = "clientgraph-files"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 server on this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3, monkeypatch):
    """An empty bucket, and the environment that leads there, as an operator would set it."""
    for name, value in {
        "AWS_ENDPOINT_URL": s3,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    made = boto3.resource("s3", endpoint_url=s3, region_name="eu-west-1").Bucket(BUCKET)
    made.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield made
    made.objects.all().delete()
    made.delete()


@pytest.fixture
def kept(bucket) -> Storage:
    return storage(Settings(storage_url=f"s3://{BUCKET}/files"))


def keys(bucket):
    return [each.key for each in bucket.objects.all()]


async def test_bytes_are_kept_read_and_forgotten(kept, bucket):
    await kept.put("key", b"content")

    assert keys(bucket) == ["files/key"]
    assert await kept.get("key") == b"content"
    await kept.delete("key")
    await kept.delete("key")
    assert keys(bucket) == []
    with pytest.raises(FileNotFoundError):
        await kept.get("key")


@pytest.fixture
async def platform(services, kept) -> Services:
    return replace(services, storage=kept)


async def test_a_file_is_read_through_our_own_address(platform, make, signed_in, bucket):
    client = await make.client()
    who = await signed_in(user=await make.user())
    context = Context(platform, who.viewer, who.session)

    async with context.change() as change:
        file = await files.store(change, b"%PDF-1.7", "brief.pdf", visibility=Visibility.CLIENT, client_id=client.id)
    address = urlsplit(download.address(context, file.id))
    app = Starlette(routes=downloads.routes)
    app.state.services = platform
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=platform.public_url) as http:
        answer = await http.get(f"{address.path}?{address.query}")
        bucket.objects.all().delete()
        gone = await http.get(f"{address.path}?{address.query}")

    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/pdf"
    assert gone.status_code == 404


async def test_bytes_of_a_write_that_came_to_nothing_are_gone(platform, make, bucket):
    client = await make.client()
    seen = []

    with pytest.raises(Rejected):
        async with Context(platform).change() as change:
            await files.store(change, b"bytes", "x.txt", visibility=Visibility.CLIENT, client_id=client.id)
            seen = keys(bucket)
            raise Rejected(ErrorCode.CONFLICT, "No.")

    assert len(seen) == 1
    assert (keys(bucket), await make.all(models.File)) == ([], [])
