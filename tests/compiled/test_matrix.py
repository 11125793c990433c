"""The matrix by asking: rows of which it says that there are none for an audience are not found by their ids."""

import pytest

from permissions.base import Rows
from schema import schema
from schema.core.node import GRAMMARS
from server.graphql.engine import Engine
from server.matrix import exists
from tests.compiled.inputs import literal
from tests.compiled.queries import Case
from tests.compiled.running import Runner


@pytest.mark.parametrize("number", [0, 1])
async def test_what_never_exists_is_not_found_by_its_id(worlds, number):
    world, engine, runner = worlds[number], Engine(schema), Runner()
    found, asked = [], 0
    for name, viewer in world.viewers.items():
        hidden = [each for each in GRAMMARS if _is_plain(each) and not exists(GRAMMARS[each].model, viewer)]
        for owner in hidden:
            ids = world.ids(owner)[:50]
            if not ids:
                continue
            query = f"query {{ nodes(ids: {literal(ids)}) {{ __typename id }} }}"
            answer, _ = await runner.run(engine, world.services, Case(world, name, query))
            asked += len(ids)
            found += [f"{name}: {owner}"] if any(answer["data"]["nodes"]) else []
    assert not found
    assert asked > 1_000


def _is_plain(owner: str) -> bool:
    return GRAMMARS[owner].model in Rows.scopes
