"""What is offered, asked and said in the demo business, and the files that go with it."""

from typing import Any

from server.demo_projects import Studio, money
from server.demo_story import OFFERS, REQUESTS, THREADS, Offer, Request, Thread
from server.demo_teller import pdf, sent

ASKED = "ticket { id }"


async def talk(studio: Studio) -> None:
    """Offer, agree, help, discuss, and share files."""
    for offer in OFFERS:
        await _offer(studio, offer)
    await _agree(studio)
    for request in REQUESTS:
        await _help(studio, request)
    for thread in THREADS:
        await _discuss(studio, thread)
    await _share(studio)


async def _offer(studio: Studio, told: Offer) -> None:
    line = {"description": told.title, "unitPrice": money(told.price, told.currency)}
    given: dict[str, Any] = {"clientId": studio.clients[told.client], "title": told.title, "currency": told.currency}
    if told.project:
        given["projectId"] = studio.projects[told.project]
    made = await studio.teller.do("owner", "createEstimate", "estimate { id }", lines=[line],
                                  expiresOn=studio.day(told.expires_in_days), **given)  # fmt: skip
    estimate = made["estimate"]["id"]
    if told.sent:
        await studio.teller.do("owner", "sendEstimate", "estimate { number }", estimateId=estimate)
    if told.signed:
        await studio.teller.do(told.client, "signEstimate", "estimate { status }", estimateId=estimate,
                               name="Ada Acme", email="ada@acme.example", accept=True)  # fmt: skip


async def _agree(studio: Studio) -> None:
    """A contract that Ada signed, and what is billed by it every month from now on."""
    teller, client = studio.teller, studio.clients["Acme Ltd"]
    made = await teller.do("owner", "createContract", "contract { id }", clientId=client, title="Care of the website",
                           body="Updates, backups and a friendly ear.", startsOn=studio.day(0))  # fmt: skip
    contract = made["contract"]["id"]
    await teller.do("owner", "sendContract", "contract { status }", contractId=contract)
    await teller.do("Acme Ltd", "signContract", "contract { status }", contractId=contract, name="Ada Acme",
                    email="ada@acme.example", accept=True)  # fmt: skip
    line = {"description": "Care of the website", "unitPrice": money("120.00", "GBP"), "taxes": [{"ratePercent": "20"}]}
    await teller.do("owner", "createRecurringInvoice", "recurringInvoice { status }", clientId=client, lines=[line],
                    unit="MONTH", startsOn=studio.day(20), issue=True)  # fmt: skip


async def _help(studio: Studio, told: Request) -> None:
    teller = studio.teller
    given: dict[str, Any] = {"clientId": studio.clients[told.client], "department": told.department}
    if told.project:
        given["projectId"] = studio.projects[told.project]
    made = await teller.do("owner", "openTicket", ASKED, subject=told.subject, body=told.body,
                           priority=told.priority, **given)  # fmt: skip
    ticket = made["ticket"]["id"]
    if told.note:
        await teller.do("staff", "replyToTicket", ASKED, ticketId=ticket, body=told.note, visibility="INTERNAL")
    if told.question:
        await teller.do("staff", "assignTicket", ASKED, ticketId=ticket, userId=studio.people["staff"])
        await teller.do("staff", "replyToTicket", ASKED, ticketId=ticket, body=told.question, waitForClient=True)
    if told.resolution:
        await teller.do("staff", "resolveTicket", ASKED, ticketId=ticket, resolution=told.resolution)


async def _discuss(studio: Studio, told: Thread) -> None:
    made = await studio.teller.do(
        "owner",
        "startDiscussion",
        "discussion { id client { name } }",
        projectId=studio.projects[told.project],
        subject=told.subject,
        body=told.body,
        visibility="CLIENT" if told.shared else "INTERNAL",
        tags=list(told.tags),
        notifyUserIds=[studio.people["staff"]],
    )
    if told.answer:
        who = made["discussion"]["client"]["name"]
        await studio.teller.do(
            who, "replyToDiscussion", "reply { id }", discussionId=made["discussion"]["id"], body=told.answer
        )


async def _share(studio: Studio) -> None:
    project = studio.projects["Website redesign"]
    for name, visibility in (("brief.pdf", "CLIENT"), ("calculation.pdf", "INTERNAL")):
        await studio.teller.do("owner", "uploadFile", "file { id }", projectId=project, visibility=visibility,
                               file=sent(name, pdf(name.removesuffix(".pdf").title())))  # fmt: skip
    await studio.teller.do("staff", "startTimer", "timer { id }", projectId=project, note="Header")
