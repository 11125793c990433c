"""The races of security.md 3C, round after round in one set of books that is looked into at the end.

`make races ROUNDS=1000` runs them at length. `make test` has test_races.py, and of these the two it has not.
"""

import os
import random
from collections import Counter

import pytest

import models
from models import EventKind
from resolvers.chain import seal_log, verify
from resolvers.change import Change
from resolvers.context import Context
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.money import FROM_PROJECT, ISSUE, PAY, TODAY, codes, item
from tests.graph.people import Door
from tests.graph.people import door as door
from tests.graph.test_convert_estimate import CONVERT as INVOICE_ESTIMATE
from tests.graph.test_estimate import CREATE as ESTIMATE
from tests.graph.test_estimate import SEND as SEND_ESTIMATE
from tests.graph.test_estimate import SIGN as SIGN_ESTIMATE
from tests.graph.test_races import (
    CONVERT,
    DISCARD,
    LOG,
    PROGRESS,
    REFUND,
    RENAME,
    VOID,
    WITHDRAW,
    a_sent_proposal,
    check_books,
    deadlocks,
    gbp,
    together,
)
from tests.graph.test_races import work as work
from tests.graph.test_signing import SIGN
from tests.graph.test_timer import DISCARD as STOP_CLOCK
from tests.graph.test_timer import START
from tests.graph.work import a_project, a_task

ROUNDS = int(os.environ.get("CLIENTGRAPH_RACES", "1"))
at_length = pytest.mark.at_length("CLIENTGRAPH_RACES")
ASSIGN = """
mutation ($id: ID!, $to: [ID!]!) { assignUserClients(input: {userId: $id, clientIds: $to}) { userErrors { code } } }
"""
DRAFT = "mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { invoice { id } userErrors { code } } }"


@pytest.fixture(autouse=True)
async def books(make, services):
    """Look into the books, and walk the log, once everything happened."""
    yield
    await check_books(make)
    while await seal_log(services):
        pass
    assert await verify(Context(services)) is None


def paying(ask, who, invoice, amount, key):
    wish = {"invoiceId": invoice, "token": "tok_ok", "amount": gbp(amount), "idempotencyKey": key}
    return ask(who, PAY, input=wish)


@at_length
async def test_c1_an_invoice_is_paid_once(ask, owner, work):
    for turn in range(ROUNDS):
        payers = 32 if turn % 20 == 19 else 2 + turn % 6
        for how in ("own keys", "one key"):
            invoice = await work.invoice(ask, owner, item("10.00"))
            key = "{how} {turn} {n}" if how == "own keys" else "{how} {turn}"
            keys = [key.format(how=how, turn=turn, n=n) for n in range(payers)]

            answers = await together(*(paying(ask, owner, invoice, "10.00", each) for each in keys))

            paid = {answer["payment"]["id"] for answer in answers if not codes(answer)}
            refused = Counter(code for answer in answers for code in codes(answer))
            assert len(paid) == 1 and set(refused) <= {"INVALID_STATE", "AMOUNT_EXCEEDS_BALANCE"}
            assert refused.total() == (payers - 1 if how == "own keys" else 0)


@at_length
async def test_c2_a_lead_becomes_one_client(ask, owner, make):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    for turn in range(ROUNDS):
        lead = await make.row(models.Lead(name=f"Ada {turn}", email=f"ada{turn}@acme.test", stage_id=stage.id))

        answers = await together(*(ask(owner, CONVERT, id=gid(lead)) for _ in range(3)))

        assert len({answer["client"]["id"] for answer in answers}) == 1 and not any(map(codes, answers))
    assert len(await make.all(models.Client)) == ROUNDS


