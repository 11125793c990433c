"""What of a query becomes a table: its one list, and a column for every value that is selected of a node."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    parse,
)

from resolvers.pages import MAX_GROUPS, MAX_PAGE
from server.graphql.errors import BAD_INPUT, refused

AFTER = "exportAfter"
"""The variable by which the pages are asked for."""
PAGES: Any = parse(
    f"query ($exportAfter: String) {{ page(first: {MAX_PAGE}, after: $exportAfter)"
    " { nodes pageInfo { hasNextPage endCursor } totalCount } }"
).definitions[0]
"""What a query is given instead of its own pages."""
QUERY = OperationType.QUERY
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Column:
    """A column: where its value lies in a node, and the scalar it is."""

    path: tuple[str, ...]
    scalar: str
    choices: tuple[str, ...] = ()
    """The values of an enum."""
    is_list: bool = False

    @property
    def name(self) -> str:
        """The path with dots: `client.name`."""
        return ".".join(self.path)

    def of(self, node: Any) -> Any:
        """The value of a node; None where anything on the way is null."""
        for step in self.path:
            node = node.get(step) if node else None
        return node


@dataclass(frozen=True)
class Moneys(Column):
    """A list of money with an entry for each currency. `spread` makes columns of it, once the currencies are known."""

    amount: str = "amount"
    currency: str = "currency"
    """The names under which an entry has its parts."""


@dataclass(frozen=True)
class Purse(Column):
    """What a list of money has in one currency, which is the last of the path."""

    moneys: Moneys | None = None

    def of(self, node: Any) -> Any:
        """The amount; None where there is none in this currency."""
        assert self.moneys
        held = self.moneys.of(node) or ()
        return next((each[self.moneys.amount] for each in held if each[self.moneys.currency] == self.path[-1]), None)


def spread(columns: Iterable[Column], entries: Sequence[Any]) -> tuple[Column, ...]:
    """The columns of a table of these entries: lists of money become a column for each currency there is."""
    found: list[Column] = []
    for column in columns:
        if isinstance(column, Moneys):
            held = {each[column.currency] for entry in entries for each in column.of(entry) or ()}
            paths = [(*column.path, code) for code in sorted(held)] or [column.path]
            found += [Purse(path, "Decimal", moneys=column) for path in paths]
        else:
            found.append(column)
    return tuple(found)


BESIDE = ""
"""The scalar of a column that holds objects of its own: JSON Lines alone has any."""


Columns = dict[tuple[str, ...], Column]
"""By their paths."""


@dataclass(frozen=True)
class Exported:
    """A query as it is exported: what asks for one page, what asks for the count, and the columns of the table. Groups
    have no count: they are all in one page."""

    name: str
    page: DocumentNode
    count: DocumentNode | None
    columns: tuple[Column, ...]


class Reader:
    """Reads one valid operation. Raises Refused with a sentence where it is no table. `nested`: what is written takes
    lists inside of a node, as they are asked for."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, nested: bool = False
    ) -> None:
        self.schema, self.operation, self.nested = schema, operation, nested
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }

    def exported(self) -> Exported:
        """The query as it is exported. What says which page, and everything beside the nodes, is left out."""
        query = self.schema.query_type
        assert query
        roots = [field for field, _ in self.fields(self.operation.selection_set, query)]
        if len(roots) != 1 or roots[0].name.value not in query.fields or self.operation.operation is not QUERY:
            raise refused(BAD_INPUT, "An export is of one list: select one connection, such as invoices.")
        root = roots[0]
        connection = get_named_type(query.fields[root.name.value].type)
        if not connection.name.endswith("Connection") or not isinstance(connection, GraphQLObjectType):
            raise refused(BAD_INPUT, f"{root.name.value} is no list that can be exported: select a connection.")
        nodes = list(self._nodes(root, connection))
        groups = [] if nodes else self._groups(root, connection)
        entry = get_named_type(connection.fields["groups" if groups else "nodes"].type)
        columns: Columns = {}
        for selection in nodes or [each.selection_set for each in groups]:
            self.add_columns(selection, entry, (), columns, spreads=bool(groups))
        if not columns:
            raise refused(BAD_INPUT, "Select nodes or groups, and of them what is to be in the table.")
        if len(columns) > MOST_COLUMNS:
            raise refused(BAD_INPUT, f"A table has at most {MOST_COLUMNS} columns.")
        found = tuple(columns.values())
        if groups:
            return Exported(root.name.value, self._document(root, _all_groups(groups), paged=False), None, found)
        asked, page_info, total = PAGES.selection_set.selections[0].selection_set.selections
        chosen = FieldNode(name=asked.name, arguments=(), directives=(), selection_set=_together(nodes))
        return Exported(root.name.value, self._document(root, chosen, page_info), self._document(root, total), found)

    def _document(self, root: FieldNode, *selections: FieldNode, paged: bool = True) -> DocumentNode:
        """The operation with these parts of its list, under the name `page`, page by page."""
        (pages,) = PAGES.selection_set.selections
        kept = [each for each in root.arguments or () if each.name.value not in ("first", "after")]
        rows = FieldNode(
            name=root.name,
            alias=pages.name,
            arguments=(*kept, *(pages.arguments if paged else ())),
            directives=(),
            selection_set=SelectionSetNode(selections=selections),
        )
        operation = OperationDefinitionNode(
            operation=self.operation.operation,
            name=self.operation.name,
            variable_definitions=(*(self.operation.variable_definitions or ()), *PAGES.variable_definitions),
            directives=(),
            selection_set=SelectionSetNode(selections=(rows,)),
        )
        return DocumentNode(definitions=(operation, *self.fragments.values()))

    def _nodes(self, root: FieldNode, connection: GraphQLObjectType) -> Iterator[SelectionSetNode]:
        """What is selected of a node, directly or by the edges."""
        for field, _ in self.fields(root.selection_set, connection):
            if field.name.value == "nodes" and field.selection_set:
                yield field.selection_set
            elif field.name.value == "edges":
                edge = get_named_type(connection.fields["edges"].type)
                for inner, _ in self.fields(field.selection_set, edge):
                    if inner.name.value == "node" and inner.selection_set:
                        yield inner.selection_set

    def _groups(self, root: FieldNode, connection: GraphQLObjectType) -> list[FieldNode]:
        """The groups that are selected; several parts of them where fragments tell them apart."""
        found = [field for field, _ in self.fields(root.selection_set, connection) if field.name.value == "groups"]
        if len({(each.alias or each.name).value for each in found}) > 1:
            raise refused(BAD_INPUT, "An export is of one list: select groups once.")
        return found

    def add_columns(
        self, selected: SelectionSetNode, type_: Any, path: tuple[str, ...], columns: Columns, spreads: bool = False
    ) -> None:
        """Add the columns of what is selected of a type, by their paths. Refused where a list lies below it, but for
        lists of money where all rows are known before the table is begun (`spreads`)."""
        for field, on in self.fields(selected, type_):
            here = (*path, (field.alias or field.name).value)
            if field.name.value == "__typename":
                columns.setdefault(here, Column(here, "String"))
                continue
            definition = on.fields[field.name.value]
            named, is_list = get_named_type(definition.type), is_list_type(get_nullable_type(definition.type))
            if is_leaf_type(named):
                choices = tuple(named.values) if is_enum_type(named) else ()
                columns.setdefault(here, Column(here, named.name, choices, is_list))
            elif is_list or named.name.endswith("Connection"):
                if spreads and named.name == "Money" and not self.nested:
                    columns.setdefault(here, self._moneys(field, named, here))
                    continue
                if not self.nested:
                    message = f"{'.'.join(here)} is a list of its own; a table has one row for each node."
                    raise refused(BAD_INPUT, f"{message} JSON Lines takes it.")
                columns.setdefault(here, Column(here, BESIDE, is_list=is_list))
            else:
                self.add_columns(field.selection_set, named, here, columns, spreads)

    def _moneys(self, field: FieldNode, money: Any, path: tuple[str, ...]) -> Moneys:
        keys = {each.name.value: (each.alias or each.name).value for each, _ in self.fields(field.selection_set, money)}
        if not {"amount", "currency"} <= keys.keys():
            raise refused(BAD_INPUT, f"Select amount and currency of {'.'.join(path)}: each currency is a column.")
        return Moneys(path, "Decimal", amount=keys["amount"], currency=keys["currency"])

    def fields(self, selected: SelectionSetNode | None, on: Any) -> Iterator[tuple[FieldNode, Any]]:
        """The fields of a selection with the type they are of, fragments spread out."""
        for each in selected.selections if selected else ():
            if isinstance(each, FieldNode):
                yield each, on
            elif isinstance(each, InlineFragmentNode):
                condition = each.type_condition
                yield from self.fields(each.selection_set, self._type(condition.name.value) if condition else on)
            elif isinstance(each, FragmentSpreadNode):
                fragment = self.fragments[each.name.value]
                yield from self.fields(fragment.selection_set, self._type(fragment.type_condition.name.value))

    def _type(self, name: str) -> Any:
        return self.schema.type_map[name]


def _all_groups(parts: Sequence[FieldNode]) -> FieldNode:
    """The groups as they are exported: as many as there may be and no rest, under their own name."""
    first = ArgumentNode(name=NameNode(value="first"), value=IntValueNode(value=str(MAX_GROUPS)))
    kept = [each for each in parts[0].arguments or () if each.name.value not in ("first", "rest")]
    selected = _together([each.selection_set for each in parts if each.selection_set])
    return FieldNode(name=parts[0].name, arguments=(*kept, first), directives=(), selection_set=selected)


def _together(parts: Iterable[SelectionSetNode]) -> SelectionSetNode:
    return SelectionSetNode(selections=tuple(each for part in parts for each in part.selections))
