"""No page has a barrier: each of them as WCAG 2.2 AA has it, in both themes, and on a telephone."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from .axe import accessible_in_both_themes
from .desk import go, in_twos
from .served import Program, Programs

OWNER, ANALYST, CONTACT = "olive@lighthouse.example", "ana@lighthouse.example", "hal@harbour.example"
DESK = (
    "/", "/leads", "/leads/list", "/clients", "/proposals", "/estimates", "/contracts", "/projects", "/my-tasks",
    "/tasks", "/time", "/timesheet", "/expenses", "/invoices", "/recurring", "/credit-notes", "/payments", "/jobs",
    "/jobs/list", "/planner", "/sites", "/activities", "/codings", "/imports", "/tickets", "/discussions", "/people",
    "/access", "/settings", "/reports", "/reports/profit", "/reports/hours", "/reports/clocks",
    "/schedules", "/webhooks", "/letters", "/usage", "/account", "/nowhere", "/clients/nobody",
)  # fmt: skip
OF_THE_DESK = (
    "leads", "clients", "projects", "tasks", "invoices", "jobs", "sites", "activities", "tickets", "discussions",
    "proposals", "estimates", "contracts", "expenses", "creditNotes", "recurringInvoices", "payments", "users",
    "activityImports",
)  # fmt: skip
PLACES = {
    "users": "people",
    "creditNotes": "credit-notes",
    "recurringInvoices": "recurring",
    "activityImports": "imports",
}
PORTAL = ("/", "/projects", "/documents", "/invoices", "/tickets", "/jobs", "/notifications", "/nowhere")
OF_THE_PORTAL = {
    "projects": "projects", "proposals": "documents/proposal", "estimates": "documents/estimate",
    "contracts": "documents/contract", "invoices": "invoices", "tickets": "tickets", "jobs": "jobs",
    "discussions": "discussions",
}  # fmt: skip
DOORS = ("/", "/desk", "/accept?token=x", "/reset?token=x", "/portal/accept?token=x", "/portal/sign?token=x")
SMALL = {"width": 360, "dark": True}


def first_of(program: Program, nouns: Any) -> dict[str, str]:
    """The id of a row of each noun that has any."""
    asked = " ".join(f"{noun}(first: 1) {{ nodes {{ id }} }}" for noun in nouns)
    found = program.ask(f"{{ {asked} }}")
    return {noun: page["nodes"][0]["id"] for noun, page in found.items() if page["nodes"]}


def owed(program: Program) -> str:
    """The id of an invoice that can be paid."""
    found = program.ask("{ invoices(first: 1, filter: {status: {eq: ISSUED}}) { nodes { id } } }")
    return found["invoices"]["nodes"][0]["id"]


def test_of_the_desk(signed_in: Callable[..., Page], programs: Programs) -> None:
    page = signed_in(OWNER, "/desk", **SMALL)
    page.route("**/graphql", in_twos)
    rows = first_of(programs(OWNER), OF_THE_DESK)
    of_client = [
        f"/clients/{rows['clients']}/{part}" for part in ("contacts", "messages", "offers", "files", "timeline")
    ]
    for place in (*DESK, *(f"/{PLACES.get(noun, noun)}/{id_}" for noun, id_ in rows.items()), *of_client):
        go(page, place)
        accessible_in_both_themes(page)


def test_of_the_portal_and_its_checkout(signed_in: Callable[..., Page], programs: Programs) -> None:
    page = signed_in(CONTACT, "/portal", **SMALL)
    rows = first_of(programs(CONTACT), OF_THE_PORTAL)
    rows["invoices"] = owed(programs(CONTACT))
    for place in (*PORTAL, *(f"/{OF_THE_PORTAL[noun]}/{id_}" for noun, id_ in rows.items())):
        go(page, place, base="/portal")
        accessible_in_both_themes(page)
    checkout = programs(CONTACT).do("payInvoice", "checkoutUrl", invoiceId=rows["invoices"], idempotencyKey="checkout")
    for place in ("/desk", checkout["checkoutUrl"]):
        page.goto(place)
        accessible_in_both_themes(page)


def test_of_explore_and_of_what_comes_before_one_is_signed_in(
    signed_in: Callable[..., Page], opened: Callable[..., Page]
) -> None:
    page = signed_in(ANALYST, "/explore", **SMALL)
    for place in ("", "/examples", "/saved", "/schema"):
        go(page, place, base="/explore")
        accessible_in_both_themes(page)
    stranger = opened("/", **SMALL)
    for place in DOORS:
        stranger.goto(place)
        accessible_in_both_themes(stranger)
