"""An answer as a table: the one list a query asks for, a row for each of its entries and a column for each value."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

from server.export_columns import MOST_COLUMNS, Column, Columns, Reader
from server.graphql.errors import BAD_INPUT, refused


@dataclass(frozen=True)
class Tabled:
    """Where the list of an answer lies, and the columns of its entries. `path` is None where the answer is one row."""

    path: tuple[str, ...] | None
    columns: tuple[Column, ...]

    def entries(self, data: Any) -> list[Any]:
        """What stands in the rows of an answer's `data`."""
        if self.path is None:
            return [data]
        for step in self.path:
            data = data.get(step) if data else None
        return data or []


def tabled(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Tabled:
    """How a valid query is a table. Raises Refused with a sentence where it is none."""
    reader = Reader(schema, document, operation)
    lists = list(_lists(reader, operation.selection_set, schema.query_type, ()))
    if len(lists) > 1:
        named = " and ".join(".".join(path) for path, _, _ in lists[:2])
        raise refused(BAD_INPUT, f"A table is of one list, and this query has several: {named}.")
    path, selected, type_ = lists[0] if lists else (None, operation.selection_set, schema.query_type)
    columns: Columns = {}
    reader.add_columns(selected, type_, (), columns, spreads=True)
    if len(columns) > MOST_COLUMNS:
        raise refused(BAD_INPUT, f"A table has at most {MOST_COLUMNS} columns.")
    return Tabled(path, tuple(columns.values()))


def _lists(
    reader: Reader, selected: SelectionSetNode | None, type_: Any, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], SelectionSetNode, Any]]:
    """The outermost lists of objects below a selection: where each lies, what is selected of an entry, and its type."""
    seen: set[tuple[str, ...]] = set()
    for field, on in reader.fields(selected, type_):
        here = (*path, (field.alias or field.name).value)
        if field.name.value.startswith("__") or here in seen:
            continue
        definition = on.fields[field.name.value]
        named = get_named_type(definition.type)
        if is_leaf_type(named):
            continue
        if is_list_type(get_nullable_type(definition.type)):
            seen.add(here)
            yield here, field.selection_set, named
        else:
            yield from _lists(reader, field.selection_set, named, here)
