"""Runs a case on the interpreter and on the compiler, and says where their answers differ."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from models.core import clock
from resolvers.compiled.parameters import Uncompilable
from resolvers.context import Context, Services, SessionInfo
from schema import schema
from server.graphql.engine import Answer, Call, Engine
from server.graphql.errors import INTERNAL, Refused
from tests.compiled.queries import Case
from tests.compiled.visits import Visits

SECONDS = int(os.environ.get("CLIENTGRAPH_EQUAL", "0"))
"""How long to draw queries (`make equal`); 0 draws the same few as ever."""
FALLS_BACK = frozenset(Path(__file__).with_name("falls_back.txt").read_text().splitlines())
"""What is left to the interpreter: fields, and reasons in words."""
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""Inside the invented days, so that some are past and some to come."""
SESSION = SessionInfo(UUID(int=1), "", NOW)


@dataclass
class Tally:
    """What a run came to."""

    cases: int = 0
    runs: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    with_errors: int = 0
    empty: int = 0
    compiled: int = 0
    fallen_back: int = 0
    left: int = 0
    """Of those that fell back, the ones without an error in their answer."""
    reasons: Counter[str] = field(default_factory=Counter)
    visits: Visits = field(default_factory=Visits)

    def refuse(self, code: str) -> None:
        """Count a document the gate did not let through."""
        self.refused[code] = self.refused.get(code, 0) + 1

    def __str__(self) -> str:
        return (
            f"{self.cases} cases, {self.runs} runs, {self.compiled} compiled, "
            f"{self.fallen_back} fell back ({self.left} without an error), "
            f"{self.with_errors} with errors, {self.empty} empty, refused {self.refused}; {self.visits}"
            f"\nreasons: {self.reasons.most_common(30)}"
        )


@contextmanager
def stopped_clock() -> Iterator[None]:
    """Let no time pass between two runs: links expire and invoices fall due as time goes by."""
    before = clock.now
    clock.now = lambda: NOW
    try:
        yield
    finally:
        clock.now = before


class Runner:
    """Both executors of one schema. They share what is read of a document, which does not depend on who executes it."""

    def __init__(self) -> None:
        self.engine = Engine(schema)
        self.tally = Tally()

    async def compare(self, case: Case) -> None:
        """Run a case both ways, then once more from cursors its answer gave. Raises AssertionError on a difference."""
        self.tally.cases += 1
        answer = await self._both(case)
        if answer and (cursors := harvest(case, answer)):
            await self._both(replace(case, variables=case.variables | cursors))

    async def differs(self, case: Case) -> bool:
        """Whether a case that may be no valid document is one that differs."""
        try:
            await self.compare(case)
        except AssertionError:
            return True
        return False

    async def _both(self, case: Case) -> dict[str, Any] | None:
        services = case.world.services
        with stopped_clock():
            expected, _ = await self.run(replace(services, readers=None), case)
            self.tally.runs += 1
            self.tally.visits.note(case.query, expected.get("data"))
            try:
                found, answer = await self.run(services, case)
            except Exception as raised:
                raise AssertionError(f"the compiler failed: {raised!r}\n{case}") from raised
        if "refused" in expected:
            self.tally.refuse(expected["refused"][0]["extensions"]["code"])
            assert expected == found, f"refused otherwise\n{case}"
            return None
        same(expected, found, case)
        await self._note(case, expected, answer)
        return expected.get("data")

    async def run(self, services: Services, case: Case) -> tuple[dict[str, Any], Answer | None]:
        """The answer as its JSON says it, in the order it says it; the interpreter's, where there are no readers."""
        call = Call(case.query, dict(case.variables))
        try:
            self.engine.check(call)
        except Refused as refused:
            return {"refused": [error.formatted for error in refused.errors]}, None
        answer = await self.engine.answer(call, context_of(services, case))
        return json.loads(orjson.dumps(answer.payload)), answer

    async def reason(self, case: Case) -> str:
        """Why a case was left to the interpreter."""
        operation, viewer = self.engine.documents.operation(case.query, None), case.world.viewers[case.viewer]
        try:
            variables = operation.variables(case.variables)
            plan = self.engine.plans.find(operation, viewer, variables)
            await plan.answer(context_of(case.world.services, case), variables)
        except Uncompilable as reason:
            return str(reason)
        return "nothing"

    async def _note(self, case: Case, answer: dict[str, Any], given: Any) -> None:
        self.tally.with_errors += "errors" in answer
        self.tally.empty += is_empty(answer.get("data"))
        if given.plan is not None:
            self.tally.compiled += 1
        else:
            self.tally.fallen_back += 1
            reason = await self.reason(case)
            self.tally.reasons[reason] += 1
            self.tally.left += "errors" not in answer
            assert "errors" in answer or reason in FALLS_BACK, f"left to the interpreter: {reason}\n{case}"


