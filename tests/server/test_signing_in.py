"""Tokens and cookies: where they are read, and that another site's page cannot use them."""

import pytest

COOKIE = {"cookie": "clientgraph_session=ck"}
MARK = {"x-clientgraph-csrf": "1"}


async def test_a_bearer_token_is_read(post):
    assert (await post("{ token }", {"authorization": "Bearer abc"})).json()["data"]["token"] == "abc"
    assert (await post("{ token }", {"authorization": "Basic abc"})).json()["data"]["token"] is None


async def test_a_bearer_token_wins_over_a_cookie_and_needs_no_mark(post):
    answer = await post("{ token }", COOKIE | {"authorization": "bearer abc", "origin": "https://evil.test"})
    assert answer.json()["data"]["token"] == "abc"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"x-clientgraph-csrf": "0"}, 403),
        (MARK | {"origin": "https://evil.test"}, 403),
        (MARK | {"origin": "null"}, 403),
        (MARK | {"origin": "http://127.0.0.1:1"}, 403),
        (MARK, 200),
        (MARK | {"origin": "http://127.0.0.1"}, 200),
    ],
)
async def test_a_cookie_counts_only_for_our_own_pages(post, headers, status):
    response = await post("{ token }", COOKIE | headers)
    assert response.status_code == status
    if status == 200:
        assert response.json()["data"]["token"] == "ck"
    else:
        assert response.json()["errors"][0]["extensions"]["code"] == "CSRF_REFUSED"


async def test_a_cookie_counts_for_a_page_of_the_host_asked(served, post):
    own = {"origin": f"http://127.0.0.1:{served.port}"}
    assert (await post("{ token }", COOKIE | MARK | own)).json()["data"]["token"] == "ck"


async def test_a_cookie_is_set_only_when_asked_for_and_cleared_always(post):
    assert "set-cookie" not in (await post("mutation { signIn }")).headers
    cookie = (await post("mutation { signIn }", {"x-clientgraph-cookie": "1"})).headers["set-cookie"]
    assert cookie.startswith("clientgraph_session=tok;")
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie
    assert (
        'clientgraph_session=""; HttpOnly; Max-Age=0'
        in (await post("mutation { signOut }", MARK)).headers["set-cookie"]
    )


@pytest.mark.parametrize("name", ["public_url"])
async def test_behind_tls_the_cookie_is_bound_to_the_host(served, post, monkeypatch, name):
    monkeypatch.setattr(served.endpoint, name, "https://graph.example")
    cookie = (await post("mutation { signIn }", {"x-clientgraph-cookie": "1"})).headers["set-cookie"]
    assert cookie.startswith("__Host-clientgraph=tok;")
    assert "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert (await post("{ token }", COOKIE | MARK)).json()["data"]["token"] is None
    theirs = {"cookie": "__Host-clientgraph=ck", "origin": "https://graph.example"} | MARK
    assert (await post("{ token }", theirs)).json()["data"]["token"] == "ck"
