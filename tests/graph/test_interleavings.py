"""Two writes of money on one invoice, in every order of their statements with one change-over: the first stops before
each statement and each commit of its own in turn, the second runs to its end, or until it waits for a lock of the
first, and the first goes on (security.md 3C, C10). What comes out is what comes out of one after the other. And in the
same way a write against the removal of its writer's access (C8).

`make races` runs all pairs of the eight verbs, and `make test` some orders of the pair that would do most harm.
"""

import asyncio
import os
from decimal import Decimal
from functools import partial
from itertools import product

import pytest

import models
from models.core import ids
from tests.graph.conftest import gid
from tests.graph.money import PAY, TODAY, codes, item
from tests.graph.pacing import Pacer, either, paced, started, until_it_waits
from tests.graph.people import Door
from tests.graph.people import door as door
from tests.graph.test_credit_note import APPLY, CREDIT, LINES
from tests.graph.test_race_rounds import ASSIGN
from tests.graph.test_races import LOG, RECORD, REFUND, VOID, gbp
from tests.graph.test_races import books as books
from tests.graph.test_races import work as work
from tests.graph.work import a_project

ALLOCATE = """
mutation ($payment: ID!, $parts: [AllocationInput!]!) {
  allocatePayment(input: {paymentId: $payment, allocations: $parts}) { userErrors { code } }
}
"""
WRITE_OFF = """
mutation ($id: ID!, $key: String!) {
  writeOffInvoice(input: {invoiceId: $id, reason: "Insolvent", idempotencyKey: $key}) { userErrors { code } }
}
"""
VERBS = ("pay", "record", "allocate", "refund", "void", "credit", "apply", "write off")
QUICK = ("pay", "void")
EVERY = 1 if "CLIENTGRAPH_RACES" in os.environ else 3
"""Every so many-th statement is stopped before."""
RECEIVED = "2026-03-02T12:00:00Z"

pytestmark = pytest.mark.usefixtures("books")


class Invoice:
    """An invoice of 10.00, and what the verbs need beside it."""

    numbers = iter(range(10**9))

    def __init__(self, ask, owner, work) -> None:
        self.ask, self.owner, self.work = ask, owner, work

    async def begin(self, verbs):
        self.id = await self.work.invoice(self.ask, self.owner, item("10.00"))
        if "refund" in verbs:
            self.payment = (await self.pay("4.00"))["payment"]["id"]
        if "allocate" in verbs:
            self.unallocated = (await self.record("6.00"))["payment"]["id"]
        if "apply" in verbs:
            other = Invoice(self.ask, self.owner, self.work)
            await other.begin(())
            await other.pay("10.00")
            self.note = (await other.credit("10.00"))["creditNote"]["id"]
        return self

    async def _done(self, query, **given):
        (payload,) = (await self.ask(self.owner, query, **given)).values()
        return payload

    async def _keyed(self, query, **given):
        return await self._done(query, input={**given, "idempotencyKey": f"key {next(self.numbers)}"})

    async def pay(self, amount="6.00"):
        return await self._keyed(PAY, invoiceId=self.id, token="tok_ok", amount=gbp(amount))

    async def record(self, amount="6.00", **over):
        client = gid(self.work.client)
        given = {"clientId": client, "amount": gbp(amount), "method": "CASH", "receivedAt": RECEIVED}
        return await self._keyed(RECORD, **given, **over)

    async def credit(self, amount="7.00"):
        line = (await self.ask(self.owner, LINES, id=self.id))["invoice"]["lines"][0]["id"]
        part = {"invoiceLineId": line, "amount": gbp(amount)}
        return await self._keyed(CREDIT, invoiceId=self.id, reason="Late", lines=[part])

    def verb(self, name):
        parts = [{"invoiceId": self.id, "amount": gbp("6.00")}]
        return {
            "pay": self.pay,
            "record": partial(self.record, allocations=parts),
            "allocate": lambda: self._done(ALLOCATE, payment=self.unallocated, parts=parts),
            "refund": lambda: self._done(REFUND, id=self.payment, amount=gbp("3.00"), key=f"r{next(self.numbers)}"),
            "void": lambda: self._done(VOID, id=self.id),
            "credit": self.credit,
            "apply": lambda: self._done(APPLY, note=self.note, invoice=self.id, amount=gbp("7.00")),
            "write off": lambda: self._done(WRITE_OFF, id=self.id, key=f"w{next(self.numbers)}"),
        }[name]

    async def state(self):
        """What the books say of it."""
        row = await self.work.make.again(models.Invoice(id=ids.parse(self.id)[1]))
        return row.status.name, *(Decimal(each) for each in (row.paid, row.credited, row.balance))


