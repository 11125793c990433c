"""One operation, whatever way it came in: checked, executed, and put into the words of the answer."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from contextvars import copy_context
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import orjson
import strawberry
import structlog
from graphql import GraphQLError, GraphQLFormattedError, OperationDefinitionNode
from strawberry.types import ExecutionResult

from models.core.access import Role
from permissions.viewer import Viewer
from resolvers.calendar_feed import record_revealed
from resolvers.compiled.explain import explained
from resolvers.compiled.operation import Operation
from resolvers.compiled.parameters import Uncompilable
from resolvers.compiled.plan import Changed, Plan, Plans
from resolvers.compiled.rooted import Pruned
from resolvers.scope import Busy
from resolvers.session import confirm
from server.graphql.documents import Documents, Found, reading
from server.graphql.errors import BAD_INPUT, INTERNAL, Refused, present, refused
from server.graphql.gate import Measure, too_complex
from server.graphql.payloads import Payloads
from server.graphql.telling import NotOpened, Stream, Teller
from server.limits import DEFAULT, Limits

log = structlog.get_logger(__name__)

SLOW_SECONDS = 0.5
"""What takes longer is worth a line in the log; what went well and quickly is not."""
SHORT = 300
"""Characters of a document that takes no longer to read than to hand to another thread."""
MANY = 40
"""Fields of an operation whose statement takes no longer to write than the others may wait."""


@dataclass
class Call:
    """An operation as a client asks for it."""

    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    extensions: dict[str, Any] = field(default_factory=dict)
    document_id: str | None = None
    """Names the document instead of `query` (server/graphql/trusted.py)."""
    digest: str | None = None
    """The hash of the document, beside `query` or instead of it (server/graphql/automatic.py)."""
    measure: Measure = field(default_factory=Measure)
    """What it asks for, once it is checked."""
    program: str = ""
    """What the program that asks calls itself (server/usage.py)."""

    @property
    def is_weighed_alone(self) -> bool:
        """Whether only its cost is asked for: it is checked and not run (`extensions: {cost: "only"}`)."""
        return self.extensions.get("cost") == "only"


@dataclass(frozen=True)
class Rate:
    """What is left of a viewer's points: of how many, how many, and the seconds until all of them are back."""

    limit: int
    remaining: int
    reset: int
    wait: int = 0
    """Seconds to wait before the same may be asked again; 0 where it was answered."""


@dataclass(frozen=True)
class Answer:
    """What is sent back. `refused`: nothing was executed, so there is no `data`."""

    payload: dict[str, Any]
    refused: bool = False
    plan: Plan | None = None
    """What it was answered by, where it was compiled; `data` is a fragment of JSON then."""
    rate: Rate | None = None
    """Where points are counted."""
    text: str | None = None
    """The payload as JSON, where it was written out once for many."""

    @property
    def errors(self) -> list[GraphQLFormattedError]:
        """The errors of the answer, none when all went well."""
        return self.payload.get("errors", [])

    @property
    def is_fault(self) -> bool:
        """Whether we failed, and not the client."""
        return any(error.get("extensions", {}).get("code") == INTERNAL for error in self.errors)


def refusal(no: Refused) -> Answer:
    """The answer to a request that is not executed."""
    return Answer({"errors": [error.formatted for error in no.errors]}, refused=True)


