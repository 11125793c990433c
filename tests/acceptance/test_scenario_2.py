"""Scenario 2, from the client on the fly to the tasks: I1 to I3 of the acceptance document."""

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from . import asides, asides_2, operations, operations_2
from .client import Upload
from .day import Day, step

BEA = "bea@birch.test"
PASSWORD = "bea opens her portal"
RECEIPT = Upload("receipt.pdf", b"%PDF-1.7\nDesign licence 250.00\n%%EOF\n", "application/pdf")


@step
def test_i01_client_and_project_at_once(day: Day) -> None:
    """IN-01 to IN-03, IN-41, OC-07, OC-08, OC-15: both or neither, and the point of contact is swapped in one step."""
    birch = day.birch = SimpleNamespace()
    day.pat_socket = day.socket(day.pat)
    day.watched_by(day.pat_socket)
    birch.events = day.pat_socket.subscribe(asides.EVENTS)
    birch.tasks_changed = day.pat_socket.subscribe(asides.MY_TASKS_CHANGED)
    birch.told = day.pat_socket.subscribe(operations.S4E)
    before = day.olive.ask(asides.COUNTS)
    mixed = operations_2.I1.replace('{amount: "90.00", currency: "USD"}', '{amount: "90.00", currency: "GBP"}')
    assert day.dev.refused(mixed) == "CURRENCY_MISMATCH"
    assert day.olive.ask(asides.COUNTS) == before

    project = day.dev.do(operations_2.I1)["project"]
    birch.events.until("PROJECT_CREATED", day.dev.answered)
    birch.project, birch.client = project["id"], project["client"]["id"]
    assert (project["client"]["name"], project["client"]["currency"]) == ("Birch Studio", "USD")
    assert project["client"]["projects"] == {"totalCount": 1}
    answer = day.dev.ask(operations_2.I1B)["createProject"]
    assert answer == {"project": None, "userErrors": [{"code": "REQUIRED", "path": ["clientId"]}]}

    contact = day.dev.do(operations_2.I1C, client=birch.client)["contact"]
    birch.contact = contact["id"]
    assert (contact["jobRole"], contact["isPointOfContact"]) == ("Project manager", False)
    invited = day.dev.do(operations_2.I1D, contact=birch.contact)
    assert invited["contact"]["portalStatus"] == "INVITED"
    assert invited["invitationSentTo"] == BEA
    stranger = day.stranger
    session = stranger.do(operations.S4B, invite=day.mail.token_for(BEA), password=PASSWORD)
    birch.events.until("PORTAL_ACTIVATED", stranger.answered)
    assert session["viewer"] == {"role": "CONTACT", "contact": {"id": birch.contact, "portalStatus": "ACTIVE"}}
    day.bea, birch.first_cursor = day.caller(session["token"]), session["cursor"]
    day.bea_socket = day.socket(day.bea)
    birch.updates = day.bea_socket.subscribe(operations.S4D, after=birch.first_cursor)
    birch.notifications = day.bea_socket.subscribe(operations.S4E, after=birch.first_cursor)
    birch.progress = day.bea_socket.subscribe(operations.S6G, project=birch.project, after=birch.first_cursor)

    contacts = day.olive.ask(asides.CONVERTED, client=birch.client)["client"]["contacts"]["nodes"]
    (first,) = [each for each in contacts if each["isPointOfContact"]]
    assert (first["email"], len(contacts)) == ("pm@birch.test", 2)
    swapped = day.dev.do(operations_2.I1E, client=birch.client, contact=birch.contact)["client"]
    assert swapped["pointOfContact"] == {"name": "Bea Birch"}
    assert {each["name"]: each["isPointOfContact"] for each in swapped["contacts"]["nodes"]} == {
        "Bea Birch": True,
        first["name"]: False,
    }


