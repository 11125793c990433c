"""`clientgraph explain`: what a query becomes for somebody, without running it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from models import Contact, Organisation, Role, User
from permissions.viewer import SYSTEM, Viewer
from resolvers.access import viewer_of
from resolvers.compiled.explain import planned
from resolvers.compiled.parameters import Uncompilable
from resolvers.context import Context
from resolvers.session import may_come_in
from server.graphql.engine import Call, Engine
from server.graphql.errors import Refused
from server.terminal import Failure

CONDITIONS = ("Index Cond", "Recheck Cond", "Filter", "Hash Cond", "Join Filter", "Sort Key")


def read_call(document: Path, variables: Path | None, operation: str | None) -> Call:
    """The query of a file, with the variables of another. Raises Failure where one cannot be read."""
    given = _read(variables) if variables else "{}"
    try:
        values = json.loads(given)
    except ValueError as error:
        raise Failure(f"{variables} is not JSON: {error}.") from error
    if not isinstance(values, dict):
        raise Failure(f"{variables} holds no object of variables.")
    return Call(_read(document), values, operation)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise Failure(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is not text'}.") from error


async def explanation(context: Context, call: Call, email: str | None) -> dict[str, Any]:
    """How a call would be answered for whoever signs in with an address, an owner unless one is given.

    Raises Failure where nobody does, and where the call is refused or left to the interpreter.
    """
    from schema import schema

    engine = Engine(schema)
    try:
        engine.check(call)
    except Refused as no:
        raise Failure("\n".join(_told(error) for error in no.errors)) from no
    operation = engine.documents.operation(call.query, call.operation_name)
    assert operation is not None
    try:
        return await planned(Context(context.services, await _viewer(context, email)), operation, call.variables)
    except Uncompilable as reason:
        raise Failure(f"This is left to the interpreter: {reason}.") from reason


def _told(error: Any) -> str:
    at = f"{error.locations[0].line}:{error.locations[0].column}: " if error.locations else ""
    return f"{at}{error.message}"


async def _viewer(context: Context, email: str | None) -> Viewer:
    settings = await context.rows(select(Organisation.time_zone, Organisation.currency))
    if not settings:
        raise Failure("Nobody is here yet. Make somebody with `clientgraph create-user`, or load `clientgraph demo`.")
    zone, currency = settings[0]
    local = Context(context.services, replace(SYSTEM, time_zone=zone, currency=currency))
    for model in (User, Contact):
        sought = model.role == Role.OWNER if email is None else func.lower(model.email) == email.strip().lower()
        for person in await local.scalars(select(model).where(sought).order_by(model.id)):
            if may_come_in(person):
                return await viewer_of(local, person)
        if email is None:
            raise Failure("There is no owner; say as whom with --as.")
    raise Failure(f"Nobody can sign in as {email}.")


def lines(told: dict[str, Any], with_plan: bool) -> Iterator[str]:
    """An explanation as it is printed."""
    yield told["sql"]
    yield ""
    for each in told["parameters"]:
        yield f"${each['place']:<3} {each['type']:<12} {each['name']}"
    yield ""
    yield f"Cost {told['cost']['total']:.2f}, about {told['cost']['rows']} rows read."
    if with_plan:
        yield ""
        yield from _plan(told["plan"], "")


def _plan(step: dict[str, Any], indent: str) -> Iterator[str]:
    """PostgreSQL's plan, a step a line, with what each is chosen by below it."""
    name = f"{step['Subplan Name']}: " if "Subplan Name" in step else ""
    using = f" using {step['Index Name']}" if "Index Name" in step else ""
    on = f" on {step['Relation Name']} {step.get('Alias', '')}".rstrip() if "Relation Name" in step else ""
    yield f"{indent}{name}{step['Node Type']}{using}{on}  (cost {step['Total Cost']:.2f}, rows {step['Plan Rows']})"
    for each in CONDITIONS:
        if each in step:
            said = step[each] if isinstance(step[each], str) else ", ".join(step[each])
            yield f"{indent}    {each}: {said}"
    for each in step.get("Plans", []):
        yield from _plan(each, indent + "  ")