class Engine:
    """Runs operations on a schema. The schema itself is left as it is: the engine works on a shallow copy."""

    def __init__(self, schema: strawberry.Schema, limits: Limits = DEFAULT) -> None:
        self.limits = limits
        self.documents = Documents(schema._schema, limits)
        self.plans = Plans()
        self.schema = reading(schema, self.documents)
        self.payloads = Payloads(self.schema, self.plans)
        self.teller = Teller(self.payloads, self._answer)
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")
        self._waiting = 0

    def check(self, call: Call) -> OperationDefinitionNode:
        """The operation a call means, when it may run at all. Raises `Refused`."""
        self._check_values(call.variables)
        return self._meant(call, self.documents.read(call.query, call.variables, call.operation_name))

    async def checked(self, call: Call) -> OperationDefinitionNode:
        """The same. What is not known yet and not short is read aside, one document at a time, so that those who
        send what is hard to read wait for one another and not the others for them. Raises `Busy` when many wait."""
        if len(call.query) <= SHORT or self.documents.kept(call.query) is not None:
            return self.check(call)
        self._check_values(call.variables)
        found = await self._beside(self.documents.examined, call.query, call.variables, call.operation_name)
        self.documents.keep(call.query, found.document)
        return self._meant(call, found)

    async def _beside(self, work: Callable[..., Any], *given: Any) -> Any:
        """Do what takes long in another thread, one after the other. Raises `Busy` when many wait."""
        if self._waiting >= self.limits.documents_waiting:
            raise Busy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._aside, copy_context().run, work, *given)
        finally:
            self._waiting -= 1

    def _meant(self, call: Call, found: Found) -> OperationDefinitionNode:
        call.measure = found.measure
        if found.operation.name:
            call.operation_name = found.operation.name.value
        return found.operation

    def _check_values(self, variables: dict[str, Any]) -> None:
        for values, each in enumerate(within(variables)):
            if values >= self.limits.values:
                raise too_complex("values", self.limits.values, None, "values in its variables")
            if isinstance(each, str) and "\x00" in each:
                raise refused(BAD_INPUT, "Text may not contain the character NUL.")

    async def answer(self, call: Call, context: Any) -> Answer:
        """Run a query or a mutation that was checked."""
        started = perf_counter()
        answer = await self._compiled(call, context) or await self._interpreted(call, context)
        await record_revealed(context)
        seconds = perf_counter() - started
        if answer.errors or seconds > SLOW_SECONDS:
            milliseconds = round(seconds * 1000, 1)
            log.info("operation", name=call.operation_name, milliseconds=milliseconds, errors=len(answer.errors))
        if call.extensions.get("explain") is True:
            await self._explain(call, context, answer)
        return answer

    async def _explain(self, call: Call, context: Any, answer: Answer) -> None:
        """Add to an answer how it came about. To administrators; others who ask are told nothing."""
        operation = self.documents.operation(call.query, call.operation_name)
        if context.viewer.is_admin and operation is not None:
            told = await explained(context, self.plans, operation, call.variables, answer.plan)
            answer.payload.setdefault("extensions", {})["explain"] = told

    async def _compiled(self, call: Call, context: Any) -> Answer | None:
        """The answer of a query by one statement; None where the interpreter has to give it."""
        operation = self.documents.operation(call.query, call.operation_name)
        if context.services.readers is None or operation is None or not operation.is_query:
            return None
        if context.viewer.role is Role.ANALYST:
            context.turn_to_standby()
        try:
            variables = operation.variables(call.variables)
            plan = await self._plan(call, operation, context.viewer, variables)
            try:
                finished = await plan.answer(context, variables)
            except Changed:
                await confirm(context)
                plan = await self._plan(call, operation, context.viewer, variables)
                finished = await plan.answer(context, variables)
        except Uncompilable:
            return None
        payload: dict[str, Any] = {"data": orjson.Fragment(finished.data)}
        if finished.withheld:
            payload["extensions"] = {"withheld": sorted(finished.withheld)}
        return Answer(payload, plan=plan)

    async def _plan(self, call: Call, operation: Operation, viewer: Viewer, variables: dict[str, Any]) -> Plan:
        """The plan of a query; a long one that is not made yet is made aside. Raises Uncompilable."""
        if call.measure.fields <= MANY or self.plans.knows(operation, viewer, variables):
            return self.plans.find(operation, viewer, variables)
        return await self._beside(self.plans.find, operation, viewer, variables)

    async def _interpreted(self, call: Call, context: Any) -> Answer:
        await confirm(context)
        if parts := await self._pruned(call, context):
            return self._answer(await self.payloads.write(parts, call, context), context)
        result = await self.schema.execute(
            call.query,
            variable_values=call.variables,
            context_value=context,
            operation_name=call.operation_name,
            operation_extensions=call.extensions,
        )
        return self._answer(result, context)

    async def _pruned(self, call: Call, context: Any) -> tuple[Pruned, ...]:
        """What is interpreted of a write or a stream where plans answer the rest. They are made here."""
        operation = self.documents.operation(call.query, call.operation_name)
        if call.measure.fields <= MANY or operation is None or operation.is_query:
            return self.payloads.prune(operation, call.variables, context)
        return await self._beside(self.payloads.prune, operation, call.variables, context)

    async def events(self, call: Call, context: Any) -> AsyncGenerator[Answer, None]:
        """Run a subscription that was checked: an answer for each event. A refused answer is the last one."""
        try:
            await confirm(context)
            stream = self._stream(call)
            # Plans are made before anything happens, so that the first event does not wait for them.
            await self._pruned(call, context)
            source = await stream.messages(context)
            async with aclosing(source):
                async for message in source:
                    yield await self.teller.told(stream, message, context)
        except NotOpened as refused:
            yield Answer({"errors": [present(error) for error in refused.errors]}, refused=True)
        except Exception as raised:
            yield Answer({"errors": [present(GraphQLError(str(raised), original_error=raised))]}, refused=True)

    def _stream(self, call: Call) -> Stream:
        """The stream a call asks for, of a document that was read a moment ago or is read again."""
        self.check(call)
        document, operation = (
            self.documents.kept(call.query),
            self.documents.operation(call.query, call.operation_name),
        )
        assert document and operation
        return Stream(self.schema._schema, document.node, operation, call)

    def _answer(self, result: ExecutionResult, context: Any) -> Answer:
        """`withheld` is emptied as it is told, so that each event of a stream names its own."""
        errors = result.errors or []
        is_refused = result.data is None and bool(errors) and all(error.path is None for error in errors)
        payload: dict[str, Any] = {} if is_refused else {"data": result.data}
        if errors:
            payload["errors"] = [present(error) for error in errors]
        extensions = dict(result.extensions or {})
        if context.withheld:
            extensions["withheld"] = sorted(context.withheld)
            context.withheld.clear()
        if extensions:
            payload["extensions"] = extensions
        return Answer(payload, is_refused)


def within(value: Any) -> Iterator[Any]:
    """Everything in a tree of JSON values, the names of objects included."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, dict):
            waiting.extend(each)
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