def context_of(services: Services, case: Case) -> Context:
    """The context of a request by the viewer of a case, with a session where there is somebody."""
    viewer = case.world.viewers[case.viewer]
    return Context(services, viewer, SESSION if viewer.is_signed_in else None)


def same(expected: dict[str, Any], found: dict[str, Any], case: Case) -> None:
    """Equal data down to the order of keys, equal names withheld, equal errors in whatever order.

    An error that leaves null what others were still at work for decides by chance what they would have withheld.
    """
    assert not any(error.get("extensions", {}).get("code") == INTERNAL for error in expected.get("errors", [])), (
        f"the interpreter failed: {expected['errors']}\n{case}"
    )
    for part in ("data",) if "errors" in expected else ("data", "extensions"):
        one, other = expected.get(part), found.get(part)
        assert json.dumps(one) == json.dumps(other), f"{part} differ at\n{first_difference(one, other)}\n{case}"
    one, other = ({_told(error) for error in each.get("errors", [])} for each in (expected, found))
    assert one == other, f"errors differ: {one} and {other}\n{case}"
    assert "errors" in expected or expected.keys() == found.keys(), f"{list(expected)} and {list(found)}\n{case}"


def _told(error: dict[str, Any]) -> str:
    """An error; not on which row of a list, because of several on the way to one null only the first is told."""
    path = ["*" if isinstance(step, int) else step for step in error.get("path", [])]
    return json.dumps(error | {"path": path}, sort_keys=True, ensure_ascii=False)


def first_difference(one: Any, other: Any) -> str:
    """The lines around the first that differ."""
    expected, found = (json.dumps(each, indent=1, ensure_ascii=False).splitlines() for each in (one, other))
    pairs = zip(expected, found, strict=False)
    place = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(expected), len(found)))
    before = "\n".join(expected[max(0, place - 6) : place])
    after = slice(place, place + 4)
    return f"{before}\n--- interpreter\n" + "\n".join(expected[after]) + "\n--- compiler\n" + "\n".join(found[after])


def is_empty(data: Any) -> bool:
    """Whether there is nothing in an answer but nulls and empty lists."""
    if isinstance(data, dict):
        return all(is_empty(each) for key, each in data.items() if key != "__typename")
    return not any(not is_empty(each) for each in data) if isinstance(data, list) else data in (None, 0, False)


def harvest(case: Case, data: Any) -> dict[str, str]:
    """A cursor for every list of the case that pages, where the answer has one."""
    found: dict[str, str] = {}

    def walk(value: Any, waiting: str | None) -> None:
        if isinstance(value, list):
            for each in value:
                walk(each, waiting)
        elif isinstance(value, dict):
            for key, each in value.items():
                if waiting and key in ("cursor", "startCursor", "endCursor") and isinstance(each, str):
                    found.setdefault(waiting, each)
                named = [name for name, shown in case.follows.items() if shown == key]
                walk(each, named[0] if named else waiting if key in PAGE else None)

    walk(data, None)
    return found


PAGE = ("pageInfo", "edges", "cursor", "startCursor", "endCursor")
