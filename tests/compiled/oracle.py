"""A third opinion: clients, projects, tasks and invoices answered in plain Python from rows read by plain SQL.

Nothing of the graph is used here: not its scopes, filters, orders, ids or scalars. What the rules are is written down
again, from the contract and domain.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cmp_to_key
from typing import Any

Row = dict[str, Any]
DECIMALS = {"JPY": 0, "CLP": 0, "KWD": 3, "BHD": 3}
"""Of the currencies in use here; the others have two."""


@dataclass(frozen=True)
class Noun:
    """What is asked of a table: fields with their columns, filters, orders, the default order and keys to parents."""

    table: str
    root: str
    fields: dict[str, str]
    filters: dict[str, str]
    orders: dict[str, str]
    default: list[tuple[str, bool]]
    parents: dict[str, str]
    """The type behind a relation's name; its key column is `<name>_id`."""


NOUNS = {
    "Client": Noun(
        "client",
        "clients",
        {"name": "name", "type": "type", "status": "status", "currency": "currency", "taxId": "tax_id",
         "paymentTermsDays": "payment_terms_days", "createdAt": "created_at", "archivedAt": "archived_at",
         "accountNumber": "account_number", "lastActivityAt": "last_activity_at", "version": "version"},
        {"name": "name", "type": "type", "status": "status", "currency": "currency", "createdAt": "created_at",
         "accountNumber": "account_number", "id": "id"},
        {"NAME": "name", "CREATED_AT": "created_at", "LAST_ACTIVITY_AT": "last_activity_at"},
        [("name", False)],
        {},
    ),
    "Project": Noun(
        "project",
        "projects",
        {"name": "name", "description": "description", "status": "status", "billingMethod": "billing_method",
         "progressMethod": "progress_method", "progressPercent": "progress_percent", "startsOn": "starts_on",
         "dueOn": "due_on", "finishedAt": "finished_at", "createdAt": "created_at", "version": "version"},
        {"name": "name", "status": "status", "billingMethod": "billing_method", "startsOn": "starts_on",
         "dueOn": "due_on", "progressPercent": "progress_percent", "createdAt": "created_at", "id": "id"},
        {"NAME": "name", "CREATED_AT": "created_at", "DUE_ON": "due_on", "PROGRESS": "progress_percent"},
        [("due_on", False)],
        {"client": "Client"},
    ),
    "Task": Noun(
        "task",
        "tasks",
        {"name": "name", "description": "description", "status": "status", "priority": "priority",
         "percentComplete": "percent_complete", "startsOn": "starts_on", "dueOn": "due_on", "version": "version",
         "completedAt": "completed_at", "clientVisible": "client_visible", "createdAt": "created_at"},
        {"name": "name", "status": "status", "priority": "priority", "startsOn": "starts_on", "dueOn": "due_on",
         "completedAt": "completed_at", "clientVisible": "client_visible", "createdAt": "created_at", "id": "id"},
        {"NAME": "name", "CREATED_AT": "created_at", "DUE_ON": "due_on", "UPDATED_AT": "updated_at"},
        [("due_on", False)],
        {"client": "Client", "project": "Project"},
    ),
    "Invoice": Noun(
        "invoice",
        "invoices",
        {"number": "number", "status": "status", "currency": "currency", "issuedOn": "issued_on", "dueOn": "due_on",
         "subtotal": "subtotal", "total": "total", "paid": "paid", "note": "note", "issuedAt": "issued_at",
         "discountPercent": "discount_percent", "pricesIncludeTax": "prices_include_tax", "version": "version"},
        {"number": "number", "status": "status", "currency": "currency", "issuedOn": "issued_on", "dueOn": "due_on",
         "total": "total", "id": "id"},
        {"NUMBER": "number", "CREATED_AT": "created_at", "DUE_ON": "due_on", "ISSUED_ON": "issued_on",
         "TOTAL": "total"},
        [("issued_on", True)],
        {"client": "Client", "project": "Project"},
    ),
}  # fmt: skip
MONEY = ("subtotal", "total", "paid")


