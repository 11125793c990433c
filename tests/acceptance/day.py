"""One run of the scenarios: their steps in order, what they made, and the viewers connected through them."""

import functools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from . import asides, operations
from .client import Caller
from .streams import Socket
from .world import World

STEPS: dict[str, Callable[["Day"], None]] = {}
WORDS = {"s": "Acme", "i": "Birch", "f": "Quay"}
"""A word of each scenario, by the letter its steps begin with, in the order in which the scenarios run."""
ID_PAGE = 50
ADA = "ada@acme.test"
PASSWORD = "ada opens her portal"


def step(function: Callable[["Day"], None]) -> Callable[["Day"], None]:
    """Make a test a step of the day: it runs once, after all steps before it, by name."""
    STEPS[function.__name__] = function

    @functools.wraps(function)
    def test(day: "Day") -> None:
        day.reach(function.__name__)

    return test


def scenario_of(name: str) -> str:
    """The letter of the scenario a step belongs to."""
    return name.removeprefix("test_")[0]


def in_order() -> list[str]:
    """The names of all steps, as they run."""
    return sorted(STEPS, key=lambda name: (list(WORDS).index(scenario_of(name)), name))


class Day:
    """What the steps share. A step that failed fails every later one with its own words."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.done: set[str] = set()
        self.failed: dict[str, BaseException] = {}
        self.known = frozenset(world.seen)
        eve = world.callers["EVE"] = Caller(world.server.url, world.eve.token)
        self.eve_at_first = eve.ask(operations.WATCH, ids=[], text="Acme")
        self.dev_socket, self.eve_socket = world.socket(world.dev), world.socket(eve)
        self.dev_events = self.dev_socket.subscribe(asides.EVENTS)
        self.dev_tasks = self.dev_socket.subscribe(asides.MY_TASKS_CHANGED)
        self.dev_notifications = self.dev_socket.subscribe(operations.S4E)
        self.eve_streams = [
            self.eve_socket.subscribe(asides.EVENTS),
            self.eve_socket.subscribe(operations.S4E),
            self.eve_socket.subscribe(asides.CLIENT_UPDATES, client=world.elsewhere),
        ]

    def __getattr__(self, name: str) -> Any:
        """What an earlier step would have left; `day.olive` is OLIVE's caller."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.__dict__["world"], name)

    def reach(self, name: str) -> None:
        """Run every step up to and including the named one that has not run yet."""
        steps = in_order()
        for each in steps[: steps.index(name) + 1]:
            assert each not in self.failed, f"{each} failed before: {self.failed[each]}"
            if each not in self.done:
                try:
                    STEPS[each](self)
                    self.eve_sees_nothing(WORDS[scenario_of(each)])
                except BaseException as why:
                    self.failed[each] = why
                    raise
                self.done.add(each)

    def watched_by(self, *sockets: Socket) -> None:
        """Connect these viewers beside EVE. The others lose their lines until they are back, and miss nothing by it."""
        for socket in [
            each for each in vars(self).values() if isinstance(each, Socket) and each is not self.eve_socket
        ]:
            if socket in sockets and socket.is_cut:
                socket.resume()
            elif socket not in sockets and not socket.is_cut:
                socket.cut()

    def reach_the_end(self) -> None:
        """Run every step of every scenario that has not run yet."""
        self.reach(in_order()[-1])

    def eve_sees_nothing(self, word: str = "Acme") -> None:
        """Every node made so far is null for EVE, no text finds one, and her figures are those of the beginning."""
        ids = sorted(self.world.seen - self.known)
        for start in range(0, max(len(ids), 1), ID_PAGE):
            page = ids[start : start + ID_PAGE]
            sight = self.eve.ask(operations.WATCH, ids=page, text=word)
            assert sight["nodes"] == [None] * len(page), [each for each in sight["nodes"] if each]
            assert sight["search"] == []
            assert figures(sight) == figures(self.eve_at_first)
        for stream in self.eve_streams:
            stream.assert_open()
            assert stream.messages == []

    def worked_project(self) -> SimpleNamespace:
        """A project made and worked as in S5 and S6."""
        made = self.olive.do(operations.S5, client=self.client, dev=self.users["DEV"])["project"]["id"]
        tasks = {
            name: self.dev.do(operations.S6A, project=made, dev=self.users["DEV"], name=name)["task"]["id"]
            for name in ("Wireframes", "Design", "Build", "Launch")
        }
        entries = {name: self.log(tasks[name], *terms) for name, terms in WORK.items()}
        for task in tasks.values():
            self.dev.do(operations.S6F, task=task)
        return SimpleNamespace(project=made, tasks=tasks, entries=entries)

    def log(self, task: str, seconds: int, billable: bool | None = None) -> str:
        """DEV logs time on D, as S6e does; the entry's id."""
        terms = {} if billable is None else {"billable": billable}
        today = self.world.in_days(0)
        entry = self.dev.do(operations.S6E, task=task, today=today, seconds=seconds, **terms)["timeEntry"]
        assert entry["billable"] is (billable is not False)
        assert entry["billableState"] == ("NOT_BILLABLE" if billable is False else "OPEN")
        return entry["id"]

    def bill(self, project: str, key: str) -> dict[str, Any]:
        """The variable of S7 for a project."""
        return {
            "projectId": project,
            "basis": "PROJECT_HOURS",
            "grouping": "PER_TASK",
            "taxes": [{"name": "VAT", "ratePercent": "20"}],
            "dueOn": self.world.in_days(30),
            "issue": True,
            "idempotencyKey": key,
        }

    def billed_project(self, key: str) -> SimpleNamespace:
        """A worked project with its invoice of 936.00 GBP, read by ADA."""
        work = self.worked_project()
        invoice = self.dev.do(operations.S7B, input=self.bill(work.project, key))["invoice"]
        assert invoice["total"] == {"amount": "936.00", "currency": "GBP"}
        self.updates.until("INVOICE_ISSUED", self.dev.answered)
        work.invoice = invoice["id"]
        return work


WORK = {"Wireframes": (27000,), "Design": (8100,), "Build": (3600, False)}
"""The entries of S6e: seconds, and whether they are billable where that is said."""


def figures(sight: dict[str, Any]) -> dict[str, Any]:
    """The counts and sums of Watch, without its nodes and hits."""
    return {name: value for name, value in sight.items() if name not in ("nodes", "search")}