@at_length
async def test_c2_an_estimate_becomes_one_invoice(ask, owner, make):
    client = await make.client()
    reader = viewer_as(await make.contact(client), models.PortalPermission.DOCUMENTS)
    line = {"description": "Design", "unitPrice": gbp("100.00")}
    for turn in range(ROUNDS):
        given = {"clientId": gid(client), "title": f"Shop {turn}", "currency": "GBP", "lines": [line]}
        estimate = (await ask(owner, ESTIMATE, input=given))["createEstimate"]["estimate"]["id"]
        await ask(owner, SEND_ESTIMATE, id=estimate)
        await ask(reader, SIGN_ESTIMATE, id=estimate)

        answers = await together(*(ask(owner, INVOICE_ESTIMATE, input={"estimateId": estimate}) for _ in range(3)))

        assert Counter(tuple(codes(each)) for each in answers) == {(): 1, ("INVALID_STATE",): 2}
    assert len(await make.all(models.Invoice)) == ROUNDS


@at_length
async def test_c3_hours_are_billed_once(ask, owner, make, work):
    for _ in range(ROUNDS):
        await work.time(3600)
        wish = {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "issue": True}

        answers = await together(*(ask(owner, FROM_PROJECT, input=wish) for _ in range(3)))

        assert sorted(map(codes, answers))[0] == [] and sum(not codes(answer) for answer in answers) == 1
        assert {code for answer in answers for code in codes(answer)} <= {"ALREADY_BILLED", "NOTHING_TO_BILL"}
    assert len(await make.all(models.Invoice)) == ROUNDS


async def test_c4_numbers_have_no_gaps_though_every_tenth_is_taken_back(ask, owner, make, work, monkeypatch):
    dice, record, failed = random.Random(4), Change.record, Counter()

    def sometimes(self, kind, *given, **over):
        event = record(self, kind, *given, **over)
        if kind is EventKind.INVOICE_ISSUED and dice.random() < 0.1:
            failed["issued"] += 1
            raise RuntimeError("pulled the plug")
        return event

    monkeypatch.setattr(Change, "record", sometimes)
    for _ in range(ROUNDS):
        wish = {"clientId": gid(work.client), "lines": [item("1.00")]}
        drafts = [(await ask(owner, DRAFT, input=wish))["createInvoice"]["invoice"]["id"] for _ in range(10)]
        await together(*(as_data(ask.whole(owner, ISSUE, id=draft)) for draft in drafts))
    numbered = [each.sequence for each in await make.all(models.Invoice) if each.sequence]
    assert sorted(numbered) == list(range(1, 10 * ROUNDS - failed["issued"] + 1)) and failed["issued"] > 0


async def as_data(call):
    return (await call).data or {"issueInvoice": None}


@at_length
async def test_c5_one_clock_runs(ask, make):
    dev, project = viewer_of(await make.user()), await a_project(make)
    for _ in range(ROUNDS):
        answers = await together(*(ask(dev, START, project=gid(project)) for _ in range(4)))

        assert Counter(tuple(codes(answer)) for answer in answers) == {(): 1, ("TIMER_RUNNING",): 3}
        await ask(dev, STOP_CLOCK)


@at_length
async def test_c6_a_proposal_is_signed_once_or_withdrawn(ask, owner, nobody, make):
    client = await make.client()
    for _ in range(ROUNDS):
        proposal, token = await a_sent_proposal(ask, owner, client)
        calls = [ask(nobody, SIGN, token=token), ask(nobody, SIGN, token=token), ask(owner, WITHDRAW, id=proposal)]

        *signed, withdrawn = await together(*calls)

        outcome = (codes(withdrawn), [codes(each) for each in signed])
        assert outcome in ((["INVALID_STATE"], [[], []]), ([], [["INVALID_TOKEN"]] * 2))
    told = Counter((event.kind, event.subject_id) for event in await make.all(models.Event))
    assert all(times == 1 for (kind, _), times in told.items() if kind.name.startswith("PROPOSAL_"))


@at_length
async def test_c7_of_those_who_read_one_version_one_writes(ask, owner, make):
    task = await a_task(make, await a_project(make))
    for turn in range(ROUNDS):
        read = (await make.again(task)).version

        names = [f"{turn} {n}" for n in range(4)]
        answers = await together(*(ask(owner, RENAME, id=gid(task), name=name, version=read) for name in names))

        assert Counter(tuple(codes(answer)) for answer in answers) == {(): 1, ("STALE_VERSION",): 3}