class Oracle:
    """Answers lists of one world."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self.rows = rows

    def visible(self, type_name: str, viewer: Any) -> list[Row]:
        """The rows that exist for a viewer (domain.md S1, D8, 3.10)."""
        sees: Callable[[Row, Any], bool] = getattr(self, f"_sees_{NOUNS[type_name].table}")
        return [row for row in self.rows[NOUNS[type_name].table] if sees(row, viewer)]

    def _covers(self, client: Any, viewer: Any) -> bool:
        kind = viewer.kind.name
        if kind == "LIMITED":
            return client in viewer.client_ids
        return kind == "ALL" or (kind == "CONTACT" and client == viewer.client_id)

    def _holds(self, viewer: Any, permission: str) -> bool:
        return viewer.kind.name != "CONTACT" or permission in {each.name for each in viewer.portal_permissions}

    def _sees_client(self, row: Row, viewer: Any) -> bool:
        return self._covers(row["id"], viewer)

    def _sees_project(self, row: Row, viewer: Any) -> bool:
        shown = viewer.kind.name != "CONTACT" or row["portal_visible"]
        return shown and self._covers(row["client_id"], viewer) and self._holds(viewer, "PROJECTS")

    def _sees_task(self, row: Row, viewer: Any) -> bool:
        if viewer.kind.name == "CONTACT":
            project = self._row("project", row["project_id"])
            return bool(
                row["client_visible"] and project and project["show_tasks"] and self._sees_project(project, viewer)
            )
        if viewer.kind.name == "LIMITED" and row["client_id"] is None:
            mine = [each["task_id"] for each in self.rows["task_assignee"] if each["user_id"] == viewer.user_id]
            lead = self._row("lead", row["lead_id"])
            owned = lead is not None and lead["owner_id"] == viewer.user_id
            return row["created_by"] == viewer.user_id or row["id"] in mine or owned
        return self._covers(row["client_id"], viewer)

    def _sees_invoice(self, row: Row, viewer: Any) -> bool:
        issued = viewer.kind.name != "CONTACT" or row["status"].name != "DRAFT"
        return issued and self._covers(row["client_id"], viewer) and self._holds(viewer, "INVOICES")

    def _row(self, table: str, key: Any) -> Row | None:
        return next((row for row in self.rows[table] if row["id"] == key), None)

    def passes(self, type_name: str, row: Row, given: dict[str, Any], viewer: Any) -> bool | None:
        """Whether a row passes a filter; None where nothing is known, as in SQL."""
        noun = NOUNS[type_name]
        parts: list[bool | None] = []
        for name, value in given.items():
            if value is None:
                continue
            if name == "and":
                parts += [self.passes(type_name, row, each, viewer) for each in value]
            elif name == "or":
                parts.append(_either([self.passes(type_name, row, each, viewer) for each in value]))
            elif name == "not":
                inner = self.passes(type_name, row, value, viewer)
                parts.append(None if inner is None else not inner)
            elif name in noun.parents:
                parts.append(self._relates(noun.parents[name], row[f"{name}_id"], value, viewer))
            else:
                parts.append(_compares(type_name, row[noun.filters[name]], value, name))
        return _both(parts)

    def _relates(self, parent: str, key: Any, given: dict[str, Any], viewer: Any) -> bool | None:
        passing = {row["id"] for row in self.visible(parent, viewer) if self.passes(parent, row, given, viewer)}
        if not passing:
            return False
        return None if key is None else key in passing

    def listed(self, type_name: str, viewer: Any, given: dict[str, Any], order: list[tuple[str, bool]]) -> list[Row]:
        """The whole list, filtered and in order."""
        found = [row for row in self.visible(type_name, viewer) if self.passes(type_name, row, given, viewer)]
        steps = order or NOUNS[type_name].default

        def compared(one: Row, other: Row) -> int:
            for column, descending in steps:
                a, b = _sortable(one[column]), _sortable(other[column])
                if a is None or b is None:
                    if (a is None) != (b is None):
                        return 1 if a is None else -1
                elif a != b:
                    return (1 if a > b else -1) * (-1 if descending else 1)
            return -1 if one["id"].bytes < other["id"].bytes else 1

        return sorted(found, key=cmp_to_key(compared))

    def shown(self, type_name: str, row: Row, viewer: Any) -> dict[str, Any]:
        """A row as the graph writes it: its id, its fields, and the ids of its visible parents."""
        noun = NOUNS[type_name]
        parents = {
            name: next(({"id": global_id(of, each)} for each in self.visible(of, viewer)
                        if each["id"] == row[f"{name}_id"]), None)
            for name, of in noun.parents.items()
        }  # fmt: skip
        fields = {name: _written(name, row[column], row) for name, column in noun.fields.items()}
        return {"id": global_id(type_name, row), **fields, **parents}


def global_id(type_name: str, row: Row) -> str:
    """What ids are made of is nobody's business but ours: key and type."""
    return (row["id"].bytes + type_name.encode()).hex()


def _both(parts: list[bool | None]) -> bool | None:
    return False if False in parts else None if None in parts else True


def _either(parts: list[bool | None]) -> bool | None:
    return True if True in parts else None if None in parts else False


def _sortable(value: Any) -> Any:
    return value.name if isinstance(value, Enum) else value


def _compares(type_name: str, value: Any, given: Any, name: str) -> bool | None:
    if name == "id":
        value = global_id(type_name, {"id": value})
    if isinstance(given, bool):
        return None if value is None else value == given
    return _both([_holds(value, operator, each) for operator, each in given.items() if each is not None])


def _holds(value: Any, operator: str, given: Any) -> bool | None:
    if isinstance(given, list) and not given:
        return operator == "notIn"
    if value is None:
        return None
    if isinstance(value, Enum):
        value = value.name
    operand = [_read(value, each) for each in given] if isinstance(given, list) else _read(value, given)
    tests: dict[str, Callable[[], bool]] = {
        "eq": lambda: value == operand,
        "in": lambda: value in operand,
        "notIn": lambda: value not in operand,
        "lt": lambda: value < operand,
        "lte": lambda: value <= operand,
        "gt": lambda: value > operand,
        "gte": lambda: value >= operand,
        "contains": lambda: operand.lower() in value.lower(),
        "startsWith": lambda: value.lower().startswith(operand.lower()),
    }
    return tests[operator]()


def _read(value: Any, given: Any) -> Any:
    if isinstance(value, datetime | date):
        return type(value).fromisoformat(given)
    return Decimal(given) if isinstance(value, Decimal) else str(given) if isinstance(given, str) else given


def _written(name: str, value: Any, row: Row) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime):
        text = value.strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
        return f"{text}Z"
    if isinstance(value, date):
        return value.isoformat()
    whole, _, decimals = f"{value:.4f}".partition(".")
    least = DECIMALS.get(row["currency"], 2) if name in MONEY else 1 if name.endswith("Percent") else 0
    decimals = decimals.rstrip("0").ljust(least, "0")
    text = f"{whole}.{decimals}" if decimals else whole
    return {"amount": text, "currency": row["currency"]} if name in MONEY else text
