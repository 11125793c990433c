"""The server is killed while hours are billed: nothing is billed twice, and nothing is lost (domain.md B1, B5, N2)."""

import threading
import time
from collections import Counter
from types import SimpleNamespace

import httpx2
import pytest

from . import asides, asides_2
from .client import Caller
from .world import World

MOMENTS = (0.01, 0.03, 0.08)
"""Seconds after which a write in flight loses its server: before, during and about after it."""


@pytest.fixture
def work(world: World) -> SimpleNamespace:
    """A project with three hours, 60.00 GBP each."""
    client = world.olive.do(asides.CREATE_CLIENT, input={"name": "Crash Ltd", "type": "COMPANY"})["client"]["id"]
    rate = {"amount": "60.00", "currency": "GBP"}
    terms = {"clientId": client, "name": "Crash", "billingMethod": "PROJECT_HOURS", "hourlyRate": rate}
    project = world.dev.do(asides.CREATE_PROJECT, input=terms)["project"]["id"]
    logged = {"projectId": project, "loggedOn": world.in_days(0), "seconds": 3600}
    entries = {world.dev.do(asides.LOG_TIME, input=logged)["timeEntry"]["id"] for _ in range(3)}
    return SimpleNamespace(client=client, project=project, entries=entries)


def test_between_draft_and_issue(world: World, work: SimpleNamespace) -> None:
    """The draft holds its hours over the crash; issued then, it has the next number."""
    last = last_number(world, work.client)
    draft = world.dev.do(asides.PROJECT_INVOICE, input=bill(work, "crash-draft"))["invoice"]
    world.server.kill()
    world.server.start()

    held = world.dev.ask(asides_2.SPOKEN_FOR, project=work.project)["project"]
    assert {each["id"]: each["billableState"] for each in held["timeEntries"]["nodes"]} == dict.fromkeys(
        work.entries, "RESERVED"
    )
    assert world.dev.refused(asides.PROJECT_INVOICE, input=bill(work, "crash-again")) == "ALREADY_BILLED"
    assert world.dev.do(asides.PROJECT_INVOICE, input=bill(work, "crash-draft"))["invoice"]["id"] == draft["id"]
    issued = world.dev.do(asides.ISSUE_INVOICE, invoice=draft["id"])["invoice"]
    assert (issued["status"], sequence(issued["number"])) == ("ISSUED", last + 1)
    check_billed_once(world, work)


@pytest.mark.parametrize("moment", MOMENTS)
def test_in_the_middle_of_billing(world: World, work: SimpleNamespace, moment: float) -> None:
    """The answer is lost with the server; asked again with the same key, there is one invoice and no gap."""
    last = last_number(world, work.client)
    wish = {**bill(work, f"crash-{moment}"), "issue": True}
    lost = threading.Thread(target=unheard, args=(world.caller(world.dev.token), wish))
    lost.start()
    time.sleep(moment)
    world.server.kill()
    lost.join(30)
    world.server.start()

    made = world.dev.do(asides.PROJECT_INVOICE, input=wish)["invoice"]
    assert (made["total"], sequence(made["number"])) == ({"amount": "180.00", "currency": "GBP"}, last + 1)
    assert world.dev.refused(asides.PROJECT_INVOICE, input=bill(work, f"other-{moment}")) == "ALREADY_BILLED"
    check_billed_once(world, work)


def bill(work: SimpleNamespace, key: str) -> dict:
    """A draft over all hours of the project."""
    return {"projectId": work.project, "basis": "PROJECT_HOURS", "idempotencyKey": key}


def unheard(who: Caller, wish: dict) -> None:
    """Ask, and hear no answer or one that nobody waits for."""
    try:
        who.post(asides.PROJECT_INVOICE, {"input": wish})
    except httpx2.TransportError:
        return


def check_billed_once(world: World, work: SimpleNamespace) -> None:
    """Every hour is on one issued invoice, of one live allocation each."""
    project = world.dev.ask(asides_2.SPOKEN_FOR, project=work.project)["project"]
    assert {each["billableState"] for each in project["timeEntries"]["nodes"]} == {"BILLED"}
    (invoice,) = project["invoices"]["nodes"]
    assert (invoice["status"], invoice["total"]["amount"]) == ("ISSUED", "180.00")
    invoices = world.dev.ask(asides.LIVE_ALLOCATIONS, client=work.client)["client"]["invoices"]["nodes"]
    live = Counter(
        allocation["billable"]["id"]
        for each in invoices
        for line in each["lines"]
        for allocation in line["allocations"]["nodes"]
        if allocation["state"] != "RELEASED"
    )
    assert live == Counter(work.entries)


def last_number(world: World, client: str) -> int:
    """The running number of an invoice issued and voided just now."""
    line = {"description": "Mark", "unitPrice": {"amount": "1.00", "currency": "GBP"}}
    made = world.olive.do(asides.CREATE_INVOICE, input={"clientId": client, "lines": [line], "issue": True})["invoice"]
    world.olive.do(asides.VOID_INVOICE, invoice=made["id"])
    return sequence(made["number"])


def sequence(number: str) -> int:
    """The running number at the end of an invoice number."""
    return int(number.rpartition("-")[2])
