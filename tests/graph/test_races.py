"""Many at once on the same rows: one effect, an answer for everybody, and books that add up afterwards."""

import asyncio
import random
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from sqlalchemy import text

import models
from models import EventKind, InvoiceStatus
from models.invoice import ISSUED_INVOICES
from models.payment import HELD_PAYMENTS
from resolvers.settlement import payment_status
from tests.graph.conftest import gid, viewer_of
from tests.graph.money import FROM_PROJECT, ISSUE, PAY, TODAY, Work, codes, item, pay
from tests.graph.test_credit_note import CREDIT, LINES
from tests.graph.test_signing import SIGN
from tests.graph.test_timer import START
from tests.graph.work import a_project, a_task

RECORD = """
mutation ($input: RecordPaymentInput!) {
  recordPayment(input: $input) { payment { id } receipt { number } invoice { id } userErrors { code path } cursor }
}
"""
LOG = """
mutation ($input: LogTimeInput!) {
  logTime(input: $input) { timeEntry { id seconds } userErrors { code path } }
}
"""
DISCARD = "mutation ($id: ID!) { discardDraftInvoice(input: {invoiceId: $id}) { userErrors { code } } }"
VOID = """mutation ($id: ID!) { voidInvoice(input: {invoiceId: $id, reason: "Wrong"}) { userErrors { code } } }"""
REFUND = """
mutation ($id: ID!, $amount: MoneyInput!, $key: String!) {
  refundPayment(input: {paymentId: $id, amount: $amount, idempotencyKey: $key}) { userErrors { code } }
}
"""
WITHDRAW = "mutation ($id: ID!) { withdrawProposal(input: {proposalId: $id}) { userErrors { code } } }"
CONVERT = """
mutation ($id: ID!) { convertLead(input: {leadId: $id}) { client { id } userErrors { code } } }
"""
TASK = """
mutation ($lead: ID!, $name: String!) {
  createTask(input: {leadId: $lead, name: $name}) { task { id client { id } } userErrors { code } }
}
"""
RENAME = """
mutation ($id: ID!, $name: String!, $version: Int!) {
  updateTask(input: {taskId: $id, name: $name, expectedVersion: $version}) { task { name } userErrors { code } }
}
"""
PROGRESS = """
mutation ($id: ID!, $percent: Int!) {
  setTaskProgress(input: {taskId: $id, percentComplete: $percent}) { userErrors { code } }
}
"""


@pytest.fixture
async def work(make):
    return await Work(make).begin()


@pytest.fixture
async def books(make):
    """Look into the books once everything happened."""
    yield
    await check_books(make)


pytestmark = pytest.mark.usefixtures("books")


def gbp(amount):
    return {"amount": amount, "currency": "GBP"}


async def together(*calls):
    """The payloads of writes sent at the same time, in the order given."""
    return [next(iter(answer.values())) for answer in await asyncio.gather(*calls)]


async def check_books(make):
    """Money, hours, numbers and the log say the same (domain.md M9, B1, N2, L1)."""
    invoices = {row.id: row for row in await make.all(models.Invoice)}
    payments = {row.id: row for row in await make.all(models.Payment)}
    paid, allocated, credited = Counter(), Counter(), Counter()
    for each in await make.all(models.PaymentAllocation):
        if payments[each.payment_id].status in (*HELD_PAYMENTS, models.PaymentStatus.REFUNDED):
            paid[each.invoice_id] += each.net
            allocated[each.payment_id] += each.net
    for each in await make.all(models.CreditAllocation):
        credited[each.invoice_id] += each.amount
    for key, invoice in invoices.items():
        assert (invoice.paid, invoice.credited) == (paid[key], credited[key])
        assert invoice.status is not InvoiceStatus.PAID or invoice.balance == 0
    assert all(payment.allocated == allocated[key] for key, payment in payments.items())

    live = [each for each in await make.all(models.BillingAllocation) if each.state.name != "RELEASED"]
    billed = Counter(each.time_entry_id for each in live)
    entries = await make.all(models.TimeEntry)
    assert {entry.id for entry in entries if entry.invoice_line_id} == set(billed) and set(billed.values()) <= {1}

    for model in (models.Invoice, models.CreditNote):
        numbers = sorted(row.sequence for row in await make.all(model) if row.sequence)
        assert numbers == list(range(1, len(numbers) + 1))
    receipts = sorted(int(row.number[-5:]) for row in await make.all(models.Receipt))
    assert receipts == list(range(1, len(receipts) + 1))

    for project in await make.all(models.Project):
        issued = [each for each in invoices.values() if each.project_id == project.id]
        assert project.payment_status is payment_status(each for each in issued if each.status in ISSUED_INVOICES)

    told = defaultdict(Counter)
    for event in await make.all(models.Event):
        told[event.kind][event.subject_id] += 1
    assert told[EventKind.INVOICE_ISSUED] == Counter(key for key, each in invoices.items() if each.number)
    assert told[EventKind.INVOICE_VOIDED] == Counter(k for k, each in invoices.items() if each.status.name == "VOID")
    came = Counter(key for key, each in payments.items() if each.received_at)
    assert told[EventKind.PAYMENT_RECEIVED] == came and len(receipts) == came.total()


