"""The notebook of docs/ runs as it stands, against the demo business, and says the same whoever adds up."""

import json
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"
LINES = 10
"""So many lines has the client, the empty ones and the imports aside."""


def cells():
    told = json.loads(NOTEBOOK.read_text())["cells"]
    return ["".join(cell["source"]) for cell in told if cell["cell_type"] == "code"]


@pytest.mark.parametrize("email", ["olive@lighthouse.example", "ana@lighthouse.example"])
def test_every_cell_runs(address, programs, monkeypatch, email):
    monkeypatch.setenv("CLIENTGRAPH_URL", address)
    monkeypatch.setenv("CLIENTGRAPH_API_TOKEN", programs(email).token)
    known = {}
    for cell in cells():
        exec(compile(cell, NOTEBOOK.name, "exec"), known)
    assert known["invoiced"].height > 3 and known["owed"].height > 0
    assert known["invoiced"].schema["total"].is_decimal()


def test_the_client_has_ten_lines():
    lines = [line for line in cells()[0].splitlines() if line.strip() and not line.startswith("import")]
    assert len(lines) <= LINES
