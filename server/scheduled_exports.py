"""Files of scheduled exports: made while nobody waits, and `GET /scheduled-exports/{id}/file`.

A query of one list is made into a file page by page, as `/export.csv` does; any other query that answers a table, such
as a report, as `/q/{name}.csv` does, at the points it costs.
"""

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

import orjson
from graphql import OperationType
from graphql.execution.values import get_variable_values
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from models import ExportForm
from models.core import clock
from resolvers.context import Context, FileMade, ListAsked, NotMade
from resolvers.exporting import note
from resolvers.scheduled_export_run import opened, storage_key
from resolvers.session import arrive, confirm
from server.answer_table import Tabled, tabled
from server.answers import JsonResponse, problem
from server.credentials import from_headers
from server.export_arrow import arrow
from server.export_columns import spread
from server.export_keeping import error_of
from server.export_making import FORMS, Export, asked, file_name
from server.exports import FileKept, in_parts
from server.graphql.engine import Call
from server.graphql.errors import (
    BAD_INPUT,
    BUSY,
    INTERNAL,
    RATE_LIMITED,
    TIMEOUT,
    TOO_MANY_OPERATIONS,
    UNAVAILABLE,
    Refused,
    fault,
    is_busy,
    refused,
    request_error,
)
from server.graphql.metering import Metered
from server.graphql.running import ask

ENDINGS = {
    ExportForm.CSV: "csv",
    ExportForm.XLSX: "xlsx",
    ExportForm.JSON_LINES: "jsonl",
    ExportForm.PARQUET: "parquet",
    ExportForm.ARROW: "arrows",
}
PASSING = (BUSY, INTERNAL, RATE_LIMITED, TIMEOUT, TOO_MANY_OPERATIONS, UNAVAILABLE)
"""Codes of what may go well another time."""


@dataclass
class Answered:
    """A query that answers a table at once, as it is made into a file."""

    metered: Metered
    context: Context
    call: Call
    table: Tabled
    form: str
    rows: int = 0

    @property
    def name(self) -> str:
        """Under which name it is handed out."""
        return f"{self.call.operation_name or 'table'}-{clock.today(self.context.viewer.time_zone)}.{self.form}"

    async def make(self, file: BinaryIO) -> None:
        """Write it to a file, and a note of it to the log. Raises Refused with the first of its errors."""
        answer = await ask(self.metered, self.call, self.context)
        for error in answer.errors:
            raise Refused([request_error(error.get("extensions", {}).get("code", INTERNAL), error["message"])])
        self.context.withheld |= set(answer.payload.get("extensions", {}).get("withheld", ()))
        entries = self.table.entries(orjson.loads(orjson.dumps(answer.payload["data"])))
        columns = spread(self.table.columns, entries)
        writer = FORMS[self.form][1](file, columns, self.context.viewer.time_zone)
        for entry in entries:
            writer.write(entry)
        writer.close()
        self.rows = len(entries)
        named = [column.name for column in columns]
        await note(self.context, list=self.name, rows=self.rows, columns=named, format=self.form)


class ScheduledExports:
    """Makes files of lists (the protocol of resolvers/context.py)."""

    def __init__(self, metered: Metered) -> None:
        self._metered = metered

    async def objection(self, context: Context, asked: ListAsked) -> str | None:
        """Why no file can be made of a list; None where one can be."""
        try:
            await self._begun(context, asked)
        except Exception as raised:
            return str(error_of(raised)["message"])
        return None

    async def make(self, context: Context, asked: ListAsked, key: str) -> FileMade:
        """Make a file in the scope of the context's viewer, and put it into the storage. Raises NotMade."""
        try:
            making = await self._begun(context, asked)
            with tempfile.TemporaryFile() as file:
                await making.make(file)
                size = file.seek(0, 2)
                file.seek(0)
                await context.services.storage.put_file(key, file)
        except Exception as raised:
            error = error_of(raised)
            raise NotMade(error["message"], error.get("extensions", {}).get("code") not in PASSING) from raised
        name = file_name(making) if isinstance(making, Export) else making.name
        return FileMade(name, making.rows, size, tuple(sorted(context.withheld)))

    async def _begun(self, context: Context, wanted: ListAsked) -> Export | Answered:
        """The list as it is made: all its pages where it is a list of the graph, its one answer otherwise."""
        call, form = Call(wanted.query, dict(wanted.variables)), ENDINGS[wanted.form]
        if wanted.form in (ExportForm.PARQUET, ExportForm.ARROW):
            arrow()
        engine = self._metered.engine
        operation = await self._metered.penalties.read(call, context)
        schema, declared = engine.documents.schema, operation.variable_definitions or ()
        values = get_variable_values(schema, declared, call.variables, max_errors=0, hide_suggestions=True)
        if isinstance(values, list):
            raise refused(BAD_INPUT, values[0].message)
        try:
            return await asked(self._metered, context, call, form)
        except Refused as no:
            document = engine.documents.kept(call.query)
            with suppress(Refused):
                if document and operation.operation is OperationType.QUERY:
                    return Answered(self._metered, context, call, tabled(schema, document.node, operation), form)
            raise no


async def file(request: Request) -> Response:
    """The file of a run, for its owner and who got a letter, as long as both see all of it; 404 for everybody else."""
    services = request.app.state.services
    try:
        context = await arrive(services, from_headers(request, services.public_url).token)
        await confirm(context)
        if not context.viewer.is_signed_in:
            return problem(401, "UNAUTHENTICATED", "Sign in first.")
        run = await opened(context, UUID(request.path_params["id"]))
        if run is not None:  # a restored database knows of files that no backup has
            await services.storage.part(storage_key(run.id), 0, 1)
    except (FileNotFoundError, ValueError):
        run = None
    except Exception as raised:
        error = fault(raised)
        return JsonResponse({"errors": [error]}, 503 if is_busy(error) else 500)
    if run is None:
        return problem(404, "NOT_FOUND", "There is no file here.")

    async def part(start: int, end: int) -> bytes:
        return await services.storage.part(storage_key(run.id), start, end)

    kept: Any = FileKept(str(run.id), run.file_name, ENDINGS[run.form], run.byte_size, run.withheld, part)
    return in_parts(request, kept)


routes: list[BaseRoute] = [Route("/scheduled-exports/{id}/file", file, methods=["GET"])]
