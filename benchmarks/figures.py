"""What was measured, and the ratios between cells, which are taken within a round."""

from dataclasses import dataclass, field
from statistics import median
from typing import Any

CONCURRENCIES = (1, 16)


@dataclass(frozen=True)
class Cell:
    """One question to one peer by one viewer, so many at a time."""

    question: str
    peer: str
    viewer: str = "owner"
    concurrency: int = 1


@dataclass
class Figures:
    """Measurements by cell, one for each round."""

    rounds: dict[Cell, list[dict[str, float]]] = field(default_factory=dict)
    failed: dict[Cell, str] = field(default_factory=dict)
    """Cells in which a peer answered an error or nothing; they have no figures."""

    def add(self, cell: Cell, measured: dict[str, float]) -> None:
        """Keep what a round measured."""
        self.rounds.setdefault(cell, []).append(measured)

    def fail(self, cell: Cell, reason: str) -> None:
        """Take a cell out."""
        self.failed[cell] = reason
        self.rounds.pop(cell, None)

    def value(self, cell: Cell, name: str) -> float | None:
        """The median of the rounds; None where the cell was not measured."""
        measured = self.rounds.get(cell)
        return median(each[name] for each in measured) if measured else None

    def ratio(self, cell: Cell, to: Cell, name: str = "rps") -> float | None:
        """The median of the rounds' ratios, each between two measurements of one round."""
        one, other = self.rounds.get(cell), self.rounds.get(to)
        if not one or not other:
            return None
        return median(a[name] / b[name] for a, b in zip(one, other, strict=True))

    def of_limit(self, cell: Cell) -> float | None:
        """The ratio to the limit: to its statement for this viewer where it has one."""
        own = Cell(cell.question, "limit", cell.viewer, cell.concurrency)
        return self.ratio(cell, own if own in self.rounds else Cell(cell.question, "limit", "owner", cell.concurrency))

    def written(self) -> dict[str, Any]:
        """Query → peer → viewer → concurrency → figures, as they are stored."""
        stored: dict[str, Any] = {}
        for cell, measured in self.rounds.items():
            names = [name for name in measured[0] if name != "answered"]
            entry = {_unit(name): _rounded(self.value(cell, name)) for name in names}
            entry["answered"] = sum(each["answered"] for each in measured)
            entry["of_limit"] = _rounded(self.of_limit(cell))
            by_peer = stored.setdefault(cell.question, {}).setdefault(cell.peer, {})
            by_peer.setdefault(cell.viewer, {})[str(cell.concurrency)] = entry
        for cell, reason in self.failed.items():
            by_peer = stored.setdefault(cell.question, {}).setdefault(cell.peer, {})
            by_peer.setdefault(cell.viewer, {})[str(cell.concurrency)] = {"failed": reason}
        return stored


def _unit(name: str) -> str:
    return name if name == "rps" else f"{name}_ms"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
