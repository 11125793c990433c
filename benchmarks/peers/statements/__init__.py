"""One hand-written statement for each question; each answers the finished JSON, with keys where the graph has ids."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

HERE = Path(__file__).parent


def _year(given: dict[str, Any]) -> list[date]:
    return [date.fromisoformat(given["from"]), date.fromisoformat(given["to"])]


ARGUMENTS: dict[str, Callable[[dict[str, Any]], list[Any]]] = {
    "lookup": lambda given: [UUID(given["id"])],
    "nested": lambda given: [given["account"], given["first"]],
    "flat": lambda given: [UUID(given[f"c{number}"]) for number in range(10)],
    "counted": lambda given: [[UUID(each) for each in given["clients"]]],
    "monthly": _year,
    "monthly_limited": lambda given: [*_year(given), [UUID(each) for each in given["clients"]]],
}
"""The arguments of a statement, from the variables of the question."""

ARGUMENTS |= {"nested_text": ARGUMENTS["nested"], "flat_text": ARGUMENTS["flat"]}

STATEMENTS = {name: (HERE / f"{name}.sql").read_text() for name in ARGUMENTS}
