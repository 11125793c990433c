"""The house: one arrow, one file name for a noun, and nothing unguarded or undescribed."""

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALLOWED = {
    "models": {"models"},
    "permissions": {"permissions", "models"},
    "resolvers": {"resolvers", "permissions", "models"},
    "schema": {"schema", "resolvers", "permissions", "models"},
    "server": {"server", "schema", "resolvers", "permissions", "models", "migrations"},
}
"""server → schema → resolvers → permissions → models (design.md section 1)."""
FILES = sorted(path.relative_to(ROOT) for folder in ALLOWED for path in (ROOT / folder).rglob("*.py"))
HOUSE = set(ALLOWED) | {"migrations", "tests", "benchmarks"}


def imported(path: Path) -> set[str]:
    """The top names a file imports, wherever in the file."""
    names: set[str] = set()
    for each in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(each, ast.Import):
            names |= {alias.name.split(".")[0] for alias in each.names}
        elif isinstance(each, ast.ImportFrom):
            assert each.level == 0, f"{path} imports relatively"
            names.add((each.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_point_right(path):
    wrong = {name for name in imported(path) if name in HOUSE} - ALLOWED[path.parts[0]]
    assert not wrong, f"{path} may not import {', '.join(sorted(wrong))}"


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parts[0] in ("models", "permissions", "resolvers")], ids=str
)
def test_only_the_schema_and_the_server_know_graphql(path):
    """Permission classes stand on fields, and the compiler reads documents; nothing else speaks of GraphQL."""
    known = {"strawberry", "graphql"} & imported(path)
    allowed = path == Path("permissions/base.py") or path.is_relative_to("resolvers/compiled")
    assert not known or allowed, f"{path} imports {known}"


def test_a_noun_has_one_name_in_every_folder():
    importlib.import_module("schema")
    from schema.core.made import snake
    from schema.core.node import GRAMMARS

    for name, grammar in GRAMMARS.items():
        for folder in ("models", "permissions", "schema"):
            assert (ROOT / folder / f"{snake(name)}.py").exists(), f"{folder}/{snake(name)}.py"
        assert grammar.model.__name__ == name


@pytest.mark.parametrize("path", FILES, ids=str)
def test_every_file_says_what_it_is(path):
    assert (path.name == "__init__.py" and not (ROOT / path).read_text().strip()) or ast.get_docstring(
        ast.parse((ROOT / path).read_text())
    )
