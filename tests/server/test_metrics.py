"""What a server tells of itself: figures, spans and whether it is ready; and nothing about anybody."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from server import metrics, tracing
from server.graphql.engine import Answer, Rate
from server.settings import Settings
from tests.server.test_app import running

TOKEN = "a token of sixteen and more"
DASHBOARD = Path(__file__).parents[2] / "docs" / "dashboard.json"
QUERY = "query Named { viewer { __typename } organisation { name } }"


@pytest.fixture(scope="module")
def client(database, tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), metrics_token=TOKEN)
    with running(settings, database("metrics")) as client:
        yield client


def figures(client):
    """Every sample by name and labels."""
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    families = list(text_string_to_metric_families(answer.text))
    return {(each.name, *sorted(each.labels.items())): each.value for family in families for each in family.samples}


def test_figures_tell_what_was_asked_and_how_it_went(client):
    before = figures(client)
    for query in (QUERY, QUERY, "{ nothing }", 'mutation { login(input: {email: "a@b.c", password: "x"}) { token } }'):
        client.post("/graphql", json={"query": query})
    after = figures(client)

    def more(name, **labels):
        key = (name, *sorted(labels.items()))
        return after[key] - before.get(key, 0)

    assert more("clientgraph_operations_total", kind="query", result="ok") == 2
    assert more("clientgraph_operations_total", kind="mutation", result="ok") == 1
    assert more("clientgraph_operations_total", kind="unread", result="refused") == 1
    assert more("clientgraph_operation_seconds_count", kind="query") == 2
    assert more("clientgraph_points_total", of="actual") >= 3
    assert (
        more("clientgraph_plan_lookups_total", result="hit")
        >= 1
        <= after["clientgraph_plan_lookups_total", ("result", "miss")]
    )
    assert after["clientgraph_database_up",] == 1 and after["clientgraph_jobs", ("state", "dead")] == 0
    assert after["clientgraph_ready",] == 0, "its revisions are pending"
    assert (
        after["clientgraph_log_lag_seconds",]
        == 0
        <= after["clientgraph_connections", ("pool", "requests"), ("state", "idle")]
    )


def test_figures_are_for_who_knows_the_token_and_about_nobody(client):
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
        assert client.get("/metrics", headers=headers).status_code == 404
    labels = {value for _, *pairs in figures(client) for _, value in pairs}
    assert len(labels) < 60 and not any(re.search(r"[0-9a-f]{8}|@|/", value) for value in labels)


def test_every_result_is_one_of_those_that_are_known():
    def answered(code=None, **more):
        errors = [{"message": "", "extensions": {"code": code}}] if code else []
        return metrics.result_of(Answer({"errors": errors} if errors else {}, **more))

    told = [answered(), answered("ANY"), answered("ANY", refused=True), answered("X", rate=Rate(1, 0, 1, wait=1))]
    told += [answered(code) for code in ("BUSY", "TIMEOUT", "INTERNAL")]
    assert told == list(metrics.RESULTS)


def test_the_dashboard_shows_figures_there_are(client):
    told = {name for name, *_ in figures(client)}
    panels = json.loads(DASHBOARD.read_text())["panels"]
    expressions = " ".join(each["expr"] for panel in panels for each in panel["targets"])
    asked = set(re.findall(r"(?:clientgraph|process)_\w+", expressions))
    assert len(asked) > 15 and sorted(asked - told) == []


def test_a_span_names_the_operation_and_nothing_that_was_asked(client):
    kept = InMemorySpanExporter()
    provider = tracing.start("http://127.0.0.1:9/v1/traces", kept)
    try:
        secret = {"email": "somebody@else.example", "password": "word"}
        given = "input: {email: $email, password: $password}"
        document = f"mutation In($email: String!, $password: String!) {{ login({given}) {{ token }} }}"
        answer = client.post("/graphql", json={"query": document, "variables": secret})
        provider.force_flush()
    finally:
        tracing.stop(provider)
    (span,) = kept.get_finished_spans()
    assert span.name == "mutation In" and span.attributes["clientgraph.result"] == "ok"
    assert span.attributes["clientgraph.trace_id"] == answer.headers["x-trace-id"]
    assert "somebody" not in span.to_json() and "word" not in str(span.attributes.values())
    client.post("/graphql", json={"query": QUERY})
    assert len(kept.get_finished_spans()) == 1, "none once it was stopped"


def test_a_server_that_stops_is_not_ready():
    from server.health import Health

    health, stopping = Health.__new__(Health), asyncio.Event()
    health._found = {"database": "ok", "migrations": "ok"}
    assert health.is_ready(stopping)
    stopping.set()
    assert not health.is_ready(stopping)
