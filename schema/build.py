"""Puts the nouns together, prints them, and refuses a schema in which anything is left unguarded."""

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

import strawberry
from graphql import DocumentNode, Node, parse, print_ast
from strawberry.schema.config import StrawberryConfig

import permissions
import schema as package
from schema.core.guard import Guard
from schema.core.made import snake
from schema.core.node import GRAMMARS
from schema.core.scalars import SCALARS

NOT_NOUNS = {"build", "core"}


class Unguarded(Exception):
    """A field without a permission class: the server refuses to start (design.md section 3)."""


def build() -> strawberry.Schema:
    """The whole schema, checked."""
    _import_all(permissions)
    nouns = [module for name, module in _import_all(package).items() if name not in NOT_NOUNS]
    roots = {kind: _root(kind, nouns) for kind in ("Query", "Mutation", "Subscription")}
    made = strawberry.Schema(
        query=roots["Query"],
        mutation=roots["Mutation"],
        subscription=roots["Subscription"],
        types=[each for each in map(_noun, GRAMMARS) if isinstance(each, type)],
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )
    refuse_unguarded(made)
    return made


def printed(made: strawberry.Schema) -> str:
    """The schema as `schema.graphql` holds it: sorted throughout, so that a diff shows what changed and no more."""
    document = parse(made.as_str(), no_location=True)
    return print_ast(DocumentNode(definitions=_sorted(document.definitions))) + "\n"


def _sorted(nodes: Sequence[Node]) -> tuple[Any, ...]:
    inside = [
        replace(each, **{part: _sorted(getattr(each, part)) for part in PARTS if getattr(each, part, None)})
        for each in nodes
    ]
    return tuple(sorted(inside, key=lambda each: (each.kind, each.name.value if getattr(each, "name", None) else "")))


PARTS = ("fields", "arguments", "values")


DESCRIPTIONS = {
    "Query": "Every read. Hidden rows do not exist; lists answer at most 100 per page.",
    "Mutation": "Every write. An expected refusal is in userErrors, never in errors; a write happens whole or not "
    "at all.",
    "Subscription": "Every stream. `after` goes on from a position without loss or repeat; without it the stream "
    "begins now. Losing access ends the stream.",
}
ENDINGS = {"Query": "Queries", "Mutation": "Mutations", "Subscription": "Streams"}


def _import_all(packages: ModuleType) -> dict[str, ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(packages.__path__))
    return {name: importlib.import_module(f"{packages.__name__}.{name}") for name in names}


def _root(kind: str, nouns: list[ModuleType]) -> Any:
    parts = [
        value
        for module in nouns
        for name, value in vars(module).items()
        if name.endswith(ENDINGS[kind]) and isinstance(value, type) and value.__module__ == module.__name__
    ]
    return strawberry.type(type(kind, tuple(parts), {}), name=kind, description=DESCRIPTIONS[kind]) if parts else None


def _noun(name: str) -> Any:
    return getattr(importlib.import_module(f"schema.{snake(name)}"), name)


def refuse_unguarded(made: strawberry.Schema) -> None:
    """Every field of every object and interface carries a permission class, or nothing starts."""
    bare = [
        f"{name}.{field_name}"
        for name, graphql_type in made._schema.type_map.items()
        if hasattr(graphql_type, "fields") and not name.startswith("__") and not hasattr(graphql_type, "out_type")
        for field_name, graphql_field in graphql_type.fields.items()
        if not any(
            isinstance(each, Guard) and each.permissions
            for each in graphql_field.extensions["strawberry-definition"].extensions
        )
    ]
    if bare:
        raise Unguarded(f"No permission class on: {', '.join(sorted(bare))}")
