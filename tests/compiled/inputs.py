"""Values for arguments and inputs: mostly what the world holds, sometimes what it does not, now and then nonsense."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    get_named_type,
    is_non_null_type,
)

from models.core import ids
from schema.core.made import snake
from schema.core.node import GRAMMARS
from tests.compiled.dice import Dice, chance, pick
from tests.compiled.worlds import World

COMBINED = ("and", "or", "not")
STRANGE_IDS = ["", "x", "bm90IGFuIGlk", "AAAA", "🙂", "00" * 16, "00" * 16 + "436c69656e74", "436C69656E74" * 4, "4"]
STRANGE_TEXTS = ["", "%", "_", "\\", "a", "A", "\n", "🙂", "é", "zzz nothing"]
BAD = {
    "Int": ["7", 1.5, 2**40, True],
    "Decimal": ["abc", 1.5, "NaN", "1E+99", "", True],
    "Date": ["2026-13-01", "yesterday", 5, ""],
    "DateTime": ["2026-01-01T00:00:00", "now", 7],
    "CurrencyCode": ["XXX", "gbp", 1],
    "Boolean": ["true", 1],
    "String": [5, True, ["a"]],
    "ID": [1.5, True, []],
}
"""What a scalar does not take; given by variables alone, as validation would refuse the document."""


class Name(str):
    """The name of an enum's value, as a document writes it."""


class Hidden(str):
    """A variable in place of a value."""


