"""Unions of nouns that are listed together: rows of one model that stand for those of several."""

from collections.abc import Sequence
from typing import Any

from models.core.base import Base
from resolvers.reading import Ordering, Reading
from schema.core.connection import Grammar, make_connection, make_order
from schema.core.filters import Criterion, by_id, make_filter
from schema.core.node import GRAMMARS


def listed(
    model: type[Base],
    plural: str,
    order: Sequence[str],
    *,
    members: Sequence[str],
    orders: dict[str, Any],
    criteria: Sequence[Criterion],
) -> None:
    """Filter, orders and connection of a union whose rows the `stands_for` of `model` names (the union itself is
    declared by its noun's module, under the model's name). `members` are the types its ids may be of."""
    name = model.__name__
    grammar = GRAMMARS[name] = Grammar(name, plural, model)
    grammar.orders = {key: Reading(model, key, column) for key, column in orders.items()}
    grammar.default_order = tuple(
        Ordering(grammar.orders[each.removeprefix("-")], each.startswith("-")) for each in order
    )
    make_filter(name, plural, [by_id(model, types=lambda: list(members)), *criteria])
    make_order(grammar)
    make_connection(grammar)
