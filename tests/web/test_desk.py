"""The desk: what staff do in it, what two of them see at once, and what a limited user does not."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .axe import accessible
from .served import Programs
from .story import XSS, Staff

SOON_MS = 1000
"""How long what one browser did may take to show in another (issue: within a second)."""
LISTS = (
    "/", "/leads", "/leads/list", "/clients", "/projects", "/tasks", "/time", "/timesheet", "/invoices", "/payments",
    "/jobs", "/jobs/list", "/planner", "/sites", "/activities", "/tickets", "/discussions", "/people", "/settings",
)  # fmt: skip
NOUNS = ("clients", "projects", "tasks", "invoices", "jobs", "sites", "tickets", "discussions")


@pytest.fixture
def staff(programs: Programs) -> Staff:
    return Staff(programs("olive@lighthouse.example"))


def go(page: Page, place: str, *, heading: bool = True) -> None:
    """Go to a place of the desk as one of its links does, and wait for what it shows."""
    page.evaluate(
        "place => { history.pushState(null, '', place); dispatchEvent(new PopStateEvent('popstate')); }",
        f"/desk{place}",
    )
    expect(page.locator(".skeleton")).to_have_count(0)
    if heading:
        page.locator("h1").first.wait_for()


def field(page: Page, label: str, text: str) -> None:
    page.get_by_role("dialog").get_by_label(label, exact=True).fill(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, label: str, text: str) -> None:
    """Find something by a combobox and take the first."""
    box = page.get_by_role("dialog").get_by_role("combobox", name=label)
    box.fill(text)
    page.get_by_role("option", name=text).first.click()


def test_from_a_lead_to_an_issued_invoice_before_two_browsers(signed_in: Any, staff: Staff) -> None:
    olive, dev = (
        signed_in("olive@lighthouse.example", "/desk/leads"),
        signed_in("dev@lighthouse.example", "/desk/leads"),
    )
    expect(dev.get_by_role("region", name="Talking")).to_be_visible()

    press(olive, "New lead")
    press(olive, "Add")
    expect(olive.get_by_role("dialog").get_by_role("alert").first).to_be_visible()
    for label, text in {
        "Name": "Pia Park",
        "Company (optional)": "Park & Pond",
        "E-mail (optional)": "pia@park.example",
    }.items():
        field(olive, label, text)
    press(olive, "Add")
    card = olive.get_by_role("listitem").filter(has_text="Park & Pond")
    expect(dev.get_by_role("region", name="New").get_by_role("link", name="Park & Pond")).to_be_visible(
        timeout=2 * SOON_MS
    )

    card.drag_to(olive.get_by_role("region", name="Talking"))
    expect(olive.get_by_role("region", name="Talking").get_by_role("link", name="Park & Pond")).to_be_visible()
    expect(dev.get_by_role("region", name="Talking").get_by_role("link", name="Park & Pond")).to_be_visible(
        timeout=2 * SOON_MS
    )
    dev.get_by_role("button", name="Move or change Park & Pond").press("Enter")
    dev.get_by_role("button", name="Move to Offer").press("Enter")
    expect(olive.get_by_role("region", name="Offer").get_by_role("link", name="Park & Pond")).to_be_visible(
        timeout=2 * SOON_MS
    )

    card.get_by_role("link").click()
    press(olive, "Convert")
    press(olive, "Open the client")
    expect(olive.get_by_role("heading", level=1)).to_have_text("Park & Pond")

    go(olive, "/projects")
    press(olive, "New project")
    field(olive, "Name", "Pond")
    choose(olive, "Client", "Park & Pond")
    field(olive, "Hourly rate, GBP (optional)", "80")
    press(olive, "Make the project")
    expect(olive.get_by_role("heading", level=1)).to_have_text("Pond")
    project = olive.url.rpartition("/")[2]
    go(dev, f"/projects/{project}")
    olive.get_by_label("New task").fill("Dig")
    olive.get_by_label("New task").press("Enter")
    expect(dev.get_by_role("link", name="Dig", exact=True)).to_be_visible(timeout=2 * SOON_MS)
    olive.get_by_label("Dig is done").check()
    done = dev.get_by_role("progressbar", name="Progress of the project")
    expect(done).to_have_attribute("aria-valuenow", "100", timeout=2 * SOON_MS)

    given = {"projectId": project, "loggedOn": olive.evaluate("new Date().toISOString().slice(0, 10)"), "seconds": 5400}
    staff.program.do("logTime", "timeEntry { id }", **given)
    press(olive, "Invoice")
    preview = olive.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("£144.00")
    accessible(olive)
    olive.get_by_label("VAT, %").fill("0")
    expect(preview.locator(".sums")).to_contain_text("£120.00")
    olive.get_by_label("Bill by").select_option(label="Hours of its tasks")
    expect(preview).to_contain_text("Nothing to bill here")
    olive.get_by_label("Bill by").select_option(label="Hours of the project")
    press(olive, "Make a draft")
    expect(olive.get_by_role("heading", level=1)).to_have_text("Draft invoice")
    go(dev, olive.url.partition("/desk")[2])
    press(olive, "Issue")
    expect(dev.get_by_role("heading", level=1)).to_have_text(re.compile(r"INV-\d{4}-\d+"), timeout=2 * SOON_MS)
    press(dev, "Record a payment")
    press(dev, "Record")
    expect(olive.locator(".page-tools .badge")).to_have_text("Paid", timeout=2 * SOON_MS)


def test_a_job_is_made_from_what_is_offered_and_planned_by_dragging(signed_in: Any) -> None:
    page = signed_in("olive@lighthouse.example", "/desk/jobs?new=yes")
    choose(page, "Site", "Flat 1")
    page.get_by_label("Kind of work").select_option(index=1)
    page.get_by_role("group", name="Activities").get_by_role("checkbox").first.check()
    page.locator(".why-not summary").click()
    expect(page.locator(".why-not li").first).to_contain_text(re.compile(r": \w+"))
    accessible(page)
    press(page, "Make the job")
    expect(page.get_by_role("heading", level=1)).to_contain_text("JOB-")
    number = page.get_by_role("heading", level=1).inner_text().split()[0]

    go(page, "/planner")
    waiting = page.locator(".waiting li").filter(has_text=number)
    expect(waiting).to_be_visible()
    slots = page.locator(".planner-hour")
    expect(slots.first).to_be_attached()
    press(page, f"Plan {number}…")
    expect(page.get_by_role("dialog").get_by_label("Who")).to_be_visible()
    press(page, "Cancel")
    waiting.drag_to(slots.nth(4))
    expect(page.locator(".toast").last).to_be_visible()


def test_a_list_is_filtered_kept_and_exported(signed_in: Any) -> None:
    page = signed_in("olive@lighthouse.example", "/desk/invoices")
    page.get_by_label("Any status").select_option("PAID")
    expect(page).to_have_url(re.compile("status=PAID"))
    page.get_by_role("button", name="Views: All").or_(page.get_by_role("button", name="Views")).first.click()
    press(page, "Save this view…")
    field(page, "Name", "Paid ones")
    press(page, "Save")
    expect(page.get_by_role("button", name="Views: Paid ones")).to_be_visible()
    press(page, "Export invoices")
    with page.expect_download() as download:
        press(page, "CSV")
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert '"number"' in text.splitlines()[0] and "PAID" in text and "VOID" not in text
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search for anything").fill("Acme")
    page.get_by_role("option", name="Acme Ltd Client").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme Ltd")


def test_a_limited_user_sees_nothing_by_a_foreign_address(signed_in: Any, staff: Staff) -> None:
    harbour = staff.id_of("clients", "Harbour Homes")
    hidden = {"clients": harbour} | {noun: id_ for noun in NOUNS[1:] if (id_ := staff.first_of(noun, harbour))}
    assert {"invoices", "jobs", "sites"} <= hidden.keys()
    mia = signed_in("mia@lighthouse.example", "/desk")
    expect(mia.get_by_role("navigation", name="Main").get_by_text("Leads")).to_have_count(0)
    for noun, id_ in hidden.items():
        mia.goto(f"/desk/{noun}/{id_}") if noun == "clients" else go(mia, f"/{noun}/{id_}", heading=False)
        expect(mia.get_by_text("is not here")).to_be_visible()


def test_texts_are_texts(signed_in: Any, staff: Staff) -> None:
    client = staff.program.do("createClient", "client { id }", name=XSS, type="COMPANY")["client"]["id"]
    project, _ = staff.project(client, XSS, [XSS])
    asked = staff.asked(project, XSS, XSS)
    page = signed_in("olive@lighthouse.example", f"/desk/clients/{client}")
    for place in (f"/clients/{client}", f"/projects/{project}", f"/discussions/{asked}", "/clients"):
        go(page, place)
        expect(page.get_by_text("<img src=x").first).to_be_visible()
        assert page.locator("main img, main script").count() == 0 and page.title() != "owned"


def test_there_is_no_barrier_on_any_page(signed_in: Any, staff: Staff) -> None:
    page = signed_in("olive@lighthouse.example", "/desk", width=390, dark=True)
    asked = " ".join(f"{noun}(first: 1) {{ nodes {{ id }} }}" for noun in (*NOUNS, "leads", "users"))
    found = staff.program.ask(f"{{ {asked} }}")
    pages = [f"/{noun.replace('users', 'people')}/{nodes['nodes'][0]['id']}" for noun, nodes in found.items()]
    for place in (*LISTS, *pages):
        go(page, place)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{place} is too wide"
