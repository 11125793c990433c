"""Invented rows: a database filled table by table with values no business would think of, but every rule allows."""

import random
import string
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, MetaData, Table, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.core.base import Base
from tests.compiled.fitting import FITTING

TODAY = date(2026, 11, 20)
CURRENCIES = ["GBP", "GBP", "GBP", "USD", "EUR", "JPY", "KWD", "CLP", "BHD"]
TEXTS = [
    "Harbour", "harbour", "HARBOUR lights", "Ada", "Zoë Ångström", "naïve", "", " ", "  padded  ", "100%", "50%_off",
    "a_b", r"back\slash", r"\\", '"quoted"', "it's", "line\nbreak", "tab\there", "carriage\rreturn", "\x01\x1f",
    "\x7f", "👩\u200d🚀 rocket", "𝒳𝓎", "日本語", "עברית", "null", "true", "{}", "[1]", "<b>&amp;</b>", "\u2028\u2029",
    "'; DROP TABLE client; --", "$1", ":name", "%s", "%(x)s", "{0}", "ß", "SS", "İstanbul", "e\u0301", "é", "/*", "*/",
    "a" * 300, "\ue000", "\ufffd", "\ufeffbom", "\\u0041", "\\x41", "\b\f",
]  # fmt: skip
FIGURES = ["0", "0.0001", "0.01", "0.1", "1", "1.5", "1.50", "2.345", "10", "99.9999", "100", "1000", "12345.67",
           "999999999999.9999", "7.0000", "33.3333"]  # fmt: skip
CLOCKS = [time(0), time(23, 59, 59, 999999), time(12), time(9, 30, 0, 120000), time(1, 2, 3, 7)]
KEYS = {"contact_form_key": "the key of "}
"""How keys begin whose knower may do something: no question that is drawn guesses one, as nobody guesses a long one."""
JSON_TEXTS = ("abilities", "portal_permissions", "coding_required_for", "allowed_roles", "kinds")
FEW = {"organisation": 1, "client": 6, "identity": 30, "user": 14, "number_series": 8}
"""How many rows of some tables are invented whatever the size."""
UNTOLD = {"follow_up", "idempotency", "log_retention", "login_attempt", "one_time_token", "session"}
"""Tables no query reads."""
SUPERSEDED = """
UPDATE {0} AS earlier SET superseded_by_id = (SELECT later.id FROM {0} AS later
WHERE later.client_id = earlier.client_id AND later.id > earlier.id ORDER BY later.id LIMIT 1)
"""
SOMEBODY = """
UPDATE {0} SET created_by = (SELECT id FROM "user" ORDER BY md5("user".id::text || {0}.id::text) LIMIT 1)
"""
CLOSING = (
    "UPDATE client SET lead_id = (SELECT id FROM lead ORDER BY md5(lead.id::text || client.id::text) LIMIT 1)",
    SOMEBODY.format("team"),
    SOMEBODY.format("activity_import"),
    SUPERSEDED.format("proposal"),
    SUPERSEDED.format("estimate"),
)
"""Keys that point at later rows."""


