"""Whether two peers said the same: answers without what each writes in its own way."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson

from models.core import ids

OWN = ("endCursor", "totalCurrency", "unitPriceCurrency")
"""What is asked so that everybody has the same work, and written by each in its own way."""
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


class WrongAnswer(RuntimeError):
    """A peer answered something else than the limit did; its figures would mean nothing."""


def canonical(body: bytes) -> Any:
    """The data of an answer: keys for ids, decimals for numbers, instants in UTC, lists for connections without more.

    Raises WrongAnswer where it has errors, or is no JSON.
    """
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise WrongAnswer(f"no JSON: {body[:200]!r}") from error
    if answer.get("errors") or not answer.get("data") or answer.get("extensions", {}).get("withheld"):
        raise WrongAnswer(f"{orjson.dumps(answer)[:500]!r}")
    return _plain(answer["data"])


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    return _text(value)


def _object(value: dict[str, Any]) -> Any:
    if set(value) == {"amount", "currency"}:
        return Decimal(value["amount"])
    if "keys" in value:  # PostGraphile's groups
        return {"key": {"issuedOn": value["keys"][0]}, "aggregate": {"sum": {"total": [_plain(value["sum"]["total"])]}}}
    kept = {name: _plain(each) for name, each in value.items() if name not in OWN}
    if "groups" in kept:
        kept["groups"].sort(key=lambda group: group["key"]["issuedOn"])
    return kept["nodes"] if set(kept) == {"nodes"} else kept


def _text(value: str) -> Any:
    if NUMBER.fullmatch(value):
        return Decimal(value)
    if INSTANT.match(value):
        return datetime.fromisoformat(value).astimezone(UTC)
    parsed = ids.parse(value) if len(value) > 22 and " " not in value else None
    return str(parsed[1]) if parsed else value
