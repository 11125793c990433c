"""Questions aimed at fields: every field of every type in turn, on one of many ways there."""

import random
from functools import cache
from typing import Any

from graphql import get_named_type, is_abstract_type, is_composite_type

from tests.apart.drawing import counts
from tests.compiled.dice import Dice, chance, pick
from tests.compiled.queries import GRAPH, ROOTS, possible
from tests.compiled.sweep import ASIDES, Step, Sweeper, ways
from tests.compiled.visits import Place
from tests.compiled.worlds import World

FIELDS = 8
"""How many fields of a type are read at once."""
AIMS = 2
"""How many types are aimed at by one question."""
SHORTEST = 50
"""How many of a hundred questions go the shortest way."""


Target = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A type, some of its fields, and the keys to group by on the way there."""


class Aimer(Sweeper):
    """Writes questions that read all fields of all types, some at a time."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.targets = targets()

    def aimed(self, number: int, dice: Dice) -> str:
        """The question whose turn it is."""
        turns = range(number * AIMS, number * AIMS + AIMS)
        return self._query([self.targets[turn % len(self.targets)] for turn in turns], dice)

    def at(self, place: Place, dice: Dice) -> str:
        """A question that reads one field of a type, and what is read together with it."""
        owner, field = place
        return self._query([pick(dice, [each for each in self.targets if each[0] == owner and field in each[1]])], dice)

    def _query(self, aims: list[Target], dice: Dice) -> str:
        parts = [self._part(each, dice) for each in aims]
        return f"query {{ {' '.join(f'aim{place}: {part}' for place, part in enumerate(parts))} }}"

    def _part(self, target: Target, dice: Dice) -> str:
        """One field of the root, and what lies below it."""
        owner, fields, keys = target
        if not owner:
            return fields[0]
        asked = " ".join(self._asked(owner, each) for each in fields)
        if owner == "Query":
            return asked
        text = f"{{ __typename {asked} }}"
        (_, root), *way = self._way(owner, dice)
        for above, field in reversed(way):
            if above == "on":
                text = f"{{ __typename ... on {field} {text} }}"
            else:
                text = f"{{ {field}{self._arguments(above, field, list(keys))} {text} }}"
        return f"{root}{self._arguments('Query', root, list(keys))} {text}"

    def _way(self, owner: str, dice: Dice) -> list[Step]:
        """The shortest way to a type, or the shortest to some other type it hangs on and one step more."""
        others = doors(owner)
        if not others or chance(dice, SHORTEST):
            return ways()[owner]
        above, field, is_narrowed = pick(dice, others)
        return [*ways()[above], (above, field), *([("on", owner)] if is_narrowed else [])]

    def _little(self, target: Any) -> str:
        """What is read of what is not aimed at: which rows are there."""
        if not is_composite_type(target):
            return ""
        if target.name.endswith("Connection"):
            rows = " nodes { __typename" + _id(get_named_type(target.fields["nodes"].type)) + " }"
            return " { " + counts(target) + rows + " }"
        return " { __typename" + _id(target) + " }"


def _id(target: Any) -> str:
    return " id" if "id" in getattr(target, "fields", {}) else ""


@cache
def targets() -> list[Target]:
    """Types with some of their fields each, and the keys to group by on the way; in no order."""
    found: list[Target] = [("", (each.removeprefix("{").removesuffix("}").strip(),), ()) for each in ASIDES]
    for owner in ways():
        names = [each for each in GRAPH.type_map[owner].fields if owner != "Query" or each in ROOTS]
        if owner.endswith("GroupKey"):
            keys = list(GRAPH.type_map[owner.removesuffix("Key") + "Field"].values)
            found += [(owner, tuple(names), tuple(keys[start : start + 3])) for start in range(0, len(keys), 3)]
            continue
        size = 1 if owner == "Query" else FIELDS
        found += [(owner, tuple(names[start : start + size]), ()) for start in range(0, len(names), size)]
    random.Random(1).shuffle(found)
    return found


@cache
def doors(owner: str) -> list[tuple[str, str, bool]]:
    """The fields of other types that lead to a type, and whether they lead to others as well."""
    found = []
    for above in ways():
        for field, definition in GRAPH.type_map[above].fields.items():
            target = get_named_type(definition.type)
            if not is_composite_type(target) or owner not in possible(target.name) or above == owner:
                continue
            if above != "Query" or field in ROOTS:
                found.append((above, field, is_abstract_type(target)))
    return found
