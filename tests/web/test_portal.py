"""The portal, as a client's contact uses it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .axe import accessible
from .served import Programs
from .story import XSS, Staff

PASSWORD = "a long enough password"
ALL = ["DOCUMENTS", "INVOICES", "JOBS", "PROJECTS", "TICKETS"]
SOON_MS = 3_000
"""An act of somebody else shows within a second; the rest is for the tests that run beside this one."""


@pytest.fixture
def staff(programs: Programs) -> Staff:
    return Staff(programs("olive@lighthouse.example"))


def welcomed(opened: Any, staff: Staff, client: str, email: str, name: str, permissions: list[str], **how: Any) -> Page:
    """The portal of a new contact, who has just accepted the invitation."""
    token = staff.invited(client, email, name, permissions)
    page = opened(f"/portal/accept?token={token}", **how)
    accessible(page)
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Accept the invitation").click()
    page.get_by_role("heading", name=name.split()[0]).wait_for()
    return page


def go(page: Page, place: str, heading: str) -> None:
    """Open an address of the portal by hand."""
    page.goto(f"/portal{place}")
    page.get_by_role("heading", name=heading, exact=True, level=1).wait_for()


def saved(page: Page, name: str) -> bytes:
    """What a button saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name).first.click()
    return download.value.path().read_bytes()


