"""The desk: what staff do in it, what two of them see at once, and what a limited user does not."""

import re
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from playwright.sync_api import Page, expect

from models.core import clock
from server.pages import MANIFEST

from .axe import accessible
from .desk import AtOnce, choose, dialog, drag, fill, go, id_of, in_twos, press, titled, told
from .served import Programs
from .story import XSS, Staff

NOUNS = (
    "clients", "projects", "tasks", "invoices", "jobs", "sites", "tickets", "discussions", "proposals", "estimates",
    "contracts", "expenses", "creditNotes", "recurringInvoices",
)  # fmt: skip
PLACES = {"users": "people", "creditNotes": "credit-notes", "recurringInvoices": "recurring"}
"""Where a noun has its pages, where that is not its name."""


@pytest.fixture
def staff(programs: Programs) -> Staff:
    return Staff(programs("olive@lighthouse.example"))


def test_from_a_lead_to_an_issued_invoice_before_two_browsers(signed_in: Any, staff: Staff) -> None:
    olive, dev = (
        signed_in("olive@lighthouse.example", "/desk/leads"),
        signed_in("dev@lighthouse.example", "/desk/leads"),
    )
    staff.program.do("createLead", "lead { id }", name="Wally Warm")
    expect(dev.get_by_role("link", name="Wally Warm")).to_be_visible()

    at_once = AtOnce()
    press(olive, "New lead")
    press(olive, "Add")
    expect(dialog(olive).get_by_role("alert").first).to_be_visible()
    fill(
        olive,
        {"Name": "Pia Park", "Company (optional)": "Park & Pond", "E-mail (optional)": "pia@park.example"},
    )
    with at_once(olive, dev, "section[aria-label=New]", "Park & Pond"):
        press(olive, "Add")
    card = olive.get_by_role("listitem").filter(has_text="Park & Pond")
    with at_once(olive, dev, "section[aria-label=Talking]", "Park"):
        drag(card, olive.get_by_role("region", name="Talking"), "Park & Pond")
    expect(olive.get_by_role("region", name="Talking").get_by_role("link", name="Park & Pond")).to_be_visible()
    dev.get_by_role("button", name="Move or change Park & Pond").press("Enter")
    with at_once(dev, olive, "section[aria-label=Offer]", "Pond"):
        dev.get_by_role("button", name="Move to Offer").press("Enter")

    card.get_by_role("link").click()
    press(olive, "Convert")
    press(olive, "Open the client")
    titled(olive, "Park & Pond")

    go(olive, "/projects")
    press(olive, "New project")
    fill(olive, {"Name": "Pond"})
    choose(olive, "Client", "Park & Pond")
    fill(olive, {"Hourly rate, GBP (optional)": "80"})
    press(olive, "Make the project")
    titled(olive, "Pond")
    project = olive.url.rpartition("/")[2]
    go(dev, f"/projects/{project}")
    olive.get_by_label("New task").fill("Dig")
    with at_once(olive, dev, ".tasks a", "Dig"):
        olive.get_by_label("New task").press("Enter")
    with at_once(olive, dev, ".progress-figure", "100%"):
        olive.get_by_label("Dig is done").check()

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
    titled(olive, "Draft invoice")
    go(dev, olive.url.partition("/desk")[2])
    with at_once(olive, dev, "h1", "INV-"):
        press(olive, "Issue")
    press(dev, "Record a payment")
    with at_once(dev, olive, ".page-tools .badge", "Paid"):
        press(dev, "Record")
    at_once.check()


def test_a_job_is_made_from_what_is_offered_and_planned_by_dragging(signed_in: Any, staff: Staff) -> None:
    page = signed_in("olive@lighthouse.example", "/desk/jobs?new=yes")
    choose(page, "Site", "Flat 1")
    page.get_by_label("Kind of work").select_option(index=1)
    page.get_by_role("group", name="Activities").get_by_role("checkbox").first.check()
    page.locator(".why-not summary").click()
    expect(page.locator(".why-not li").first).to_contain_text(re.compile(r": \w+"))
    accessible(page)
    press(page, "Make the job")
    titled(page, re.compile("JOB-"))
    number = page.get_by_role("heading", level=1).inner_text().split()[0]
    job = id_of(page)

    asked = "query ($job: ID!) { job(id: $job) { site { id } workLogType { id } activities { activity { id } } } }"
    made = staff.program.ask(asked, job=job)["job"]
    same = {"siteId": made["site"]["id"], "workLogTypeId": made["workLogType"]["id"]}
    same["activities"] = [{"activityId": each["activity"]["id"]} for each in made["activities"]]
    rival = staff.program.do("createJob", "job { number }", **same)["job"]["number"]
    who = offered(staff, same)

    go(page, f"/planner?day={weekday_after(21)}")
    waiting = page.locator(".waiting li").filter(has_text=number)
    press(page, f"Plan {number}…")
    expect(dialog(page).get_by_label("Who")).to_be_visible()
    press(page, "Cancel")
    slot = page.locator(f"[data-slot='{who} 10:00']")
    early = {"x": 4, "y": 20}
    waiting.drag_to(slot, target_position=early)
    told(page, "Planned.")
    row = page.locator(".planner-row").filter(has=page.locator(".planner-who", has_text=who))
    mine = row.locator(".planner-item").filter(has_text=number)
    expect(mine).to_contain_text("10:00")

    page.locator(".waiting li").filter(has_text=rival).drag_to(slot, target_position={"x": 4, "y": 20}, force=True)
    told(page, f"{rival} stays as it was. The resource has another appointment at this time.")
    expect(page.locator(".waiting li").filter(has_text=rival)).to_be_visible()
    expect(row.locator(".planner-item").filter(has_text=rival)).to_have_count(0)

    mine.drag_to(page.locator(f"[data-slot='{who} 13:00']"), target_position=early)
    told(page, f"{number} is moved.")
    expect(mine).to_contain_text("13:00")
    mine.get_by_role("link").press("Alt+ArrowRight")
    expect(mine).to_contain_text("13:30")
    mine.get_by_role("button", name=f"Move {number}").press("Enter")
    accessible(page)
    fill(page, {"From": "20:00", "to": "21:00"})
    press(page, "Move")
    expect(dialog(page).get_by_role("alert").or_(row.get_by_text("20:00")).first).to_be_visible()


