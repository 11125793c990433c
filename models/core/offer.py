"""What proposals and estimates have in common: lines, totals, revisions, a signature, and one state machine."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from models.core.base import OfClientLater
from models.core.signature import Signable, Signer
from models.core.states import Machine, State
from models.errors import ErrorCode, Rejected


def offer_moves(states: type[State], noun: str) -> Machine[State]:
    """The moves of an offer in the words of its own enum; an estimate also knows INVOICED (domain.md 3.3), and the
    way back from it."""
    answers = [states[name] for name in ("SIGNED", "DECLINED", "WITHDRAWN", "EXPIRED", "SUPERSEDED")]
    moves = {
        states["DRAFT"]: [states["SENT"]],
        states["SENT"]: [states["VIEWED"], *answers],
        states["VIEWED"]: answers,
    }
    if "INVOICED" in states.__members__:
        moves[states["SIGNED"]] = [states["INVOICED"]]
        moves[states["INVOICED"]] = [states["SIGNED"]]
    return Machine(noun, moves)


class Offer(Signable, OfClientLater):
    """A priced document sent to a lead or a client. A draft can change; once sent, its lines are frozen.

    `lines` are objects with id, description, quantity, unit, unit_price, discount_percent, taxes (name, rate_percent,
    compound) and net, every decimal a string; `tax_summaries` have name, rate_percent, taxable and tax.
    """

    states: ClassVar[type[Enum]]
    moves: ClassVar[Machine[Any]]
    status: Mapped[Any]

    number: Mapped[str | None]
    title: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("lead.id"), index=True)
    project_id: Mapped[UUID | None] = mapped_column(index=True)
    currency: Mapped[str]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    subtotal: Mapped[Decimal] = mapped_column(default=Decimal(0))
    tax: Mapped[Decimal] = mapped_column(default=Decimal(0))
    total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    tax_summaries: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    decline_reason: Mapped[str | None]
    expires_on: Mapped[date | None]
    sent_at: Mapped[datetime | None]
    viewed_at: Mapped[datetime | None]

    @declared_attr
    def superseded_by_id(cls) -> Mapped[UUID | None]:
        """The next revision."""
        return mapped_column(ForeignKey(f"{cls.__tablename__}.id"), index=True)

    def content(self) -> dict[str, Any]:
        """What the signer is shown: everything that was agreed."""
        return {
            "number": self.number,
            "title": self.title,
            "revision": self.revision,
            "currency": self.currency,
            "lines": self.lines,
            "subtotal": f"{self.subtotal:.4f}",
            "taxes": self.tax_summaries,
            "total": f"{self.total:.4f}",
            "expires_on": self.expires_on,
        }

    def require_draft(self) -> None:
        """INVALID_STATE once it was sent: its lines are frozen."""
        self.moves.require(self.status, self.states["DRAFT"])

    def has_expired(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.expires_on is not None and self.expires_on < today

    def send(self, now: datetime) -> None:
        """Freeze it and put it before the lead or client. REQUIRED without lines."""
        sent = self._after("SENT")
        if not self.lines:
            raise Rejected(ErrorCode.REQUIRED, "There is nothing on it yet; add a line.", ["lines"])
        self.status, self.sent_at = sent, now

    def view(self, now: datetime) -> None:
        """The first look; later ones, and looks at an answered one, change nothing."""
        if self.status is self.states["SENT"]:
            self._move("VIEWED")
            self.viewed_at = now

    def sign(self, signer: Signer, now: datetime, today: date) -> None:
        """Accept it. Signing twice changes nothing; after its last day it cannot be signed."""
        if self.signed_at is not None:
            return
        self.moves.require(self.status, self.states["SENT"], self.states["VIEWED"])
        signed = self._after("SIGNED")
        if self.has_expired(today):
            raise self.moves.refusal(self.states["EXPIRED"], "can no longer be signed")
        self.put_signature(signer, now)
        self.status = signed

    def decline(self, reason: str | None) -> None:
        """The lead or client does not want it."""
        self._move("DECLINED")
        self.decline_reason = reason

    def withdraw(self) -> None:
        """Take it back."""
        self._move("WITHDRAWN")

    def expire(self, today: date) -> None:
        """Its last day has passed without an answer."""
        if not self.has_expired(today):
            raise self.moves.refusal(self.status, "has not reached its last day")
        self._move("EXPIRED")

    def supersede(self, successor_id: UUID) -> None:
        """The next revision takes its place."""
        self._move("SUPERSEDED")
        self.superseded_by_id = successor_id

    def _after(self, name: str) -> Enum:
        return self.moves.move(self.status, self.states[name])

    def _move(self, name: str) -> None:
        self.status = self._after(name)
