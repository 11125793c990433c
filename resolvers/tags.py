"""Words that things are sorted by."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Text, func, select
from sqlalchemy import column as sql_column

from models.core.naming import spaced


def kept(given: Iterable[str] | None) -> list[str]:
    """Tags as they are stored: white space settled, empty ones and repeats left out, in the order given."""
    return list(dict.fromkeys(tag for each in given or () if (tag := spaced(each))))


def any_of(column: Any, passes: Callable[[ColumnElement[str]], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Rows with a tag that passes. `column` holds a JSON list of them."""
    each = func.jsonb_array_elements_text(column).table_valued(sql_column("value", Text()), name="tag")
    return select(1).select_from(each).where(passes(each.c.value)).exists()
