"""Makes a case that fails smaller: takes out of its document what the failure does not need."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from graphql import REMOVE, DocumentNode, Node, Visitor, parse, print_ast, visit

from tests.compiled.queries import Case

PARTS = ("field", "inline_fragment", "fragment_spread", "argument", "directive", "object_field")
MOST_TRIES = 300


class _Without(Visitor):
    """Takes out one part, counted in the order of the document."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place, self.seen, self.is_gone = place, 0, False

    def enter(self, node: Node, *_: Any) -> Any:
        """Remove the part whose turn it is."""
        if node.kind not in PARTS or self.is_gone:
            return None
        self.seen += 1
        self.is_gone = self.seen > self.place
        return REMOVE if self.is_gone else None


class _Named(Visitor):
    """What a document spreads, and which variables it asks."""

    def __init__(self) -> None:
        super().__init__()
        self.fragments, self.variables = set[str](), set[str]()
        self.asks_nothing = False

    def enter_selection_set(self, node: Any, *_: Any) -> None:
        """Note a pair of braces with nothing in it."""
        self.asks_nothing |= not node.selections

    def enter_fragment_spread(self, node: Any, *_: Any) -> None:
        """Note a fragment."""
        self.fragments.add(node.name.value)

    def enter_variable_definition(self, node: Any, *_: Any) -> Any:
        """Its own name asks nothing."""
        return False

    def enter_variable(self, node: Any, *_: Any) -> None:
        """Note a variable."""
        self.variables.add(node.name.value)


def _tidy(document: DocumentNode) -> DocumentNode | None:
    """Without the fragments and variables nothing asks for any more; None where something asks for nothing."""
    while True:
        named = _Named()
        visit(document, named)
        if named.asks_nothing:
            return None

        class Unused(Visitor):
            """Takes out what is not named."""

            def enter_fragment_definition(self, node: Any, *_: Any, known: set[str] = named.fragments) -> Any:
                """Remove a fragment."""
                return None if node.name.value in known else REMOVE

            def enter_variable_definition(self, node: Any, *_: Any, known: set[str] = named.variables) -> Any:
                """Remove a variable."""
                return None if node.variable.name.value in known else REMOVE

        tidied = visit(document, Unused())
        if print_ast(tidied) == print_ast(document):
            return tidied
        document = tidied


async def smaller(case: Case, fails: Callable[[Case], Awaitable[bool]]) -> Case:
    """The smallest case found that still fails."""
    place = tries = 0
    while tries < MOST_TRIES:
        without = _Without(place)
        document = visit(parse(case.query), without)
        if not without.is_gone:
            return case
        tries += 1
        tidied = _tidy(document)
        if tidied is None:
            place += 1
            continue
        found = replace(case, query=print_ast(tidied))
        if await fails(found):
            case = found
        else:
            place += 1
    return case