class Inventor:
    """Fills one database. The same seed and size make the same rows."""

    def __init__(self, seed: int, size: int, odd: float) -> None:
        self.seed, self.size, self.odd = seed, size, odd
        self.dice = random.Random(seed)
        self.rows: dict[str, list[dict[str, Any]]] = {}

    async def fill(self, connection: AsyncConnection) -> None:
        """Invent rows for every table, each after those it points at."""
        metadata: MetaData = Base.metadata
        tables = sorted(metadata.sorted_tables, key=lambda table: table.name in ("event", "notification"))
        for table in tables:
            if table.name in UNTOLD:
                continue
            self.dice = random.Random(f"{self.seed} {table.name}")
            rows = [row for _ in range(self._how_many(table)) if (row := self._row(table)) is not None]
            if rows:
                await connection.execute(insert(table).on_conflict_do_nothing(), rows)
            found = await connection.execute(table.select().order_by(*table.primary_key.columns))
            self.rows[table.name] = [dict(row) for row in found.mappings()]
        for statement in CLOSING:
            await connection.execute(text(statement))

    def _how_many(self, table: Table) -> int:
        special = {
            "organisation": 1,
            "client": 6,
            "identity": 30,
            "user": 14,
            "number_series": 8,
            "event": 4 * self.size,
        }
        return special.get(table.name, self.size)

    def _row(self, table: Table) -> dict[str, Any] | None:
        row: dict[str, Any] = {}
        if not self._point(table, row):
            return None
        for column in table.columns:
            if column.name in row or column.identity is not None or column.name == "xid":
                continue
            row[column.name] = self._value(table, column)
        self._fit(row)
        return row if FITTING.get(table.name, _fits)(self, row) is not False else None

    def _point(self, table: Table, row: dict[str, Any]) -> bool:
        """Fill the keys: of one client's tree where they have to be. False where there is nothing to point at."""
        paired = [key for key in _keys(table) if len(key.columns) == 2]
        needed = [key for key in paired if not table.c[_near(key)].nullable]
        if "client_id" in table.c:
            row["client_id"] = self._client(table, needed)
            if row["client_id"] is None and not table.c.client_id.nullable:
                return False
        for key in [*needed, *(key for key in paired if key not in needed)]:
            if not self._point_at(table, row, _near(key), _target(key)):
                return False
        for key in _keys(table):
            name = key.column_keys[0]
            if len(key.columns) == 1 and name not in row and not self._point_at(table, row, name, _target(key)):
                return False
        return True

    def _client(self, table: Table, needed: list[ForeignKeyConstraint]) -> UUID | None:
        if needed:
            parents = self.rows.get(needed[0].referred_table.name) or []
            return self.dice.choice(parents)["client_id"] if parents else None
        single = [key.referred_table.name for key in _keys(table) if len(key.columns) == 2]
        if table.c.client_id.nullable and self.dice.random() < (0.3 if single else 0.4):
            return None
        return self.dice.choice(self.rows["client"])["id"]

    def _point_at(self, table: Table, row: dict[str, Any], name: str, target: str) -> bool:
        column = table.c[name]
        if target == table.name or (column.nullable and self.dice.random() < 0.3):
            row[name] = None
            return column.nullable
        found = self.rows.get(target) or []
        if "client_id" in row and target != "client" and found and "client_id" in found[0]:
            found = [each for each in found if each["client_id"] == row["client_id"]]
        near = [each for each in found if self._agrees(row, each)]
        chosen = self.dice.choice(near or found) if near or (found and "project_id" not in row) else None
        row[name] = chosen["id"] if chosen else None
        if chosen and chosen.get("project_id") and "project_id" in table.c and not row.get("project_id"):
            row["project_id"] = chosen["project_id"]
        return chosen is not None or column.nullable

    def _agrees(self, row: dict[str, Any], other: dict[str, Any]) -> bool:
        """Whether both hang on the same project and lead, as far as they have any."""
        return all(
            row[key] is None or other.get(key) is None or row[key] == other[key]
            for key in ("project_id", "lead_id")
            if key in row and key in other
        )

    def _value(self, table: Table, column: Any) -> Any:
        name = column.name
        if column.nullable and self.dice.random() < 0.3:
            return None
        if name == "id":
            return self._key()
        if name == "created_by":
            return self._anybody()
        if name == "version":
            return self.dice.randint(1, 5)
        if name.endswith("_minutes"):
            return self.dice.choice([0, 15, 60, 2250, 10_080])
        if name.endswith("currency"):
            return self.dice.choice(CURRENCIES)
        unique = any(isinstance(each, UniqueConstraint) and [*each.columns] == [column] for each in table.constraints)
        kind = column.type.python_type if not hasattr(column.type, "enum_class") else Enum
        if kind is Enum:
            return self.dice.choice(list(column.type.enum_class))
        makers: dict[Any, Callable[[], Any]] = {
            str: lambda: KEYS.get(name, "") + self.text(unique or name in ("email", "prefix")),
            bool: lambda: self.dice.random() < 0.6,
            int: lambda: self.dice.choice([0, 1, 1, 2, 3, 10, 60, 2**31 - 1]),
            Decimal: self.figure,
            date: self.day,
            datetime: self.instant,
            UUID: self._key,
        }
        return makers[kind]() if kind in makers else self._json(column)

    def _key(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def _anybody(self) -> UUID | None:
        people = [*self.rows.get("user", []), *self.rows.get("contact", [])]
        return self.dice.choice(people)["id"] if people and self.dice.random() < 0.7 else None

    def parent(self, table: str, key: UUID) -> dict[str, Any]:
        """A row that was invented before."""
        return next(row for row in self.rows[table] if row["id"] == key)

    def text(self, unique: bool = False) -> str:
        """A text, odd as often as the world is."""
        plain = "".join(self.dice.choice(string.ascii_lowercase) for _ in range(self.dice.randint(1, 8)))
        given = self.dice.choice(TEXTS) if self.dice.random() < self.odd else plain
        return f"{given}{self.dice.getrandbits(32):x}" if unique else given

    def figure(self) -> Decimal:
        """A figure that fits NUMERIC(19, 4); many are equal."""
        if self.dice.random() < 0.5:
            return Decimal(self.dice.choice(FIGURES))
        return Decimal(self.dice.randint(0, 100_000)) / (100 if self.dice.random() < 0.7 else 10_000)

    def day(self) -> date:
        """A day, mostly near today and often the same."""
        far = self.dice.random() < 0.05
        return date(self.dice.choice([1970, 2099]), 2, 28) if far else TODAY + timedelta(self.dice.randint(-40, 40))

    def instant(self) -> datetime:
        """An instant: whole seconds, microseconds, and midnights around which days change."""
        clock = self.dice.choice(
            [time(0), time(23, 59, 59, 999999), time(12), time(9, 30, 0, 120000), time(1, 2, 3, 7)]
        )
        return datetime.combine(self.day(), clock, UTC)

    def _json(self, column: Any) -> Any:
        name = column.name
        if name in JSON_TEXTS:
            return self._names(name)
        if name in ("tags", "postcodes", "withheld"):
            return [self.text() for _ in range(self.dice.randint(0, 3))]
        if name in ("lines", "taxes", "tax_summaries", "hours", "holidays", "targets", "row_errors"):
            return [getattr(self, f"_{name}")() for _ in range(self.dice.randint(0, 3))]
        if name.endswith("address"):
            return {key: self._maybe(self.text) for key in ("city", "region", "postcode", "country")} | {
                "street": self.text()
            }
        shapes = {
            "data_standards": {"normalise_names": True, "required_client_fields": ["SOURCE"], "sources": [self.text()]},
            "number_templates": {"INVOICE": "R-{YYYY}-{###}"},
            "changes": {"name": [self.text(), self._maybe(self.text)], "status": ["DRAFT", None], "total": ["1.00", 7]},
            "data": {"note": self.text()},
            "after_pending": {},
            "made_for": {},
        }
        return shapes[name]

    def _names(self, column: str) -> list[str]:
        from models import Ability, EventKind, PortalPermission, Role

        roles = {"kinds": EventKind, "coding_required_for": Role, "allowed_roles": Role}
        of = {"abilities": Ability, "portal_permissions": PortalPermission, **roles}[column]
        return [each.name for each in of if self.dice.random() < 0.6]

    def _maybe(self, make: Callable[[], Any]) -> Any:
        return None if self.dice.random() < 0.3 else make()

    def _taxes(self) -> dict[str, Any]:
        return {"name": self.text(), "rate_percent": self.dice.choice(["20", "7.5", "0"]), "compound": True}

    def _row_errors(self) -> dict[str, Any]:
        place = {"line": self.dice.randint(2, 50_000), "column": self._maybe(self.text)}
        return place | {"code": self.dice.choice(["NOT_FOUND", "DUPLICATE"]), "message": self.text()}

    def _tax_summaries(self) -> dict[str, Any]:
        return {"name": self.text(), "rate_percent": "20", "taxable": "100.00", "tax": str(self.figure())}

    def _hours(self) -> dict[str, Any]:
        day = self.dice.choice(["MONDAY", "TUESDAY", "SUNDAY"])
        return {
            "weekday": day,
            "from": self.dice.choice(["00:00", "08:00"]),
            "to": self.dice.choice(["17:30", "24:00"]),
        }

    def _holidays(self) -> dict[str, Any]:
        return {"on": self.day().isoformat(), "name": self.text()}

    def _targets(self) -> dict[str, Any]:
        return {"name": self.text(), "within_minutes": 1440, "emergency": self.dice.random() < 0.5}

    def _lines(self) -> dict[str, Any]:
        return {
            "id": str(self._key()),
            "description": self.text(),
            "quantity": "2.5",
            "unit": self.text(),
            "unit_price": str(self.figure()),
            "discount_percent": "10",
            "taxes": [self._taxes() for _ in range(self.dice.randint(0, 2))],
            "net": str(self.figure()),
        }

    def _fit(self, row: dict[str, Any]) -> None:
        """What tables ask of pairs of columns, wherever the pair stands."""
        for name in [name for name in row if f"{name}_currency" in row]:
            row[f"{name}_currency"] = None if row[name] is None else row[f"{name}_currency"] or "GBP"
        for name in row:
            if name.endswith("_percent") or name == "percent_complete":
                row[name] = None if row[name] is None else self.dice.choice([0, 20, 50, 100, Decimal("33.3")])
        if row.get("percent_complete"):
            row["percent_complete"] = int(row["percent_complete"])
        if "signature_name" in row:
            signed = row["signed_at"] is not None
            texts = ("signature_name", "signature_email", "signature_sha256", "signature_ip")
            row |= {name: self.text() if signed else None for name in texts}
        if row.get("starts_on") and row.get("ends_on"):
            row["starts_on"], row["ends_on"] = sorted((row["starts_on"], row["ends_on"]))


def _keys(table: Table) -> list[ForeignKeyConstraint]:
    """The foreign keys of a table, always in the same order: it keeps them in a set."""
    return sorted(table.foreign_key_constraints, key=lambda key: key.column_keys)


def _target(key: ForeignKeyConstraint) -> str:
    return key.referred_table.name


def _near(key: ForeignKeyConstraint) -> str:
    return next(name for name in key.column_keys if name != "client_id")


def _fits(inventor: Inventor, row: dict[str, Any]) -> bool:
    return True
