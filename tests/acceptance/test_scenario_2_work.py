"""Scenario 2, the work and what is said about it: I4 to I8 of the acceptance document."""

import hashlib

import httpx2

from . import asides_2, operations_2
from .client import Caller, Upload
from .day import Day, step
from .streams import LATENCY
from .test_scenario_2 import RECEIPT

BRIEF = Upload("sent.pdf", b"%PDF-1.7\nThe brief of the campaign.\n%%EOF\n", "application/pdf")


@step
def test_i04_an_expense(day: Day) -> None:
    """IN-18 to IN-22, IN-44: billable once, with its receipt; what is not billable is never offered."""
    birch, pat = day.birch, day.pat
    yesterday = day.in_days(-1)
    expense = pat.do(operations_2.I4, project=birch.project, yesterday=yesterday, receipt=RECEIPT)["expense"]
    birch.expense = expense["id"]
    birch.events.until("EXPENSE_RECORDED", pat.answered)
    assert expense["billableState"] == "OPEN"
    assert (expense["amount"], expense["billableAmount"]) == ({"amount": "250.00"}, {"amount": "250.00"})
    assert (expense["project"], expense["client"]) == ({"id": birch.project}, {"id": birch.client})
    assert expense["receipt"] == {"name": "receipt.pdf", "sha256": hashlib.sha256(RECEIPT.content).hexdigest()}

    terms = {"projectId": birch.project, "category": "Travel", "billable": False, "spentOn": yesterday}
    money = {"amount": {"amount": "80.00", "currency": "USD"}}
    own = pat.do(asides_2.RECORD_EXPENSE, input=terms | money)["expense"]
    assert own["billableState"] == "NOT_BILLABLE"
    offered = day.dev.ask(asides_2.OFFERED, project=birch.project)
    assert offered["project"]["unbilled"]["expenses"] == {"amount": "250.00"}
    assert offered["invoicePreview"]["subtotal"] == {"amount": "250.00"}
    assert offered["invoicePreview"]["excluded"] == [{"reason": "NOT_BILLABLE", "billable": {"id": own["id"]}}]
    pat.do(asides_2.DELETE_EXPENSE, expense=own["id"])
    assert day.dev.ask(asides_2.OFFERED, project=birch.project)["invoicePreview"]["excluded"] == []


@step
def test_i05_time(day: Day) -> None:
    """IN-23 to IN-28, IN-45: on a task or without one, one clock at a time, and no rate for PAT."""
    birch, pat = day.birch, day.pat
    entry = pat.do(operations_2.I5A, task=birch.build, day=day.in_days(-2))["timeEntry"]
    birch.entry = entry["id"]
    assert (entry["project"], entry["billableState"]) == ({"id": birch.project}, "OPEN")
    adhoc = pat.do(operations_2.I5B, project=birch.project, day=day.in_days(-1))["timeEntry"]
    birch.adhoc = adhoc["id"]
    assert (adhoc["task"], adhoc["seconds"]) == (None, 12000)

    clocks = pat.ask(operations_2.I5C, task=birch.build)
    assert clocks["first"]["timer"] and clocks["first"]["userErrors"] == []
    assert clocks["second"] == {"timer": None, "userErrors": [{"code": "TIMER_RUNNING"}]}
    assert clocks["discardTimer"]["timeEntry"] is None and clocks["discardTimer"]["userErrors"] == []
    seen = pat.ask(operations_2.I5_CHECK, project=birch.project, task=birch.build)
    assert pat.withheld("rate")
    assert seen["task"] == {"trackedSeconds": 7200}
    assert seen["runningTimer"] is None
    assert seen["project"]["timeEntries"]["nodes"] == [
        {
            "loggedOn": day.in_days(-2),
            "seconds": 7200,
            "task": {"name": "Build"},
            "user": {"name": "Pat"},
            "rate": None,
        },
        {"loggedOn": day.in_days(-1), "seconds": 12000, "task": None, "user": {"name": "Pat"}, "rate": None},
    ]


@step
def test_i06_a_ticket(day: Day) -> None:
    """IN-29 to IN-31, IN-46: it hangs on client and project, which belong together."""
    birch = day.birch
    answer = day.dev.ask(operations_2.I6, client=day.client, project=birch.project)["openTicket"]
    assert answer == {"ticket": None, "userErrors": [{"code": "INVALID", "path": ["projectId"]}]}
    ticket = day.dev.do(operations_2.I6, client=birch.client, project=birch.project)["ticket"]
    birch.updates.until("TICKET_OPENED", day.dev.answered)
    birch.ticket = ticket["id"]
    assert ticket["number"] and ticket["status"] == "OPEN"
    assert ticket["project"] == {"id": birch.project, "name": "Campaign"}


