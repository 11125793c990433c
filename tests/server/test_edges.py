"""The twelve checks of graphql-cop, restated: what a scanner of GraphQL servers tries first finds nothing here; and the
work of passwords, which is done aside."""

import asyncio
import threading
import time

import pytest

from resolvers import secrets

JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
BROWSER = {"accept": "text/html,application/xhtml+xml"}


def refused(answer):
    body = answer.json()
    return "data" not in body and bool(body["errors"])


async def test_many_aliases(post):
    assert refused(await post("{" + "".join(f"alias{n}: __typename " for n in range(101)) + "}"))


async def test_many_queries_in_one_request(http):
    batch = [{"query": "{ __typename }"}] * 10
    assert refused(await http.post("/graphql", json=batch))


async def test_many_directives_make_few_errors(post):
    answer = await post("query cop { __typename " + "@aa" * 10 + " }")
    assert refused(answer) and len(answer.json()["errors"]) <= 5


async def test_introspection_in_circles(post):
    circle = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"
    for token in ("nobody", "staff"):
        assert refused(await post(circle, {"authorization": f"Bearer {token}"}))


async def test_the_same_field_500_times(post):
    assert refused(await post("query cop {" + "__typename \n" * 500 + "}"))


async def test_introspection_by_strangers(post):
    assert refused(await post("query cop { __schema { directives { name } } }"))


async def test_a_page_to_ask_from(http):
    for place in ("/graphql", "/graphiql", "/playground", "/console"):
        page = (await http.get(place, headers=BROWSER)).text.lower()
        assert "graphiql" not in page and "graphql playground" not in page


@pytest.mark.parametrize("query", ["query cop { __typename }", "mutation cop { __typename }"])
async def test_asking_and_writing_by_a_link(http, query):
    assert refused(await http.get("/graphql", params={"query": query}))


async def test_asking_by_a_form(http):
    assert refused(await http.post("/graphql", content="query=query+cop+%7B__typename%7D", headers=FORM))


async def test_guesses_at_names(post):
    for query in (
        "query cop { helo }",
        "{ thing { parst { id } } }",
        '{ hello(nam: "x") }',
        "{ thing { ... on Thnig { id } } }",
    ):
        answer = await post(query, {"authorization": "Bearer staff"})
        assert refused(answer) and "did you mean" not in answer.text.lower()


async def test_traces_of_the_work(post):
    answer = (await post("query cop { __typename thing { id } }", {"x-apollo-tracing": "1"})).json()
    assert set(answer["extensions"]) == {"cost"}


async def test_words_of_the_machine(post):
    for query in ("qwerty cop { abc }", "{ boom }", "query ($a: [[Int]] = {}) { hello }"):
        told = (await post(query)).text
        for word in ("Traceback", 'File \\"', "exception", "stacktrace", ".py", "hunter2"):
            assert word not in told


async def test_passwords_are_reckoned_with_aside_and_few_at_a_time(monkeypatch):
    threads, running, most = set(), [], []

    class Slow:
        def verify(self, stored, password):
            threads.add(threading.current_thread())
            running.append(1)
            most.append(len(running))
            time.sleep(0.02)
            running.pop()
            return True

    monkeypatch.setattr(secrets, "_hasher", Slow())
    assert all(await asyncio.gather(*(secrets.is_password("guess", "stored") for _ in range(8))))
    assert max(most) <= 2 and threading.current_thread() not in threads
