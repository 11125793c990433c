"""The published schema: described, guarded, and changed only on purpose."""

from pathlib import Path

import pytest
import strawberry
from graphql import build_schema, is_enum_type, is_input_object_type, is_interface_type, is_object_type
from graphql.utilities.find_schema_changes import find_schema_changes

from schema import schema
from schema.build import Unguarded, printed, refuse_unguarded

COMMITTED = Path(__file__).parents[2] / "schema.graphql"
TYPES = {name: each for name, each in schema._schema.type_map.items() if not name.startswith("__")}
ROOTS_OF_STRAWBERRY = {"Boolean", "Float", "ID", "Int", "String", "Upload"}


def test_the_committed_schema_is_the_schema():
    """`make schema` writes it. What would break a client is named."""
    ours = printed(schema)
    if COMMITTED.read_text() == ours:
        return
    changes = find_schema_changes(build_schema(COMMITTED.read_text()), build_schema(ours))
    told = [f"{type(each).__name__} {each.type.name}: {each.description}" for each in changes]
    pytest.fail("schema.graphql is not the schema; run `make schema`.\n" + "\n".join(told[:40]))


@pytest.mark.parametrize("name", sorted(set(TYPES) - ROOTS_OF_STRAWBERRY))
def test_everything_is_described(name):
    each = TYPES[name]
    missing = [] if each.description else [name]
    if is_object_type(each) or is_interface_type(each) or is_input_object_type(each):
        for field_name, field in each.fields.items():
            missing += [] if field.description else [f"{name}.{field_name}"]
            for argument_name, argument in getattr(field, "args", {}).items():
                missing += [] if argument.description else [f"{name}.{field_name}({argument_name})"]
    if is_enum_type(each):
        missing += [f"{name}.{value}" for value, definition in each.values.items() if not definition.description]
    assert not missing


def test_a_field_without_a_permission_class_stops_the_start():
    @strawberry.type
    class Query:
        @strawberry.field
        def open_door(self) -> str:
            return "anybody"

    with pytest.raises(Unguarded, match=r"Query\.openDoor"):
        refuse_unguarded(strawberry.Schema(Query))


def test_who_may_see_what_is_printed():
    text = printed(schema)
    assert "internalNotes: String @staffOnly" in text
    assert "updateOrganisation(" in text and "@adminOnly" in text
