"""What proposals and estimates go through alike, step by step, inside a unit of work."""

from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from models import (
    Client,
    Estimate,
    EventKind,
    Lead,
    LeadStatus,
    NumberedKind,
    PortalPermission,
    Project,
    Proposal,
)
from models.core.money import Money
from models.core.naming import email_address, spaced
from models.core.signature import Signer
from models.core.totals import add_up
from models.errors import ErrorCode, Rejected, not_found
from resolvers.change import Change
from resolvers.context import Context
from resolvers.document_line import asked_lines, kept_lines, kept_summaries
from resolvers.follow_up import first_time, untold
from resolvers.given import Given
from resolvers.number_series import next_number
from resolvers.recipients import letter_box, portal_contacts, sender
from resolvers.row_state import label

AnyOffer = TypeVar("AnyOffer", Proposal, Estimate)

WARNED_BEFORE = timedelta(days=3)
"""How long before its last day a proposal's author is reminded of it."""


def kind_of(offer: Any, what: str) -> EventKind:
    """`PROPOSAL_SENT` of a proposal and "SENT"."""
    return EventKind[f"{offer.__tablename__.upper()}_{what}"]


async def draft(change: Change, model: type[AnyOffer], given: Given) -> AnyOffer:
    """Write a new one, for exactly one of a lead and a client."""
    lead, client = await _party(change, given)
    project = None
    if given.project_id is not None:
        project = await change.find(Project, given.project_id, "projectId", lock=False)
        if client is None or project.client_id != client.id:
            raise not_found("projectId")
    offer = model(
        title=title_of(given),
        currency=given.currency,
        lead_id=lead.id if lead else None,
        client_id=client.id if client else None,
        project_id=project.id if project else None,
        expires_on=await last_day(change, given.expires_on),
    )
    await _price(change, offer, given.lines)
    await change.add(offer)
    change.record(kind_of(offer, "CREATED"), offer)
    return offer


async def revise(change: Change, offer: AnyOffer, given: Given) -> AnyOffer:
    """Change a draft in place; put the next revision in the place of one that was sent. Answers the newest."""
    change.expect(offer, given.expected_version)
    if offer.status is offer.states["DRAFT"]:
        await _rewrite(change, offer, given)
        if change.changed(offer):
            change.record(kind_of(offer, "REVISED"), offer)
        return offer
    await require_open(change, offer)
    offer.moves.move(offer.status, offer.states["SUPERSEDED"])
    carried = ("title", "number", "currency", "lines", "subtotal", "tax", "total", "tax_summaries", "expires_on")
    parents = ("lead_id", "client_id", "project_id")
    successor = type(offer)(
        revision=offer.revision + 1, **{name: getattr(offer, name) for name in (*carried, *parents)}
    )
    await _rewrite(change, successor, given)
    await change.add(successor)
    offer.supersede(successor.id)
    change.record(kind_of(offer, "REVISED"), offer)
    change.record(kind_of(successor, "CREATED"), successor)
    return successor


async def send(change: Change, offer: Any, given: Given) -> None:
    """Freeze it, number it at its first sending, and tell the portal contacts."""
    change.expect(offer, given.expected_version)
    today = await change.today()
    if offer.has_expired(today):
        raise Rejected(ErrorCode.INVALID, "Its last day has passed; revise it first.", ["expiresOn"])
    offer.send(change.now)
    if offer.number is None:
        offer.number, _, _ = await next_number(change, NumberedKind[offer.__tablename__.upper()], today)
    event = change.record(kind_of(offer, "SENT"), offer)
    contacts = await portal_contacts(change, offer.client_id, PortalPermission.DOCUMENTS)
    await change.notify(event, f"{offer.title} is ready for you to look at", contacts=contacts)


async def mail(change: Change, offer: Any, link: str, *, secret: bool = False) -> None:
    """Put a letter with the link into the outbox; `secret` where the link holds a token.

    REQUIRED at `email` where nobody can be written to.
    """
    address = await letter_box(change, offer.client_id, offer.lead_id)
    total = Money(offer.total, offer.currency)
    until = f" It stands until {offer.expires_on:%Y-%m-%d}." if offer.expires_on else ""
    body = f"{offer.title}, {offer.number}: {total}.{until}\n\nRead it and answer here:\n{link}\n"
    change.mail(address, f"{offer.title} from {await sender(change)}", body, secret=secret)


async def sign(change: Change, offer: Any, given: Given) -> None:
    """Accept it. A second time changes nothing; after its last day it is INVALID_STATE."""
    if not given.accept:
        raise Rejected(ErrorCode.INVALID, "It is signed once the box that accepts its terms is ticked.", ["accept"])
    if offer.signed_at is not None:
        return
    offer.sign(signer(change.context, given), change.now, await change.today())
    event = change.record(kind_of(offer, "SIGNED"), offer)
    await change.notify(event, f"{label(offer)} was signed by {offer.signature_name}", users=author(offer))


