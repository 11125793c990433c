"""Asking one peer one question: the answer is compared before and after it counts."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from benchmarks.answers import WrongAnswer, canonical
from benchmarks.load import Loader, ask
from benchmarks.questions import STATEMENTS, requests
from benchmarks.servers import POOL, Running, database_cpu, spent
from benchmarks.world import ACCOUNT_CLIENTS

WARM_REQUESTS = 200
"""Enough that each of ten connections has planned a statement six times, and PostgreSQL keeps its generic plan."""
WARM_SECONDS = 3
LEAST_WARM = 10


@dataclass
class Bench:
    """What every measurement needs: the limit that is right by definition, the load generator, and the database."""

    limit: Running
    loader: Loader
    postmaster: int
    seconds: float
    first: int = ACCOUNT_CLIENTS
    """How many clients the nested page asks for."""
    right: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    """What the limit said, by question and viewer."""

    def warm(self, running: Running, question: str, viewer: str) -> None:
        """Ask until plans are kept, caches are full and code is hot; a slow peer for a shorter while."""
        once = self._load(running, question, viewer, 1, 0, 1)["p50"] / 1000
        most = min(WARM_REQUESTS, max(LEAST_WARM, int(WARM_SECONDS / once)))
        with suppress(ConnectionError):  # who cannot answer ten at once is measured all the same, one at a time
            self._load(running, question, viewer, POOL, WARM_SECONDS, most)

    def compare(self, running: Running, question: str, viewer: str) -> None:
        """Raises WrongAnswer where the peer says something else than the limit."""
        asked = requests(question, running.peer.dialect, viewer, running.world, self.first)
        said = [canonical(ask(running.port, request)) for request in asked]
        if said != self._right(question, viewer):
            raise WrongAnswer(f"{running.peer.name} answers {question} to the {viewer} otherwise than the limit does.")

    def measure(self, running: Running, question: str, viewer: str, concurrency: int) -> dict[str, float]:
        """Requests a second, times in milliseconds, and what a request cost the two processors."""
        self.compare(running, question, viewer)
        server, database = running.cpu(), database_cpu(self.postmaster)
        result = self._load(running, question, viewer, concurrency, self.seconds, None)
        answered = result["answered"]
        figures = {
            "rps": result["rps"],
            "p50": result["p50"],
            "p99": result["p99"],
            "server_cpu": (running.cpu() - server) * 1000 / answered,
            "database_cpu": spent(database, database_cpu(self.postmaster)) * 1000 / answered,
            "answered": answered,
        }
        self.compare(running, question, viewer)
        return figures

    def _load(
        self, running: Running, question: str, viewer: str, concurrency: int, seconds: float, most: int | None
    ) -> dict[str, Any]:
        dialect = running.peer.dialect
        asked = requests(question, dialect, viewer, running.world, self.first)
        return self.loader.run(running.port, asked, concurrency, seconds, most, dialect.ordered)

    def _right(self, question: str, viewer: str) -> list[Any]:
        if (question, viewer) not in self.right:
            asked = requests(question, STATEMENTS, viewer, self.limit.world, self.first)
            self.right[question, viewer] = [canonical(ask(self.limit.port, request)) for request in asked]
        return self.right[question, viewer]
