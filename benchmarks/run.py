"""`make bench`: all peers on one database, interleaved over several rounds, and the ratios between them."""

from datetime import UTC, datetime
from itertools import groupby
from typing import Annotated, Any

import typer

from benchmarks import report
from benchmarks.apart import flat, growth
from benchmarks.cold import cold
from benchmarks.figures import CONCURRENCIES, Cell, Figures
from benchmarks.load import Loader
from benchmarks.measuring import Bench
from benchmarks.questions import QUESTIONS
from benchmarks.servers import ALL, Running, running
from benchmarks.targets import US, WALLED, targets
from benchmarks.world import SIZES, prepare
from benchmarks.world import running as database
from server.embedded import Postmaster

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

SECONDS = 2.0
ROUNDS = 3
APART = ("growth", "flat", "cold")


@app.command()
def main(
    quick: Annotated[bool, typer.Option("--quick", help="One round of one second, and nothing apart.")] = False,
    only: Annotated[str, typer.Option(help=f"Questions, with commas between: {', '.join(QUESTIONS)}.")] = "",
    peers: Annotated[str, typer.Option(help=f"Peers, with commas between: {', '.join(ALL)}.")] = "",
    size: Annotated[str, typer.Option(help=f"How much data: {', '.join(SIZES)}.")] = "full",
    apart: Annotated[str, typer.Option(help=f"What to measure beside: {', '.join(APART)}, or none.")] = "",
    seconds: Annotated[float, typer.Option(help="How long to ask in each cell.")] = SECONDS,
    keep: Annotated[bool, typer.Option(help="Write results/latest.json; a partial run does not by itself.")] = False,
) -> None:
    """Measure and compare. A full run takes about a quarter of an hour; leave the machine alone meanwhile."""
    questions = _chosen(only, QUESTIONS, "--only")
    names = _chosen(peers, ALL, "--peers")
    names = names if "limit" in names else ["limit", *names]
    beside = [] if apart == "none" or (quick and not apart) else _chosen(apart, APART, "--apart")
    _chosen(size, SIZES, "--size")
    rounds, seconds = (1, 1.0) if quick else (ROUNDS, seconds)
    with database() as server, Loader() as loader:
        worlds = {name: prepare(server, name) for name in {size, *(("small", "full") if "growth" in beside else ())}}
        running_now = Postmaster.of(server.data)
        assert running_now
        figures, found = Figures(), dict[str, Any]()
        with running([ALL[name] for name in names], worlds[size]) as started:
            bench = Bench(started["limit"], loader, running_now.pid, seconds)
            compare(bench, list(started.values()), questions, figures, rounds)
            if "cold" in beside and US in started:
                found["cold"] = cold(started[US])
            found["memory"] = {name: round(each.peak()) for name, each in started.items()}
            if "flat" in beside and WALLED in started:
                found["flat"] = flat(started[WALLED], loader)
        if "growth" in beside:
            found["growth"] = growth(worlds, loader, running_now.pid, rounds, seconds)
    reached = targets(figures, found)
    report.show_figures(figures)
    report.show_targets(reached)
    report.out.print("peak memory, MiB:", found["memory"])
    if keep or not (quick or only or peers or apart or size != "full"):
        report.write(
            {
                "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "machine": report.machine(),
                "size": {"clients": SIZES[size], "tasks": SIZES[size] * 80, "invoices": SIZES[size] * 20},
                "rounds": rounds,
                "seconds": seconds,
                "figures": figures.written(),
                **found,
                "targets": [target.written() for target in reached],
            }
        )


def compare(bench: Bench, servers: list[Running], questions: list[str], figures: Figures, rounds: int) -> None:
    """Warm everybody, then ask everybody the same in turns; who begins changes with the round."""
    asked = [
        (server, Cell(question, server.peer.name, viewer, concurrency))
        for question in questions
        for concurrency in CONCURRENCIES
        for server in servers
        for viewer in server.peer.viewers(question)
    ]
    for server, cell in asked:
        if cell.concurrency == CONCURRENCIES[0]:
            report.out.print(f"warming {cell.peer}: {cell.question} ({cell.viewer})", style="dim")
            bench.compare(server, cell.question, cell.viewer)
            bench.warm(server, cell.question, cell.viewer)
    for number in range(rounds):
        report.out.print(f"round {number + 1} of {rounds}", style="dim")
        first = servers[number % len(servers)].peer.name
        for _, turn in groupby(asked, lambda each: (each[1].question, each[1].concurrency)):
            cells = list(turn)
            start = next((place for place, (_, cell) in enumerate(cells) if cell.peer == first), 0)
            for server, cell in cells[start:] + cells[:start]:
                measure(bench, server, cell, figures)


def measure(bench: Bench, server: Running, cell: Cell, figures: Figures) -> None:
    """Measure a cell, unless it failed before. A wrong answer ends the run; an error only takes the cell out."""
    if cell in figures.failed:
        return
    try:
        figures.add(cell, bench.measure(server, cell.question, cell.viewer, cell.concurrency))
    except ConnectionError as error:
        figures.fail(cell, str(error)[:200])


def _chosen(given: str, known: Any, option: str) -> list[str]:
    """The names given, or all of them. Raises typer's BadParameter for an unknown one."""
    names = [name.strip() for name in given.split(",") if name.strip()] or list(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)}: choose among {', '.join(known)}.", param_hint=option)
    return names


if __name__ == "__main__":
    app()
