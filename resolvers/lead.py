"""Leads: from the first word to won or lost. Becoming a client is in `resolvers/conversion.py`."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from models import Client, EventKind, Lead, PipelineStage, Role, User, UserStatus
from models.core.address import address
from models.core.money import Money
from models.errors import ErrorCode, Rejected, not_found
from permissions.base import within
from permissions.viewer import Kind
from resolvers import client_standards as rules
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.row_state import label

stage_position = (
    select(PipelineStage.position).where(PipelineStage.id == Lead.stage_id).correlate(Lead).scalar_subquery()
)
"""The place of the lead's stage, from the left."""
_chance = (
    select(PipelineStage.probability_percent).where(PipelineStage.id == Lead.stage_id).correlate(Lead).scalar_subquery()
)
weighted_value = func.round(Lead.value * _chance / 100, 4, type_=Lead.value.type)
"""The expected worth times the chance of winning."""


async def create(context: Context, given: Given) -> Answer:
    """Open a lead. Whoever sees own leads alone owns what they open."""
    async with context.change() as change:
        stage = await _stage(change, given.stage_id) if given.stage_id else await first_stage(change)
        email = rules.email(given.email)
        owner = await _owner(change, given.owner_id)
        amount, currency = _worth(given.value("value"))
        lead = await change.add(
            Lead(
                name=_name(given.name, email),
                company_name=rules.text(given.company_name),
                email=email,
                phone=rules.text(given.phone),
                address=_address(given),
                source=rules.text(given.source),
                stage_id=stage.id,
                owner_id=owner.id if owner else change.viewer.user_id if change.viewer.kind is Kind.LIMITED else None,
                value=amount,
                value_currency=currency,
            )
        )
        await announce(change, lead)
        return change.answer(lead=lead)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given."""
    async with context.change() as change:
        lead = await change.find(Lead, given.lead_id, "leadId")
        change.expect(lead, given.expected_version)
        if "email" in given:
            lead.email = rules.email(given.email)
        if "name" in given or "email" in given:
            lead.name = _name(given.value("name", lead.name), lead.email)
        for field in ("company_name", "phone", "source"):
            if field in given:
                setattr(lead, field, rules.text(given.value(field)))
        if "address" in given:
            lead.address = _address(given)
        if "owner_id" in given:
            owner = await _owner(change, given.owner_id)
            lead.owner_id = owner.id if owner else None
        if "value" in given:
            lead.value, lead.value_currency = _worth(given.value("value"))
        if change.changed(lead):
            change.record(EventKind.LEAD_UPDATED, lead)
        return change.answer(lead=lead)


async def move_stage(context: Context, given: Given) -> Answer:
    """Put it into another column; only while it is open."""
    async with context.change() as change:
        lead = await change.find(Lead, given.lead_id, "leadId")
        stage = await _stage(change, given.stage_id)
        lead.move_stage(stage.id)
        if change.changed(lead):
            change.record(EventKind.LEAD_STAGE_MOVED, lead, f"Lead moved to {stage.name}: {lead.name}")
        return change.answer(lead=lead)


async def lose(context: Context, given: Given) -> Answer:
    """Give it up, with a reason."""
    async with context.change() as change:
        lead = await change.find(Lead, given.lead_id, "leadId")
        lead.lose(given.reason)
        change.record(EventKind.LEAD_LOST, lead)
        return change.answer(lead=lead)


async def reopen(context: Context, given: Given) -> Answer:
    """Take a lost lead up again."""
    async with context.change() as change:
        lead = await change.find(Lead, given.lead_id, "leadId")
        lead.reopen()
        change.record(EventKind.LEAD_REOPENED, lead)
        return change.answer(lead=lead)


async def first_stage(change: Change) -> PipelineStage:
    """The leftmost column. Where nobody arranged a pipeline yet, one is there from the first lead on."""
    first = select(PipelineStage).order_by(PipelineStage.position, PipelineStage.id).limit(1)
    if found := await change.all(first):
        return found[0]
    await change.scalar(select(func.pg_advisory_xact_lock(func.hashtextextended("pipeline", 0))))
    found = await change.all(first)
    return found[0] if found else await change.add(PipelineStage(name="New", position=1))


async def client_of(change: Change, lead: Lead, *path: str) -> UUID | None:
    """The client a lead became, to which whatever is put on the lead belongs from then on; None before. NOT_FOUND at
    `path` where the caller does not cover it: an owner sees the lead, and not what others made of it (domain.md S4)."""
    became = lead.converted_client_id
    if became and not await change.scalar(within(Client, change.viewer, Client.id == became)):
        raise not_found(*path)
    return became


async def announce(change: Change, lead: Lead) -> None:
    """Record that the lead came in, and tell those who administer, and its owner."""
    event = change.record(EventKind.LEAD_CREATED, lead)
    await change.notify(event, f"New lead: {lead.company_name or label(lead)}", users=await _told(change, lead))


async def _told(change: Change, lead: Lead) -> list[UUID]:
    administering = select(User.id).where(User.role.in_((Role.OWNER, Role.ADMIN)), User.status == UserStatus.ACTIVE)
    return [*await change.all(administering.order_by(User.id)), *([lead.owner_id] if lead.owner_id else [])]


async def _stage(change: Change, given: str) -> PipelineStage:
    return await change.find(PipelineStage, given, "stageId", lock=False)


async def _owner(change: Change, given: str | None) -> User | None:
    if given is None:
        return None
    owner = await change.find(User, given, "ownerId", lock=False)
    if owner.status is UserStatus.DISABLED:
        raise Rejected(ErrorCode.INVALID, f"{owner.name} does not work here any more.", ["ownerId"])
    return owner


def _name(name: str | None, email: str | None) -> str:
    kept = rules.text(name) or email
    if kept is None:
        raise Rejected(ErrorCode.REQUIRED, "A lead needs a name or an e-mail address.", ["name"])
    return kept


def _address(given: Given) -> dict[str, Any] | None:
    return address(given.address and given.address.plain(), ["address"])


def _worth(given: Given | None) -> tuple[Decimal | None, str | None]:
    if given is None:
        return None, None
    worth = Money.of(given.amount, given.currency, ["value", "amount"])
    if worth.amount < 0:
        raise Rejected(ErrorCode.INVALID, "What a lead is worth cannot be negative.", ["value", "amount"])
    return worth.amount, worth.currency
