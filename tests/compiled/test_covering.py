"""A scope that is left out follows from the row above: by keys the database itself holds to the client."""

import pytest
from sqlalchemy import text

import models
from permissions.base import Rows, scope
from permissions.viewer import Kind
from resolvers.compiled.compiler import Compiler
from resolvers.compiled.covering import is_covered
from resolvers.compiled.parameters import Arguments
from resolvers.compiled.place import Place
from resolvers.compiled.shape import Shape
from resolvers.context import Context
from resolvers.reading import Link
from schema import schema
from schema.core.fields import RelatedField, SeveralField
from schema.core.node import GRAMMARS, ListingField
from tests.graph.conftest import services  # noqa: F401 (fixture)


def shape(kind):
    """A viewer of a kind, as a plan knows it."""
    role = models.Role.CONTACT if kind is Kind.CONTACT else models.Role.STAFF_LIMITED
    return Shape(kind, role, frozenset(), frozenset(models.PortalPermission), "UTC")


def edges():
    """Every edge of the graph: the model above, the model below, and what ties them."""
    for name, grammar in GRAMMARS.items():
        above = grammar.model
        if above not in Rows.scopes or hasattr(above, "members"):
            continue
        shown = schema._schema.type_map[name]
        for field in shown.fields.values():
            declared = field.extensions["strawberry-definition"]
            if isinstance(declared, RelatedField):
                yield above, getattr(models, declared.target_name), declared.column.key, None
            elif isinstance(declared, ListingField | SeveralField) and isinstance(declared.options.get("link"), Link):
                link = declared.options["link"]
                yield above, link.target, None, link


def left_out(kind):
    """The edges whose scope is not asked for viewers of a kind."""
    compiler = Compiler(schema._schema, {}, shape(kind), Arguments({}, {}), {})
    place = Place(compiler)
    for above, below, column, link in edges():
        key = above.__table__.c[column] if column else None
        if is_covered(place.row(above), below, compiler.viewer, key, link):
            yield above, below, column, link


@pytest.mark.parametrize("kind", [Kind.LIMITED, Kind.CONTACT], ids=lambda kind: kind.name)
async def test_a_scope_is_left_out_only_where_the_database_keeps_the_client(services, kind):  # noqa: F811
    keys = """
        SELECT conrelid::regclass::text || ' ' || string_agg(attname, ',' ORDER BY ordinality)
               || ' ' || confrelid::regclass::text
        FROM pg_constraint, unnest(conkey) WITH ORDINALITY AS part(number, ordinality), pg_attribute
        WHERE contype = 'f' AND convalidated AND attrelid = conrelid AND attnum = number
        GROUP BY pg_constraint.oid, conrelid, confrelid
    """
    held = {row[0].replace('"', "") for row in await Context(services).as_system().rows(text(keys))}
    found = list(left_out(kind))

    for above, below, column, link in found:
        child, parent, key = (above, below, column) if column else (below, above, link.parent.key)
        tied = f"{key},client_id" if parent is not models.Client else "client_id"
        assert f"{child.__tablename__} {tied} {parent.__tablename__}" in held, f"{child} {key} {parent}"
        assert not child.__table__.c.client_id.nullable
        viewer = shape(kind).viewer()
        for model in (above, below):
            column_of_client = model.id if model is models.Client else model.client_id
            assert scope(model, viewer).compare(viewer.covers(column_of_client)), model


def test_it_is_left_out_where_it_follows():
    pairs = {(above.__name__, below.__name__) for above, below, _, _ in left_out(Kind.LIMITED)}

    assert {("Client", "Project"), ("Client", "Invoice"), ("Invoice", "InvoiceLine"), ("Invoice", "Client")} <= pairs


def test_it_is_asked_where_a_row_may_be_without_a_client_or_hidden_otherwise():
    limited = {(above.__name__, below.__name__) for above, below, _, _ in left_out(Kind.LIMITED)}
    contact = {(above.__name__, below.__name__) for above, below, _, _ in left_out(Kind.CONTACT)}

    assert not {pair for pair in limited if "Task" in pair or "Lead" in pair or "File" in pair}
    assert not {pair for pair in contact if pair[1] in ("Invoice", "Project", "Task", "Payment", "File")}
