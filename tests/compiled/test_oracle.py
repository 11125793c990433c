"""Both executors against an oracle in plain Python, which knows nothing of the graph's own rules."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from models.core.base import Base
from tests.compiled.dice import Dice, Seeded, chance, pick
from tests.compiled.inputs import Name, Values, literal
from tests.compiled.oracle import MONEY, NOUNS, Oracle
from tests.compiled.queries import GRAPH, Case, likely
from tests.compiled.running import SECONDS, Runner
from tests.compiled.worlds import World

CASES = 400 if SECONDS else 30
"""How many lists are asked of each noun."""
TABLES = ("client", "project", "task", "invoice", "lead", "task_assignee")


@pytest.fixture(scope="module")
async def oracles(worlds, postgres) -> dict[str, Oracle]:
    """The rows of every world, as the superuser reads them."""
    found = {}
    for world in worlds:
        engine = create_async_engine(postgres.dsn_of(f"equal_{world.name}"))
        async with engine.connect() as connection:
            tables = {name: Base.metadata.tables[name] for name in TABLES}
            rows = {}
            for name, table in tables.items():
                asked = text(f'SELECT * FROM "{name}"').columns(*table.columns)
                rows[name] = [dict(row) for row in (await connection.execute(asked)).mappings()]
        await engine.dispose()
        found[world.name] = Oracle(rows)
    return found


@pytest.mark.parametrize("type_name", NOUNS)
async def test_the_oracle_says_the_same(worlds, oracles, type_name):
    runner, told = Runner(), 0
    for seed in range(CASES):
        dice = Seeded(seed)
        world = pick(dice, worlds)
        who = pick(dice, likely(tuple(world.viewers)))
        given = _filter(dice, world, type_name, 0) if chance(dice, 70) else {}
        order = [(pick(dice, list(NOUNS[type_name].orders)), chance(dice, 50)) for _ in range(dice.number(0, 3))]
        first, skipped = dice.number(1, 8), dice.number(0, 3)
        viewer, oracle = world.viewers[who], oracles[world.name]
        columns = [(NOUNS[type_name].orders[name], descending) for name, descending in order]
        rows = oracle.listed(type_name, viewer, given, columns)
        expected = [oracle.shown(type_name, row, viewer) for row in rows]
        query = _query(type_name, given, order)
        for services in (world.services, replace(world.services, readers=None)):
            case = Case(world, who, query, {"first": first})
            found = await _answer(runner, services, case)
            assert found["totalCount"] == len(expected), f"{case!r}"
            assert found["nodes"] == expected[:first], f"{case!r}"
            assert found["pageInfo"]["hasNextPage"] == (len(expected) > first), f"{case!r}"
            told += len(found["nodes"])
            if not skipped or len(expected) < skipped:
                continue
            cut = await _answer(runner, services, replace(case, variables={"first": skipped}))
            case.variables["after"] = cut["pageInfo"]["endCursor"]
            found = await _answer(runner, services, case)
            assert found["nodes"] == expected[skipped : skipped + first], f"{case!r}"
    assert told > CASES


async def _answer(runner: Runner, services: Any, case: Case) -> Any:
    answer, _ = await runner.run(services, case)
    assert not answer.get("errors"), f"{answer['errors']}\n{case}"
    return answer["data"]["list"]


def _query(type_name: str, given: dict[str, Any], order: list[tuple[str, bool]]) -> str:
    noun = NOUNS[type_name]
    steps = [{"field": Name(name), "direction": Name("DESC" if descending else "ASC")} for name, descending in order]
    fields = [name + (" { amount currency }" if name in MONEY else "") for name in noun.fields]
    shows = " ".join(["id", *fields, *(f"{name} {{ id }}" for name in noun.parents)])
    arguments = f"first: $first, after: $after, filter: {literal(given)}, orderBy: {literal(steps)}"
    listed = f"{noun.root}({arguments}) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {shows} }} }}"
    return f"query ($first: Int!, $after: String) {{ list: {listed} }}"


def _filter(dice: Dice, world: World, type_name: str, depth: int) -> dict[str, Any]:
    """A filter the oracle understands."""
    noun, values = NOUNS[type_name], Values(dice, world, storable=True)
    fields = GRAPH.type_map[f"{type_name}Filter"].fields
    made: dict[str, Any] = {}
    for _ in range(dice.number(1, 2)):
        name = pick(dice, [*noun.filters, *noun.parents, *(("and", "or", "not") if depth < 2 else ())])
        if name in noun.parents:
            made[name] = _filter(dice, world, noun.parents[name], depth + 1) if depth < 2 else {}
        elif name in ("and", "or"):
            made[name] = [_filter(dice, world, type_name, depth + 1) for _ in range(dice.number(1, 2))]
        elif name == "not":
            made[name] = _filter(dice, world, type_name, depth + 1)
        else:
            made[name] = values.value(fields[name].type, (type_name, name), depth)
    return made
