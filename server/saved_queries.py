"""`GET /q/{name}.json` and `/q/{name}.csv`: a saved query, asked with the rights of whoever asks.

The parameters of the address are values of the query's variables, before those that were saved with it:
`/q/open-invoices.csv?since=2026-01-01`. It is weighed and paid for like any other question, and an analyst's table is
what the query answers, row by row.
"""

import io
from typing import Any

import orjson
from graphql import ListTypeNode, NonNullTypeNode, OperationDefinitionNode, TypeNode, is_input_object_type
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from models.core import clock
from resolvers.context import Context
from resolvers.saved_query import by_name
from resolvers.session import arrive, confirm
from server.answer_table import Tabled, tabled
from server.answers import JsonResponse, problem, try_again
from server.credentials import CSRF_HEADER, Credentials, from_headers
from server.export_columns import spread
from server.export_files import CsvWriter
from server.export_making import CSV
from server.exports import HEADERS
from server.graphql.engine import Answer, Call, Engine, refusal
from server.graphql.errors import BAD_INPUT, Refused, fault, is_busy, refused
from server.graphql.http import Endpoint
from server.graphql.metering import rate_headers, status_of
from server.graphql.running import ask

OUR_OWN = ("same-origin", "none")
"""What browsers say of a request that no other site's page has made: by our own page, or by hand."""
NUMBERS = {"Int": int, "Float": float}
TRUTHS = {"true": True, "false": False}


async def answer_as_json(request: Request) -> Response:
    """What the query answers, as `/graphql` would."""
    return await _answered(request, as_table=False)


async def answer_as_csv(request: Request) -> Response:
    """The one list of what the query answers, as CSV."""
    return await _answered(request, as_table=True)


async def _answered(request: Request, *, as_table: bool) -> Response:
    graph: Endpoint = request.app.state.graph
    services = request.app.state.services
    credentials = from_headers(request, services.public_url)
    if not _is_our_own(request, credentials):
        return problem(403, "CSRF_REFUSED", "Another site's page may not ask with your cookie.")
    context = await arrive(services, credentials.token, ip=request.client.host if request.client else None)
    try:
        await confirm(context)
        if not context.viewer.is_signed_in:
            return problem(401, "UNAUTHENTICATED", "Sign in first, or send an API token.")
        saved = await by_name(context, request.path_params["name"])
        if saved is None:
            return problem(404, "NOT_FOUND", "There is no saved query of this name.")
        call = Call(saved.query, orjson.loads(saved.variables or "{}"))
        operation = await graph.engine.checked(call)
        call.variables |= given(graph.engine, operation, request.query_params)
        operation = await graph.engine.checked(call)
        table = _table(graph.engine, call, operation) if as_table else None
        with graph.watch.over(request.receive):
            answer = await ask(graph.metered, call, context)
    except Refused as no:
        return _written(graph.metered.refused(context, refusal(no)), None, "", context)
    except ClientDisconnect:
        return Response(status_code=400)
    except Exception as raised:
        error = fault(raised)
        return try_again([error]) if is_busy(error) else JsonResponse({"errors": [error]}, 500)
    return _written(answer, table, saved.name, context)


def given(engine: Engine, operation: OperationDefinitionNode, parameters: QueryParams) -> dict[str, Any]:
    """The values an address gives to the variables of a query. Raises Refused for what it does not have."""
    types = {each.variable.name.value: each.type for each in operation.variable_definitions or ()}
    values = {}
    for name in parameters:
        if name not in types:
            known = ", ".join(types) or "none"
            raise refused(BAD_INPUT, f"The query has no variable {name}. It has: {known}.")
        values[name] = _value(engine, types[name], parameters.getlist(name), name)
    return values


def _value(engine: Engine, type_: TypeNode, texts: list[str], name: str) -> Any:
    """A value as a variable takes it: texts as they are, numbers and truths read, objects and lists as JSON. A
    parameter that is given several times is a list."""
    if isinstance(type_, NonNullTypeNode):
        return _value(engine, type_.type, texts, name)
    if isinstance(type_, ListTypeNode):
        if len(texts) == 1 and texts[0].startswith("["):
            return _json(texts[0], name)
        return [_value(engine, type_.type, [text], name) for text in texts]
    if len(texts) > 1:
        raise refused(BAD_INPUT, f"{name} is one value, and is given {len(texts)} times.")
    (text,) = texts
    known = engine.documents.schema.type_map[type_.name.value]
    if is_input_object_type(known):
        return _json(text, name)
    if known.name == "Boolean":
        return TRUTHS.get(text, text)
    try:
        return NUMBERS.get(known.name, str)(text)
    except ValueError:
        raise refused(BAD_INPUT, f"{name} is a number.") from None


def _json(text: str, name: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise refused(BAD_INPUT, f"{name} is given as JSON.") from None


def _is_our_own(request: Request, credentials: Credentials) -> bool:
    """Whether a request by cookie was made by our own page or by hand, so that no other site spends its points."""
    if not credentials.by_cookie or request.headers.get(CSRF_HEADER) == "1":
        return True
    return request.headers.get("sec-fetch-site") in OUR_OWN


def _table(engine: Engine, call: Call, operation: OperationDefinitionNode) -> Tabled:
    document = engine.documents.kept(call.query)
    assert document
    return tabled(engine.documents.schema, document.node, operation)


def _written(answer: Answer, table: Tabled | None, name: str, context: Context) -> Response:
    told = rate_headers(answer.rate)
    if any(map(is_busy, answer.errors)):
        return try_again(answer.errors)
    if table is None or answer.errors:
        status = status_of(answer, tells_by_status=True)
        return JsonResponse(answer.payload, 400 if table and status == 200 else status, headers=told)
    file = io.BytesIO()
    entries = table.entries(orjson.loads(orjson.dumps(answer.payload["data"])))
    writer = CsvWriter(file, spread(table.columns, entries), context.viewer.time_zone)
    for entry in entries:
        writer.write(entry)
    writer.close()
    file_name = f"{name}-{clock.today(context.viewer.time_zone)}.csv"
    told |= HEADERS | {"content-disposition": f'attachment; filename="{file_name}"'}
    if withheld := answer.payload.get("extensions", {}).get("withheld"):
        told["x-clientgraph-withheld"] = ", ".join(withheld)
    return Response(file.getvalue(), 200, told, CSV)


routes: list[BaseRoute] = [
    Route("/q/{name}.json", answer_as_json, methods=["GET"]),
    Route("/q/{name}.csv", answer_as_csv, methods=["GET"]),
]