def test_the_day_of_a_contact(opened: Any, staff: Staff) -> None:
    acme = staff.id_of("clients", "Acme Ltd")
    staff.program.do("updateOrganisation", "organisation { id }", contactsMayUpload=True)
    project, (first, *_) = staff.project(acme, "New premises", ["Plans", "Walls"])
    page = welcomed(opened, staff, acme, "amy@acme.example", "Amy Acme", ALL)
    menu = page.get_by_role("navigation", name="Main").get_by_role("link")
    expect(menu).to_have_text(["Overview", "Projects", "Documents", "Invoices", "Tickets", "Jobs"])
    accessible(page)

    # It moves while she watches.
    go(page, f"/projects/{project}", "New premises")
    accessible(page)
    bar = page.get_by_role("progressbar", name="Progress of New premises")
    expect(bar).to_have_attribute("aria-valuenow", "0")
    staff.program.do("completeTask", "task { id }", taskId=first)
    expect(bar).to_have_attribute("aria-valuenow", "50", timeout=SOON_MS)
    expect(page.get_by_role("tab", name="Done")).to_contain_text("1", timeout=SOON_MS)
    asked = staff.asked(project, "The colour of the walls", "White?")
    page.get_by_role("link", name="The colour of the walls").first.click(timeout=SOON_MS)
    page.wait_for_url(f"**/discussions/{asked}")
    accessible(page)
    page.get_by_label("Your answer").fill("Or rather grey.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Or rather grey.")).to_have_count(1)
    expect(page.get_by_label("Your answer")).to_have_value("")

    # She is told of a proposal, signs it and keeps it.
    bell = page.get_by_role("link", name=re.compile("^Notifications"))
    before = int(re.findall(r"\d+", bell.get_attribute("aria-label") or "")[0])
    proposal, _ = staff.proposal(acme, "Furniture")
    expect(bell).to_have_attribute("aria-label", f"Notifications, {before + 1} unread", timeout=SOON_MS)
    bell.click()
    page.get_by_role("button", name="Furniture").click()
    page.wait_for_url(f"**/documents/proposal/{proposal}")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("ticked")).to_be_visible()
    page.get_by_label("I accept this document").check()
    page.get_by_role("tab", name="Draw it").click()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Draw your signature, or type your name alone.")).to_be_visible()
    accessible(page)
    field = page.get_by_label("Field to draw your signature in").bounding_box()
    assert field
    page.mouse.move(field["x"] + 30, field["y"] + 60)
    page.mouse.down()
    page.mouse.move(field["x"] + 90, field["y"] + 20, steps=5)
    page.mouse.move(field["x"] + 150, field["y"] + 70, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed by Amy Acme")).to_be_visible()
    expect(page.get_by_role("img", name="The signature as it was drawn")).to_be_visible()
    accessible(page)
    assert saved(page, "Keep the signed PDF").startswith(b"%PDF")

    # She pays a part of an invoice, and has the receipt at once.
    invoice = staff.invoice(acme, "Paint", "300")
    page.get_by_role("link", name="Overview").click()
    page.locator(f'a[href="/portal/invoices/{invoice}"]', has_text="Pay invoice").click()
    page.wait_for_url(f"**/invoices/{invoice}")
    page.get_by_label("Amount").fill("301")
    page.get_by_role("button", name="Pay now").click()
    expect(page.get_by_text("Only 300.00 GBP is left to pay.")).to_be_visible()
    page.get_by_label("Amount").fill("120.50")
    page.get_by_role("button", name="Pay now").click()
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_text("Thank you: £120.50 was received.")).to_be_visible()
    expect(page.get_by_label("Amount")).to_have_value("179.50")
    accessible(page)
    assert saved(page, "Receipt RCT").startswith(b"%PDF")
    page.get_by_role("button", name="Pay now").click()
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_text("The payment was declined.")).to_be_visible()

    # She asks for help with a picture, and is answered.
    go(page, "/tickets", "Tickets")
    accessible(page)
    page.get_by_role("button", name="New ticket").click()
    page.get_by_role("button", name="Open the ticket").click()
    expect(page.get_by_label("Subject")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Subject").fill("The door sticks")
    page.get_by_label("What is it about?").fill("It does not close.")
    page.get_by_role("button", name="Open the ticket").click()
    page.wait_for_url(re.compile(r"/tickets/\w+$"))
    ticket = page.url.rsplit("/", 1)[1]
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload files").click()
    picture = {"name": "door.txt", "mimeType": "text/plain", "buffer": b"It sticks."}
    chooser.value.set_files([picture, picture | {"name": "door.png", "buffer": b"<html><script>1</script></html>"}])
    expect(page.get_by_text("door.txt was sent.")).to_be_visible()
    expect(page.get_by_text("door.png: The file is not what its name says")).to_be_visible()
    expect(page.get_by_role("button", name="door.txt")).to_be_visible()
    staff.program.do("replyToTicket", "reply { id }", ticketId=ticket, body="We come tomorrow.")
    expect(page.get_by_text("We come tomorrow.")).to_be_visible(timeout=SOON_MS)
    accessible(page)

    page.get_by_role("button", name="Account of Amy Acme").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.goto(f"/portal/invoices/{invoice}")
    expect(page.get_by_label("E-mail")).to_be_visible()


def test_what_is_anothers_is_not_there(signed_in: Any, programs: Programs, staff: Staff) -> None:
    ada = programs("ada@acme.example")
    theirs = ada.ask("{ invoices { nodes { id } } tickets { nodes { id } } contracts { nodes { id } } }")
    project, _ = staff.project(staff.id_of("clients", "Acme Ltd"), "Secret", [])
    page = signed_in("hal@harbour.example", "/portal")
    menu = page.get_by_role("navigation", name="Main")
    expect(menu.get_by_role("link")).to_have_text(["Overview", "Documents", "Invoices", "Tickets", "Jobs"])
    for place in (
        f"/invoices/{theirs['invoices']['nodes'][0]['id']}",
        f"/tickets/{theirs['tickets']['nodes'][0]['id']}",
        f"/documents/contract/{theirs['contracts']['nodes'][0]['id']}",
        f"/projects/{project}",
        "/projects",
        "/jobs/%3Cscript%3E",
        "/nowhere",
    ):
        go(page, place, "There is nothing here for you")


def test_texts_are_texts(opened: Any, staff: Staff) -> None:
    given = {"name": XSS, "type": "COMPANY", "currency": "GBP"}
    client = staff.program.do("createClient", "client { id }", **given)["client"]["id"]
    name = f"Eve {XSS}"[:200]
    project, _ = staff.project(client, XSS, [XSS])
    discussion = staff.asked(project, XSS, XSS)
    proposal, token = staff.proposal(client, XSS)
    invoice = staff.invoice(client, XSS, "10")
    page = welcomed(opened, staff, client, "eve@elsewhere.example", name, ALL)
    go(page, f"/projects/{project}", XSS)
    go(page, f"/discussions/{discussion}", XSS)
    page.get_by_label("Your answer").fill(XSS)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".thread .text", has_text="{{7*7}}")).to_have_count(2)
    go(page, f"/documents/proposal/{proposal}", XSS)
    page.goto(f"/portal/invoices/{invoice}")
    expect(page.get_by_text(XSS).first).to_be_visible()
    page.goto("/portal/notifications")
    expect(page.get_by_text("<img src=x").first).to_be_visible()
    stranger = opened(f"/portal/sign?token={token}")
    expect(stranger.get_by_role("heading", name=XSS)).to_be_visible()
    stranger.get_by_label("Your full name").fill(XSS)
    stranger.get_by_label("E-mail").fill("eve@elsewhere.example")
    stranger.get_by_label("I accept this document").check()
    accessible(stranger)
    stranger.get_by_role("button", name="Sign", exact=True).click()
    expect(stranger.get_by_text(f"Signed by {XSS}")).to_be_visible()
    for each in (page, stranger):
        assert each.locator("img[src=x]").count() == 0 and each.title() != "owned"


