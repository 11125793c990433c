"""How a query is answered: its statement, what is bound to it, and what PostgreSQL makes of it.

Values of parameters are not told by name, but PostgreSQL's plan holds those it was made for.
"""

from collections.abc import Iterator
from math import inf
from typing import Any

import orjson

from resolvers.compiled.operation import Operation
from resolvers.compiled.parameters import Uncompilable
from resolvers.compiled.plan import Plan, Plans
from resolvers.compiled.readable import readable

PASSING = ("Result", "Incremental Sort", "Subquery Scan", "WindowAgg")
"""Steps that give a row on as soon as they have it, or nearly."""
INTERPRETED = "The interpreter has to say what is wrong with it."
"""Where there is a plan, and the answer was not found by it."""


async def explained(
    context: Any, plans: Plans, operation: Operation, given: dict[str, Any], answered_by: Plan | None
) -> dict[str, Any]:
    """`extensions.explain` of an operation that was answered: by this plan, or by the interpreter."""
    try:
        variables = operation.variables(given)
        plan = plans.find(operation, context.viewer, variables)
        told = await _told(context, plan, variables)
    except Uncompilable as reason:
        return {"compiled": False, "reason": str(reason)}
    return {"compiled": False, "reason": INTERPRETED, **told} if answered_by is None else {"compiled": True, **told}


async def planned(context: Any, operation: Operation, given: dict[str, Any]) -> dict[str, Any]:
    """The same of an operation that is not run. Raises Uncompilable where the interpreter would answer it."""
    variables = operation.variables(given)
    return await _told(context, Plans().find(operation, context.viewer, variables), variables)


async def _told(context: Any, plan: Plan, variables: dict[str, Any]) -> dict[str, Any]:
    """A plan in words; PostgreSQL plans it in the scope of the viewer, whose policies therefore show."""
    if context.services.readers is None:
        raise Uncompilable("there are no connections for compiled statements")
    values = plan.values(await plan.started(context, variables))
    row = await context.services.readers.answer(context.viewer, f"EXPLAIN (FORMAT JSON) {plan.statement}", values)
    made = orjson.loads(row[0])[0]["Plan"]
    shapes = enumerate(plan.shapes, 1)
    return {
        "sql": readable(plan.statement),
        "parameters": [{"place": place, "name": name, "type": type_} for place, (name, type_) in shapes],
        "cost": {"total": made["Total Cost"], "rows": rows_read(made)},
        "plan": made,
    }


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every step of PostgreSQL's plan, the outermost first."""
    yield plan
    for each in plan.get("Plans", []):
        yield from steps(each)


def rows_read(plan: dict[str, Any], most: float = inf) -> int:
    """How many rows PostgreSQL expects to take from tables, each step counted once. Where nothing between a limit and
    a table has to see all rows first, the limit is the most."""
    if plan["Node Type"] == "Limit":
        most = plan["Plan Rows"]
    own = min(plan["Plan Rows"], most) if "Relation Name" in plan else 0
    below = most if plan["Node Type"] in (*PASSING, "Limit") else inf
    return int(own) + sum(rows_read(each, below) for each in plan.get("Plans", []))
