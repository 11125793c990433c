"""The pages as such: who is let in where, what they may ask, and the headers they come with."""

import gzip
import re
from pathlib import Path

import httpx2
import orjson
import pytest
from playwright.sync_api import Page, expect

from server import pages
from server.pages import DIST, MANIFEST

FIRST_LOAD = 60 * 1024
"""Bytes of the portal's first load, compressed (issue: at most 60 KB)."""
MARK = {"x-clientgraph-csrf": "1"}
EXPLORE = MARK | {"x-clientgraph-explore": "1"}
ADHOC = "{ viewer { role } }"


def asked(page: Page, headers: dict[str, str] = MARK, **body: object) -> dict:
    """What the graph answers to a page's cookie."""
    return page.request.post("/graphql", data=body, headers=headers).json()


def test_a_page_comes_with_headers_that_let_nothing_else_in(address: str) -> None:
    with httpx2.Client(base_url=address, trust_env=False) as client:
        for name in ("portal", "desk", "explore"):
            page = client.get(f"/{name}/any/place", headers={"accept": "text/html"})
            policy = page.headers["content-security-policy"]
            assert page.status_code == 200 and "unsafe" not in policy.partition("script-src")[2].partition(";")[0]
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
            assert page.headers["x-content-type-options"] == "nosniff" and page.headers["cache-control"] == "no-cache"
        script = re.search(r'src="(/assets/portal-[^"]+\.js)"', client.get("/portal").text)
        assert script
        found = client.get(script[1], headers={"accept-encoding": "br"})
        assert "immutable" in found.headers["cache-control"]
        assert found.headers["content-type"].startswith("text/javascript")
        assert client.get("/assets/../documents.json").status_code == 404
        assert client.get("/", headers={"accept": "text/html"}).text.startswith("<!doctype html>")


def test_without_a_build_a_page_says_what_to_do(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pages, "DIST", tmp_path)
    answer = httpx2.get(f"{address}/portal", trust_env=False)
    assert answer.status_code == 503 and "make web" in answer.text


def test_the_first_load_of_the_portal_is_small() -> None:
    html = (DIST / "portal.html").read_text()
    parts = re.findall(r'(?:src|href)="/(assets/[^"]+)"', html)
    size = sum(len(gzip.compress((DIST / part).read_bytes(), 9)) for part in [*parts, "portal.html"])
    assert len(parts) > 1 and size <= FIRST_LOAD


@pytest.mark.parametrize(
    ("email", "own", "others"),
    [
        ("ada@acme.example", "/portal", "/desk"),
        ("olive@lighthouse.example", "/desk", "/portal"),
        ("ana@lighthouse.example", "/explore", "/portal"),
    ],
)
def test_everybody_has_a_page_and_is_led_there(signed_in, email: str, own: str, others: str) -> None:
    page = signed_in(email, own)
    page.goto("/")
    page.wait_for_url(f"**{own}")
    page.goto(others)
    expect(page.get_by_text("this page is not for you")).to_be_visible()


def test_a_cookie_runs_trusted_documents_alone(signed_in) -> None:
    contact, analyst = signed_in("ada@acme.example", "/portal"), signed_in("ana@lighthouse.example", "/explore")
    known = next(key for key, text in orjson.loads(MANIFEST.read_bytes()).items() if "query Session" in text)

    for page, role in ((contact, "CONTACT"), (analyst, "ANALYST")):
        assert asked(page, documentId=known)["data"]["viewer"]["role"] == role
        assert code_of(asked(page, documentId="sha256:" + "0" * 64)) == "DOCUMENT_NOT_FOUND"
        assert code_of(asked(page, query=ADHOC)) == "DOCUMENT_NOT_TRUSTED"
        assert code_of(asked(page, {}, documentId=known)) == "CSRF_REFUSED"
    assert code_of(asked(contact, EXPLORE, query=ADHOC)) == "DOCUMENT_NOT_TRUSTED"
    assert asked(analyst, EXPLORE, query=ADHOC)["data"] == {"viewer": {"role": "ANALYST"}}
    assert over_the_socket(contact, {"explore": True}) == "DOCUMENT_NOT_TRUSTED"
    assert over_the_socket(analyst, {}) == "DOCUMENT_NOT_TRUSTED"
    assert over_the_socket(analyst, {"explore": True}) == "ANALYST"


def code_of(answer: dict) -> str:
    (error,) = answer["errors"]
    return error["extensions"]["code"]


def over_the_socket(page: Page, payload: dict) -> str:
    """The code of the refusal, or the role, that an ad-hoc document is answered by on the page's own socket."""
    frame = page.evaluate(
        """([payload, query]) => new Promise((done) => {
            const socket = new WebSocket(location.origin.replace("http", "ws") + "/graphql", "graphql-transport-ws");
            socket.onopen = () => socket.send(JSON.stringify({type: "connection_init", payload}));
            socket.onmessage = ({data}) => {
              const frame = JSON.parse(data);
              if (frame.type === "connection_ack")
                socket.send(JSON.stringify({id: "1", type: "subscribe", payload: {query}}));
              else if (frame.id) { socket.close(); done(frame); }
            };
        })""",
        [payload, ADHOC],
    )
    if frame["type"] == "error":
        return frame["payload"][0]["extensions"]["code"]
    return frame["payload"]["data"]["viewer"]["role"]
