"""The demo business: a small studio in the middle of its week, made through the same verbs as any other.

Deterministic but for ids and for the days, which are relative to today.
"""

import dataclasses
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from models import Organisation, Role, User
from models.core import clock
from resolvers.context import Context, Services
from resolvers.session import authenticate
from resolvers.user import bootstrap_user
from schema import schema
from server.demo_story import CLIENTS, LEADS, PEOPLE, PROJECTS, Person, Work

PASSWORD = "lighthouse-demo"


@dataclass(frozen=True)
class Login:
    """Who may sign in to the demo business."""

    who: str
    email: str
    password: str = PASSWORD


LOGINS = [Login(person.who, person.email) for person in PEOPLE] + [Login("client contact", "ada@acme.example")]


class DemoFailed(Exception):
    """A verb refused what the demo asked of it: a fault of the demo."""


class Teller:
    """Tells the story by mutations, each as the person who would do it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._tokens: dict[str, str | None] = {"stranger": None}

    async def do(self, who: str, verb: str, shows: str, **given: Any) -> Any:
        """Run a verb as somebody; answers what it shows. Raises DemoFailed on any refusal."""
        input_type = verb[0].upper() + verb[1:] + "Input"
        asked = f"{verb}(input: $input) {{ {shows} userErrors {{ code message path }} }}"
        text = f"mutation ($input: {input_type}!) {{ {asked} }}"
        viewer, session = await authenticate(self._services, self._tokens[who])
        context = Context(self._services, viewer, session)
        result = await schema.execute(text, variable_values={"input": given}, context_value=context)
        if result.errors:
            raise DemoFailed(f"{verb}: {result.errors[0]}") from result.errors[0].original_error
        answer = result.data[verb]
        if answer["userErrors"]:
            raise DemoFailed(f"{verb}: {answer['userErrors']}")
        return answer

    async def sign_in(self, who: str, email: str) -> None:
        """Take a session for somebody who has a password."""
        self._tokens[who] = (await self.do("stranger", "login", "token", email=email, password=PASSWORD))["token"]

    async def welcome(self, who: str, verb: str, token: str) -> None:
        """Accept an invitation."""
        answer = await self.do("stranger", verb, "token", token=token, password=PASSWORD)
        self._tokens[who] = answer["token"]


async def is_empty(services: Services) -> bool:
    """Whether nobody is here yet."""
    return not await Context(services).as_system().scalar(select(func.count()).select_from(User))


async def load(services: Services) -> None:
    """Tell the whole story into an empty database."""
    quiet = dataclasses.replace(services, mail_enabled=False)
    owner = PEOPLE[0]
    await bootstrap_user(
        Context(quiet).as_system(), email=owner.email, name=owner.name, role=Role.OWNER, password=PASSWORD
    )
    teller = Teller(quiet)
    await teller.sign_in("owner", owner.email)
    await _settle_in(teller)
    form_key = await Context(services).as_system().scalar(select(Organisation.contact_form_key))
    clients = await _win_clients(teller, form_key)
    people = {person.who: await _hire(teller, person, clients) for person in PEOPLE[1:]}
    for work in PROJECTS:
        await _work(teller, work, clients, people, clock.today("Europe/London"))


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
    )


async def _hire(teller: Teller, person: Person, clients: dict[str, str]) -> str:
    given: dict[str, Any] = {"email": person.email, "name": person.name, "role": person.role}
    if person.abilities:
        given["abilities"] = list(person.abilities)
    if person.clients:
        given["clientIds"] = [clients[name] for name in person.clients]
    if person.cost_rate:
        given["costRate"] = {"amount": person.cost_rate, "currency": "GBP"}
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


async def _work(teller: Teller, work: Work, clients: dict[str, str], people: dict[str, str], today: date) -> None:
    staff = people["staff"]
    made = await teller.do(
        "owner",
        "createProject",
        "project { id }",
        clientId=clients[work.client],
        name=work.name,
        billingMethod="PROJECT_HOURS",
        hourlyRate={"amount": work.rate, "currency": work.currency},
        dueOn=str(today + timedelta(days=work.due_in_days)),
        memberIds=[staff],
    )
    project = made["project"]["id"]
    await teller.do("owner", "changeProjectStatus", "project { id }", projectId=project, status="IN_PROGRESS")
    for number, task in enumerate(work.tasks):
        answer = await teller.do("staff", "createTask", "task { id }", projectId=project, name=task.name,
                                 assigneeIds=[staff], clientVisible=True,
                                 dueOn=str(today + timedelta(days=3 * number + 1)))  # fmt: skip
        if task.hours:
            await teller.do("staff", "logTime", "timeEntry { id }", taskId=answer["task"]["id"],
                            loggedOn=str(today - timedelta(days=len(work.tasks) - number)),
                            seconds=int(task.hours * 3600), note=task.name)  # fmt: skip
        if task.done:
            await teller.do("staff", "completeTask", "task { status }", taskId=answer["task"]["id"])
    if not work.invoiced:
        return
    invoice = await teller.do("owner", "createInvoiceFromProject", "invoice { id }", projectId=project,
                              basis="PROJECT_HOURS", grouping="PER_TASK", taxes=[{"ratePercent": "20"}], issue=True,
                              idempotencyKey=f"demo-{work.name}")  # fmt: skip
    if work.paid:
        await teller.do(work.client, "payInvoice", "payment { status }", invoiceId=invoice["invoice"]["id"],
                        token="tok_ok", idempotencyKey=f"demo-{work.name}")  # fmt: skip
