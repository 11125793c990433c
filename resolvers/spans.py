"""Spans of time, as figures."""

from typing import Any

from sqlalchemy import ColumnElement, Numeric, cast, extract


def seconds(since: Any, until: Any) -> ColumnElement[Any]:
    """Whole seconds from one instant to another; null where one of them is missing."""
    return cast(extract("epoch", until - since), Numeric(19, 0))
