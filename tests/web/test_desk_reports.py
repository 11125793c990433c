"""What the business comes to, as the desk shows it: the graph's own figures, live, and nobody else's."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from playwright.sync_api import Page, expect

from models.core import clock

from .axe import accessible
from .desk import go
from .served import Programs

OLIVE, MIA = "olive@lighthouse.example", "mia@lighthouse.example"
SIGNS = {"GBP": "£", "USD": "US$"}
OWED = "{ reports { receivablesAgeing { client { id name } total { amount currency } } } }"
PROFIT = """{ reports { profit(by: MONTH) { key revenue { amount currency } profit { amount currency } } } }"""
PAIRS = "{ reports { profit(by: CLIENT, thenBy: MONTH) { key thenKey } } }"
CLOCKS = "{ reports { jobSla(by: TEAM) { key total met breached open } } }"


def shown(money: dict[str, str]) -> str:
    """Money as a page of an English reader says it."""
    amount = Decimal(money["amount"])
    return f"{'-' if amount < 0 else ''}{SIGNS[money['currency']]}{abs(amount):,.2f}"


def cells(page: Page) -> list[list[str]]:
    """What the table says, row by row."""
    rows = page.locator("main table tbody tr")
    return [row.locator("td").all_inner_texts() for row in rows.all()]


def test_reports_say_what_the_graph_says(signed_in: Callable[..., Page], programs: Programs) -> None:
    program = programs(OLIVE)
    olive = signed_in(OLIVE, "/desk/reports")
    table = olive.locator("main table")

    owed: list[dict[str, Any]] = program.ask(OWED)["reports"]["receivablesAgeing"]
    table.wait_for()
    assert [(row[0], row[-1]) for row in cells(olive)] == [
        (each["client"]["name"], shown(each["total"])) for each in owed
    ]

    debtor = next(each for each in owed if each["total"]["currency"] == "GBP")
    row = olive.get_by_role("row", name=debtor["client"]["name"])
    given = {
        "clientId": debtor["client"]["id"],
        "lines": [{"description": "More", "unitPrice": {"amount": "10", "currency": "GBP"}}],
    }
    invoice = program.do("createInvoice", "invoice { id }", **given)["invoice"]["id"]
    program.do("issueInvoice", "invoice { id }", invoiceId=invoice)
    more = str(Decimal(debtor["total"]["amount"]) + 10)
    expect(row).to_contain_text(shown({"amount": more, "currency": "GBP"}))
    program.do("voidInvoice", "invoice { id }", invoiceId=invoice, reason="It was for show.")
    expect(row).to_contain_text(shown(debtor["total"]))

    go(olive, "/reports/profit?key=MONTH")
    table.wait_for()
    months = program.ask(PROFIT)["reports"]["profit"]
    said = [(row[1].replace("–", "£0.00"), row[3].replace("–", "£0.00")) for row in cells(olive)]
    assert said == [(shown(each["revenue"]), shown(each["profit"])) for each in months]
    accessible(olive)
    olive.get_by_label("From").fill(clock.today("UTC").replace(year=clock.today("UTC").year + 1).isoformat())
    expect(olive.get_by_text("Nothing was earned or spent")).to_be_visible()

    go(olive, "/reports/profit?key=CLIENT")
    olive.get_by_label("and", exact=True).select_option("month")
    pairs = program.ask(PAIRS)["reports"]["profit"]
    expect(olive.locator("main table tbody tr")).to_have_count(len(pairs))
    named = [(each["key"], f"{date.fromisoformat(each['thenKey']):%b %Y}") for each in pairs]
    assert [(row[0], row[1]) for row in cells(olive)] == [(who, when.replace("Sep ", "Sept ")) for who, when in named]
    expect(olive.locator("main thead th")).to_have_text(["Client", "Month", "Revenue", "Cost", "Profit", "Margin"])

    go(olive, "/reports/clocks")
    olive.get_by_label("A row for each").select_option("team")
    expect(olive).to_have_url(re.compile("key=TEAM"))
    for each in program.ask(CLOCKS)["reports"]["jobSla"]:
        counted = [str(each[name]) for name in ("total", "met", "breached", "open")]
        expect(olive.get_by_role("row", name=each["key"]).locator("td")).to_contain_text([each["key"], *counted])


def test_what_things_cost_is_not_for_everybody(signed_in: Callable[..., Page], programs: Programs) -> None:
    hers = programs(MIA).ask(OWED)["reports"]["receivablesAgeing"]
    mia = signed_in(MIA, "/desk/reports")
    parts = mia.get_by_role("navigation", name="Parts of this page")
    expect(parts.get_by_role("link")).to_have_text(
        ["Owed", "Revenue", "Hours", "Utilisation", "Overdue tasks", "Clocks of jobs"]
    )
    expect(mia.locator("main table tbody tr")).to_have_count(len(hers))
    go(mia, "/reports/profit")
    expect(mia.get_by_text("This report is not here")).to_be_visible()
    go(mia, "/reports/revenue")
    expect(mia.get_by_role("columnheader", name="Earned")).to_have_count(0)
