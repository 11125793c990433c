"""Documents by name: trusted ones of front ends' manifests, and automatic persisted queries."""

import json
from dataclasses import replace
from hashlib import sha256

import httpx2
import pytest
from websockets.asyncio.client import connect

from server.credentials import Credentials
from server.graphql.automatic import Automatic
from server.graphql.engine import Call
from server.graphql.errors import Refused
from server.graphql.trusted import Trusted
from server.terminal import Failure
from tests.server.conftest import Socket

HELLO = "query Hello($name: String!) { hello(name: $name) }"
PAGE, EXPLORE = Credentials(None, by_cookie=True), Credentials(None, by_cookie=True, explores=True)
PROGRAM = Credentials("token")


def digest(text):
    return sha256(text.encode()).hexdigest()


def persisted(text, version=1):
    return {"persistedQuery": {"version": version, "sha256Hash": digest(text)}}


@pytest.fixture
async def asked(served):
    async with httpx2.AsyncClient(timeout=10) as client:

        async def ask(**body):
            answer = await client.post(served.url, json=body, headers={"authorization": "Bearer staff"})
            return answer.json()

        yield ask


async def test_a_document_sent_once_is_sent_again_by_its_hash(served, asked):
    text = f"{HELLO} # once"
    unknown = await asked(extensions=persisted(text), variables={"name": "Ada"})
    assert unknown["errors"][0]["message"] == "PersistedQueryNotFound"
    assert unknown["errors"][0]["extensions"] == {"code": "PERSISTED_QUERY_NOT_FOUND"}
    first = await asked(query=text, extensions=persisted(text), variables={"name": "Ada"})
    again = await asked(extensions=persisted(text), variables={"name": "Bea"})
    assert (first["data"], again["data"]) == ({"hello": "hello Ada"}, {"hello": "hello Bea"})

    async with connect(served.ws, subprotocols=["graphql-transport-ws"]) as connection:
        socket = Socket(connection)
        await socket.send("connection_init", token="staff")
        await socket.read()
        payload = {"extensions": persisted(text), "variables": {"name": "Cy"}}
        await connection.send(json.dumps({"type": "subscribe", "id": "hash", "payload": payload}))
        assert (await socket.until_end("hash"))[0]["payload"]["data"] == {"hello": "hello Cy"}


async def test_a_hash_has_to_be_that_of_the_text(asked):
    wrong = await asked(query=HELLO, extensions=persisted("{ hello }"), variables={"name": "Ada"})
    assert wrong["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert (await asked(extensions=persisted("{ hello }")))["errors"][0]["message"] == "PersistedQueryNotFound"


async def test_what_may_not_run_is_not_kept(asked):
    text = "{ unknown } # never kept"
    refused = await asked(query=text, extensions=persisted(text))
    assert refused["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert (await asked(extensions=persisted(text)))["errors"][0]["message"] == "PersistedQueryNotFound"


@pytest.mark.parametrize("extensions", [{"persistedQuery": 1}, {"persistedQuery": {"version": 2, "sha256Hash": "a"}}])
async def test_another_version_is_said_to_be_another(asked, extensions):
    (error,) = (await asked(query=HELLO, extensions=extensions))["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST" and "version 1" in error["message"]


def test_so_many_characters_are_kept_those_used_last():
    kept = Automatic(30)
    one, two, three = (Call(letter * 10, digest=digest(letter * 10)) for letter in "abc")
    kept.keep(one)
    kept.keep(two)
    kept.keep(three)
    kept.fill(replace(one, query=""))
    kept.keep(Call("d" * 10, digest=digest("d" * 10)))
    with pytest.raises(Refused, match="PersistedQueryNotFound"):
        kept.fill(replace(two, query=""))
    kept.fill(replace(one, query=""))


FORMS = {
    "ours": {f"sha256:{digest(HELLO)}": HELLO},
    "GraphQL Code Generator, Relay": {digest(HELLO): HELLO},
    "Apollo": {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": digest(HELLO), "body": HELLO, "name": "Hello", "type": "query"}],
    },
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_page_runs_what_its_manifest_says_whatever_wrote_it(tmp_path, form):
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(form))
    trusted = Trusted(tmp_path / "not there.json", manifest)
    for named in (Call("", document_id=digest(HELLO)), Call("", digest=digest(HELLO))):
        trusted.check(named, PAGE)
        assert named.query == HELLO


def test_a_page_runs_nothing_by_a_hash_that_is_in_no_manifest():
    trusted = Trusted()
    trusted.automatic.keep(Call(HELLO, digest=digest(HELLO)))
    for call in (Call("", digest=digest(HELLO)), Call(HELLO, digest=digest(HELLO))):
        with pytest.raises(Refused, match="A page asks by documentId"):
            trusted.check(call, PAGE)
    for who in (PROGRAM, EXPLORE):
        call = Call("", digest=digest(HELLO))
        trusted.check(call, who)
        assert call.query == HELLO


@pytest.mark.parametrize("held", ["[]", "nonsense", '{"a": 1}', '{"format": "apollo-persisted-query-manifest"}'])
def test_what_is_no_manifest_is_said_at_the_start(tmp_path, held):
    manifest = tmp_path / "manifest.json"
    manifest.write_text(held)
    with pytest.raises(Failure, match="manifest"):
        Trusted(manifest)
