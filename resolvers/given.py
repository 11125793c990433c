"""What a caller gave to a verb: plain values under the names of the model, absent told apart from null."""

from collections.abc import Iterator
from typing import Any


class Given:
    """`given.name` is the value or None; `"name" in given` says whether it was given at all."""

    def __init__(
        self, values: dict[str, Any], names: dict[str, str] | None = None, id_fields: set[str] | None = None
    ) -> None:
        self._values, self._names, self._id_fields = values, names or {}, id_fields or set()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._values.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def value(self, name: str, default: Any = None) -> Any:
        """The value given, or the default where it is absent."""
        return self._values.get(name, default)

    def shown(self, name: str) -> str:
        """How the API spells a name, for the path of a refusal."""
        return self._names.get(name, name)

    def only(self, *names: str) -> dict[str, Any]:
        """Those of the named values that were given, for plain updates: absent leaves, null clears."""
        return {name: self._values[name] for name in names if name in self._values}

    def plain(self, *without: str) -> dict[str, Any]:
        """Everything as plain data, to recognise the same input again."""
        return {name: _plain(value) for name, value in self._values.items() if name not in without}

    def ids(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
        """Every id given, with its path in the input."""
        for name, value in self._values.items():
            here = (*path, self._names.get(name, name))
            for place, each in enumerate(value) if isinstance(value, list) else [(None, value)]:
                step = here if place is None else (*here, str(place))
                if isinstance(each, Given):
                    yield from each.ids(step)
                elif name in self._id_fields and isinstance(each, str):
                    yield step, each


def _plain(value: Any) -> Any:
    if isinstance(value, Given):
        return value.plain()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if hasattr(value, "filename"):
        return [value.filename, value.size]
    return value if value is None or isinstance(value, bool | int | str) else str(value)