def pair(first, second):
    marks = () if (first, second) == QUICK else pytest.mark.at_length("CLIENTGRAPH_RACES")
    return pytest.param(first, second, id=f"{first}-while-{second}".replace(" ", "_"), marks=marks)


@pytest.mark.parametrize(("first", "second"), [pair(*each) for each in product(VERBS, VERBS)])
async def test_every_order_of_two_has_the_outcome_of_one_after_the_other(
    ask, owner, make, work, services, first, second
):
    async def begun():
        return await Invoice(ask, owner, work).begin((first, second))

    async def outcome(invoice, one, other):
        return tuple(codes(one)), tuple(codes(other)), await invoice.state()

    with paced(services.sessions.kw["bind"].sync_engine):
        invoice, pacer = await begun(), Pacer()
        one = await started(invoice.verb(first), pacer)
        expected = {await outcome(invoice, one, await invoice.verb(second)())}
        invoice = await begun()
        other = await invoice.verb(second)()
        expected.add(await outcome(invoice, await invoice.verb(first)(), other))

        waited = 0
        for stop in range(0, pacer.committed, EVERY):
            invoice, pacer = await begun(), Pacer(stop)
            ahead = started(invoice.verb(first), pacer)
            assert await either(ahead, pacer), f"it did not come to point {stop}"
            behind = asyncio.create_task(invoice.verb(second)())
            waited += await until_it_waits(behind, services.sessions)
            pacer.let_on.set()
            found = await outcome(invoice, *await asyncio.gather(ahead, behind))
            assert found in expected, f"stopped before statement {stop}: {found}, and not one of {expected}"
    assert waited, "the two never met"


async def test_a_removal_takes_effect_at_one_moment_of_a_write(door: Door, ask, owner, make, services):
    """Where its viewer was read after the removal, a write finds nothing, wherever else it is stopped; where before, it
    runs to its end, as if it had come first. What begins after the removal is refused."""
    project = await a_project(make)
    client = gid(models.Client(id=project.client_id))
    mia = await door.user(models.Role.STAFF_LIMITED, "Mia")
    token = (await door.login(mia.email))["token"]
    wish = {"projectId": gid(project), "loggedOn": TODAY.isoformat(), "seconds": 60}
    written, outcomes = 0, []
    with paced(services.sessions.kw["bind"].sync_engine):
        while True:
            await ask(owner, ASSIGN, id=gid(mia), to=[client])
            pacer = Pacer(len(outcomes))
            ahead = started(partial(door.ask, token, LOG, input=wish), pacer)
            if not await either(ahead, pacer):
                break
            removed = await ask(owner, ASSIGN, id=gid(mia), to=[])
            pacer.let_on.set()
            outcomes.append(tuple(codes((await ahead)["logTime"])))
            late = (await door.ask(token, LOG, input=wish))["logTime"]
            written += not outcomes[-1]
            assert removed["assignUserClients"]["userErrors"] == [] and codes(late) == ["NOT_FOUND"]
            assert len(await make.all(models.TimeEntry)) == written
    refused = outcomes.count(("NOT_FOUND",))
    assert outcomes == [("NOT_FOUND",)] * refused + [()] * (len(outcomes) - refused)
    assert 0 < refused < 6 and len(outcomes) > 12