# --- one key, many senders


async def test_one_key_has_one_effect_and_one_answer(ask, owner, make, work):
    invoice = await work.invoice(ask, owner, item("90.00"))
    credited = await work.invoice(ask, owner, item("40.00"))
    (line,) = (await ask(owner, LINES, id=credited))["invoice"]["lines"]
    await work.time(3600)
    received = "2026-03-02T12:00:00Z"
    wishes = [
        (PAY, {"invoiceId": invoice, "token": "tok_ok", "amount": gbp("10.00")}, models.Payment),
        (RECORD, {"clientId": gid(work.client), "amount": gbp("5.00"), "method": "CASH", "receivedAt": received},
         models.Payment),
        (FROM_PROJECT, {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "issue": True}, models.Invoice),
        (LOG, {"projectId": gid(work.project), "loggedOn": TODAY.isoformat(), "seconds": 60}, models.TimeEntry),
        (CREDIT, {"invoiceId": credited, "reason": "x", "lines": [{"invoiceLineId": line["id"]}]}, models.CreditNote),
    ]  # fmt: skip
    for number, (query, wish, made) in enumerate(wishes):
        before = len(await make.all(made))
        keyed = wish | {"idempotencyKey": f"key {number}"}

        answers = await together(*(ask(owner, query, input=keyed) for _ in range(8)))
        again = await together(ask(owner, query, input=keyed))

        assert codes(answers[0]) == [] and all(answer == answers[0] for answer in [*answers, *again])
        assert len(await make.all(made)) == before + 1


async def test_a_key_is_for_one_wish_of_one_person(ask, owner, make, work):
    invoice = await work.invoice(ask, owner, item("90.00"))
    other = viewer_of(await make.user())
    wishes = [gbp("10.00"), gbp("10.00"), gbp("20.00")]

    answers = await asyncio.gather(
        *(pay(ask, who, invoice, "k", amount=amount) for who in (owner, other, work.ada) for amount in wishes)
    )

    outcomes = Counter((codes(answer) or ["done"])[0] for answer in answers)
    assert outcomes in (Counter(done=6, IDEMPOTENCY_MISMATCH=3), Counter(done=3, IDEMPOTENCY_MISMATCH=6),
                        Counter(done=5, IDEMPOTENCY_MISMATCH=4), Counter(done=4, IDEMPOTENCY_MISMATCH=5))  # fmt: skip
    assert len(await make.all(models.Payment)) == 3


async def test_a_declined_payment_is_declined_again_by_the_same_key(ask, work, owner, make):
    invoice = await work.invoice(ask, owner, item("90.00"))

    answers = await asyncio.gather(*(pay(ask, work.ada, invoice, "no", token="tok_declined") for _ in range(8)))

    assert all(answer == answers[0] for answer in answers) and codes(answers[0]) == ["PAYMENT_DECLINED"]
    (failed,) = await make.all(models.Payment)
    assert failed.status is models.PaymentStatus.FAILED


# --- one row, many wishes


async def test_of_eight_who_read_the_same_version_one_writes(ask, owner, make):
    task = await a_task(make, await a_project(make))

    answers = await together(
        *(ask(owner, RENAME, id=gid(task), name=f"Name {n}", version=task.version) for n in range(8))
    )

    assert Counter(tuple(codes(answer)) for answer in answers) == {(): 1, ("STALE_VERSION",): 7}
    (winner,) = [answer["task"]["name"] for answer in answers if answer["task"]]
    assert (await make.again(task)).name == winner


async def test_two_clocks_started_at_once(ask, make):
    dev, project = viewer_of(await make.user()), await a_project(make)

    answers = await together(*(ask(dev, START, project=gid(project)) for _ in range(6)))

    assert Counter(tuple(codes(answer)) for answer in answers) == {(): 1, ("TIMER_RUNNING",): 5}
    assert len(await make.all(models.Timer)) == 1


async def test_issuing_against_discarding(ask, owner, make, work):
    for _ in range(5):
        await work.time(3600)
        wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS"}
        draft = (await ask(owner, FROM_PROJECT, input=wish))["createInvoiceFromProject"]["invoice"]["id"]

        issued, discarded = await together(ask(owner, ISSUE, id=draft), ask(owner, DISCARD, id=draft))

        assert sorted(map(codes, (issued, discarded))) in ([[], ["INVALID_STATE"]], [[], ["NOT_FOUND"]])


async def test_voiding_against_paying(ask, owner, work):
    for number in range(5):
        invoice = await work.invoice(ask, owner, item("10.00"), projectId=gid(work.project))

        voided, paid = await together(
            ask(owner, VOID, id=invoice),
            ask(owner, PAY, input={"invoiceId": invoice, "token": "tok_ok", "idempotencyKey": f"p{number}"}),
        )

        assert sorted(map(codes, (voided, paid))) == [[], ["INVALID_STATE"]]


