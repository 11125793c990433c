"""Exports: `POST /export.csv`, and so on for each form, takes a query of one list and answers all of it as a file.

The query is the one a front end shows the list by, in the body that `/graphql` takes: filter and order hold, pages do
not. A page names it by its `documentId`, as it does there. The table is written to a file first, so that nothing is
sent of an export that fails, and no reader who is slow holds up the database.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from graphql import DocumentNode
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from models.core import clock
from resolvers.calendar_feed import record_revealed
from resolvers.compiled.operation import Operation
from resolvers.compiled.parameters import Uncompilable
from resolvers.context import Context
from resolvers.exporting import Ask, note, snapshot
from resolvers.pages import MAX_GROUPS, MAX_PAGE
from resolvers.scope import Busy
from resolvers.session import arrive, confirm
from server.answers import JsonResponse, problem
from server.credentials import forgery, from_headers
from server.export_arrow import ArrowWriter, ParquetWriter
from server.export_columns import AFTER, Column, Exported, Reader, spread
from server.export_files import CsvWriter, JsonLinesWriter, Writer, XlsxWriter
from server.graphql.engine import Call, Engine
from server.graphql.errors import BAD_INPUT, RATE_LIMITED, Refused, fault, is_busy, refused
from server.graphql.gate import Gate
from server.graphql.metering import Metered, rate_headers
from server.graphql.points import Spent
from server.graphql.requests import Unreadable, read_json
from server.graphql.turns import Crowded

MOST_ROWS = 1_000_000
"""Somewhat fewer than a sheet of XLSX holds."""
TOO_LARGE = "EXPORT_TOO_LARGE"
AT_ONCE = 4
"""Exports that run at a time; each holds a connection for as long as it is written."""
CHUNK = 64 * 1024
CSV = "text/csv; charset=utf-8; header=present"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON_LINES = "application/jsonl; charset=utf-8"
MADE: dict[str, tuple[str, Callable[..., Writer]]] = {
    "csv": (CSV, CsvWriter),
    "xlsx": (XLSX, XlsxWriter),
    "jsonl": (JSON_LINES, JsonLinesWriter),
    "parquet": ("application/vnd.apache.parquet", ParquetWriter),
    "arrows": ("application/vnd.apache.arrow.stream", ArrowWriter),
}
"""By the ending of the address: the media type, and what writes it."""
HEADERS = {"cache-control": "private, no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}

_running = asyncio.Semaphore(AT_ONCE)


@dataclass
class Export:
    """One export under way: the query, whose it is, and how it is written."""

    engine: Engine
    context: Context
    exported: Exported
    variables: dict[str, Any]
    key: Any
    charge: Callable[[int], None]
    """Takes points of the viewer. Raises Spent."""

    writer: Writer | None = None

    async def write(self, begin: Callable[[Sequence[Column]], Writer]) -> int:
        """Write all of it to a file that is begun when it is known what there is; answers how many rows there are.
        Raises Refused where they are too many."""
        async with snapshot(self.context, self.engine.plans) as ask:
            return await (self._groups(ask, begin) if self.exported.count is None else self._pages(ask, begin))

    async def _pages(self, ask: Ask, begin: Callable[[Sequence[Column]], Writer]) -> int:
        (page, price), (count, _) = self._operation("page", MAX_PAGE), self._operation("count", MAX_PAGE)
        total = (await ask(count, self.variables))["page"]["totalCount"]
        if total > MOST_ROWS:
            message = f"The list has {total:,} rows. At most {MOST_ROWS:,} are exported at once: narrow the filter."
            raise refused(TOO_LARGE, message, allowed=MOST_ROWS, found=total)
        self.charge(total * price)
        self.writer = await asyncio.to_thread(begin, self.exported.columns)
        after: str | None = None
        while True:
            found = (await ask(page, self.variables | {AFTER: after}))["page"]
            for node in found["nodes"]:
                self.writer.write(node)
            after = found["pageInfo"]["endCursor"]
            if not found["pageInfo"]["hasNextPage"]:
                return total

    async def _groups(self, ask: Ask, begin: Callable[[Sequence[Column]], Writer]) -> int:
        operation, price = self._operation("page", MAX_GROUPS)
        found = (await ask(operation, self.variables))["page"]["groups"]
        if len(found) == MAX_GROUPS:
            message = f"There are {MAX_GROUPS:,} groups or more. Fewer are exported at once: narrow the filter."
            raise refused(TOO_LARGE, message, allowed=MAX_GROUPS - 1, found=len(found))
        self.charge(len(found) * price)
        self.writer = await asyncio.to_thread(begin, spread(self.exported.columns, found))
        for group in found:
            self.writer.write(group)
        return len(found)

    def _operation(self, part: str, rows: int) -> tuple[Operation, int]:
        """The page or the count as an operation, and what a row of it costs where it has so many."""
        document: DocumentNode = getattr(self.exported, part)
        node: Any = document.definitions[0]
        gate = Gate(self.engine.documents.schema, document, node, self.variables, self.engine.limits)
        gate.check()
        price = -(-gate.measure(node).cost // rows)
        return Operation(self.engine.documents.schema, document, node, (self.key, part)), price


def exporting(ending: str) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint for one kind of file."""

    async def export(request: Request) -> Response:
        services = request.app.state.services
        credentials = from_headers(request, services.public_url)
        if reason := forgery(request, credentials, multipart=False, public_url=services.public_url):
            return problem(403, "CSRF_REFUSED", reason)
        try:
            call = await read_json(request)
            client = request.client.host if request.client else None
            context = await arrive(services, credentials.token, ip=client)
            await confirm(context)
            if not context.viewer.is_signed_in:
                return problem(401, "UNAUTHENTICATED", "Sign in first.")
            request.app.state.trusted.check(call, credentials)
            request.app.state.trusted.check_viewer(call, credentials, context)
            return await _answer(request.app.state.metered, context, call, ending)
        except Unreadable as bad:
            return problem(bad.status, bad.code, bad.message)
        except Refused as no:
            answer = request.app.state.metered.turned_away(context, no)
            rate = rate_headers(answer.rate)
            return JsonResponse(answer.payload, 429 if "retry-after" in rate else 400, headers=rate)
        except (Spent, Crowded) as many:
            return _later(many)
        except Uncompilable as no:
            return problem(400, BAD_INPUT, f"This cannot be exported: {no}.")
        except Exception as raised:
            error = fault(raised)
            return JsonResponse({"errors": [error]}, 503 if is_busy(error) else 500)

    return export


