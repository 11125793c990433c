"""The page of analysts: a query weighed, run, looked at as table and chart, taken out as a file; and for whom it is."""

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from server.demo import PASSWORD

QUESTIONS = Path(__file__).resolve().parents[2] / "docs" / "analysts.md"
AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LEADS = (
    "query Strange($name: String!) { leads(filter: {name: {eq: $name}}) { nodes { name stage { name } createdAt } } }"
)
FORMULA = '=HYPERLINK("x"), <img src=x onerror=alert(1)>'


def complaints_of_axe(page: Page) -> list[str]:
    """What axe finds in what is shown."""
    page.evaluate(AXE.read_text())
    return page.evaluate(
        "async (rules) => (await axe.run(document, {runOnly: rules})).violations"
        ".map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html.slice(0, 120))}`)",
        RULES,
    )


def begin(page: Page, example: str) -> None:
    """Take an example into the editor."""
    page.get_by_role("link", name="Examples").click()
    page.get_by_role("button", name=example).click()


def run(page: Page) -> None:
    """Run what stands in the editor, by its keys, and wait for the answer."""
    page.get_by_role("textbox", name="Query").press("Control+Enter")
    expect(page.locator(".told")).to_contain_text("Answered")


def taken(page: Page, what: str) -> tuple[str, bytes]:
    """A file of the menu: its name, and what is in it."""
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as caught:
        page.get_by_role("button", name=what, exact=True).click()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