async def test_crediting_against_paying(ask, owner, work):
    for number in range(5):
        invoice = await work.invoice(ask, owner, item("10.00"), projectId=gid(work.project))
        (line,) = (await ask(owner, LINES, id=invoice))["invoice"]["lines"]
        wish = {"invoiceId": invoice, "reason": "x", "lines": [{"invoiceLineId": line["id"]}]}

        credited, paid = await together(
            ask(owner, CREDIT, input=wish | {"idempotencyKey": f"c{number}"}),
            ask(owner, PAY, input={"invoiceId": invoice, "token": "tok_ok", "idempotencyKey": f"p{number}"}),
        )

        assert codes(credited) == [] and codes(paid) in ([], ["INVALID_STATE"])
        left = credited["creditNote"]["remaining"]["amount"]
        assert left == ("10.00" if not codes(paid) else "0.00")


async def test_refunding_twice_at_once(ask, owner, make, work):
    invoice = await work.invoice(ask, owner, item("10.00"), projectId=gid(work.project))
    payment = (await pay(ask, owner, invoice, "p"))["payment"]["id"]

    answers = await together(
        *(ask(owner, REFUND, id=payment, amount=gbp("6.00"), key=f"r{number}") for number in range(4))
    )

    assert Counter(tuple(codes(answer)) for answer in answers) == {(): 1, ("AMOUNT_EXCEEDS_BALANCE",): 3}
    (refunded,) = await make.all(models.Payment)
    assert refunded.refunded == Decimal(6)


async def test_signing_twice_and_against_withdrawing(ask, owner, nobody, make):
    for _ in range(4):
        proposal, token = await a_sent_proposal(ask, owner, await make.client())

        *signed, withdrawn = await together(
            ask(nobody, SIGN, token=token), ask(nobody, SIGN, token=token), ask(owner, WITHDRAW, id=proposal)
        )

        if codes(withdrawn):
            assert codes(withdrawn) == ["INVALID_STATE"] and signed[0] == signed[1] and codes(signed[0]) == []
        else:
            assert [codes(answer) for answer in signed] == [["INVALID_TOKEN"]] * 2
    told = Counter((event.kind, event.subject_id) for event in await make.all(models.Event))
    assert all(times == 1 for (kind, _), times in told.items() if kind.name.startswith("PROPOSAL_"))


async def test_what_is_made_for_a_lead_while_it_converts_goes_along(ask, owner, make):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    for number in range(5):
        lead = await make.row(models.Lead(name=f"Ada {number}", email=f"ada{number}@acme.test", stage_id=stage.id))

        converted, *tasks = await together(
            ask(owner, CONVERT, id=gid(lead)), *(ask(owner, TASK, lead=gid(lead), name=f"T{n}") for n in range(3))
        )

        assert codes(converted) == [] and [codes(task) for task in tasks] == [[]] * 3
        client = (await make.again(lead)).converted_client_id
        assert all(task.client_id == client for task in await make.all(models.Task) if task.lead_id == lead.id)


# --- storms


async def deadlocks(services):
    """How many there have been in this database, which other tests had before."""
    async with services.sessions() as session:
        return await session.scalar(text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))


async def test_a_storm_over_one_project_ends_with_every_answer(ask, owner, make, work, services):
    """Who hangs something on a row does not wait for who changes it, so nobody waits in a circle."""
    tasks = [await work.task(f"Task {n}") for n in range(4)]
    invoices = [await work.invoice(ask, owner, item("10.00"), projectId=gid(work.project)) for _ in range(4)]
    day = TODAY.isoformat()
    calls = []
    for n in range(40):
        task, invoice = gid(tasks[n % 4]), invoices[n % 4]
        calls += [
            ask(owner, LOG, input={"taskId": task, "loggedOn": day, "seconds": 60 + n}),
            ask(owner, PROGRESS, id=task, percent=n),
            ask(owner, PAY, input={"invoiceId": invoice, "token": "tok_ok", "amount": gbp("0.25"),
                                   "idempotencyKey": f"storm {n}"}),
        ]  # fmt: skip
        if n % 8 == 0:
            calls.append(ask(owner, FROM_PROJECT, input={"projectId": gid(work.project), "basis": "PROJECT_HOURS"}))
    random.Random(7).shuffle(calls)
    before = await deadlocks(services)

    answers = await together(*calls)

    assert {tuple(codes(answer)) for answer in answers} <= {(), ("ALREADY_BILLED",), ("NOTHING_TO_BILL",)}
    assert len(await make.all(models.TimeEntry)) == 40 and len(await make.all(models.Payment)) == 40
    assert await deadlocks(services) == before


async def a_sent_proposal(ask, owner, client):
    line = {"description": "Design", "unitPrice": gbp("100.00")}
    create = "mutation ($input: CreateProposalInput!) { createProposal(input: $input) { proposal { id } } }"
    wish = {"clientId": gid(client), "title": "Website", "currency": "GBP", "lines": [line]}
    proposal = (await ask(owner, create, input=wish))["createProposal"]["proposal"]["id"]
    send = "mutation ($id: ID!) { sendProposal(input: {proposalId: $id}) { signingToken } }"
    return proposal, (await ask(owner, send, id=proposal))["sendProposal"]["signingToken"]
