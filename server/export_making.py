"""An export as it is made: a list asked page by page in one moment, and written row by row to a file."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from graphql import DocumentNode
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models.core import clock
from resolvers.calendar_feed import record_revealed
from resolvers.compiled.operation import Operation
from resolvers.context import Context
from resolvers.exporting import Ask, note, snapshot
from resolvers.pages import MAX_GROUPS, MAX_PAGE
from resolvers.scope import Busy
from server.export_arrow import ArrowWriter, ParquetWriter
from server.export_columns import AFTER, Column, Exported, Reader, spread
from server.export_files import CsvWriter, JsonLinesWriter, Writer, XlsxWriter
from server.graphql.engine import Call
from server.graphql.errors import refused
from server.graphql.gate import Gate
from server.graphql.metering import Metered

MOST_ROWS = 1_000_000
"""Somewhat fewer than a sheet of XLSX holds."""
TOO_LARGE = "EXPORT_TOO_LARGE"
AT_ONCE = 4
"""Exports that run at a time; each holds a connection for as long as it is written."""
CSV = "text/csv; charset=utf-8; header=present"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON_LINES = "application/jsonl; charset=utf-8"
FORMS: dict[str, tuple[str, Callable[..., Writer]]] = {
    "csv": (CSV, CsvWriter),
    "xlsx": (XLSX, XlsxWriter),
    "jsonl": (JSON_LINES, JsonLinesWriter),
    "parquet": ("application/vnd.apache.parquet", ParquetWriter),
    "arrows": ("application/vnd.apache.arrow.stream", ArrowWriter),
}
"""By the ending of the address: the media type, and what writes it."""

_running = asyncio.Semaphore(AT_ONCE)


@dataclass
class Export:
    """One export: the query, whose it is, the form it is written in, and how far it is."""

    metered: Metered
    context: Context
    exported: Exported
    variables: dict[str, Any]
    key: Any
    form: str
    total: int | None = None
    """Rows there are; None before they are counted."""
    rows: int = 0
    """Rows that are written."""
    columns: Sequence[Column] = ()
    charge: Callable[[int], None] = field(default=lambda points: None)
    """Takes points of the viewer. Raises Spent."""
    writer: Writer | None = None

    async def make(self, file: BinaryIO) -> None:
        """Write all of it to a file, and a note of it to the log. Raises Refused where it is too much, Busy where too
        many are made already, and what reading raises; the file is then closed."""
        try:
            if _running.locked():
                raise Busy
            async with self.metered.working(self.context) as self.charge, _running:
                if not await self._of_standby(file):
                    await self._read(file)
                assert self.writer
                await asyncio.to_thread(self.writer.close)
            names = [column.name for column in self.columns]
            await record_revealed(self.context)
            await note(self.context, list=self.exported.name, rows=self.rows, columns=names, format=self.form)
        except BaseException:
            with suppress(Exception), file:
                if self.writer:
                    self.writer.close()
            raise

    async def _of_standby(self, file: BinaryIO) -> bool:
        """Read all of it from a standby, where there is one that can; portals are shown what the primary has. Where it
        breaks off, nothing of it was written."""
        standby, viewer = self.context.services.standby, self.context.viewer
        sessions = await standby.sessions(viewer) if standby and viewer.is_user else None
        if standby is None or sessions is None:
            return False
        try:
            await self._read(file, sessions)
            return True
        except Exception as raised:
            if not standby.gave_up(raised):
                raise
        if self.writer:
            with suppress(Exception):
                self.writer.close()
            self.charge = lambda points: None  # it is paid for
        self.writer, self.rows = None, 0
        file.seek(0)
        file.truncate()
        return False

    async def _read(self, file: BinaryIO, sessions: async_sessionmaker[AsyncSession] | None = None) -> None:
        async with snapshot(self.context, self.metered.engine.plans, sessions) as ask:
            await (self._groups(ask, file) if self.exported.count is None else self._pages(ask, file))

    async def _pages(self, ask: Ask, file: BinaryIO) -> None:
        (page, price), (count, _) = self._operation("page", MAX_PAGE), self._operation("count", MAX_PAGE)
        total = (await ask(count, self.variables))["page"]["totalCount"]
        if total > MOST_ROWS:
            message = f"The list has {total:,} rows. At most {MOST_ROWS:,} are exported at once: narrow the filter."
            raise refused(TOO_LARGE, message, allowed=MOST_ROWS, found=total)
        self.charge(total * price)
        writer = await self._begun(file, self.exported.columns, total)
        after: str | None = None
        while True:
            found = (await ask(page, self.variables | {AFTER: after}))["page"]
            for node in found["nodes"]:
                writer.write(node)
            self.rows += len(found["nodes"])
            after = found["pageInfo"]["endCursor"]
            if not found["pageInfo"]["hasNextPage"]:
                return

    async def _groups(self, ask: Ask, file: BinaryIO) -> None:
        operation, price = self._operation("page", MAX_GROUPS)
        found = (await ask(operation, self.variables))["page"]["groups"]
        if len(found) == MAX_GROUPS:
            message = f"There are {MAX_GROUPS:,} groups or more. Fewer are exported at once: narrow the filter."
            raise refused(TOO_LARGE, message, allowed=MAX_GROUPS - 1, found=len(found))
        self.charge(len(found) * price)
        writer = await self._begun(file, spread(self.exported.columns, found), len(found))
        for group in found:
            writer.write(group)
        self.rows = len(found)

    async def _begun(self, file: BinaryIO, columns: Sequence[Column], total: int) -> Writer:
        self.total, self.columns = total, columns
        writing = FORMS[self.form][1]
        self.writer = await asyncio.to_thread(writing, file, columns, self.context.viewer.time_zone)
        return self.writer

    def _operation(self, part: str, rows: int) -> tuple[Operation, int]:
        """The page or the count as an operation, and what a row of it costs where it has so many."""
        engine = self.metered.engine
        document: DocumentNode = getattr(self.exported, part)
        node: Any = document.definitions[0]
        gate = Gate(engine.documents.schema, document, node, self.variables, engine.limits)
        gate.check()
        price = -(-gate.measure(node).cost // rows)
        return Operation(engine.documents.schema, document, node, (self.key, part)), price


async def asked(metered: Metered, context: Context, call: Call, form: str) -> Export:
    """The export that a call asks for, before it is made. Raises Refused where the query is none that can be."""
    operation = await metered.penalties.read(call, context)
    document = metered.engine.documents.kept(call.query)
    assert document
    exported = Reader(metered.engine.documents.schema, document.node, operation, nested=form == "jsonl").exported()
    return Export(metered, context, exported, call.variables, ("export", document.digest, call.operation_name), form)


def file_name(export: Export) -> str:
    """Under which name it is handed out: the list, and today."""
    return f"{export.exported.name}-{clock.today(export.context.viewer.time_zone)}.{export.form}"