def _later(many: Spent | Crowded) -> Response:
    """The answer to who has asked for too much: in a minute, or at once."""
    wait = many.wait if isinstance(many, Spent) else 1
    answer = problem(429, RATE_LIMITED, f"You have asked for much. Ask again in {wait} s, or for fewer rows.")
    answer.headers["retry-after"] = str(wait)
    return answer


async def _answer(metered: Metered, context: Context, call: Call, ending: str) -> Response:
    engine = metered.engine
    operation = await metered.penalties.read(call, context)
    document = engine.documents.kept(call.query)
    assert document
    exported = Reader(engine.documents.schema, document.node, operation, nested=ending == "jsonl").exported()
    media_type, writing = MADE[ending]
    if _running.locked():
        raise Busy
    key = ("export", document.digest, call.operation_name)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it is sent)
    making: Export | None = None
    try:
        async with metered.working(context) as charge, _running:
            making = Export(engine, context, exported, call.variables, key, charge)
            rows = await making.write(lambda columns: writing(file, columns, context.viewer.time_zone))
            assert making.writer
            await asyncio.to_thread(making.writer.close)
        columns = [column.name for column in exported.columns]
        await record_revealed(context)
        await note(context, list=exported.name, rows=rows, columns=columns, format=ending)
    except BaseException:
        with suppress(Exception), file:
            if making and making.writer:
                making.writer.close()
        raise
    size = file.seek(0, 2)
    file.seek(0)
    name = f"{exported.name}-{clock.today(context.viewer.time_zone)}.{ending}"
    headers = HEADERS | {"content-disposition": f'attachment; filename="{name}"', "content-length": str(size)}
    if context.withheld:
        headers["x-clientgraph-withheld"] = ", ".join(sorted(context.withheld))
    return StreamingResponse(_chunks(file), 200, headers, media_type)


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


routes: list[BaseRoute] = [Route(f"/export.{ending}", exporting(ending), methods=["POST"]) for ending in MADE]