@step
def test_i02_a_signed_proposal_is_linked(day: Day) -> None:
    """IN-05, IN-10 to IN-12: it lies among the project's documents, and what was signed stays as it is."""
    birch = day.birch
    line = {"description": "Campaign", "unitPrice": {"amount": "5000.00", "currency": "USD"}}
    terms = {"clientId": birch.client, "title": "Campaign", "currency": "USD", "lines": [line]}
    birch.proposal = day.dev.do(asides_2.CREATE_PROPOSAL, input=terms)["proposal"]["id"]
    day.dev.do(asides_2.SEND_PROPOSAL, proposal=birch.proposal)
    birch.updates.until("PROPOSAL_SENT", day.dev.answered)
    signed = day.bea.do(asides_2.SIGN_PROPOSAL, proposal=birch.proposal)["proposal"]
    birch.events.until("PROPOSAL_SIGNED", day.bea.answered)
    assert (signed["status"], signed["signature"]["name"]) == ("SIGNED", "Bea Birch")

    assert day.dev.refused(operations_2.I2, document=day.proposal, project=birch.project) == "NOT_FOUND"
    seen = day.dev.ask(operations_2.I2_CHECK, project=birch.project)["project"]
    assert seen["salesDocuments"]["totalCount"] == 0
    linked = day.dev.do(operations_2.I2, document=birch.proposal, project=birch.project)["document"]
    assert linked == {
        "id": birch.proposal,
        "status": "SIGNED",
        "project": {"id": birch.project},
        "signature": {"contentSha256": signed["signature"]["contentSha256"]},
    }
    seen = day.dev.ask(operations_2.I2_CHECK, project=birch.project)["project"]
    assert seen["salesDocuments"] == {
        "totalCount": 1,
        "nodes": [{"__typename": "Proposal", "id": birch.proposal, "status": "SIGNED"}],
    }
    assert seen["invoices"] == {"totalCount": 0}


@step
def test_i03_tasks(day: Day) -> None:
    """IN-13 to IN-17, IN-43: inside and outside the project, overdue, and one reminder, once."""
    birch = day.birch
    milestone = day.dev.do(operations_2.I3, project=birch.project)["milestone"]
    birch.milestone = milestone["id"]
    assert milestone["progressPercent"] == "0.0"
    soon = datetime.now(UTC) + timedelta(seconds=2)
    terms = {
        "project": birch.project,
        "milestone": birch.milestone,
        "pat": day.users["PAT"],
        "yesterday": day.in_days(-1),
        "soon": soon.isoformat().replace("+00:00", "Z"),
    }
    build = day.dev.do(operations_2.I3A, **terms)["task"]
    birch.build = build["id"]
    assert (build["isOverdue"], build["priority"]) == (True, "HIGH")
    assert (build["project"], build["assignees"]) == ({"id": birch.project}, [{"name": "Pat"}])
    (mine,) = birch.tasks_changed.take(1, day.dev.answered)
    assert mine["task"]["id"] == birch.build
    assert {"id": birch.build, "isOverdue": True} in day.pat.ask(asides_2.MY_TASKS)["myTasks"]["nodes"]

    outside = day.dev.do(operations_2.I3B)["task"]
    birch.outside = outside["id"]
    assert (outside["project"], outside["client"]) == (None, None)
    inside = day.dev.do(operations_2.I3C, task=birch.outside, project=birch.project)["task"]
    assert inside == {"project": {"id": birch.project}, "client": {"name": "Birch Studio"}}

    reminded = birch.told.until("REMINDER_DUE")
    assert reminded["notification"]["subject"] == {"id": birch.build}
    time.sleep(2)
    seen = day.pat.ask(operations_2.I3_CHECK, project=birch.project)
    assert seen["viewer"]["notifications"]["nodes"] == [{"subject": {"id": birch.build}}]
    assert seen["project"]["progressPercent"] == "0.0"
    assert seen["project"]["tasks"] == {
        "totalCount": 2,
        "nodes": [{"name": "Build", "status": "TODO"}, {"name": "Outside task", "status": "TODO"}],
    }
    assert "TASK_CREATED" in [event["kind"] for event in seen["project"]["timeline"]["nodes"]]
