"""Scenario 1, what must fail. Every refusal is typed, and nothing has happened after it."""

import time
from collections.abc import Iterator

import pytest

from . import asides, operations
from .client import Caller
from .day import ADA, PASSWORD, Day
from .streams import LATENCY


@pytest.fixture(scope="package")
def quiet(day: Day) -> dict[str, str]:
    """Another client that is ADA's business no more than EVE's: its project, task, invoice and an open lead."""
    day.reach_the_end()
    client = day.olive.do(asides.CREATE_CLIENT, input={"name": "Quiet Ltd", "type": "COMPANY"})["client"]["id"]
    terms = {"clientId": client, "name": "Quiet work", "billingMethod": "PROJECT_HOURS"}
    project = day.olive.do(asides.CREATE_PROJECT, input=terms)["project"]["id"]
    invoice = day.olive.do(asides.CREATE_INVOICE, input=billed(client, "780.00"))["invoice"]["id"]
    lead = day.olive.do(asides.CREATE_LEAD, name="Larry Lead", email="larry@lead.test")["lead"]["id"]
    return {"client": client, "project": project, "invoice": invoice, "lead": lead}


@pytest.fixture
def open_invoice(evening: Day) -> Iterator[str]:
    """An invoice of 936.00 GBP that ADA can pay, and that stays unpaid."""
    invoice = evening.olive.do(asides.CREATE_INVOICE, input=billed(evening.client, "780.00"))["invoice"]["id"]
    yield invoice
    assert evening.ada.ask(asides.LINES, invoice=invoice)["invoice"]["balance"]["amount"] == "936.00"
    evening.olive.do(asides.VOID_INVOICE, invoice=invoice)


def test_nobody_sees_nothing(evening: Day) -> None:
    """Without a token the graph is empty and takes no lead but by the form."""
    day = evening
    counts = {name: {"totalCount": 0} for name in ("clients", "projects", "invoices", "events")}
    assert day.stranger.ask(asides.ANONYMOUS) == {**counts, "viewer": None}
    assert day.stranger.refused(asides.CREATE_LEAD, name="Nobody", email="nobody@lead.test") == "UNAUTHENTICATED"
    assert day.stranger.refused(operations.S1, key="no-such-form") == "INVALID"
    assert day.olive.ask(operations.WATCH, ids=[], text="Nobody")["search"] == []


def test_a_signing_token_signs_once(evening: Day) -> None:
    """After signing it declines no more; one that never was opens nothing."""
    day = evening
    assert day.stranger.refused(asides.DECLINE_PROPOSAL, token=day.signing_token) == "INVALID_STATE"
    assert day.stranger.ask(operations.S3A, token="no-such-token")["proposalByToken"] is None
    assert day.stranger.refused(operations.S3B, token="no-such-token") == "INVALID_TOKEN"
    assert day.stranger.ask(operations.S3A, token=day.signing_token)["proposalByToken"]["status"] == "SIGNED"


def test_an_invitation_opens_once(evening: Day, quiet: dict[str, str]) -> None:
    """A second time, or once another was sent, its token is worth nothing; a lead cannot be invited (OS-55)."""
    day = evening
    assert accept(day.stranger, day.invitation) == "INVALID_TOKEN"
    abe = "abe@acme.test"
    contact = day.olive.do(asides.ADD_CONTACT, client=day.client, name="Abe Acme", email=abe)["contact"]["id"]
    day.olive.do(operations.S4A, contact=contact)
    earlier = day.mail.token_for(abe)
    again = day.olive.do(asides.RESEND_INVITATION, contact=contact)
    assert (again["contact"]["portalStatus"], again["invitationSentTo"]) == ("INVITED", abe)
    later = day.mail.token_for(abe, 2)
    assert accept(day.stranger, earlier) == "INVALID_TOKEN"
    assert day.stranger.do(operations.S4B, invite=later, password=PASSWORD)["viewer"]["role"] == "CONTACT"
    assert day.olive.refused(operations.S4A, contact=quiet["lead"]) == "INVALID_STATE"


def test_a_contact_does_not_do_the_work(evening: Day, quiet: dict[str, str], open_invoice: str) -> None:
    """FORBIDDEN on what ADA sees, NOT_FOUND on what she does not."""
    day, ada = evening, evening.ada
    terms = {"name": "Mine", "billingMethod": "PROJECT_HOURS"}
    time_terms = {"loggedOn": day.in_days(0), "seconds": 60}
    assert ada.refused(asides.CREATE_PROJECT, input={**terms, "clientId": day.client}) == "FORBIDDEN"
    assert ada.refused(asides.LOG_TIME, input={**time_terms, "projectId": day.project}) == "FORBIDDEN"
    assert ada.refused(asides.ISSUE_INVOICE, invoice=open_invoice) == "FORBIDDEN"
    assert ada.refused(asides.CREATE_PROJECT, input={**terms, "clientId": quiet["client"]}) == "NOT_FOUND"
    assert ada.refused(asides.LOG_TIME, input={**time_terms, "projectId": quiet["project"]}) == "NOT_FOUND"
    assert ada.refused(asides.ISSUE_INVOICE, invoice=quiet["invoice"]) == "NOT_FOUND"
    assert ada.refused(asides.CONVERT_LEAD, lead=quiet["lead"]) == "NOT_FOUND"
    assert ada.refused(operations.S8, invoice=quiet["invoice"], token="tok_ok", key="quiet") == "NOT_FOUND"
    assert ada.ask(asides.PROFIT)["reports"]["profit"] is None
    assert day.olive.ask(asides.LINES, invoice=quiet["invoice"])["invoice"]["balance"]["amount"] == "936.00"


