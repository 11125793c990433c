"""The demo business: a small studio and its field service in the middle of their week, made through the same verbs as
any other but for the jobs of the past year, which are written as the verbs would.

Deterministic but for ids and for the days, which are relative to today.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from models import Organisation, Role, User
from models.core import clock
from resolvers.context import Context, Services
from resolvers.user import bootstrap_user
from server.demo_projects import Studio, overdue, work
from server.demo_story import CLIENTS, LEADS, OLD_INVOICES, PEOPLE, PROJECTS, Person
from server.demo_talk import talk
from server.demo_teller import PASSWORD, DemoFailed, Teller
from server.demo_trade import TENANT_CONTACT
from server.demo_year import BRIEF, YEAR, Field, Year


@dataclass(frozen=True)
class Login:
    """Who may sign in to the demo business."""

    who: str
    email: str
    password: str = PASSWORD


LOGINS = [
    *(Login(person.who, person.email) for person in PEOPLE),
    Login("client contact", "ada@acme.example"),
    Login(TENANT_CONTACT, "hal@harbour.example"),
]
Progress = Callable[[int, int], None]
"""Told how many parts of how many are done."""


def unseen(done: int, parts: int) -> None:
    """For when nobody watches."""


async def is_empty(services: Services) -> bool:
    """Whether nobody is here yet."""
    return not await Context(services).as_system().scalar(select(func.count()).select_from(User))


async def load(services: Services, year: Year = BRIEF, progress: Progress = unseen) -> None:
    """Tell the whole story into an empty database: a year of field service first, in its order, then today."""
    quiet = dataclasses.replace(services, mail_enabled=False)
    owner, teller = PEOPLE[0], Teller(quiet)
    field = Field(quiet, teller, year)
    parts = year.months + 3
    with clock.moved(field.begin - clock.now()):
        await bootstrap_user(
            Context(quiet).as_system(), email=owner.email, name=owner.name, role=Role.OWNER, password=PASSWORD
        )
        await teller.sign_in("owner", owner.email)
        await _settle_in(teller)
        await field.prepare()
    for month in range(year.months):
        progress(month + 1, parts)
        await field.month(month)
    progress(year.months + 1, parts)
    await teller.sign_in("owner", owner.email)
    form_key = await Context(services).as_system().scalar(select(Organisation.contact_form_key))
    clients = await _win_clients(teller, form_key) | field.trade.clients
    people = {person.who: await _hire(teller, person, clients) for person in PEOPLE[1:]}
    studio = Studio(teller, clients, people, clock.today("Europe/London"))
    for invoice in OLD_INVOICES:
        await overdue(studio, invoice)
    progress(year.months + 2, parts)
    for each in PROJECTS:
        await work(studio, each)
    await talk(studio)
    await field.today()
    progress(parts, parts)


async def _settle_in(teller: Teller) -> None:
    await teller.do(
        "owner",
        "updateOrganisation",
        "organisation { id }",
        name="Lighthouse Studio",
        timeZone="Europe/London",
        timeRounding="UP_15",
        taxRounding="PER_RATE",
        paymentTermsDays=30,
        address={"street": "4 Harbour Row", "city": "Falmouth", "postcode": "TR11 3AA", "country": "GB"},
        taxId="GB 000 0000 00",
        registrationNumber="00000000",
        email="hello@lighthouse.example",
        phone="+44 1632 960000",
        bankDetails="Lighthouse Studio, Harbour Bank\nSort code 00-00-00, account 00000000",
    )


async def _hire(teller: Teller, person: Person, clients: dict[str, str]) -> str:
    given: dict[str, Any] = {"email": person.email, "name": person.name, "role": person.role}
    if person.abilities:
        given["abilities"] = list(person.abilities)
    if person.clients:
        given["clientIds"] = [clients[name] for name in person.clients]
    if person.cost_rate:
        given["costRate"] = {"amount": person.cost_rate, "currency": "GBP"}
    if person.weekly_hours:
        given["weeklyCapacityMinutes"] = person.weekly_hours * 60
    answer = await teller.do("owner", "inviteUser", "user { id } invitationToken", **given)
    await teller.welcome(person.who, "acceptUserInvitation", answer["invitationToken"])
    return answer["user"]["id"]


async def _win_clients(teller: Teller, form_key: str) -> dict[str, str]:
    for lead in LEADS:
        contact = {"name": lead.name, "email": lead.email, "company": lead.company, "message": lead.message}
        await teller.do("stranger", "submitContactForm", "accepted", formKey=form_key, **contact)
    won = {}
    for client in CLIENTS:
        lead = await teller.do("owner", "createLead", "lead { id }", name=client.contact, companyName=client.name,
                               email=client.email, source="recommendation")  # fmt: skip
        line = {"description": client.offer, "quantity": "1", "taxes": [{"ratePercent": "20"}]}
        line["unitPrice"] = {"amount": client.price, "currency": client.currency}
        proposal = await teller.do("owner", "createProposal", "proposal { id }", leadId=lead["lead"]["id"],
                                   title=client.offer, currency=client.currency, lines=[line])  # fmt: skip
        sent = await teller.do("owner", "sendProposal", "signingToken", proposalId=proposal["proposal"]["id"])
        await teller.do("stranger", "signProposal", "proposal { status }", token=sent["signingToken"],
                        name=client.contact, email=client.email, accept=True)  # fmt: skip
        made = await teller.do("owner", "convertLead", "client { id pointOfContact { id } }",
                               leadId=lead["lead"]["id"], type="COMPANY", currency=client.currency)  # fmt: skip
        won[client.name] = made["client"]["id"]
        if client.portal:
            invited = await teller.do("owner", "enablePortal", "invitationToken",
                                      contactId=made["client"]["pointOfContact"]["id"],
                                      permissions=["INVOICES", "PROJECTS", "DOCUMENTS", "TICKETS"])  # fmt: skip
            await teller.welcome(client.name, "acceptPortalInvitation", invited["invitationToken"])
    return won


__all__ = ["BRIEF", "LOGINS", "PASSWORD", "YEAR", "DemoFailed", "Login", "Teller", "Year", "is_empty", "load"]
