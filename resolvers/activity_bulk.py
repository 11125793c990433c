"""Many activities of a client at once: what rows come to, and a few large statements that store it."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Text, TextClause, Uuid, any_, exists, literal, select, text

from models import Activity, ActivityClient, ActivityRate
from models.core import clock
from models.core.base import new_id
from resolvers.change import Change

AT_ONCE = 2_000
"""Rows of one statement."""
PRICES = ("sale", "cost", "currency")
OWN = ("name", "service_id", "unit", "duration_minutes", "default_quantity", "default_team_id", *PRICES)
"""What a row says of an activity, beside its code."""
SPAN = ("work_log_type_id", "starts_on", "ends_on")
"""What a row says of the prices, where they are a rate of the client's."""

Values = dict[str, Any]
Told = Callable[[int], Awaitable[None]]
RateKey = tuple[UUID, UUID | None, Any]


@dataclass(slots=True)
class Held:
    """An activity that is there, as far as a row may change it."""

    id: UUID
    values: Values
    is_linked: bool


class Bulk:
    """What rows come to for a client. Nothing is stored before `write`."""

    def __init__(self, change: Change, client_id: UUID, rates: dict[RateKey, Values] | None = None) -> None:
        self._change, self._client_id, self._rates_there = change, client_id, rates or {}
        self._made: list[Values] = []
        self._changed: list[Values] = []
        self._links: list[UUID] = []
        self._rates: list[Values] = []
        self.updated = self.skipped = 0
        self.touched: list[str] = []

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each fate."""
        return {"created": len(self.touched) - self.updated, "updated": self.updated, "skipped": self.skipped}

    def make(self, code: str, values: Values, span: Values | None) -> None:
        """A new activity for the client; its prices are a rate as well where the row says for what they hold."""
        key = new_id()
        self._made.append({"id": key, "code": code, **values})
        self.link(code, key, None if span is None else {**span, **_prices(values)})

    def link(self, code: str, key: UUID, *rates: Values | None) -> None:
        """An activity that is for the client from now on, at these prices of its own."""
        self._links.append(key)
        self._rates += [{"activity_id": key, **each} for each in rates if each is not None]
        self.touched.append(code)

    def update(self, code: str, held: Held, values: Values, span: Values | None) -> None:
        """An activity as the row has it; left out where nothing differs."""
        wanted = values if span is None else {**values, **_prices(held.values)}
        rate = self._rate(held.id, span, _prices(values))
        if held.values == wanted and held.is_linked and rate is None:
            self.skipped += 1
            return
        if held.values != wanted:
            self._changed.append({"id": held.id, **wanted})
        if not held.is_linked:
            self._links.append(held.id)
        if rate is not None:
            self._rates.append(rate)
        self.updated += 1
        self.touched.append(code)

    def _rate(self, activity_id: UUID, span: Values | None, prices: Values) -> Values | None:
        """The rate of the client's that a row sets; without a span the one that would hide the activity's own price."""
        key = (activity_id, span["work_log_type_id"], span["starts_on"]) if span else (activity_id, None, None)
        there = self._rates_there.get(key)
        if there is None and span is None:
            return None
        wanted = {**(span or {name: there[name] for name in SPAN}), **prices}
        return None if there == wanted else {"activity_id": activity_id, **wanted}

    async def write(self, told: Told) -> None:
        """Store it all, telling how many activities are done."""
        now = clock.now()
        stamp = {"created_by": self._change.viewer.actor_id, "created_at": now, "updated_at": now, "version": 1}
        for rows in _in_parts(self._made):
            await self._run(MAKE, [{**row, **stamp, "active": True} for row in rows])
            await told(len(rows))
        for rows in _in_parts(self._changed):
            await self._run(CHANGE, [{**row, "updated_at": now} for row in rows])
            await told(len(rows))
        for keys in _in_parts(self._links):
            await self._run(LINK, [{"activity_id": key, "client_id": self._client_id} for key in keys])
        for rows in _in_parts(self._rates):
            theirs = {"client_id": self._client_id, **stamp}
            await self._run(SET_RATE, [{"id": new_id(), **theirs, **row} for row in rows])

    async def _run(self, statement: TextClause, rows: list[Values]) -> None:
        await self._change.session.execute(statement, {"rows": orjson.dumps(rows, default=str).decode()})


def _prices(values: Values) -> Values:
    return {name: values[name] for name in PRICES}


def _in_parts(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _assigned(source: str, *columns: str) -> str:
    return ", ".join(f"{name} = {source}.{name}" for name in columns)


def _inserted(table: str, *columns: str, then: str = "") -> TextClause:
    """Rows given as JSON, of the types of their columns: a fraction of the work of as many rows of parameters."""
    names = ", ".join(columns)
    given = f"json_populate_recordset(NULL::{table}, CAST(:rows AS json))"
    return text(f"INSERT INTO {table} ({names}) SELECT {names} FROM {given} {then}")


ROW = ("id", "created_by", "created_at", "updated_at", "version")
MAKE = _inserted("activity", *ROW, "code", "active", *OWN)
LINK = _inserted("activity_client", "activity_id", "client_id", then="ON CONFLICT DO NOTHING")
CHANGE = text(
    f"UPDATE activity SET version = activity.version + 1, {_assigned('given', *OWN, 'updated_at')} "
    "FROM json_populate_recordset(NULL::activity, CAST(:rows AS json)) AS given WHERE activity.id = given.id"
)
SET_RATE = _inserted(
    *("activity_rate", *ROW, "activity_id", "client_id", "team_id", *SPAN, *PRICES),
    then="ON CONFLICT ON CONSTRAINT uq_activity_rate_whom_and_when DO UPDATE SET version = activity_rate.version + 1, "
    + _assigned("excluded", *PRICES, "ends_on", "updated_at"),
)


async def activities_there(change: Change, client_id: UUID, codes: Iterable[str | None]) -> dict[str, Held]:
    """The activities with these codes, by code."""
    link = exists().where(ActivityClient.activity_id == Activity.id, ActivityClient.client_id == client_id)
    given = literal([code for code in codes if code is not None], ARRAY(Text()))
    columns = [getattr(Activity, name) for name in OWN]
    found = await change.session.execute(
        select(Activity.code, Activity.id, link, *columns).where(Activity.code == any_(given))
    )
    return {code: Held(key, dict(zip(OWN, values, strict=True)), is_linked) for code, key, is_linked, *values in found}


async def rates_there(change: Change, client_id: UUID, held: Iterable[Held]) -> dict[RateKey, Values]:
    """The client's own rates of activities, those of single teams left out."""
    keys = literal([each.id for each in held], ARRAY(Uuid()))
    columns = [getattr(ActivityRate, name) for name in (*SPAN, *PRICES)]
    theirs = (
        ActivityRate.client_id == client_id,
        ActivityRate.team_id.is_(None),
        ActivityRate.activity_id == any_(keys),
    )
    found = await change.session.execute(select(ActivityRate.activity_id, *columns).where(*theirs))
    rates = ((key, dict(zip((*SPAN, *PRICES), values, strict=True))) for key, *values in found)
    return {(key, each["work_log_type_id"], each["starts_on"]): each for key, each in rates}