def test_a_draft_is_not_there(evening: Day) -> None:
    """By id, in counts and in streams (OS-32)."""
    day = evening
    day.updates.rest()
    before = day.ada.ask(asides.COUNTS)
    terms = {**billed(day.client, "10.00"), "issue": False}
    draft = day.olive.do(asides.CREATE_INVOICE, input=terms)["invoice"]
    assert (draft["number"], draft["status"]) == (None, "DRAFT")
    assert day.ada.ask(operations.S7C, invoice=draft["id"])["invoice"] is None
    assert day.ada.ask(asides.COUNTS) == before
    day.olive.do(asides.DISCARD_DRAFT, invoice=draft["id"])
    assert day.updates.rest() == []


def test_money_is_exact(evening: Day, open_invoice: str) -> None:
    """M1, M8, M9, and a key that was used for another amount."""
    day = evening
    assert day.olive.refused(asides.CREATE_INVOICE, input=billed(day.client, "10.001")) == "INVALID"
    assert pay(day, open_invoice, "too-much", "937.00") == "AMOUNT_EXCEEDS_BALANCE"
    assert pay(day, open_invoice, "dollars", "10.00", "USD") == "CURRENCY_MISMATCH"
    assert pay(day, day.invoice, "s8", "10.00") == "IDEMPOTENCY_MISMATCH"


def test_what_is_done_stays_done(evening: Day) -> None:
    """Billed time, paid invoices, other people's changes and the currency of an invoiced client."""
    day = evening
    assert day.dev.refused(asides.UPDATE_TIME, entry=day.entries["Wireframes"]) == "ALREADY_BILLED"
    assert day.dev.refused(asides.VOID_INVOICE, invoice=day.invoice) == "INVALID_STATE"
    before = day.olive.ask(asides.CLIENT_VERSION, client=day.client)["client"]
    stale = {"clientId": day.client, "name": "Old news", "expectedVersion": before["version"] - 1}
    assert day.olive.refused(asides.UPDATE_CLIENT, input=stale) == "STALE_VERSION"
    assert day.olive.refused(asides.UPDATE_CLIENT, input={"clientId": day.client, "currency": "EUR"}) == "CONFLICT"
    assert day.olive.ask(asides.CLIENT_VERSION, client=day.client)["client"] == before


def test_client_records_are_alike(evening: Day) -> None:
    """OC-05, OC-16: one person is one contact, what is required is there, and a double is named to who may see it."""
    day = evening
    person = {"name": "Ian Individual", "type": "INDIVIDUAL", "email": "ian@person.test"}
    individual = day.olive.do(asides.CREATE_CLIENT, input=person)["client"]["id"]
    second = {"client": individual, "name": "Second", "email": "two@person.test"}
    assert day.olive.refused(asides.ADD_CONTACT, **second) == "CONFLICT"
    company = {"name": "Taxless Ltd", "type": "COMPANY"}
    day.olive.do(asides.DATA_STANDARDS, required=["TAX_ID"])
    try:
        assert day.olive.refused(asides.CREATE_CLIENT, input=company) == "REQUIRED"
        double = {**company, "taxId": "GB123456789", "email": ADA}
        answer = day.olive.ask(asides.CREATE_CLIENT, input=double)["createClient"]
        assert (answer["client"], [error["code"] for error in answer["userErrors"]]) == (None, ["DUPLICATE"])
        assert answer["candidates"] == [{"id": day.client, "name": "Acme Group Ltd"}]
        answer = day.eve.ask(asides.CREATE_CLIENT, input=double)["createClient"]
        assert (answer["client"], [error["code"] for error in answer["userErrors"]]) == (None, ["DUPLICATE"])
        assert not answer["candidates"]
    finally:
        day.olive.do(asides.DATA_STANDARDS, required=[])


def test_a_suspended_contact_is_out(evening: Day) -> None:
    """S5: ADA's streams end within a second, her token reads as anonymous, and she can be let in again."""
    day = evening
    streams = [day.updates, day.notifications, day.progress]
    for stream in streams:
        stream.assert_open()
    suspended = day.olive.do(asides.SUSPEND_PORTAL, contact=day.contact)
    answered = day.olive.answered
    assert suspended["contact"]["portalStatus"] == "SUSPENDED"
    assert all(stream.ended() - answered <= LATENCY for stream in streams)
    assert day.ada.ask(asides.VIEWER)["viewer"] is None
    assert day.ada.ask(asides.COUNTS)["invoices"]["totalCount"] == 0
    assert day.stranger.ask(operations.LOGIN, email=ADA, password=PASSWORD)["login"]["token"] is None
    time.sleep(LATENCY)
    back = day.olive.do(operations.S4A, contact=day.contact)
    assert back["contact"]["portalStatus"] == "ACTIVE"
    day.ada = day.sign_in(ADA, PASSWORD)
    assert day.ada.ask(asides.VIEWER)["viewer"] == {"role": "CONTACT", "contact": {"id": day.contact}}


def billed(client: str, price: str) -> dict:
    """An issued invoice of one line, with 20 % tax."""
    line = {"description": "Work", "unitPrice": {"amount": price, "currency": "GBP"}, "taxes": [{"ratePercent": "20"}]}
    return {"clientId": client, "lines": [line], "issue": True}


def pay(day: Day, invoice: str, key: str, amount: str, currency: str = "GBP") -> str:
    """The code with which a payment of ADA's is refused."""
    money = {"amount": amount, "currency": currency}
    return day.ada.refused(operations.S8, invoice=invoice, token="tok_ok", key=key, amount=money)


def accept(stranger: Caller, token: str) -> str:
    """The code with which an invitation is refused."""
    return stranger.refused(operations.S4B, invite=token, password=PASSWORD)
