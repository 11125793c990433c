"""What is measured apart from the tables: growth of the data, and memory over many requests."""

from statistics import median
from time import monotonic
from typing import Any

from benchmarks.load import Loader
from benchmarks.measuring import Bench
from benchmarks.questions import PAGES, requests
from benchmarks.servers import ALL, Running, running
from benchmarks.world import SIZES, World

GROWN = ("limit", "clientgraph-open", "clientgraph")
REQUESTS = 50_000
STEPS = 20
MOST_SECONDS = 120
"""How long the requests may take; fewer are asked where they take longer, and the result says how many."""


def growth(worlds: dict[str, World], loader: Loader, postmaster: int, rounds: int, seconds: float) -> dict[str, Any]:
    """Question → peer → p50 on the full tables, of that on a hundredth of them. The pages are equally long on both."""
    peers = [ALL[name] for name in GROWN]
    measured: dict[tuple[str, str], list[float]] = {}
    with running(peers, worlds["small"]) as small, running(peers, worlds["full"]) as full:
        benches = [
            Bench(servers["limit"], loader, postmaster, seconds, first=SIZES["small"]) for servers in (small, full)
        ]
        for number in range(rounds + 1):
            for question in PAGES:
                for name in GROWN:
                    before, after = (
                        _p50(bench, servers[name], question, warm=number == 0)
                        for bench, servers in zip(benches, (small, full), strict=True)
                    )
                    if number:
                        measured.setdefault((question, name), []).append(after / before)
    return {question: {name: round(median(measured[question, name]), 3) for name in GROWN} for question in PAGES}


def _p50(bench: Bench, server: Running, question: str, warm: bool) -> float:
    if warm:
        bench.warm(server, question, "owner")
        return 1.0
    return bench.measure(server, question, "owner", 1)["p50"]


def flat(server: Running, loader: Loader) -> dict[str, Any]:
    """MiB the server holds after its first requests and after the last of 50,000: mostly look-ups, some pages."""
    mixed = [
        request
        for question, times in (("counted", 8), ("nested", 1), ("flat", 1))
        for request in requests(question, server.peer.dialect, "limited", server.world) * times
    ]
    mixed += (requests("lookup", server.peer.dialect, "owner", server.world) * 2)[:90]
    until, answered, held = monotonic() + MOST_SECONDS, 0, []
    for _ in range(STEPS):
        left = until - monotonic()
        if left <= 0:
            break
        answered += loader.run(server.port, mixed, 16, left, REQUESTS // STEPS)["answered"]
        held.append(server.resident())
    return {
        "requests": answered,
        "before_mib": round(held[0], 1),
        "after_mib": round(held[-1], 1),
        "ratio": round(held[-1] / held[0], 3),
    }