def rows(content: bytes) -> list[list[str]]:
    """A file as it is read by a spreadsheet."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_an_analyst_sees_figures_as_chart_and_table_and_takes_them_out(signed_in) -> None:
    page = signed_in("ana@lighthouse.example", "/explore")
    begin(page, "Invoiced by month")
    expect(page.get_by_role("status", name="Cost")).to_have_text("Asks for 2,401 points. At once, 200,000 are allowed.")
    expect(page.get_by_text("The answer appears here")).to_be_visible()
    run(page)
    charts = page.locator(".chart > svg")
    expect(charts).to_have_count(2)
    expect(page.get_by_role("figure").first).to_contain_text("Sum total, GBP")
    charts.first.press("End")
    expect(page.locator(".chart-reading").first).to_contain_text("£")
    assert complaints_of_axe(page) == []
    page.get_by_label("Kind").select_option("Lines")
    expect(charts.first.locator("path")).not_to_have_count(0)
    name, picture = taken(page, "SVG of the chart")
    drawn = ElementTree.fromstring(picture)
    assert name == "InvoicedByMonth.svg" and drawn.tag.endswith("svg") and "var(" not in picture.decode()

    page.get_by_role("tab", name="Table").click()
    heads = ["Issued on", "Status", "Count", "Sum total, GBP", "Sum total, USD", "Sum balance, GBP", "Sum balance, USD"]
    expect(page.get_by_role("columnheader")).to_have_text(heads)
    shown = page.get_by_role("row").all_inner_texts()[1:]
    name, table = taken(page, "CSV of this table")
    told, *lines = rows(table)
    assert name == "InvoicedByMonth.csv" and table.startswith(b'\xef\xbb\xbf"key.issuedOn","key.status"')
    assert told[2:4] == ["aggregate.count", "aggregate.sum.total.GBP"] and len(lines) == len(shown) >= 3
    assert any(re.fullmatch(r"\d+\.\d\d", line[3]) for line in lines) and any(line[4] for line in lines)
    _, workbook = taken(page, "XLSX of this table")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    assert sheet[0] == told and [str(row[0]) for row in sheet[1:]] == [line[0] for line in lines]
    assert [row[3] for row in sheet[1:]] == [float(line[3]) if line[3] else "" for line in lines]
    page.get_by_role("button", name="Sum balance, GBP").click()
    assert complaints_of_axe(page) == []
    expect(page.get_by_role("tab")).to_have_text([re.compile("Chart"), re.compile("Table"), "JSON"])
    expect(page.get_by_text("shown to owners and administrators")).to_be_visible()


def test_an_owner_sees_the_statement_and_a_link_is_shown_and_not_run(signed_in, programs) -> None:
    programs("olive@lighthouse.example").do("createLead", "lead { id }", name=FORMULA)
    page = signed_in("olive@lighthouse.example", "/explore")
    page.goto("/explore#" + urlencode({"query": LEADS, "variables": '{"name": '}))
    page.reload()
    expect(page.get_by_text("The answer appears here")).to_be_visible()
    expect(page.get_by_role("status", name="Cost")).to_have_text("The variables are no JSON object.")
    page.get_by_role("textbox", name="Variables").fill(json.dumps({"name": FORMULA}))
    expect(page.get_by_role("status", name="Cost")).to_contain_text("Asks for")
    run(page)
    expect(page.get_by_role("cell", name=FORMULA)).to_be_visible()
    assert rows(taken(page, "CSV of this table")[1])[1][0] == "'" + FORMULA
    name, whole = taken(page, "CSV of the whole list")
    assert name.startswith("leads-") and rows(whole)[1][0] == "'" + FORMULA
    page.get_by_role("tab", name="SQL and plan").click()
    expect(page.get_by_role("region", name="SQL")).to_contain_text("SELECT")
    expect(page.get_by_role("region", name="Plan")).to_contain_text("rows")
    assert complaints_of_axe(page) == []

    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Title").fill("Strange Leads, all")
    name = page.get_by_label("Name in the address")
    expect(name).to_have_value("strange-leads-all")
    name.fill("Strange leads")
    page.get_by_label("Share it").check()
    name.press("Enter")
    expect(name).to_have_attribute("aria-invalid", "true")
    assert complaints_of_axe(page) == []
    name.fill("strange-leads")
    name.press("Enter")
    expect(page.get_by_text("Saved, and shared")).to_be_visible()
    page.get_by_role("link", name="Saved").click()
    expect(page.get_by_text("/q/strange-leads")).to_be_visible()
    assert complaints_of_axe(page) == []
    asked = page.evaluate("fetch('/q/strange-leads.json').then((answer) => answer.json())")
    assert asked["data"]["leads"]["nodes"][0]["name"] == FORMULA

    colleague = signed_in("ana@lighthouse.example", "/explore/saved")
    expect(colleague.get_by_role("button", name="Remove Strange Leads, all")).to_have_count(0)
    colleague.get_by_role("button", name=re.compile("^Strange Leads, all")).click()
    expect(colleague.get_by_role("textbox", name="Query")).to_contain_text("query Strange")
    page.get_by_role("button", name="Remove Strange Leads, all").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("button", name="Remove Strange Leads, all")).to_have_count(0)


def test_a_stream_is_watched_on_a_telephone_in_the_dark(signed_in, programs) -> None:
    page = signed_in("olive@lighthouse.example", "/explore", width=390, dark=True)
    begin(page, "Invoices as they change")
    page.get_by_role("button", name="Watch").click()
    page.get_by_role("button", name="Stop").wait_for()
    owner = programs("olive@lighthouse.example")
    drafts = "{ invoices(filter: {status: {eq: PAID}}, first: 1) { nodes { client { id } } } }"
    client = owner.ask(drafts)["invoices"]["nodes"][0]["client"]["id"]
    line = {"description": "Buoy", "quantity": "1", "unitPrice": {"amount": "5.00", "currency": "GBP"}}
    for _ in range(20):  # a stream tells what happens once it has begun, which the page does not know
        owner.do("createInvoice", "invoice { id }", clientId=client, lines=[line])
        page.wait_for_timeout(200)
        if page.locator(".told").is_visible():
            break
    expect(page.locator(".told")).to_contain_text("Event")
    page.get_by_role("button", name="Stop").click()
    assert complaints_of_axe(page) == []

    editor = page.get_by_role("textbox", name="Query")
    editor.fill("")
    editor.press_sequentially("{ viewer { ro")
    page.get_by_role("option", name="role").click()
    expect(editor).to_contain_text("role")
    run(page)
    expect(page.get_by_role("cell", name="Owner")).to_be_visible()
    page.get_by_role("link", name="Schema").click()
    page.get_by_label("Search the schema").fill("InvoiceGroupKey")
    page.get_by_role("button", name="InvoiceGroupKey", exact=True).click()
    expect(page).to_have_url(re.compile("/explore/schema/InvoiceGroupKey$"))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert complaints_of_axe(page) == []


def test_the_twelve_questions_are_answered(programs) -> None:
    questions = re.findall(r"^```graphql\n(.*?)```$", QUESTIONS.read_text(), re.MULTILINE | re.DOTALL)
    owner, analyst = programs("olive@lighthouse.example"), programs("ana@lighthouse.example")
    empty = [each for each in questions if not re.search(r'": \[\{', json.dumps(owner.ask(each)))]
    assert empty == [] and len(questions) == 12
    assert all(analyst.ask(each) for each in questions)


def test_a_contact_is_turned_away(opened) -> None:
    page = opened("/explore")
    page.get_by_label("E-mail").fill("ada@acme.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("this page is not for you")).to_be_visible()
    asked = page.request.post(
        "/graphql",
        data={"query": "{ viewer { role } }", "extensions": {"cost": "only"}},
        headers={"x-clientgraph-csrf": "1", "x-clientgraph-explore": "1"},
    )
    assert asked.json()["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