def test_a_cut_line_loses_nothing(signed_in: Any, staff: Staff) -> None:
    acme = staff.id_of("clients", "Acme Ltd")
    project, tasks = staff.project(acme, "Under the sea", ["One", "Two"])
    asked = staff.asked(project, "How deep?", "Tell us.")
    page = signed_in("ada@acme.example", "/portal")
    go(page, f"/discussions/{asked}", "How deep?")
    page.get_by_label("Your answer").fill("Typed before the cut")
    page.context.set_offline(True)
    expect(page.get_by_text("Offline. You see what was here")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    staff.program.do("replyToDiscussion", "reply { id }", discussionId=asked, body="Said while the line was cut")
    staff.program.do("completeTask", "task { id }", taskId=tasks[0])

    page.context.set_offline(False)
    expect(page.get_by_text("Back online, and up to date.")).to_be_visible()
    expect(page.get_by_text("Said while the line was cut")).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value("Typed before the cut")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".thread").get_by_text("Typed before the cut")).to_be_visible()
    page.get_by_role("link", name="← Under the sea").click()
    bar = page.get_by_role("progressbar", name="Progress of Under the sea")
    expect(bar).to_have_attribute("aria-valuenow", "50")
    staff.program.do("completeTask", "task { id }", taskId=tasks[1])
    expect(bar).to_have_attribute("aria-valuenow", "100", timeout=SOON_MS)


def test_a_session_that_ends_keeps_what_was_typed(signed_in: Any, programs: Programs) -> None:
    ada = programs("ada@acme.example")
    page = signed_in("ada@acme.example", "/portal")
    tickets = ada.ask("{ tickets { nodes { id subject } } }")["tickets"]["nodes"]
    ticket = next(each["id"] for each in tickets if each["subject"] == "New opening hours")
    go(page, f"/tickets/{ticket}", "New opening hours")
    page.get_by_label("Your answer").fill("Still here after all this time.")
    ada.do("logout", "viewer { role }", everywhere=True)
    page.get_by_role("button", name="Send").click()

    again = page.get_by_role("dialog", name="Sign in again")
    expect(again).to_be_visible()
    accessible(page)
    again.get_by_label("Password").fill("lighthouse-demo")
    again.get_by_role("button", name="Sign in").click()
    expect(again).to_be_hidden()
    expect(page.get_by_label("Your answer")).to_have_value("Still here after all this time.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".thread").get_by_text("Still here after all this time.")).to_be_visible()
