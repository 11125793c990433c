"""What the desk does where things go badly: texts that would run, a server that refuses, a line that is cut."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from models.core import clock

from .desk import dialog, fill, go, press, told
from .served import Programs
from .story import XSS, Staff, line

OLIVE = "olive@lighthouse.example"
TEXT = "<img src=x"
TODAY = "2031-03-14"
Opens = Callable[..., Page]


@pytest.fixture
def staff(programs: Programs) -> Staff:
    return Staff(programs(OLIVE))


def strange(staff: Staff) -> list[str]:
    """Rows whose every text would run where a page took it for HTML; the places that show them."""
    do, pounds = staff.program.do, {"amount": "1.00", "currency": "GBP"}
    (service,) = staff.program.ask("{ services(first: 1) { nodes { id } } }")["services"]["nodes"]
    lead = do("createLead", "lead { id }", name=XSS, companyName=XSS, source=XSS)["lead"]["id"]
    client = do("createClient", "client { id }", name=XSS, type="COMPANY")["client"]["id"]
    do("updateClient", "client { id }", clientId=client, internalNotes=XSS, taxId=XSS[:40], source=XSS)
    of_client = {"clientId": client}
    contact = do("addContact", "contact { id }", name=XSS, jobRole=XSS, **of_client)["contact"]["id"]
    said = {"at": f"{TODAY}T10:00:00Z", "body": XSS, "channel": "CALL", "direction": "INBOUND", "subject": XSS}
    do("logCommunication", "communication { id }", contactId=contact, **said, **of_client)
    where = {"street": XSS, "city": XSS}
    site = do("createSite", "site { id }", name=XSS, address=where, accessNotes=XSS, **of_client)["site"]["id"]
    project, (task,) = staff.project(client, XSS, [XSS])
    do("updateTask", "task { id }", taskId=task, description=XSS)
    do("addChecklistItem", "task { id }", taskId=task, text=XSS)
    do("commentOnTask", "task { id }", taskId=task, body=XSS)
    do("createMilestone", "milestone { id }", projectId=project, name=XSS)
    do("logTime", "timeEntry { id }", projectId=project, loggedOn="2026-11-02", seconds=60, note=XSS)
    ticket = do("openTicket", "ticket { id }", subject=XSS, body=XSS, department=XSS, tags=[XSS[:30]], **of_client)
    do("replyToTicket", "ticket { id }", ticketId=ticket["ticket"]["id"], body=XSS, visibility="INTERNAL")
    lines = [line(XSS, "1")]
    estimate = do("createEstimate", "estimate { id }", title=XSS, lines=lines, currency="GBP", **of_client)
    contract = do("createContract", "contract { id }", title=XSS, body=XSS, startsOn=TODAY, **of_client)
    invoice = do("createInvoice", "invoice { id }", lines=lines, note=XSS, **of_client)
    priced = {"sale": pounds, "cost": pounds, "durationMinutes": 1, "serviceId": service["id"]}
    activity = do(
        "createActivity", "activity { id }", name=XSS, code=XSS[:20], unit=XSS[:20], clientIds=[client], **priced
    )
    do("createCoding", "coding { id }", code=XSS[:20], description=XSS, clientIds=[client], workLogTypeIds=[])
    do("createWebhookEndpoint", "secret", name=XSS, url="https://ledger.example/strange", kinds=["CLIENT_CREATED"])
    soon = clock.now() + timedelta(days=30)
    do("createApiToken", "secret", name=XSS, role="STAFF", expiresAt=soon.isoformat(), allClients=True)
    return [
        f"/leads/{lead}", "/leads", f"/clients/{client}", f"/clients/{client}/contacts", f"/clients/{client}/messages",
        f"/clients/{client}/timeline", f"/sites/{site}", f"/projects/{project}", f"/tasks/{task}", "/time",
        f"/tickets/{ticket['ticket']['id']}", f"/estimates/{estimate['estimate']['id']}",
        f"/contracts/{contract['contract']['id']}", f"/invoices/{invoice['invoice']['id']}",
        f"/activities/{activity['activity']['id']}", "/codings", "/webhooks", "/account",
    ]  # fmt: skip


def test_no_text_runs_wherever_it_was_typed(signed_in: Opens, staff: Staff) -> None:
    places = strange(staff)
    page = signed_in(OLIVE, "/desk")
    for place in places:
        go(page, place)
        expect(page.get_by_role("main").get_by_text(TEXT).first).to_be_visible()
        assert page.locator("img[src=x], main script").count() == 0 and page.title() != "owned", place
    go(page, "/clients?q=%3Cimg")
    page.get_by_role("button", name="Views: All").click()
    press(page, "Save this view…")
    fill(page, {"Name": XSS})
    press(page, "Save")
    expect(page.get_by_role("button", name=f"Views: {XSS}")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search for anything").fill(XSS[:40])
    expect(page.get_by_role("option").filter(has_text=TEXT).first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0 and page.title() != "owned"


def about(page: Page, name: str, other: str) -> None:
    """From now on every verb is about another row: one for which the server refuses it."""

    def instead(route: Route) -> None:
        asked = route.request.post_data_json
        if asked and name in (asked.get("variables") or {}).get("input", {}):
            asked["variables"]["input"][name] = other
        route.continue_(post_data=json.dumps(asked))

    page.route("**/graphql", instead)


def test_what_the_server_refuses_is_taken_back(signed_in: Opens, staff: Staff) -> None:
    do = staff.program.do
    lost, _ = (do("createLead", "lead { id }", name=name)["lead"]["id"] for name in ("Lou Lost", "Nan New"))
    do("loseLead", "lead { id }", leadId=lost, reason="Gone")
    project, (given_up, _) = staff.project(staff.id_of("clients", "Acme Ltd"), "Refused", ["Given up", "To do"])
    do("cancelTask", "task { id }", taskId=given_up)
    page = signed_in(OLIVE, "/desk/leads")
    new = page.get_by_role("region", name="New", exact=True)
    card = new.get_by_role("listitem").filter(has_text="Nan New")
    expect(card).to_be_visible()
    about(page, "leadId", lost)
    press(page, "Move or change Nan New")
    press(page, "Move to Talking")
    told(page, "Nan New stays in New.")
    expect(card).to_be_visible()
    page.unroute_all(behavior="wait")

    go(page, f"/projects/{project}")
    tick = page.get_by_label("To do is done")
    expect(tick).not_to_be_checked()
    about(page, "taskId", given_up)
    tick.click()
    expect(page.locator(".toast.bad")).not_to_have_count(0)
    expect(tick).not_to_be_checked()
    expect(tick).to_be_enabled()
    page.unroute_all(behavior="wait")
    tick.check()
    expect(page.get_by_role("progressbar").first).to_have_attribute("aria-valuenow", "100")


def test_a_cut_line_keeps_a_note_that_was_typed(signed_in: Opens, staff: Staff) -> None:
    acme = staff.id_of("clients", "Acme Ltd")
    ticket: Any = staff.program.do("openTicket", "ticket { id }", subject="Cut", body="Hello?", clientId=acme)["ticket"]
    page = signed_in(OLIVE, f"/desk/tickets/{ticket['id']}")
    answer = page.get_by_label("Answer", exact=True)
    answer.fill("Typed before the cut")
    page.get_by_label("Internal note").check()
    note = page.get_by_role("textbox", name="Internal note")
    page.context.set_offline(True)
    expect(page.get_by_text("Offline. You see what was here")).to_be_visible()
    press(page, "Keep the note")
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    staff.program.do(
        "replyToTicket", "ticket { id }", ticketId=ticket["id"], body="Said meanwhile", visibility="CLIENT"
    )
    page.context.set_offline(False)
    expect(page.get_by_text("Back online, and up to date.")).to_be_visible()
    expect(page.get_by_text("Said meanwhile")).to_be_visible()
    expect(note).to_have_value("Typed before the cut")
    expect(page.get_by_label("Internal note", exact=True).first).to_be_visible()
    press(page, "Keep the note")
    expect(page.locator(".said").filter(has_text="Typed before the cut")).to_be_visible()
    expect(dialog(page)).to_have_count(0)