async def test_c8_nothing_begun_after_the_removal_is_written(door: Door, ask, owner, make):
    project = await a_project(make)
    client = gid(models.Client(id=project.client_id))
    mia = await door.user(models.Role.STAFF_LIMITED, "Mia")
    token = (await door.login(mia.email))["token"]
    wish = {"projectId": gid(project), "loggedOn": TODAY.isoformat(), "seconds": 60}
    for turn in range(ROUNDS):
        await ask(owner, ASSIGN, id=gid(mia), to=[client])
        began = len(await make.all(models.TimeEntry))

        _, racing = await together(
            ask(owner, ASSIGN, id=gid(mia), to=[]), door.ask(token, LOG, input=wish | {"note": f"{turn}"})
        )
        written = len(await make.all(models.TimeEntry)) - began
        late = (await door.ask(token, LOG, input=wish))["logTime"]

        assert codes(late) == ["NOT_FOUND"] and codes(racing) in ([], ["NOT_FOUND"])
        assert len(await make.all(models.TimeEntry)) - began == written == (not codes(racing))


@at_length
async def test_c9_a_storm_ends_with_every_answer(ask, owner, make, work, services):
    tasks = [await work.task(f"Task {n}") for n in range(3)]
    dice, before = random.Random(9), await deadlocks(services)
    for turn in range(ROUNDS):
        invoices = [await work.invoice(ask, owner, item("10.00"), projectId=gid(work.project)) for _ in range(2)]
        calls = []
        for n in range(6):
            logged = {"taskId": gid(tasks[n % 3]), "loggedOn": TODAY.isoformat(), "seconds": 60 + n}
            calls += [
                ask(owner, LOG, input=logged),
                ask(owner, PROGRESS, id=gid(tasks[n % 3]), percent=n),
                paying(ask, owner, invoices[n % 2], "1.00", f"storm {turn} {n}"),
            ]
        calls.append(ask(owner, FROM_PROJECT, input={"projectId": gid(work.project), "basis": "PROJECT_HOURS"}))
        dice.shuffle(calls)

        answers = await together(*calls)

        assert {tuple(codes(answer)) for answer in answers} <= {(), ("ALREADY_BILLED",), ("NOTHING_TO_BILL",)}
    assert await deadlocks(services) == before


@at_length
async def test_c10_two_verbs_on_one_invoice_have_one_outcome(ask, owner, make, work):
    """Every pair of verbs on one invoice, started together; which comes first is left to chance, the books are not."""
    for turn in range(ROUNDS):
        first, second = random.Random(turn).choices(("pay", "void", "refund", "discard"), k=2)
        wish = {"clientId": gid(work.client), "lines": [item("10.00")]}
        if "discard" in (first, second):
            invoice = (await ask(owner, DRAFT, input=wish))["createInvoice"]["invoice"]["id"]
        else:
            invoice = await work.invoice(ask, owner, item("10.00"))
        paid = (await together(paying(ask, owner, invoice, "4.00", f"first {turn}")))[0]
        payment = paid["payment"] and paid["payment"]["id"]

        def verb(name, place, invoice=invoice, payment=payment, turn=turn):
            key = f"{turn} {place}"
            if name == "pay":
                return paying(ask, owner, invoice, "6.00", key)
            if name == "refund" and payment:
                return ask(owner, REFUND, id=payment, amount=gbp("3.00"), key=key)
            return ask(owner, DISCARD if name == "discard" else VOID, id=invoice)

        answers = await together(verb(first, 1), verb(second, 2))

        allowed = {"INVALID_STATE", "AMOUNT_EXCEEDS_BALANCE", "NOT_FOUND"}
        assert {code for answer in answers for code in codes(answer)} <= allowed