def offered(staff: Staff, job: dict[str, Any]) -> str:
    """The name of somebody who may do such a job."""
    asked = "resources { eligible resource { name } }"
    options = f"query ($site: ID!, $do: [ID!]) {{ jobOptions(siteId: $site, activityIds: $do) {{ {asked} }} }}"
    activities = [each["activityId"] for each in job["activities"]]
    found = staff.program.ask(options, site=job["siteId"], do=activities)["jobOptions"]["resources"]
    return next(each["resource"]["name"] for each in found if each["eligible"])


def weekday_after(days: int) -> date:
    """A Monday at least so many days from now, when nobody has anything to do yet."""
    soon = clock.today("UTC") + timedelta(days=days)
    return soon + timedelta(days=-soon.weekday() % 7)


def test_a_list_is_filtered_kept_and_exported(signed_in: Any) -> None:
    page = signed_in("olive@lighthouse.example", "/desk/invoices")
    page.get_by_label("Any status").select_option("PAID")
    expect(page).to_have_url(re.compile("status=PAID"))
    page.get_by_role("button", name="Views: All").or_(page.get_by_role("button", name="Views")).first.click()
    press(page, "Save this view…")
    fill(page, {"Name": "Paid ones"})
    press(page, "Save")
    expect(page.get_by_role("button", name="Views: Paid ones")).to_be_visible()
    press(page, "Export invoices")
    with page.expect_download() as download:
        press(page, "CSV")
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert '"number"' in text.splitlines()[0] and "PAID" in text and "VOID" not in text
    every_list_is_exported(page)

    # A board of which not all is here says so, counts all the same, and shows more.
    page.route("**/graphql", in_twos)
    go(page, "/leads")
    cards, more = page.locator(".board-card"), page.get_by_role("button", name="Show more")
    expect(page.get_by_text(re.compile("2 of .* leads are shown"))).to_be_visible()
    expect(cards).to_have_count(2)
    counted = sum(int(each) for each in page.locator(".board-column .count").all_inner_texts())
    assert f"2 of {counted} leads" in page.locator(".pager").inner_text()
    more.click()
    expect(page.locator(".board-card:nth-child(3)").first).to_be_visible()
    page.unroute_all(behavior="wait")

    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search for anything").fill("Acme")
    page.get_by_role("option", name="Acme Ltd Client").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme Ltd")


def every_list_is_exported(page: Page) -> None:
    """The desk's lists as files: by their own documents, or where rows hold lists by one that has none."""
    known = {key: text.split("query ")[-1] for key, text in orjson.loads(MANIFEST.read_bytes()).items()}
    ids = {text.split("(")[0]: key for key, text in known.items() if text.startswith("Desk") and "$orderBy:" in text}
    lists = [name for name, key in ids.items() if "$first:" in known[key]]
    assert {"DeskInvoices", "DeskCodings", "DeskKeys", "DeskLetterList"} <= set(lists)
    for name in lists:
        asked = {"documentId": ids.get(f"{name}File", ids[name]), "variables": {}}
        file = page.request.post("/export.csv", data=asked, headers={"x-clientgraph-csrf": "1"})
        assert file.ok and file.text().startswith('\ufeff"'), f"{name}: {file.text()}"


def test_a_limited_user_sees_nothing_by_a_foreign_address(signed_in: Any, staff: Staff) -> None:
    harbour = staff.id_of("clients", "Harbour Homes")
    hidden = {"clients": harbour} | {noun: id_ for noun in NOUNS[1:] if (id_ := staff.first_of(noun, harbour))}
    assert {"invoices", "jobs", "sites"} <= hidden.keys()
    mia = signed_in("mia@lighthouse.example", "/desk")
    expect(mia.get_by_role("navigation", name="Main").get_by_text("Leads")).to_have_count(0)
    for noun, id_ in hidden.items():
        place = f"/{PLACES.get(noun, noun)}/{id_}"
        mia.goto(f"/desk{place}") if noun == "clients" else go(mia, place, heading=False)
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
