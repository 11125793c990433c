"""The matrix by asking, as each of its audiences: what it says is read has a value wherever the owner finds one, what
it says is withheld is null and named, and what it says does not exist is not found by its id."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from graphql import get_named_type, is_composite_type

from permissions.base import Rows
from permissions.viewer import Kind, Viewer
from schema import schema
from schema.core.node import GRAMMARS
from server.matrix import VIEWERS, exists, guards
from tests.compiled.inputs import literal
from tests.compiled.queries import GRAPH, Case
from tests.compiled.running import Runner, stopped_clock
from tests.compiled.sweep import Sweeper, ways
from tests.compiled.visits import Place, Visits
from tests.compiled.worlds import World

WHOLE = bool(os.environ.get("CLIENTGRAPH_WORLDS"))
"""Every field of every type (`make test-long`), not only those that somebody may not read."""
GUARDS = {(owner, field): guard for owner, field, guard in guards(schema)}
ASIDE = {("Query", "node"), ("Query", "nodes")}
CLIENTS = 3
"""How many clients limited staff and tokens cover."""


def audiences(world: World) -> list[tuple[str, Viewer]]:
    """Somebody of the world for each column of the matrix."""
    limited, contact, staff = (world.viewers[name] for name in ("limited, some", "contact, all", "staff"))
    clients = tuple(world.keys["Client"][:CLIENTS])
    found = []
    for number, viewer in enumerate(VIEWERS):
        who = {"user_id": staff.user_id}
        if viewer.kind is Kind.LIMITED:
            who = {"user_id": limited.user_id, "client_ids": clients}
        elif viewer.kind is Kind.CONTACT:
            who = {"contact_id": contact.contact_id, "client_id": contact.client_id}
        found.append((f"column {number + 1}", replace(viewer, **who) if viewer.is_signed_in else viewer))
    return found


class Asking:
    """Asks as each of the audiences, and notes where an answer is not what the matrix says."""

    def __init__(self, world: World) -> None:
        self.audiences = audiences(world)
        self.world = replace(world, viewers=world.viewers | dict(self.audiences))
        self.runner, self.sweeper = Runner(), Sweeper(world)
        self.wrong: list[str] = []
        self.met: Counter[str] = Counter()

    async def answer(self, viewer: str, query: str, variables: dict[str, Any]) -> tuple[Any, set[str]]:
        """The data, and the names of what was withheld."""
        with stopped_clock():
            case = Case(self.world, viewer, query, variables)
            answer, _ = await self.runner.run(self.world.services, case)
        assert "refused" not in answer, f"{answer}\n{query}"
        return answer.get("data"), set(answer.get("extensions", {}).get("withheld", ()))

    async def rows(self, owner: str, fields: list[str]) -> None:
        """Every row of a type by its id, beside what the owner reads of it."""
        asked = " ".join(self.sweeper._asked(owner, each) for each in fields)
        query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename ... on {owner} {{ {asked} }} }} }}"
        ids = {"ids": self.world.ids(owner)[:100]}
        whole, _ = await self.answer("owner", query, ids)
        for name, _ in self.audiences:
            data, withheld = await self.answer(name, query, ids)
            pairs = [(mine, row) for mine, row in zip(data["nodes"], whole["nodes"], strict=True) if mine]
            for field in fields if pairs else ():
                self._judge((owner, field), name, [(mine[field], row[field]) for mine, row in pairs], withheld)

    def _judge(self, place: Place, name: str, values: list[tuple[Any, Any]], withheld: set[str]) -> None:
        """Compare what a viewer reads of a field with what the owner reads of it, row by row."""
        guard, told, viewer = GUARDS[place], ".".join(place), self.world.viewers[name]
        sees = [mine is not None for mine, there in values if there is not None]
        is_edge = is_composite_type(target := get_named_type(GRAPH.type_map[place[0]].fields[place[1]].type))
        if not all(each.allows(viewer) for each in guard.permissions):
            self.met["withheld of a value"] += len(sees)
            is_right = not any(mine is not None for mine, _ in values) and told in withheld
        elif any(each.narrows for each in guard.permissions):
            self.met["read on some rows"] += sum(sees)
            is_right = all(sees) or told in withheld
        else:
            self.met["read"] += sum(sees)
            is_right = told not in withheld and (all(sees) or (is_edge and target.name in GRAMMARS))
        if not is_right:
            self.wrong.append(f"{name}: {told}")

    async def on_the_way(self, owner: str, fields: list[str]) -> None:
        """Fields of a type on the way to it: those withheld are those the matrix says are."""
        one = Case(self.world, "owner", f"query {self.sweeper._led_to(owner, fields, [])}")
        for case in self.sweeper.cases(owner, "owner") if WHOLE else [one]:
            for name, viewer in self.audiences:
                visits = Visits()
                data, withheld = await self.answer(name, case.query, case.variables)
                visits.note(case.query, data)
                asked = {place for place in visits.asked - ASIDE if place[0] == owner}
                never = {place for place in asked if not all(each.allows(viewer) for each in _classes(place))}
                narrowed = {place for place in asked if any(each.narrows for each in _classes(place))}
                named = {place for place in asked if ".".join(place) in withheld}
                self.met["named on the way"] += len(never)
                self.wrong += [f"{name}: {'.'.join(place)}" for place in (never ^ named) - narrowed]
                self.wrong += [f"{name}: {'.'.join(place)} has a value" for place in never & visits.answered]


def _classes(place: Place) -> Any:
    return GUARDS[place].permissions


def chosen() -> Iterator[tuple[str, list[str]]]:
    """Types with the fields that are asked for of each."""
    for owner in ways():
        fields = [each for each in GRAPH.type_map[owner].fields if (owner, each) in GUARDS]
        closed = fields if WHOLE else [each for each in fields if not GUARDS[owner, each].is_open and owner != "Query"]
        if closed:
            yield owner, closed


async def test_the_matrix_is_what_is_answered(worlds, capsys):
    asking = Asking(worlds[0])
    for owner, fields in chosen():
        if owner in GRAMMARS:
            await asking.rows(owner, fields)
        if owner not in GRAMMARS or WHOLE:
            await asking.on_the_way(owner, fields)
    with capsys.disabled():
        print(f"\n{dict(asking.met)}", end=" ")
    assert not asking.wrong, f"{len(asking.wrong)} are not as the matrix says\n" + "\n".join(asking.wrong[:60])
    assert min(asking.met.values()) > 100


@pytest.mark.parametrize("number", [0, 1])
async def test_what_never_exists_is_not_found_by_its_id(worlds, number):
    world, runner = worlds[number], Runner()
    found, asked = [], 0
    for name, viewer in world.viewers.items():
        hidden = [each for each in GRAMMARS if _is_plain(each) and not exists(GRAMMARS[each].model, viewer)]
        for owner in hidden:
            ids = world.ids(owner)[:50]
            if not ids:
                continue
            query = f"query {{ nodes(ids: {literal(ids)}) {{ __typename id }} }}"
            answer, _ = await runner.run(world.services, Case(world, name, query))
            asked += len(ids)
            found += [f"{name}: {owner}"] if any(answer["data"]["nodes"]) else []
    assert not found
    assert asked > 1_000


def _is_plain(owner: str) -> bool:
    return GRAMMARS[owner].model in Rows.scopes
