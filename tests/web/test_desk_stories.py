"""Days at the desk: offers and money, time and expenses, set-up and imports, and a line that breaks."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from models.core import clock
from server.demo import PASSWORD

from .axe import accessible
from .desk import choose, dialog, fill, go, id_of, press, state, titled, told
from .served import Programs
from .story import Staff

DEV, OLIVE = "dev@lighthouse.example", "olive@lighthouse.example"
Opens = Callable[..., Page]


@pytest.fixture
def staff(programs: Programs) -> Staff:
    return Staff(programs(OLIVE))


def lines(page: Page, *given: dict[str, str]) -> None:
    """Type lines of a document into the dialog."""
    for at, parts in enumerate(given, start=1):
        if at > 1:
            press(page, "Another line")
        for name, text in parts.items():
            dialog(page).get_by_label(f"Line {at}, {name}", exact=True).fill(text)


def test_what_is_offered_is_signed_agreed_and_billed(signed_in: Opens, programs: Programs) -> None:
    olive = signed_in(OLIVE, "/desk/proposals?new=yes")
    choose(olive, "For", "Acme")
    press(olive, "Write the draft")
    expect(dialog(olive).get_by_role("alert").first).to_be_visible()
    fill(olive, {"Title": "Winter campaign"})
    lines(
        olive,
        {"description": "Posters", "quantity": "2", "unit price": "1,500"},
        {"description": "Film", "unit price": "900"},
    )
    accessible(olive)
    press(olive, "Write the draft")
    titled(olive, "Winter campaign")
    expect(olive.locator(".sums")).to_contain_text("£4,680.00")
    press(olive, "Edit")
    press(olive, "Remove line 2")
    press(olive, "Save")
    expect(olive.locator(".sums")).to_contain_text("£3,600.00")
    press(olive, "Send…")
    dialog(olive).get_by_role("checkbox").uncheck()
    press(olive, "Send it")
    link = olive.get_by_label("Link to read and sign it").input_value()
    press(olive, "Done")
    state(olive, "Sent")

    ada = programs("ada@acme.example")
    signer = {"accept": True, "name": "Ada Acme", "email": "ada@acme.example"}
    ada.do("signProposal", "proposal { id }", token=link.partition("token=")[2], **signer)
    expect(olive.get_by_text("Signed by", exact=True)).to_be_visible()
    expect(olive.get_by_role("link", name="PDF")).to_be_visible()
    press(olive, "Make a contract")
    fill(olive, {"Text": "Posters by Christmas."})
    press(olive, "Write the draft")
    state(olive, "Draft")
    expect(olive.get_by_role("link", name="Winter campaign", exact=True)).to_be_visible()
    press(olive, "Send")
    state(olive, "Sent")
    ada.do("signContract", "contract { id }", contractId=id_of(olive), **signer)
    state(olive, "Active")

    go(olive, "/estimates?new=yes")
    choose(olive, "For", "Acme")
    fill(olive, {"Title": "Photographs"})
    lines(olive, {"description": "A day of them", "unit price": "500"})
    press(olive, "Write the draft")
    press(olive, "Send…")
    dialog(olive).get_by_role("checkbox").uncheck()
    press(olive, "Send it")
    state(olive, "Sent")
    ada.do("signEstimate", "estimate { id }", estimateId=id_of(olive), **signer)
    press(olive, "Make an invoice")
    titled(olive, "Draft invoice")
    press(olive, "Edit")
    press(olive, "Another line")
    lines_at = dialog(olive).get_by_label
    lines_at("Line 2, description", exact=True).fill("Prints")
    lines_at("Line 2, unit price", exact=True).fill("100")
    press(olive, "Save")
    expect(olive.locator(".figure-value").first).to_have_text("£720.00")
    press(olive, "Issue")
    titled(olive, re.compile("INV-"))
    press(olive, "More to do with the invoice")
    press(olive, "Credit…")
    dialog(olive).get_by_role("checkbox").nth(1).check()
    dialog(olive).get_by_label("Amount of Prints").fill("50")
    fill(olive, {"Reason": "Two prints were bent"})
    accessible(olive)
    press(olive, "Issue the credit note")
    titled(olive, re.compile("CN-"))
    expect(olive.locator(".figure-value").first).to_have_text("£60.00")

    go(olive, "/recurring?new=yes")
    choose(olive, "Client", "Acme")
    lines(olive, {"description": "Hosting", "unit price": "30"})
    fill(olive, {"First on": str(clock.today("UTC").replace(year=2031))})
    press(olive, "Begin")
    titled(olive, "Acme Ltd, every month")
    press(olive, "Pause")
    state(olive, "Paused")
    press(olive, "Resume")
    state(olive, "Active")


def test_time_is_kept_by_the_timer_and_the_week_and_expenses_are_approved(signed_in: Opens, staff: Staff) -> None:
    olive = signed_in(OLIVE, "/desk/timesheet")
    press(olive, "Start timer")
    choose(olive, "Or a project", "Website redesign")
    press(olive, "Start")
    olive.get_by_role("button", name="Stop the timer").click()
    fill(olive, {"Note (optional)": "Looked around"})
    press(olive, "Stop and log")
    told(olive, "logged.")

    olive.get_by_role("combobox", name="or a project").fill("Booking")
    olive.get_by_role("option", name="Booking system").click()
    cell = olive.locator("tr", has_text="Booking system").locator("input.hours").first
    cell.fill("later")
    cell.press("Enter")
    told(olive, "Write hours such as 1:30, 1.5 or 90m.")
    cell.fill("1:30")
    cell.press("Enter")
    expect(olive.locator("tr", has_text="Booking system").locator("td").last).to_have_text("1:30")

    with approval(staff):
        go(olive, "/expenses?new=yes")
        press(olive, "Enter")
        expect(dialog(olive).get_by_text("How much was spent?")).to_be_visible()
        fill(olive, {"What for": "Ferry", "Amount": "12.50", "Note (optional)": "To the island"})
        choose(olive, "Project", "Website redesign")
        receipt = {"name": "ferry.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 ferry"}
        dialog(olive).locator("input[type=file]").set_input_files(receipt)
        press(olive, "Enter")
        press(olive, "Approve Ferry")
        expect(olive.get_by_role("row", name="Ferry").get_by_text("Approved")).to_be_visible()
        olive.get_by_role("link", name="Ferry").click()
        expect(olive.get_by_role("link", name="ferry.pdf")).to_be_visible()
        press(olive, "Edit")
        fill(olive, {"Amount": "14"})
        press(olive, "Save")
        titled(olive, "Ferry, £14.00")


@contextmanager
def approval(staff: Staff) -> Iterator[None]:
    """While time and expenses have to be approved."""
    staff.program.do("updateOrganisation", "organisation { id }", approvalRequired=True)
    yield
    staff.program.do("updateOrganisation", "organisation { id }", approvalRequired=False)


def test_the_business_is_set_up_and_its_records_are_brought_in(signed_in: Opens, staff: Staff) -> None:
    olive = signed_in(OLIVE, "/desk/settings")
    press(olive, "Add to services")
    fill(olive, {"Name": "Roofing"})
    press(olive, "Save")
    press(olive, "Edit Roofing")
    fill(olive, {"Name": "Roofs"})
    press(olive, "Save")
    press(olive, "Add to calendars")
    fill(olive, {"Name": "Nights", "Monday": "22"})
    press(olive, "Save")
    expect(dialog(olive).get_by_text("Write hours such as 08:00-12:00")).to_be_visible()
    fill(olive, {"Monday": "20:00-24:00", "Closed on (optional)": "2026-12-25 Christmas Day"})
    accessible(olive)
    press(olive, "Save")
    expect(olive.get_by_role("button", name="Edit Nights")).to_be_visible()
    press(olive, "Add to teams")
    fill(olive, {"Name": "Roofers", "Where it works (optional)": "TR10, TR11"})
    dialog(olive).get_by_label("Roofs").check()
    press(olive, "Save")
    expect(olive.get_by_role("button", name="Edit Roofers")).to_be_visible()

    go(olive, "/leads/list")
    press(olive, "Import")
    table = "name,company_name,email,value,currency\nRay Reed,Reed & Co,{},100,GBP\n"
    bring(olive, table.format("not an address"))
    press(olive, "2. Look at it")
    expect(dialog(olive).get_by_role("row", name=re.compile("^2 email"))).to_be_visible()
    bring(olive, table.format("ray@reed.example"))
    press(olive, "2. Look at it")
    expect(dialog(olive).get_by_text("The table can be imported.")).to_be_visible()
    press(olive, "3. Import")
    told(olive, "1 new, 0 changed, 0 as they were.")
    olive.get_by_role("link", name="Ray Reed").click()
    press(olive, "Edit")
    fill(olive, {"Phone (optional)": "+44 1326 1"})
    press(olive, "Save")
    expect(olive.get_by_text("+44 1326 1")).to_be_visible()

    acme = staff.id_of("clients", "Acme Ltd")
    go(olive, f"/clients/{acme}/contacts")
    press(olive, "More about Ada Acme")
    press(olive, "Edit…")
    fill(olive, {"Role (optional)": "Head of all"})
    press(olive, "Save")
    expect(olive.get_by_role("cell", name="Head of all")).to_be_visible()
    site = staff.program.ask("{ sites(first: 1) { nodes { id } } }")["sites"]["nodes"][0]["id"]
    go(olive, f"/sites/{site}")
    press(olive, "Edit")
    fill(olive, {"How to get in (optional)": "Key at number 7"})
    press(olive, "Save")
    expect(olive.get_by_text("Key at number 7")).to_be_visible()
    project, _ = staff.project(acme, "Lanterns", [])
    go(olive, f"/projects/{project}")
    press(olive, "Edit")
    fill(olive, {"Name": "Paper lanterns"})
    press(olive, "Save")
    titled(olive, "Paper lanterns")


def test_codes_prices_keys_and_clients_are_kept_in_order(signed_in: Opens, staff: Staff) -> None:
    olive = signed_in(OLIVE, "/desk/codings")
    press(olive, "New coding")
    expect(dialog(olive).get_by_label("Code", exact=True)).to_be_focused()
    press(olive, "Save")
    expect(dialog(olive).get_by_label("Code", exact=True)).to_have_attribute("aria-invalid", "true")
    fill(olive, {"Code": "ROOF", "Stands for": "Roofs of all sorts"})
    choose(olive, "For the clients", "Harbour Homes")
    press(olive, "Save")
    row = olive.get_by_role("row", name="ROOF")
    expect(row).to_contain_text("Harbour Homes")
    press(olive, "Edit ROOF")
    dialog(olive).get_by_label("Stands for").fill("Roofs")
    dialog(olive).get_by_label("Planned").uncheck()
    press(olive, "Save")
    expect(row).not_to_contain_text("Planned")

    go(olive, "/activities")
    press(olive, "Copy…")
    choose(olive, "From the client", "Harbour Homes")
    choose(olive, "To the client", "Acme Ltd")
    fill(olive, {"Sale prices raised, %": "2"})
    press(olive, "Look at it")
    expect(dialog(olive)).to_contain_text("Nothing is stored yet.")
    press(olive, "Copy")
    told(olive, "are Acme Ltd's too.")
    olive.get_by_role("link", name="Renew tap").click()
    price = olive.get_by_role("row", name="Acme Ltd")
    expect(price).to_contain_text("£43.35")
    press(olive, "Set a price")
    press(olive, "Save")
    expect(dialog(olive).get_by_text("Give a sale price, a cost, or both.")).to_be_visible()
    choose(olive, "Client", "Acme Ltd")
    fill(olive, {"Sale of one each, GBP (optional)": "40"})
    press(olive, "Save")
    expect(price).to_contain_text("£40.00")

    go(olive, "/account")
    press(olive, "New key")
    fill(olive, {"What it is for": "The ledger"})
    press(olive, "Make the key")
    secret = dialog(olive).get_by_label("The secret").input_value()
    assert len(secret) > 30
    press(olive, "I have it")
    expect(olive.get_by_role("row", name="The ledger")).to_contain_text(secret[:6])
    assert secret not in olive.content()
    press(olive, "End The ledger")
    press(olive, "End it")
    expect(olive.get_by_role("row", name="The ledger")).to_contain_text("Ended")

    twin = staff.program.do("createClient", "client { id }", name="Acme Limited", type="COMPANY")["client"]["id"]
    go(olive, f"/clients/{twin}")
    press(olive, "Note")
    dialog(olive).get_by_label("What was it?").select_option("CALL")
    fill(olive, {"What was said": "Call us <b>Acme</b>."})
    press(olive, "Keep")
    more = olive.get_by_role("button", name="More to do with the client")
    more.click()
    press(olive, "Merge into another…")
    olive.keyboard.press("Escape")
    expect(more).to_be_focused()
    more.click()
    press(olive, "Merge into another…")
    choose(olive, "Into the client", "Acme Ltd")
    press(olive, "Merge")
    titled(olive, "Acme Ltd")
    olive.get_by_role("link", name="Messages").click()
    expect(olive.get_by_role("cell", name="Call us <b>Acme</b>.")).to_be_visible()
    go(olive, f"/clients/{twin}")
    state(olive, "Archived")


def bring(page: Page, table: str) -> None:
    """Choose a table for the import."""
    given = {"name": "leads.csv", "mimeType": "text/csv", "buffer": table.encode()}
    dialog(page).locator("input[type=file]").set_input_files(given)


def test_a_ticket_is_answered_and_whom_it_concerns_is_told(signed_in: Opens, staff: Staff, programs: Programs) -> None:
    acme = staff.id_of("clients", "Acme Ltd")
    given = {"clientId": acme, "subject": "The kiosk is dark", "body": "Since noon."}
    ticket = staff.program.do("openTicket", "ticket { id }", **given)["ticket"]["id"]
    dev, olive = signed_in(DEV, "/desk"), signed_in(OLIVE, f"/desk/tickets/{ticket}")
    bell = dev.get_by_role("button", name=re.compile("Notifications, "))
    before = int(re.findall(r"\d+", bell.get_attribute("aria-label") or "")[0])
    choose_here(olive, "Assigned to", "Dev Dale")
    expect(dev.get_by_role("button", name=f"Notifications, {before + 1} unread")).to_be_visible()
    bell.click()
    dialog(dev).get_by_role("button", name=re.compile("kiosk")).first.click()
    titled(dev, "The kiosk is dark")
    expect(dev.get_by_role("button", name=f"Notifications, {before} unread")).to_be_visible()
    dev.get_by_label("Answer", exact=True).fill("We are on our way.")
    dev.get_by_label("Answer", exact=True).press("Control+Enter")
    expect(olive.locator(".said", has_text="on our way")).to_be_visible()
    press(olive, "Resolve…")
    fill(olive, {"How it was solved": "A fuse"})
    press(olive, "Resolve")
    state(dev, "Resolved")


def choose_here(page: Page, label: str, text: str) -> None:
    """Find something by a combobox of the page."""
    page.get_by_role("combobox", name=label).fill(text)
    page.get_by_role("option", name=text).first.click()


def test_a_minute_without_a_line_and_a_session_that_ends_lose_nothing(
    opened: Opens, staff: Staff, programs: Programs
) -> None:
    page = opened("/desk/leads")
    sent: list[str] = []
    page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(str(frame))))
    page.clock.install()
    page.get_by_label("E-mail").fill(DEV)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    talking, new = page.get_by_role("region", name="Talking"), page.get_by_role("region", name="New")
    made = [lead(staff, name) for name in ("Ines Isle", "Jon Jetty")]
    card = new.get_by_role("listitem").filter(has_text="Ines Isle")
    expect(card).to_be_visible()

    page.context.set_offline(True)
    expect(page.get_by_text("Offline. You see what was here")).to_be_visible()
    card.drag_to(talking)
    told(page, "There is no connection.")
    expect(card).to_be_visible()
    expect(talking.get_by_role("link", name="Ines Isle")).to_have_count(0)
    press(page, "New lead")
    fill(page, {"Name": "Kim Keel"})
    press(page, "Add")
    expect(dialog(page).get_by_text("There is no connection.")).to_be_visible()
    stages = staff.program.ask("{ pipelineStages { id name } }")["pipelineStages"]
    staff.program.do("moveLeadStage", "lead { id }", leadId=made[1], stageId=stages[1]["id"])
    page.clock.fast_forward("01:00")
    sent.clear()
    page.context.set_offline(False)
    expect(page.get_by_text("Back online, and up to date.")).to_be_visible()
    expect(talking.get_by_role("link", name="Jon Jetty")).to_be_visible()
    streams = [frame for frame in sent if '"subscribe"' in frame]
    assert streams and all(re.search(r'"after":"\w', frame) for frame in streams), "a stream went on from nowhere"

    programs(DEV).do("logout", "viewer { role }", everywhere=True)
    press(page, "Add")
    again = page.get_by_role("dialog", name="Sign in again")
    again.get_by_label("Password").fill(PASSWORD)
    accessible(page)
    again.get_by_role("button", name="Sign in").click()
    expect(again).to_have_count(0)
    expect(dialog(page).get_by_label("Name", exact=True)).to_have_value("Kim Keel")
    press(page, "Add")
    expect(new.get_by_role("link", name="Kim Keel")).to_be_visible()


def lead(staff: Staff, name: str) -> str:
    """A new lead."""
    return staff.program.do("createLead", "lead { id }", name=name)["lead"]["id"]
