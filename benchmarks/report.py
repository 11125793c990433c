"""The figures on the screen and in `results/latest.json`."""

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.figures import CONCURRENCIES, Cell, Figures
from benchmarks.questions import QUESTIONS
from benchmarks.servers import PEERS
from benchmarks.targets import Target

LATEST = Path(__file__).parent / "results" / "latest.json"
PYTHON = ("strawberry-graphql", "graphql-core", "sqlalchemy", "asyncpg", "starlette", "uvicorn", "aiodataloader")
NODE = ("postgraphile", "mercurius", "fastify", "pg", "graphql")

out = Console(width=110, highlight=False)


def machine() -> dict[str, Any]:
    """Where the figures were taken, and on what."""
    cpu = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        named = [line.split(":", 1)[1].strip() for line in information.read_text().splitlines() if "model name" in line]
        cpu = named[0] if named else cpu
    packages = json.loads((PEERS / "package.json").read_text())["dependencies"]
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
        "load_average": round(os.getloadavg()[0], 2),
        "versions": {name: version(name) for name in PYTHON} | {name: packages[name] for name in NODE},
    }


def show_figures(figures: Figures) -> None:
    """A table for every question and concurrency."""
    for question, about in QUESTIONS.items():
        for concurrency in CONCURRENCIES:
            cells = [each for each in figures.rounds if (each.question, each.concurrency) == (question, concurrency)]
            if cells:
                out.print(_table(figures, f"{question}, {concurrency} at a time: {about}", cells))


def _table(figures: Figures, title: str, cells: list[Cell]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("peer")
    for name in ("req/s", "p50 ms", "p99 ms", "of the limit", "server CPU ms", "database CPU ms"):
        table.add_column(name, justify="right")
    for cell in figures.failed:
        if (cell.question, cell.concurrency) == (cells[0].question, cells[0].concurrency):
            table.add_row(f"{cell.peer} ({cell.viewer})", "failed")
    for cell in cells:
        shown = [figures.value(cell, name) for name in ("rps", "p50", "p99")]
        shown += [figures.of_limit(cell), *(figures.value(cell, name) for name in ("server_cpu", "database_cpu"))]
        viewer = f" ({cell.viewer})" if cell.viewer != "owner" else ""
        table.add_row(cell.peer + viewer, *("" if each is None else f"{each:,.2f}" for each in shown))
    return table


def show_targets(targets: list[Target]) -> None:
    """What was to be reached, beside what was."""
    table = Table(title="targets", title_justify="left")
    table.add_column("what")
    for name in ("wanted", "figure", ""):
        table.add_column(name, justify="right")
    words = {True: "[green]met[/]", False: "[red]not met[/]", None: "not measured"}
    for target in targets:
        said = target.written()
        figure = "" if said["figure"] is None else f"{said['figure']:,.2f}"
        table.add_row(target.name, said["wanted"], figure, words[target.met])
    out.print(table)


def write(latest: dict[str, Any]) -> None:
    """Keep the figures."""
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps(latest, indent=1, ensure_ascii=False) + "\n")