def signer(context: Context, given: Given) -> Signer:
    """Who signs, as they say; INVALID at `email` where that is no address."""
    email = email_address(given.email, ["email"]) if given.email.strip() else ""
    return Signer(spaced(given.name), email, context.ip, given.drawing)


async def decline(change: Change, offer: Any, reason: str | None) -> None:
    """The lead or client does not want it."""
    await require_open(change, offer)
    offer.decline(spaced(reason or "") or None)
    event = change.record(kind_of(offer, "DECLINED"), offer)
    await change.notify(event, f"{label(offer)} was declined", users=author(offer))


def withdraw(change: Change, offer: Any) -> None:
    """Take it back; the client sees it no longer."""
    offer.withdraw()
    change.record(kind_of(offer, "WITHDRAWN"), offer)


async def lapse(change: Change, offer: Any) -> None:
    """EXPIRED once its last day has passed unanswered."""
    if offer.moves.allows(offer.status, offer.states["EXPIRED"]) and offer.has_expired(await change.today()):
        offer.expire(await change.today())
        change.record(kind_of(offer, "EXPIRED"), offer)


async def lapse_all(change: Change, model: type[Any]) -> None:
    """Whatever of this kind has passed its last day."""
    overdue = select(model).where(model.status.in_(_answerable(model)), model.expires_on < await change.today())
    for offer in await change.all(overdue.order_by(model.id).with_for_update(skip_locked=True)):
        await lapse(change, offer)


async def warn(change: Change, model: type[Any]) -> None:
    """Remind the authors of what expires soon, once for each."""
    today, told = await change.today(), EventKind.PROPOSAL_EXPIRING
    soon = select(model).where(
        model.status.in_(_answerable(model)),
        model.expires_on.between(today, today + WARNED_BEFORE),
        untold(told, model.id, model.created_at),
    )
    for offer in await change.all(soon.order_by(model.id).with_for_update(skip_locked=True, of=model)):
        if not await first_time(change, told, offer.id, offer.created_at):
            continue
        event = change.record(told, offer, f"{model.__name__} expiring: {label(offer)}")
        title = f"{label(offer)} expires on {offer.expires_on:%Y-%m-%d} and has no answer yet"
        await change.notify(event, title, users=author(offer))


async def require_open(change: Change, offer: Any) -> None:
    """INVALID_STATE once its last day has passed, whether or not anybody noticed yet."""
    if offer.moves.allows(offer.status, offer.states["EXPIRED"]) and offer.has_expired(await change.today()):
        raise offer.moves.refusal(offer.states["EXPIRED"], "can no longer be answered")


def author(document: Any) -> list[Any]:
    """Who wrote it, as `notify` takes it."""
    return [document.created_by] if document.created_by else []


def title_of(given: Given) -> str:
    """The title given; REQUIRED where it is empty."""
    title = spaced(given.title or "")
    if not title:
        raise Rejected(ErrorCode.REQUIRED, "A title is needed.", ["title"])
    return title


async def last_day(change: Change, expires_on: date | None) -> date | None:
    """The last day given; INVALID where it has passed."""
    if expires_on is not None and expires_on < await change.today():
        raise Rejected(ErrorCode.INVALID, "This day has passed.", ["expiresOn"])
    return expires_on


def _answerable(model: type[Any]) -> list[Any]:
    return [model.states["SENT"], model.states["VIEWED"]]


async def _party(change: Change, given: Given) -> tuple[Lead | None, Client | None]:
    if given.lead_id is not None and given.client_id is not None:
        raise Rejected(ErrorCode.INVALID, "It is for a lead or for a client, not for both.", ["clientId"])
    if given.client_id is not None:
        return None, await change.find(Client, given.client_id, "clientId", lock=False)
    if given.lead_id is None:
        raise Rejected(ErrorCode.REQUIRED, "Say which lead or client it is for.", ["leadId"])
    lead = await change.find(Lead, given.lead_id, "leadId")
    if lead.status is LeadStatus.CONVERTED:
        raise Rejected(ErrorCode.INVALID_STATE, "This lead became a client; make it for the client.", ["leadId"])
    return lead, None


async def _rewrite(change: Change, offer: Any, given: Given) -> None:
    if "title" in given:
        offer.title = title_of(given)
    if "expires_on" in given and given.expires_on != offer.expires_on:
        offer.expires_on = await last_day(change, given.expires_on)
    if "lines" in given:
        await _price(change, offer, given.lines)


async def _price(change: Change, offer: Any, given: list[Given] | None) -> None:
    if given is None:
        raise Rejected(ErrorCode.REQUIRED, "Leave the lines out to keep them; they cannot be null.", ["lines"])
    lines = asked_lines(given, offer.currency)
    totals = add_up(lines, offer.currency, rounding=(await change.organisation()).tax_rounding)
    offer.lines, offer.tax_summaries = kept_lines(given, lines, totals), kept_summaries(totals)
    offer.subtotal, offer.tax, offer.total = totals.subtotal, totals.tax, totals.total
