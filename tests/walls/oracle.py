"""Who sees which row, once more and in plain Python: the rules of domain.md 3.10 and 3.11 over rows as they lie there.

Nothing of the platform is used, neither its permission classes nor SQL. A rule is a function of one row; what it needs
of other tables it asks of the oracle, which knows all of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

Row = dict[str, Any]
Rule = Callable[["Oracle", Row], bool]

RULES: dict[str, Rule] = {}
"""By table; a table without a rule is nobody's."""


def rule(*tables: str) -> Callable[[Rule], Rule]:
    """Say that a function decides about the rows of these tables."""

    def named(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(tables, function))
        return function

    return named


class Oracle:
    """One viewer in one world."""

    def __init__(self, rows: dict[str, list[Row]], viewer: Any) -> None:
        self.rows, self.viewer = rows, viewer
        self._seen: dict[str, list[Row]] = {}

    def seen(self, table: str) -> list[Row]:
        """The rows of a table that exist for the viewer."""
        if table not in self._seen:
            self._seen[table] = [row for row in self.rows[table] if RULES[table](self, row)]
        return self._seen[table]

    def sees(self, table: str, key: Any) -> bool:
        """Whether the row with a key exists for the viewer; the key may be missing."""
        return key is not None and key in self.values(table, "id")

    def values(self, table: str, column: str) -> set[Any]:
        """What the visible rows of a table have in a column."""
        if (table, column) not in self._values:
            self._values[table, column] = {row[column] for row in self.seen(table)} - {None}
        return self._values[table, column]

    @cached_property
    def _values(self) -> dict[tuple[str, str], set[Any]]:
        return {}

    def linked(self, link: str, column: str, seen: Callable[[Row], bool]) -> set[Any]:
        """What the rows of a linking table that meet a condition have in a column."""
        return {row[column] for row in self.rows[link] if seen(row)}

    def row(self, table: str, key: Any) -> Row | None:
        """A row by its key, visible or not."""
        return self._by_key[table].get(key)

    @cached_property
    def _by_key(self) -> dict[str, dict[Any, Row]]:
        found: dict[str, dict[Any, Row]] = defaultdict(dict)
        for table, rows in self.rows.items():
            found[table] = {row["id"]: row for row in rows if "id" in row}
        return found

    @property
    def everywhere(self) -> bool:
        """A user of all clients."""
        return self.viewer.kind.name == "ALL"

    @property
    def limited(self) -> bool:
        """A user of the clients assigned."""
        return self.viewer.kind.name == "LIMITED"

    @property
    def contact(self) -> bool:
        """Somebody in the portal."""
        return self.viewer.kind.name == "CONTACT"

    @property
    def works_here(self) -> bool:
        """A user of whatever role."""
        return self.everywhere or self.limited

    @property
    def administers(self) -> bool:
        """An owner or an administrator."""
        return self.works_here and self.viewer.role.name in ("OWNER", "ADMIN")

    def is_me(self, key: Any) -> bool:
        """Whether a key is the user's own."""
        return self.works_here and key is not None and key == self.viewer.user_id

    def covers(self, client: Any) -> bool:
        """Whether a client is the viewer's to see (S1); what has no client yet is covered by users of all alone."""
        if self.everywhere:
            return True
        if self.limited:
            return client in self.viewer.client_ids
        return self.contact and client is not None and client == self.viewer.client_id

    def staff(self, row: Row) -> bool:
        """Whether somebody who works here covers the row's client."""
        return self.works_here and self.covers(row["client_id"])

    def portal(self, row: Row, permission: str) -> bool:
        """Whether the row is of the contact's client, and the contact may see such rows (3.10)."""
        held = {each.name for each in self.viewer.portal_permissions}
        return self.contact and self.covers(row["client_id"]) and permission in held

    def project_shows(self, key: Any, switch: str) -> bool:
        """Whether a project is seen and its switch is on."""
        project = self.row("project", key)
        return project is not None and self.sees("project", key) and project[switch]


def keys(rows: Iterable[Row], columns: list[str]) -> set[str]:
    """Rows by their keys, as text."""
    return {" ".join(str(row[column]) for column in columns) for row in rows}
