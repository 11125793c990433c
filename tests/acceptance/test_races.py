"""Many at once: whoever comes second is refused or given the same answer, and no stream loses a message."""

import random
import threading
import time
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from . import asides, operations
from .client import Caller, at_once
from .world import World

CUTS = random.Random(20)
"""Where sockets are cut: at random, and in the same places each run."""


@pytest.fixture(scope="module")
def client(world: World) -> str:
    """The client everybody races for."""
    terms = {"name": "Race Ltd", "type": "COMPANY", "email": "race@race.test"}
    return world.olive.do(asides.CREATE_CLIENT, input=terms)["client"]["id"]


def test_eight_payers_one_payment(world: World, client: str) -> None:
    """M9: the whole balance under eight keys is taken once."""
    invoice = invoice_of(world, client)["id"]
    answers = at_once(world.olive, 8, lambda who, number: pay(who, invoice, f"race-{number}"))
    outcomes = Counter(outcome_of(answer, "payment", "status") for answer in answers)
    assert outcomes.pop("SUCCEEDED") == 1
    assert set(outcomes) <= {"INVALID_STATE", "AMOUNT_EXCEEDS_BALANCE"}
    (winner,) = [answer["payment"]["id"] for answer in answers if answer["payment"]]
    assert payments_of(world, invoice) == [(winner, "100.00")]


def test_one_key_eight_times_is_one_payment(world: World, client: str) -> None:
    """The same key answers the same payment and receipt to everybody."""
    invoice = invoice_of(world, client)["id"]
    answers = at_once(world.olive, 8, lambda who, _: pay(who, invoice, "race-same-key"))
    assert [answer["userErrors"] for answer in answers] == [[]] * 8
    (payment,) = {answer["payment"]["id"] for answer in answers}
    assert len({answer["receipt"]["number"] for answer in answers}) == 1
    assert payments_of(world, invoice) == [(payment, "100.00")]


def test_two_convert_one_lead(world: World) -> None:
    """C3: both are given the same client."""
    lead = world.olive.do(asides.CREATE_LEAD, name="Rita Race", email="rita@race.test")["lead"]["id"]
    answers = at_once(
        world.olive, 2, lambda who, _: who.ask(asides.CONVERT_LEAD, lead=lead, type="INDIVIDUAL")["convertLead"]
    )
    assert [answer["userErrors"] for answer in answers] == [[], []]
    assert answers[0]["client"] == answers[1]["client"]
    assert world.olive.ask(asides.CLIENTS_NAMED, name="Rita Race")["clients"]["totalCount"] == 1


def test_two_bill_one_project(world: World, client: str) -> None:
    """B1: one gets the hours."""
    project = project_of(world, client)
    time_terms = {"projectId": project, "loggedOn": world.in_days(0), "seconds": 3600}
    world.dev.do(asides.LOG_TIME, input=time_terms)
    terms = {"projectId": project, "basis": "PROJECT_HOURS", "issue": True}

    def bill(who: Caller, number: int) -> dict[str, Any]:
        keyed = {**terms, "idempotencyKey": f"race-bill-{number}"}
        return who.ask(asides.PROJECT_INVOICE, input=keyed)["createInvoiceFromProject"]

    answers = at_once(world.dev, 2, bill)
    outcomes = [outcome_of(answer, "invoice", "total") for answer in answers]
    assert "ALREADY_BILLED" in outcomes and {"amount": "60.00", "currency": "GBP"} in outcomes
    assert world.dev.ask(asides.PROJECT_INVOICES, project=project)["project"]["invoices"]["totalCount"] == 1


def test_ten_issue_without_a_gap(world: World, client: str) -> None:
    """N2: ten drafts issued at once get ten numbers in a row."""
    drafts = [invoice_of(world, client, issue=False)["id"] for _ in range(10)]
    issued = at_once(world.olive, 10, lambda who, number: who.do(asides.ISSUE_INVOICE, invoice=drafts[number]))
    numbers = sorted(int(answer["invoice"]["number"].rpartition("-")[2]) for answer in issued)
    after = int(invoice_of(world, client)["number"].rpartition("-")[2])
    assert numbers == list(range(after - 10, after))


def test_cut_sockets_lose_nothing(world: World, client: str) -> None:
    """L2, L7: thirty tasks are done while one viewer's line breaks again and again; each step comes once, in order."""
    project = project_of(world, client)
    terms = {"projectId": project, "assigneeIds": [world.users["DEV"]]}
    made = [world.dev.do(asides.CREATE_TASK, input={**terms, "name": f"Task {number}"}) for number in range(30)]
    steady_socket, shaky_socket = world.socket(world.olive), world.socket(world.dev)
    after = made[-1]["cursor"]
    steady = steady_socket.subscribe(operations.S6G, project=project, after=after)
    shaky = shaky_socket.subscribe(operations.S6G, project=project, after=after)

    def work() -> None:
        worker = world.caller(world.dev.token)
        for each in made:
            worker.do(asides.COMPLETE_TASK, task=each["task"]["id"])

    worker = threading.Thread(target=work)
    worker.start()
    cuts = 0
    while worker.is_alive():
        time.sleep(CUTS.uniform(0, 0.2))
        shaky_socket.cut()
        time.sleep(CUTS.uniform(0, 0.1))
        shaky_socket.resume()
        cuts += 1
    worker.join()
    assert cuts >= 3
    for stream in (steady, shaky):
        stream.wait_for(30)
        stream.rest(0.5)
        stream.assert_open()
        moved = [(message.data["doneTasks"], message.data["progressPercent"]) for message in stream.messages]
        assert moved == [(done, percent_of(done, 30)) for done in range(1, 31)]
    assert [each.data["cursor"] for each in shaky.messages] == [each.data["cursor"] for each in steady.messages]
    steady_socket.close()
    shaky_socket.close()


def pay(who: Caller, invoice: str, key: str) -> dict[str, Any]:
    """The payload of a payment by card."""
    return who.ask(operations.S8, invoice=invoice, token="tok_ok", key=key)["payInvoice"]


def outcome_of(answer: dict[str, Any], noun: str, field: str) -> Any:
    """The field of what was made, or the code of the refusal."""
    return answer["userErrors"][0]["code"] if answer["userErrors"] else answer[noun][field]


def invoice_of(world: World, client: str, *, issue: bool = True) -> dict[str, Any]:
    """An invoice of 100.00 GBP."""
    line = {"description": "Race", "unitPrice": {"amount": "100.00", "currency": "GBP"}}
    return world.olive.do(asides.CREATE_INVOICE, input={"clientId": client, "lines": [line], "issue": issue})["invoice"]


def project_of(world: World, client: str) -> str:
    """A project billed by the hour."""
    rate = {"amount": "60.00", "currency": "GBP"}
    terms = {"clientId": client, "name": "Race", "billingMethod": "PROJECT_HOURS", "hourlyRate": rate}
    return world.olive.do(asides.CREATE_PROJECT, input=terms)["project"]["id"]


def payments_of(world: World, invoice: str) -> list[tuple[str, str]]:
    """The payments that settle an invoice, and its balance must be nothing."""
    assert world.olive.ask(asides.LINES, invoice=invoice)["invoice"]["balance"]["amount"] == "0.00"
    found = world.olive.ask(asides.INVOICE_PAYMENTS, invoice=invoice)["payments"]["nodes"]
    return [(each["id"], each["amount"]["amount"]) for each in found]


def percent_of(done: int, tasks: int) -> str:
    """The progress, one decimal, half up."""
    return str((Decimal(100 * done) / tasks).quantize(Decimal("0.1"), ROUND_HALF_UP))
