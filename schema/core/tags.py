"""Tags in filters."""

from typing import Any

from permissions.viewer import Viewer
from resolvers import tags
from schema.core.filters import Criterion, comparator, compare


def tagged(column: Any) -> Criterion:
    """`tag`: holds if one of the tags passes."""

    def predicate(value: Any, _viewer: Viewer) -> Any:
        return tags.any_of(column, lambda tag: compare(tag, value))

    return Criterion("tag", comparator(str), predicate, "Holds if one of its tags passes.")
