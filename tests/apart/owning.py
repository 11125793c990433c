"""Ids in questions: variables in place of them, so that everybody asks about rows of their own and of others."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

from graphql import OperationDefinitionNode, parse

from models.core import ids
from schema.core.node import GRAMMARS
from tests.apart.drawing import Asked
from tests.apart.sight import Sight
from tests.compiled.dice import Dice, chance, pick
from tests.compiled.worlds import World

AN_ID = re.compile(r'"([0-9a-f]{34,})"')
UNKNOWN = UUID(int=7, version=4)


def lifted(asked: Asked) -> Asked:
    """The question with a variable in place of each id; the plan of it serves whatever the ids are."""
    operation = parse(asked.query).definitions[0]
    assert isinstance(operation, OperationDefinitionNode) and operation.selection_set.loc
    start = operation.selection_set.loc.start
    head, body = asked.query[:start].strip() or "query", asked.query[start:]
    found: dict[str, str] = {}

    def variable(match: re.Match[str]) -> str:
        if not ids.parse(match[1]):
            return match[0]
        name = next((name for name, known in found.items() if known == match[1]), f"id{len(found)}")
        found[name] = match[1]
        return f"${name}"

    body = AN_ID.sub(variable, body)
    if not found:
        return asked
    declared = ", ".join(f"${name}: ID!" for name in found)
    head = f"{head[:-1]}, {declared})" if head.endswith(")") else f"{head} ({declared})"
    return replace(asked, query=f"{head} {body}", variables=asked.variables | found)


def owned(asked: Asked, viewer: str, sight: Sight, dice: Dice) -> Asked:
    """The question of one viewer: of every id another of its type, its own as often as not."""

    def own(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: own(each) for name, each in value.items()}
        if isinstance(value, list):
            return [own(each) for each in value]
        parsed = ids.parse(value) if isinstance(value, str) else None
        return _another(asked.world, parsed[0], sight, dice) if parsed and parsed[0] in GRAMMARS else value

    return replace(asked, viewer=viewer, variables=own(asked.variables))


def _another(world: World, type_name: str, sight: Sight, dice: Dice) -> str:
    """An id of a row the viewer sees, of one it does not see, or of none."""
    if chance(dice, 4):
        return ids.global_id(type_name, UNKNOWN)
    seen = sight.get(GRAMMARS[type_name].model.__table__.name, set())
    halves: list[list[UUID]] = [[], []]
    for key in world.keys.get(type_name, []):
        halves[str(key) in seen].append(key)
    half = halves[chance(dice, 50)] or halves[0] or halves[1]
    return ids.global_id(type_name, pick(dice, half) if half else UNKNOWN)
