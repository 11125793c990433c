"""What is to be reached, and whether it is. The graph is judged with its predicates on and without the last wall; the
wall's price is a target of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import CONCURRENCIES, Cell, Figures
from benchmarks.questions import PAGES, QUESTIONS, SAME_ROWS

US = "clientgraph-open"
WALLED = "clientgraph"
MOST_MEMORY = 150
"""MiB a server may hold."""
MOST_COLD = 15
"""Milliseconds a document nobody asked before may cost more."""


@dataclass(frozen=True)
class Target:
    """A figure and what is wanted of it: at least, or at most."""

    name: str
    figure: float | None
    wanted: float
    at_least: bool = True

    @property
    def met(self) -> bool | None:
        """None where it was not measured."""
        if self.figure is None:
            return None
        return self.figure >= self.wanted if self.at_least else self.figure <= self.wanted

    def written(self) -> dict[str, Any]:
        """As it is stored."""
        sign = "≥" if self.at_least else "≤"
        figure = None if self.figure is None else round(self.figure, 3)
        return {"name": self.name, "wanted": f"{sign} {self.wanted:g}", "figure": figure, "met": self.met}


def targets(figures: Figures, beside: dict[str, Any]) -> list[Target]:
    """All targets. `beside` holds what is measured apart: memory, growth, flat and cold."""
    return [*_of_limit(figures), *_of_peers(figures), *_of_viewers(figures), *_of_times(figures), *_beside(beside)]


def _of_limit(figures: Figures) -> Iterator[Target]:
    for question in ("nested", "flat"):
        for concurrency, wanted in zip(CONCURRENCIES, (0.8, 0.9), strict=True):
            figure = figures.of_limit(Cell(question, US, concurrency=concurrency))
            yield Target(f"{question} at {concurrency}: of the limit", figure, wanted)


def _of_peers(figures: Figures) -> Iterator[Target]:
    for question, concurrency, peer, wanted in (
        ("lookup", 1, "endpoint", 1.0),
        ("lookup", 16, "endpoint", 1.0),
        ("lookup", 1, "postgraphile", 2.5),
        ("nested", 1, "postgraphile", 2.5),
        ("nested", 16, "postgraphile", 6.0),
        ("nested", 1, "plain", 30.0),
    ):
        ours, theirs = (Cell(question, name, concurrency=concurrency) for name in (US, peer))
        yield Target(f"{question} at {concurrency}: times {peer}", figures.ratio(ours, theirs), wanted)


def _of_viewers(figures: Figures) -> Iterator[Target]:
    for question in SAME_ROWS:
        limited = figures.ratio(Cell(question, US, "limited"), Cell(question, US))
        yield Target(f"{question}: the limited user, of the owner", limited, 0.9)
    for question in PAGES:
        for viewer in ("owner", "limited"):
            kept = figures.ratio(Cell(question, WALLED, viewer), Cell(question, US, viewer))
            yield Target(f"{question}: behind the last wall, {viewer}", kept, 0.8)


def _of_times(figures: Figures) -> Iterator[Target]:
    for question in QUESTIONS:
        cell = Cell(question, US)
        p50, p99 = figures.value(cell, "p50"), figures.value(cell, "p99")
        yield Target(f"{question} at 1: p99 of p50", p99 / p50 if p50 and p99 else None, 2.5, at_least=False)


def _beside(beside: dict[str, Any]) -> Iterator[Target]:
    grown = beside.get("growth", {})
    for question in PAGES:
        figure = grown.get(question, {}).get(US)
        yield Target(f"{question}: p50 when tables grow 100 times", figure, 1.3, at_least=False)
    peak = beside.get("memory", {}).get(WALLED)
    yield Target("memory at its highest, MiB", peak, MOST_MEMORY, at_least=False)
    flat = beside.get("flat")
    yield Target("memory after 50,000 requests, of before", flat["ratio"] if flat else None, 1.05, at_least=False)
    for question, cold in beside.get("cold", {}).items():
        yield Target(f"{question}: a cold plan, ms", cold, MOST_COLD, at_least=False)
