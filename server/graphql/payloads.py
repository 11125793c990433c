"""Answers of writes and streams: the interpreter gives everything but the nodes, plans give those."""

from typing import Any
from uuid import UUID

import orjson
import strawberry
from graphql import GraphQLError
from strawberry.types import ExecutionResult

from models.core import ids
from resolvers.compiled.operation import Operation
from resolvers.compiled.parameters import Uncompilable
from resolvers.compiled.plan import Plans
from resolvers.compiled.rooted import Pruned, Rooted, pruned
from resolvers.compiled.text import PARTED
from server.graphql.documents import Made

NULL = b"null"


class Payloads:
    """Prunes operations, and fills the places of their answers. One for an engine."""

    def __init__(self, schema: strawberry.Schema, plans: Plans) -> None:
        self.schema, self.plans = schema, plans

    def prune(self, operation: Operation | None, given: dict[str, Any], context: Any) -> tuple[Pruned, ...]:
        """What the interpreter runs of an operation, one after the other; empty where it runs all of it.

        Strangers come with a token and see nothing of their own: they are told the row the verb answered.
        """
        if context.services.readers is None or operation is None or operation.is_query:
            return ()
        if not context.viewer.is_signed_in:
            return ()
        try:
            variables = operation.variables(given)
            found = pruned(operation, context.viewer, variables)
            for each in found:
                if each.spots:
                    self.plans.find(each.rooted(each.types), context.viewer, variables)
        except Uncompilable:
            return ()
        return found

    async def write(self, parts: tuple[Pruned, ...], call: Any, context: Any) -> ExecutionResult:
        """Run a mutation field by field, each with its nodes as it left them. One that fails is the last."""
        data: dict[str, Any] | None = {}
        errors: list[GraphQLError] = []
        for part in parts:
            result = await self.schema.execute(
                Made.of(call.query, part.document),
                variable_values=call.variables,
                context_value=context,
                operation_name=call.operation_name,
                operation_extensions=call.extensions,
            )
            await self.fill(result, part, call.variables, context)
            errors += result.errors or ()
            if result.data is None:
                data = None
                break
            data |= result.data
        return ExecutionResult(data=data, errors=errors)

    async def fill(self, result: ExecutionResult, of: Pruned, given: dict[str, Any], context: Any) -> None:
        """Put the nodes into an answer. What went wrong with them is added to its errors, as of their places."""
        root = result.data.get(of.name) if result.data else None
        found = [root.get(spot.name) for spot in of.spots] if isinstance(root, dict) else []
        given_ids = [each["id"] if each else None for each in found]
        if not any(given_ids):
            return
        parsed = [ids.parse(each) if each else None for each in given_ids]
        types = tuple(known or (each[0] if each else None) for known, each in zip(of.types, parsed, strict=True))
        rooted = of.rooted(types)
        try:
            texts = await self._told(rooted, [each[1] if each else None for each in parsed], given, context)
        except Uncompilable:
            await self._interpreted(rooted, given_ids, result, given, context)
            return
        except Exception as raised:
            self._failed(rooted, given_ids, result, raised)
            return
        for spot, text in zip(of.spots, texts, strict=True):
            root[spot.name] = None if text == NULL else orjson.Fragment(text)

    async def _told(self, rooted: Rooted, keys: list[UUID | None], given: dict[str, Any], context: Any) -> list[bytes]:
        """The nodes as JSON. Raises Uncompilable where they need the interpreter's words."""
        variables = rooted.of.operation.variables(given)
        plan = self.plans.find(rooted, context.viewer, variables)
        values = plan.values(await plan.started(context, variables, tuple(keys)))
        row = await context.services.readers.answer(context.viewer, plan.statement, values)
        finished = plan.finished(context, row[0])
        context.withheld |= finished.withheld
        context.is_told_alone |= plan.is_personal
        return finished.data.split(b"%c" % PARTED)

    async def _interpreted(
        self, rooted: Rooted, given_ids: list[str | None], result: ExecutionResult, given: dict[str, Any], context: Any
    ) -> None:
        """The nodes as the interpreter gives them, and its errors under their places."""
        context.is_told_alone = True
        operation, root = rooted.of.operation, result.data[rooted.of.name]
        made = Made.of("query", rooted.document(given_ids))
        name = operation.node.name.value if operation.node.name else None
        read = await self.schema.execute(made, variable_values=given, context_value=context, operation_name=name)
        for spot in rooted.of.spots:
            root[spot.name] = (read.data or {}).get(spot.name)
        for error in read.errors or ():
            error.path = [rooted.of.name, *(error.path or ())]
        result.errors = [*(result.errors or ()), *(read.errors or ())]

    def _failed(self, rooted: Rooted, given_ids: list[str | None], result: ExecutionResult, raised: Exception) -> None:
        """What was written is told even where the nodes could not be read."""
        errors = list(result.errors or ())
        for spot, given_id in zip(rooted.of.spots, given_ids, strict=True):
            if given_id:
                result.data[rooted.of.name][spot.name] = None
                path = [rooted.of.name, spot.name]
                errors.append(GraphQLError(str(raised), list(spot.nodes), path=path, original_error=raised))
        result.errors = errors
