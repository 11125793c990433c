"""Points: what asking costs a viewer (security.md 5.5). An operation pays for what it may answer before it runs, and
gets back what it did not answer.

They are counted in this process; sharing_points.py counts them in several. A viewer's points are one account, whatever
tokens and connections they ask by; strangers share one by the address they come from.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import Any

import orjson

from models.core import clock
from models.core.access import Role
from permissions.viewer import Viewer
from resolvers.rate_limit import RateLimit
from resolvers.scope import FULL
from resolvers.session import confirm
from server import metrics, tracing
from server.graphql.admission import Admission, Overtaxed
from server.graphql.cheaper import NO_ADVICE, Advice, advice
from server.graphql.engine import Answer, Call, Engine, Rate, refusal
from server.graphql.errors import BUSY, FORBIDDEN, RATE_LIMITED, TIMEOUT, TOO_MANY_OPERATIONS, Refused, refused
from server.graphql.gate import HINTS, Gate, too_complex
from server.graphql.penalties import Penalties, RefusedUnread
from server.graphql.points import Points, Spent, account_of
from server.graphql.turns import Crowded, Turns
from server.limits import DEFAULT, Allowance, Limits
from server.usage import Usage


class Metered:
    """An engine asked within what the asker's audience is allowed."""

    def __init__(self, engine: Engine, limits: Limits = DEFAULT, points: Points | None = None) -> None:
        self.engine, self.limits = engine, limits
        self.points = points or Points()
        self.turns = Turns(limits)
        self.admission = Admission(engine.documents, limits)
        self.penalties = Penalties(engine, limits)
        self.usage = Usage(engine.documents.schema)

    async def answer(self, call: Call, context: Any) -> Answer:
        """Run a query or a mutation that was checked; or say what it would cost, any subscription too."""
        kind, began = "mutation" if call.measure.verbs else "query", perf_counter()
        with tracing.operation(kind, call) as span:
            answer = await self._answered(call, context)
            span.ended(metrics.ended(kind, answer, perf_counter() - began, call.measure.cost), answer, call)
        return answer

    async def _answered(self, call: Call, context: Any) -> Answer:
        try:
            allowed = await self._admit(call, context)
            if call.is_weighed_alone:
                return self._weighed(call, context, allowed)
            whose, asked = self._pay(call, context, allowed)
        except Refused as no:
            return self.refused(context, refusal(no))
        except Spent as spent:
            return self._refused(call, context, spent)
        try:
            await self.turns.begin(whose)
        except Crowded:
            self.points.settle(whose, allowed, asked)
            return self._crowded(whose, allowed)
        self._note(call)
        context.rate_limit = self._rate_limit(whose, allowed, asked)
        try:
            async with self.admission.place(call.query, call.operation_name, call.measure.cost):
                answer = await self.engine.answer(call, context)
        except Overtaxed:
            self.points.settle(whose, allowed, asked)
            return refusal(refused(BUSY, FULL))
        finally:
            self.turns.end(whose)
        cost = self._cost(call, answer)
        metrics.spent(cost)
        self.points.settle(whose, allowed, asked - cost)
        self._tell(call, answer, cost)
        return replace(answer, rate=self.points.rate(whose, allowed))

    def turned_away(self, context: Any, no: Refused) -> Answer:
        """The answer to a document that may not run. One that was not even read costs no points."""
        return (
            replace(refusal(no), rate=no.rate) if isinstance(no, RefusedUnread) else self.refused(context, refusal(no))
        )

    def refused(self, context: Any, answer: Answer) -> Answer:
        """The refusal of a document, which costs a few points as well; or that there are none left."""
        whose, allowed = account_of(context), allowance(self.limits, context.viewer)
        try:
            self.points.take(whose, allowed, self.limits.refused)
        except Spent as spent:
            return self._refused(Call(""), context, spent)
        return replace(answer, rate=self.points.rate(whose, allowed))

    @asynccontextmanager
    async def working(self, context: Any) -> AsyncIterator[Callable[[int], None]]:
        """Do the work of an operation that runs beside the engine, in its viewer's turn. What is given is called with
        the points of it, and raises `Spent` where there are too few."""
        whose, allowed = account_of(context), allowance(self.limits, context.viewer)
        self.points.take(whose, allowed, 1)
        await self.turns.begin(whose)
        try:
            yield partial(self.points.take, whose, allowed)
        finally:
            self.turns.end(whose)

    async def events(self, call: Call, context: Any) -> AsyncGenerator[Answer, None]:
        """Run a subscription that was checked. It pays for one event when it begins; those that follow are news."""
        try:
            self._pay(call, context, await self._admit(call, context))
        except Refused as no:
            yield self.refused(context, refusal(no))
            return
        except Spent as spent:
            yield self._refused(call, context, spent)
            return
        self._note(call)
        with metrics.STREAMS.track_inprogress():
            async with aclosing(self.engine.events(call, context)) as answers:
                async for answer in answers:
                    metrics.MESSAGES.inc()
                    yield answer

    async def _admit(self, call: Call, context: Any) -> Allowance:
        """What the viewer is allowed. Raises `Refused` where this is more, or where they may not ask at all."""
        if call.measure.introspections:
            await confirm(context)
            if not context.viewer.is_user:
                raise refused(FORBIDDEN, "The schema is shown to signed-in users of the house.")
        allowed = allowance(self.limits, context.viewer)
        if call.measure.cost > allowed.cost:
            raise too_complex("cost", allowed.cost, call.measure.cost, HINTS["cost"], self._cheaper(call, allowed))
        return allowed

    def _cheaper(self, call: Call, allowed: Allowance) -> Advice:
        document = self.engine.documents.kept(call.query)
        if document is None:
            return NO_ADVICE
        operation = document.operation(call.operation_name)
        gate = Gate(self.engine.documents.schema, document.node, operation, call.variables, self.limits)
        return advice(gate, allowed.cost)

    def _pay(self, call: Call, context: Any, allowed: Allowance) -> tuple[Hashable, int]:
        whose, asked = account_of(context), max(call.measure.cost, 1)
        self.points.take(whose, allowed, asked)
        return whose, asked

    def _note(self, call: Call) -> None:
        document = self.engine.documents.kept(call.query)
        if document:
            self.usage.note(call.program, document.digest, document.node)

    def _rate_limit(self, whose: Hashable, allowed: Allowance, asked: int) -> RateLimit:
        """What the operation itself may tell of it."""
        rate = self.points.rate(whose, allowed)
        return RateLimit(asked, rate.limit, rate.remaining, clock.now() + timedelta(seconds=rate.reset))

    def _weighed(self, call: Call, context: Any, allowed: Allowance) -> Answer:
        """What an operation would cost, and the most it may. It is not run; asking takes one point."""
        whose = account_of(context)
        self.points.take(whose, allowed, 1)
        told = {"requestedQueryCost": call.measure.cost, "actualQueryCost": 0, "allowedQueryCost": allowed.cost}
        return Answer({"data": None, "extensions": {"cost": told}}, rate=self.points.rate(whose, allowed))

    def _refused(self, call: Call, context: Any, spent: Spent) -> Answer:
        rate = self.points.rate(account_of(context), allowance(self.limits, context.viewer), spent.wait)
        message = f"You have asked for much in the last minute. Ask again in {spent.wait} s, or for less."
        answer = refusal(refused(RATE_LIMITED, message, retryAfter=spent.wait))
        self._tell(call, answer, 0)
        return replace(answer, rate=rate)

    def _crowded(self, whose: Hashable, allowed: Allowance) -> Answer:
        message = f"More than {self.limits.operations_waiting} of your operations wait already. Send fewer at once."
        return replace(refusal(refused(TOO_MANY_OPERATIONS, message)), rate=self.points.rate(whose, allowed, 1))

    def _cost(self, call: Call, answer: Answer) -> int:
        """What an answer is worth. A statement that was stopped has cost all the time there was."""
        if any(error.get("extensions", {}).get("code") == TIMEOUT for error in answer.errors):
            return max(call.measure.cost, 1)
        return max(objects_in(answer.payload.get("data")) + call.measure.verbs * self.limits.verb, 1)

    def _tell(self, call: Call, answer: Answer, cost: int) -> None:
        if call.measure.cost:
            told = {"requestedQueryCost": call.measure.cost, "actualQueryCost": cost}
            answer.payload["extensions"] = {**answer.payload.get("extensions", {}), "cost": told}


def allowance(limits: Limits, viewer: Viewer) -> Allowance:
    """What the audience of a viewer is allowed."""
    if viewer.is_user:
        return limits.analyst if viewer.role is Role.ANALYST else limits.staff
    return limits.contact if viewer.is_contact else limits.anonymous


def status_of(answer: Answer, *, tells_by_status: bool) -> int:
    """The status of an answer over HTTP. The newer JSON type tells refusals by it."""
    if answer.rate and answer.rate.wait:
        return 429
    if answer.refused and answer.is_fault:
        return 500
    return 400 if answer.refused and tells_by_status else 200


def rate_headers(rate: Rate | None) -> dict[str, str]:
    """What is left of the asker's points, as headers."""
    if rate is None:
        return {}
    told = {"ratelimit-limit": rate.limit, "ratelimit-remaining": rate.remaining, "ratelimit-reset": rate.reset}
    return {name: str(value) for name, value in (told | ({"retry-after": rate.wait} if rate.wait else {})).items()}


def objects_in(data: Any) -> int:
    """How many objects there are in the `data` of an answer. No text can hold what an object begins with, because
    quotes are escaped."""
    return max(orjson.dumps(data).count(b'{"') - 1, 0)
