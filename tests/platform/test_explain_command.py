"""`clientgraph explain` as people run it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from server.embedded import EmbeddedPostgres
from tests.conftest import run_sql
from tests.platform.conftest import Done

Explain = Callable[..., Done]
CLIENT = "query ($id: ID!) { client(id: $id) { name } }"
PERSON = ["create-user", "--email", "olive@test.test", "--name", "Olive"]


@pytest.fixture(scope="module")
def address(postgres: EmbeddedPostgres) -> str:
    """The address of a database for this module."""
    run_sql(postgres, "DROP DATABASE IF EXISTS explain_command")
    run_sql(postgres, "CREATE DATABASE explain_command")
    return postgres.dsn_of("explain_command")


@pytest.fixture
def explain(run: Callable[..., Done], address: str, tmp_path: Path) -> Explain:
    """Explain a document, with variables or without, where Olive is the owner."""
    run("migrate", database_url=address)
    run(*PERSON, stdin="a long enough password\n", database_url=address)

    def explain(document: str, *options: str, variables: str | None = None) -> Done:
        file = tmp_path / "query.graphql"
        file.write_text(document)
        if variables is not None:
            (tmp_path / "variables.json").write_text(variables)
            options = (*options, "--variables", str(tmp_path / "variables.json"))
        return run("explain", str(file), *options, database_url=address)

    return explain


def test_it_prints_the_statement_and_its_parameters(explain: Explain):
    done = explain(CLIENT, variables='{"id": "x"}')
    assert (done.code, done.err) == (0, "")
    assert "FROM client AS client_1\n      WHERE client_1.id = $4::UUID" in done.out
    assert "\n$4   UUID         $id\n" in done.out
    assert "\nCost " in done.out
    assert "Index Cond" not in done.out


def test_it_prints_the_plan_when_asked(explain: Explain):
    done = explain("{ clients(first: 3) { nodes { name } } }", "--plan", "--as", "OLIVE@test.test")
    assert done.code == 0, done.err
    assert "on client client_1" in done.out.split("\nCost ")[1]


def test_one_operation_of_several(explain: Explain):
    several = "query One { users { totalCount } } query Two { clients { totalCount } }"
    done = explain(several, "--operation", "Two")
    assert '\'{"clients":{"totalCount":\'' in done.out
    refused = explain(several)
    assert (refused.code, refused.out) == (1, "")
    assert "operationName" in refused.err


@pytest.mark.parametrize(
    "document, options, variables, says",
    [
        ("{ clients { nodes { nme } } }", [], None, "1:21: Cannot query field 'nme' on type 'Client'."),
        ("{ clients {", [], None, "Syntax Error"),
        ("{ __schema { queryType { name } } }", [], None, "left to the interpreter: introspection."),
        (
            "mutation { logout(input: {}) { __typename } }",
            [],
            None,
            "left to the interpreter: another operation than a query.",
        ),
        (CLIENT, [], None, "left to the interpreter: variables that are refused."),
        (CLIENT, [], "[]", "holds no object of variables."),
        (CLIENT, [], "{", "is not JSON"),
        ("{ __typename }", ["--as", "nobody@test.test"], None, "Nobody can sign in as nobody@test.test."),
    ],
)
def test_what_cannot_be_explained_is_said(explain: Explain, document, options, variables, says):
    done = explain(document, *options, variables=variables)
    assert (done.code, done.out) == (1, "")
    assert says in done.err
    assert "Traceback" not in done.err


def test_a_file_that_is_missing(run: Callable[..., Done], tmp_path: Path):
    done = run("explain", str(tmp_path / "none.graphql"))
    assert done.code == 1
    assert "none.graphql cannot be read: No such file or directory." in done.err
    assert not (tmp_path / "data").exists()
    assert run("explain").code == 2
