"""What of a document that is too dear would have to change, at the least, for it to pass: one page made smaller.

The walk of the gate knows what one element of every list costs; a second one, from the top, how often each list is
asked for. The cost is linear in the length of every list by itself, so the length that passes is a division.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode, VariableNode, get_named_type

if TYPE_CHECKING:
    from server.graphql.gate import Gate

Advice = tuple[str, Mapping[str, Any]]
"""How to pass, in words and for programs."""
NO_ADVICE: Advice = ("", {})
TRIED = 1
"""Of variables that are the length of several lists, how many are tried, each by some ten weighings."""


@dataclass(frozen=True)
class Length:
    """A list as it is asked for: where, by which variable if by any, how long it may be, and what each one costs."""

    where: str
    variable: str | None
    now: int
    each: int


@dataclass(frozen=True)
class Change:
    """A list made shorter: what is to be lowered, and to what."""

    length: Length
    to: int

    @property
    def told(self) -> dict[str, Any]:
        """It, for programs."""
        what = {"variable": self.length.variable} if self.length.variable else {"list": self.length.where}
        return what | {"first": self.to, "now": self.length.now}

    def __str__(self) -> str:
        name = self.length.variable
        what = f"${name} = {self.to}" if name else f"`first: {self.to}` for {self.length.where}"
        return f"It passes with {what}, which is {self.length.now} now."


def advice(gate: "Gate", most: int) -> Advice:
    """How the gate's operation would cost `most` at most."""
    cost = gate.weigh().cost
    lengths = _Lengths(gate).found
    if cost <= most or not lengths:
        return NO_ADVICE
    changes = [each for each in _changes(gate, cost, most, lengths) if 1 <= each.to < each.length.now]
    if changes:
        found = max(changes, key=lambda change: Fraction(change.to, change.length.now))
        return str(found), {"change": found.told}
    dearest = max(lengths, key=lambda length: length.now * length.each).where
    return f"No shorter list alone is enough; most of it is {dearest}.", {}


def _changes(gate: "Gate", cost: int, most: int, lengths: Iterable[Length]) -> Iterable[Change]:
    shared: dict[str, list[Length]] = defaultdict(list)
    for length in lengths:
        if length.variable:
            shared[length.variable].append(length)
        else:
            yield _shortened(length, cost, most)
    several = sorted((each for each in shared.values() if len(each) > 1), key=_worth, reverse=True)
    yield from (_shortened(each[0], cost, most) for each in shared.values() if len(each) == 1)
    yield from (_tried(gate, each[0], most) for each in several[:TRIED])


def _worth(lengths: Iterable[Length]) -> int:
    return sum(each.each for each in lengths)


def _shortened(length: Length, cost: int, most: int) -> Change:
    return Change(length, (most - (cost - length.now * length.each)) // length.each)


def _tried(gate: "Gate", length: Length, most: int) -> Change:
    """The longest that passes where several lists take their length from one variable."""

    def passes(value: int) -> bool:
        return gate.given({str(length.variable): value}).weigh().cost <= most

    low, high = 0, length.now if passes(1) else 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if passes(middle) else (low, middle)
    return Change(length, low)


class _Lengths:
    """The lists of an operation that say how long they may be."""

    def __init__(self, gate: "Gate") -> None:
        self.gate, self.found = gate, list[Length]()
        self._spread: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        """Of fragments, for how many objects and for how many elements of pages they are spread."""
        operation = gate.operation
        root = gate.schema.get_root_type(operation.operation)
        self._walk(operation.selection_set, root, 1, gate.limits.default_page, ())
        for name in reversed(gate.measured):
            fragment = gate.fragments[name]
            on = gate.schema.type_map.get(fragment.type_condition.name.value)
            self._walk(fragment.selection_set, on, *self._spread[name], (f"...{name}",))

    def _walk(self, selections: SelectionSetNode, on: Any, times: int, paged: int, path: tuple[str, ...]) -> None:
        for each in selections.selections:
            if isinstance(each, FieldNode):
                if each.selection_set:
                    self._field(each, on, times, paged, (*path, (each.alias or each.name).value))
            elif isinstance(each, InlineFragmentNode):
                condition = each.type_condition
                inner = self.gate.schema.type_map.get(condition.name.value) if condition else on
                self._walk(each.selection_set, inner, times, paged, path)
            elif isinstance(each, FragmentSpreadNode):
                known = self._spread[each.name.value]
                self._spread[each.name.value] = (known[0] + times, known[1] + paged)

    def _field(self, field: FieldNode, on: Any, times: int, paged: int, path: tuple[str, ...]) -> None:
        asked = self.gate.asked(field, on)
        inner, definition = asked.inner, asked.definition
        count = paged if asked.times is None else times * asked.times
        each = times * (1 + inner.cost) if asked.is_list else count * inner.page
        if each and definition and "first" in definition.args:
            self.found.append(Length(".".join(path), _variable(field), asked.page, each))
        named = get_named_type(definition.type) if definition else None
        self._walk(field.selection_set, named, count, count * asked.page, path)


def _variable(field: FieldNode) -> str | None:
    given = next((each.value for each in field.arguments or () if each.name.value == "first"), None)
    return given.name.value if isinstance(given, VariableNode) else None
