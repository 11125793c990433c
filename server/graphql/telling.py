"""What streams tell: an answer for each message, worked out once for all who are bound to be told the same.

A stream is opened by graphql-core, which asks the field for its messages. An event is then executed for one of those
who see the same and ask the same, and its finished text handed to all of them.
"""

from collections.abc import AsyncIterable, Callable, Hashable
from dataclasses import dataclass, replace
from inspect import isawaitable
from typing import Any

import orjson
from graphql import DocumentNode, ExecutionResult, GraphQLSchema, VariableNode, create_source_event_stream
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from resolvers.calendar_feed import record_revealed
from resolvers.compiled.operation import Operation
from resolvers.compiled.sharing import Shared
from resolvers.context import Context
from resolvers.watching import Message
from server.graphql.payloads import Payloads


class NotOpened(Exception):
    """The stream cannot begin; the errors say why."""

    def __init__(self, errors: list[Any]) -> None:
        super().__init__()
        self.errors = errors


class Stream:
    """One stream: the operation, its variables, and for whom."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: Operation, call: Any) -> None:
        self.schema, self.document, self.operation, self.call = schema, document, operation, call
        common = {name: value for name, value in call.variables.items() if name not in beginnings(operation)}
        self.key: Hashable = (operation.key, orjson.dumps(common, option=orjson.OPT_SORT_KEYS))
        """Equal for streams that ask the same, wherever they go on from."""

    async def messages(self, context: Any) -> AsyncIterable[Message]:
        """Open it. Raises NotOpened."""
        opened = create_source_event_stream(self._executor(self.document, context))
        source = await opened if isawaitable(opened) else opened
        if isinstance(source, ExecutionResult):
            raise NotOpened(source.errors or [])
        return source

    async def execute(self, document: DocumentNode, message: Message, context: Any) -> ExecutionResult:
        """What a document of the stream answers to a message."""
        result = self._executor(document, context, message).execute_operation(serially=False)
        return await result if isawaitable(result) else result

    def _executor(self, document: DocumentNode, context: Any, root: Any = None) -> Any:
        built = StrawberryGraphQLCoreExecutionContext.build(
            self.schema,
            document,
            root,
            context,
            self.call.variables,
            self.call.operation_name,
            hide_suggestions=True,
        )
        if isinstance(built, list):
            raise NotOpened(built)
        return built


def beginnings(operation: Operation) -> frozenset[str]:
    """The variables that say nothing but where the stream goes on from."""
    (root, *_) = operation.node.selection_set.selections
    after = {
        each.value.name.value
        for each in getattr(root, "arguments", None) or ()
        if each.name.value == "after" and isinstance(each.value, VariableNode)
    }
    return frozenset(name for name in after if operation.uses(name) == 1)


@dataclass(frozen=True)
class Told:
    """An answer to a message, and whose it is where it was worked out for one viewer alone."""

    answer: Any
    whose: Hashable = None


class Teller:
    """Works out what is told. One for an engine, which says how a result becomes an answer."""

    def __init__(self, payloads: Payloads, answered: Callable[[ExecutionResult, Any], Any]) -> None:
        self.payloads, self._answered = payloads, answered
        self.shared: Shared[Told] = Shared()

    async def told(self, stream: Stream, message: Any, context: Any) -> Any:
        """The answer to a message for the viewer of a context."""
        if not isinstance(message, Message) or message.is_personal or message.event is None:
            return (await self._work_out(stream, message, context)).answer
        context.message = message
        viewer, wakes = context.viewer, context.services.bus.wakes
        scope = (stream.key, message.cursor, viewer.shape, viewer.client_id, viewer.client_ids)
        alone = (*scope, viewer.user_id, viewer.contact_id)

        async def work() -> Told:
            # In a context of its own: who asked first may be further by then, or gone, while others wait.
            own = Context(context.services, context.viewer, context.session, ip=context.ip)
            own.followed = context.followed
            return await self._work_out(stream, message, own, alone)

        told = await self.shared.found(scope, wakes, work)
        # What depends on who asks was worked out for one of them; the others are told what is theirs.
        if told.whose is not None and told.whose != alone:
            told = await self.shared.found(alone, wakes, work)
        return told.answer

    async def _work_out(self, stream: Stream, message: Any, context: Any, whose: Hashable = None) -> Told:
        context.forget()
        context.message = message
        given = stream.call.variables
        parts = self.payloads.prune(stream.operation, given, context)
        if not parts:
            result = await stream.execute(stream.document, message, context)
        for part in parts:
            result = await stream.execute(part.document, message, context)
            await self.payloads.fill(result, part, given, context)
        is_for_all = bool(parts) and all(part.is_answered for part in parts) and not context.is_told_alone
        is_for_all = is_for_all and not context.revealed
        await record_revealed(context)
        answer = self._answered(result, context)
        return Told(replace(answer, text=orjson.dumps(answer.payload).decode()), None if is_for_all else whose)
