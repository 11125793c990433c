"""Signatures against the log: what was signed, and when, is what the entry of its signing says (domain.md L5)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models import Contract, Estimate, Event, EventKind, Proposal
from models.core.signature import content_sha256
from resolvers.context import Context

SIGNED: dict[type[Any], EventKind] = {
    Proposal: EventKind.PROPOSAL_SIGNED,
    Estimate: EventKind.ESTIMATE_SIGNED,
    Contract: EventKind.CONTRACT_SIGNED,
}


@dataclass(frozen=True)
class Unproven:
    """A signed document that is not what its entry says, and in what."""

    kind: str
    id: UUID
    reason: str


async def unproven(context: Context) -> tuple[int, list[Unproven]]:
    """How many signed documents there are, and those of them that the log does not bear out."""
    count, found = 0, []
    for model, kind in SIGNED.items():
        rows = await context.as_system().scalars(select(model).where(model.signed_at.is_not(None)).order_by(model.id))
        told = await context.as_system().scalars(select(Event).where(Event.kind == kind))
        by_subject = {event.subject_id: event for event in told}
        count += len(rows)
        for row in rows:
            if reason := _doubt(row, by_subject.get(row.id)):
                found.append(Unproven(model.__name__, row.id, reason))
    return count, found


def _doubt(row: Any, event: Event | None) -> str | None:
    if event is None:
        return "the log has no entry of its signing"
    then = {name: after for name, (_, after) in (event.changes or {}).items()}
    if row.signature_sha256 != then.get("signature_sha256"):
        return "its hash is not the one that was signed"
    if row.signed_at.isoformat() != then.get("signed_at"):
        return "the instant of its signing was changed"
    if content_sha256(row.signed_content()) != row.signature_sha256:
        return "its content is not what was signed"
    return None
