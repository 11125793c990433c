"""The recipe of docs/duckdb.md runs as it stands, as owner and as a limited analyst, and says what the graph says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

RECIPE = Path(__file__).parents[2] / "docs" / "duckdb.md"
OLIVE, ANA = "olive@lighthouse.example", "ana@lighthouse.example"
TOLD = """
firsts = "SELECT count(DISTINCT \\"client.id\\") FROM invoice WHERE \\"issuedOn\\" IS NOT NULL AND status <> 'VOID'"
told = {
    "usual": usual, "quiet": quiet, "cohorts": [each[1:] for each in cohorts],
    "clients": db.sql(firsts).fetchall()[0][0],
    "ids": [row[0] for row in db.sql("SELECT id FROM invoice").fetchall()],
    "kinds": dict(db.sql("SELECT column_name, column_type FROM (DESCRIBE invoice)").fetchall()),
}
print(json.dumps(told))
"""
"""What the test wants to know of a recipe that ran."""


@pytest.fixture
def cooked(address, programs, tmp_path):
    """Run the recipe with somebody's token, in a process of its own as whoever follows it does; what it found."""

    def cook(email):
        folder = tmp_path / email
        folder.mkdir()
        blocks = re.findall(r"^```python\n(.*?)^```$", RECIPE.read_text(), re.MULTILINE | re.DOTALL)
        given = {"CLIENTGRAPH_URL": address, "CLIENTGRAPH_API_TOKEN": programs(email).token}
        ran = subprocess.run(
            [sys.executable, "-c", "\n".join([*blocks, TOLD])],
            env=os.environ | given | {"CLIENTGRAPH_FILES": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return cook


def test_it_runs_and_a_limited_analyst_takes_along_no_more_than_they_see(cooked):
    every, limited = cooked(OLIVE), cooked(ANA)

    for told in (every, limited):
        assert told["usual"] and told["quiet"] and all(0 < usual <= most for _, _, usual, most in told["usual"])
        firsts = sum(clients for later, clients in told["cohorts"] if later == 0)
        assert 0 < firsts == told["clients"], "every client is in one cohort"
    assert (every["kinds"]["total.amount"], every["kinds"]["issuedOn"]) == ("DECIMAL(38,4)", "DATE")
    assert set(limited["ids"]) < set(every["ids"]), "an analyst's files have their clients' rows and no others"