@step
def test_i07_discussions(day: Day) -> None:
    """IN-32 to IN-35, IN-47: one with the client, one among the staff, which BEA cannot know of."""
    birch = day.birch
    birch.updates.rest(0.2)
    terms = {"project": birch.project, "pat": day.users["PAT"]}
    internal = day.dev.do(operations_2.I7, subject="Margins", visibility="INTERNAL", **terms)
    assert internal["discussion"]["visibility"] == "INTERNAL"
    birch.margins = internal["discussion"]["id"]
    shared = day.dev.do(operations_2.I7, subject="Client Feedback Round 2", visibility="CLIENT", **terms)
    (update,) = birch.updates.take(1, day.dev.answered)
    birch.feedback = shared["discussion"]["id"]
    assert shared["discussion"] == {"id": birch.feedback, "visibility": "CLIENT", "tags": ["feedback"]}
    assert (update["kind"], update["subject"]["id"]) == ("DISCUSSION_STARTED", birch.feedback)
    told = day.pat.ask(asides_2.NOTIFIED, kind="DISCUSSION_STARTED")["viewer"]["notifications"]
    assert {each["subject"]["id"] for each in told["nodes"]} == {birch.feedback, birch.margins}
    assert told["totalCount"] == 2

    reply = day.bea.do(operations_2.I7B, discussion=birch.feedback)["reply"]
    birch.events.until("DISCUSSION_REPLIED", day.bea.answered)
    assert (reply["visibility"], reply["author"]) == ("CLIENT", {"name": "Bea Birch"})
    assert day.bea.refused(operations_2.I7B, discussion=birch.margins) == "NOT_FOUND"


@step
def test_i08_a_file(day: Day) -> None:
    """IN-04, IN-33, IN-36, IN-37, IN-48, IN-51: internal is not there at all; shown, it is everywhere at once."""
    birch, bea = day.birch, day.bea
    birch.updates.rest(0.2)
    stored = day.dev.do(operations_2.I8, project=birch.project, file=BRIEF)["file"]
    birch.file = stored["id"]
    digest = hashlib.sha256(BRIEF.content).hexdigest()
    assert (stored["name"], stored["byteSize"], stored["sha256"]) == ("brief.pdf", len(BRIEF.content), digest)
    assert stored["visibility"] == "INTERNAL"
    assert hashlib.sha256(fetched(day.dev, stored["downloadUrl"]).content).hexdigest() == digest
    assert fetched(bea, stored["downloadUrl"]).status_code == 404

    birch.ids = [birch.ticket, birch.feedback, birch.margins, birch.file]
    seen = bea.ask(operations_2.I8_CHECK, project=birch.project, ids=birch.ids)
    project = seen["project"]
    assert project["tickets"] == {"totalCount": 1, "nodes": [{"subject": "Login fails"}]}
    replies = {"totalCount": 1, "nodes": [{"body": "Looks right."}]}
    thread = {"subject": "Client Feedback Round 2", "replies": replies}
    assert project["discussions"] == {"totalCount": 1, "nodes": [thread]}
    assert project["files"] == {"totalCount": 0, "nodes": []}
    assert [project[each]["totalCount"] for each in ("tasks", "timeEntries", "expenses")] == [0, 0, 0]
    assert project["portalSettings"] is None
    assert seen["nodes"] == [{"id": birch.ticket}, {"id": birch.feedback}, None, None]
    assert seen["search"] == []
    assert birch.updates.rest() == []

    day.dev.do(operations_2.I8B, file=birch.file)
    (update,) = birch.updates.take(1, day.dev.answered)
    assert update["subject"] == {"__typename": "File", "id": birch.file}
    seen = bea.ask(operations_2.I8_CHECK, project=birch.project, ids=birch.ids)
    (listed,) = seen["project"]["files"]["nodes"]
    assert listed["name"] == "brief.pdf"
    assert seen["search"] == [{"node": {"id": birch.file}}]
    assert seen["nodes"][3] == {"id": birch.file}
    assert hashlib.sha256(fetched(bea, listed["downloadUrl"]).content).hexdigest() == digest
    assert birch.margins not in [message.data["subject"]["id"] for message in birch.updates.messages]


@step
def test_i08b_the_portal_is_shut_and_opened(day: Day) -> None:
    """IN-04: a project that is not shown is not there, and its stream ends."""
    birch = day.birch
    birch.progress.assert_open()
    day.dev.do(asides_2.PORTAL_SETTINGS, project=birch.project, visible=False)
    answered = day.dev.answered
    assert birch.progress.ended() - answered <= LATENCY
    assert day.bea.ask(asides_2.PROJECT, project=birch.project)["project"] is None
    shown = day.dev.do(asides_2.PORTAL_SETTINGS, project=birch.project, visible=True)
    assert shown["project"] == {"portalSettings": {"visible": True}}
    assert day.bea.ask(asides_2.PROJECT, project=birch.project)["project"]["name"] == "Campaign"
    birch.updates.rest(0.2)


def fetched(caller: Caller, address: str) -> httpx2.Response:
    """What is found at an address by somebody who is signed in."""
    headers = {"Authorization": f"Bearer {caller.token}"}
    return httpx2.get(address, headers=headers, timeout=30, trust_env=False)