def literal(value: Any) -> str:
    """A value as a document writes it."""
    if isinstance(value, Hidden):
        return f"${value}"
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {literal(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(value: str) -> str:
    """A string of a document; like JSON's, but a character beyond the first plane is written as it is."""
    return "".join(char if ord(char) > 0xFFFF else json.dumps(char)[1:-1] for char in value).join('""')


class Values:
    """Draws values of input types in one world; `storable` leaves out figures no column could hold."""

    def __init__(self, dice: Dice, world: World, *, storable: bool = False) -> None:
        self.dice, self.world, self.storable = dice, world, storable

    def value(self, given: Any, hint: tuple[str, str] | None = None, depth: int = 0) -> Any:
        """A value of an input type. `hint` is the table and column it is likely compared with."""
        if is_non_null_type(given):
            return self.value(given.of_type, hint, depth)
        if isinstance(given, GraphQLList):
            return [self.value(given.of_type, hint, depth) for _ in range(self.dice.number(0, 3))]
        if isinstance(given, GraphQLEnumType):
            return Name(pick(self.dice, self._known(hint, Name) or list(given.values)))
        if isinstance(given, GraphQLInputObjectType):
            return self._object(given, hint, depth)
        return self._scalar(given.name, hint)

    def _object(self, given: GraphQLInputObjectType, hint: Any, depth: int) -> dict[str, Any]:
        if given.name.endswith("Filter") and given.name.removesuffix("Filter") in GRAMMARS:
            return self.filter(given, depth)
        if given.name.endswith("GroupBy"):
            return self._group_by(given)
        fields = {name: each for name, each in given.fields.items() if is_non_null_type(each.type)}
        rest = [name for name in given.fields if name not in fields]
        for _ in range(self.dice.number(0 if fields else 1, 2)):
            if rest:
                name = pick(self.dice, rest)
                fields[name] = given.fields[name]
        return {name: self._maybe_null(each, hint, depth + 1) for name, each in fields.items()}

    def _group_by(self, given: GraphQLInputObjectType) -> dict[str, Any]:
        """A key, with a bucket where it is a day, and seldom where it is none."""
        made = {"field": self.value(given.fields["field"].type)}
        if chance(self.dice, 70 if made["field"].endswith(("_ON", "_AT")) else 3):
            made["bucket"] = self.value(given.fields["bucket"].type)
        return made

    def _maybe_null(self, field: Any, hint: Any, depth: int) -> Any:
        if not is_non_null_type(field.type) and chance(self.dice, 4):
            return None
        return self.value(field.type, hint, depth)

    def filter(self, given: GraphQLInputObjectType, depth: int = 0) -> dict[str, Any]:
        """A filter of a noun, not too deep."""
        type_name = given.name.removesuffix("Filter")
        made: dict[str, Any] = {}
        for _ in range(self.dice.number(0 if chance(self.dice, 5) else 1, 3 if depth == 0 else 1)):
            name = pick(self.dice, list(given.fields))
            field = given.fields[name]
            target = get_named_type(field.type)
            if name in COMBINED and depth >= 2:
                continue
            if isinstance(target, GraphQLInputObjectType) and target.name.removesuffix("Filter") in GRAMMARS:
                if depth >= 3:
                    continue
                made[name] = self._maybe_null(field, None, depth + 1)
            else:
                made[name] = self._maybe_null(field, (type_name, name), depth + 1)
        return made

    def order_by(self, given: Any) -> list[Any]:
        """Up to three orderings, seldom too many."""
        steps = 6 if chance(self.dice, 1) else self.dice.number(0, 3)
        order = get_named_type(given)
        field, direction = order.fields["field"].type, order.fields["direction"].type
        made = []
        for _ in range(steps):
            step: dict[str, Any] = {"field": self.value(field)}
            if chance(self.dice, 60):
                step["direction"] = self.value(direction)
            made.append(step)
        return made

    def group_order(self, given: Any, by: list[Any]) -> list[Any]:
        """Up to three orderings of groups: by figures, money now and then in some currency, and by their keys."""
        order = get_named_type(given)
        field = get_named_type(order.fields["field"].type)
        noun = order.name.removesuffix("GroupOrder")
        figures = [name for name in field.values if name not in GRAMMARS[noun].groups]
        made = []
        for _ in range(self.dice.number(0, 3)):
            name = pick(self.dice, [each["field"] for each in by] if by and chance(self.dice, 15) else figures)
            step: dict[str, Any] = {"field": Name(name)}
            if chance(self.dice, 70):
                step["direction"] = self.value(order.fields["direction"].type)
            _, measure = GRAMMARS[noun].group_orders.known.get(name, ("", None))
            reading = GRAMMARS[noun].group_orders.measures[measure][0] if measure else None
            if reading and reading.currency and chance(self.dice, 50):
                step["currency"] = self.value(order.fields["currency"].type)
            made.append(step)
        return made

    def id(self, type_name: str | None = None) -> str:
        """An id: of this type mostly, else of another, unknown or malformed."""
        names = sorted(name for name in GRAMMARS if self.world.keys.get(name))
        luck = self.dice.number(0, 99)
        if luck >= 97:
            return pick(self.dice, STRANGE_IDS)
        if luck >= 94:
            return ids.global_id(type_name or "Client", UUID(int=7, version=4))
        name = type_name if luck < 88 and self.world.keys.get(type_name or "") else pick(self.dice, names)
        return ids.global_id(name, pick(self.dice, self.world.keys[name]))

    def _known(self, hint: tuple[str, str] | None, kind: type) -> list[Any]:
        """What the column behind a filter's field holds."""
        if hint is None or hint[0] not in GRAMMARS:
            return []
        table = getattr(GRAMMARS[hint[0]].model, "__tablename__", None)
        found = self.world.values.get((table, snake(hint[1])), []) if table else []
        wanted = Enum if kind is Name else kind
        return [each.name if kind is Name else each for each in found if isinstance(each, wanted)]

    def _scalar(self, name: str, hint: tuple[str, str] | None) -> Any:
        if name == "ID":
            return self.id(hint[0] if hint and hint[1] == "id" else None)
        made = getattr(self, f"_{name.lower()}", None)
        return made(hint) if made else pick(self.dice, ["GBP", "JPY", "KWD"])

    def _string(self, hint: Any) -> str:
        known = self._known(hint, str) or self.world.values.get(("client", "name"), [])
        if not known or chance(self.dice, 15):
            return pick(self.dice, STRANGE_TEXTS)
        text = pick(self.dice, known)
        if chance(self.dice, 50) and text:
            start = self.dice.number(0, len(text) - 1)
            text = text[start : start + self.dice.number(1, 3)]
        return text.swapcase() if chance(self.dice, 20) else text

    def _int(self, hint: Any) -> int:
        known = self._known(hint, int)
        return pick(self.dice, known) if known and chance(self.dice, 70) else self.dice.number(-1, 5)

    def _boolean(self, _hint: Any) -> bool:
        return chance(self.dice, 50)

    def _decimal(self, hint: Any) -> str:
        known = self._known(hint, Decimal)
        if known and chance(self.dice, 70):
            return f"{pick(self.dice, known):f}"
        figures = ["0", "1", "100.00", "0.00005", "-3", "50"]
        return pick(self.dice, figures if self.storable else [*figures, "12345678901234567890.5"])

    def _date(self, hint: Any) -> str:
        known = [each for each in self._known(hint, date) if not isinstance(each, datetime)]
        day = pick(self.dice, known) if known and chance(self.dice, 80) else date(2026, 11, 22)
        return (day + timedelta(self.dice.number(0, 2))).isoformat()

    def _datetime(self, hint: Any) -> str:
        known = self._known(hint, datetime) or self.world.values.get(("client", "created_at"), [])
        instant = pick(self.dice, known) + timedelta(hours=pick(self.dice, [0, 0, 1, -30]))
        return instant.isoformat().replace("+00:00", pick(self.dice, ["Z", "+00:00"]))
