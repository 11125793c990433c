"""Tickets: what clients ask or complain about."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client, within_client
from models.core.states import Machine
from models.priority_level import PriorityLevel


class TicketStatus(Enum):
    """The life of a ticket. WAITING_CLIENT stops its clock; a client's reply opens it again."""

    OPEN = "Nobody has begun."
    IN_PROGRESS = "Being worked on."
    WAITING_CLIENT = "The client has to answer; its clock stands still."
    RESOLVED = "Solved, as the staff see it."
    CLOSED = "Done with."


TICKET_MOVES = Machine(
    "ticket",
    {
        TicketStatus.OPEN: {TicketStatus.IN_PROGRESS},
        TicketStatus.IN_PROGRESS: {TicketStatus.WAITING_CLIENT, TicketStatus.RESOLVED},
        TicketStatus.WAITING_CLIENT: {TicketStatus.IN_PROGRESS},
        TicketStatus.RESOLVED: {TicketStatus.CLOSED, TicketStatus.OPEN},
        TicketStatus.CLOSED: {TicketStatus.OPEN},
    },
)
NOT_BEGUN = (TicketStatus.OPEN, TicketStatus.WAITING_CLIENT)
ENDED = (TicketStatus.RESOLVED, TicketStatus.CLOSED)


class Ticket(OfClient, Base):
    """A client's question or complaint. Its project, where it has one, is of the same client (domain.md IN-30)."""

    __tablename__ = "ticket"
    __table_args__ = (
        parent_within_client(),
        *within_client("contact_id", "project_id"),
        CheckConstraint("waited_seconds >= 0", name="waited_seconds"),
        CheckConstraint("(status = 'WAITING_CLIENT') = (waiting_since IS NOT NULL)", name="waiting_since"),
        Index("ix_ticket_client_id_created_at", "client_id", "created_at"),
        Index("ix_ticket_created_at", "created_at", "id"),
        Index("ix_ticket_due_at", "due_at", "id"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str]
    body: Mapped[str]
    status: Mapped[TicketStatus] = mapped_column(default=TicketStatus.OPEN)
    priority: Mapped[PriorityLevel] = mapped_column(default=PriorityLevel.NORMAL)
    department: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(default=list)
    contact_id: Mapped[UUID | None] = mapped_column(index=True)
    """Who asks."""
    project_id: Mapped[UUID | None] = mapped_column(index=True)
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    due_at: Mapped[datetime | None]
    first_response_at: Mapped[datetime | None]
    """When the client first had an answer of the staff."""
    resolved_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    waited_seconds: Mapped[int] = mapped_column(default=0)
    """How long its clock stood still, the present wait aside."""

    def take_up(self, now: datetime) -> None:
        """Begin work, or go on after a wait: its clock runs again, and its instant moves by the wait."""
        self.status = TICKET_MOVES.move(self.status, TicketStatus.IN_PROGRESS)
        if self.waiting_since is not None:
            waited = now - self.waiting_since
            self.waited_seconds += int(waited.total_seconds())
            self.due_at = self.due_at and self.due_at + waited
            self.waiting_since = None

    def respond(self, now: datetime) -> None:
        """The staff told the client something: work has begun, and the first answer is noted."""
        self.first_response_at = self.first_response_at or now
        if self.status is TicketStatus.OPEN:
            self.take_up(now)

    def wait(self, now: datetime) -> None:
        """Stop the clock until the client answers; once more changes nothing."""
        if self.status is not TicketStatus.WAITING_CLIENT:
            self.status = TICKET_MOVES.move(self.status, TicketStatus.WAITING_CLIENT)
            self.waiting_since = now

    def hear(self, now: datetime) -> bool:
        """The client replied: a waiting ticket goes on and an ended one is open again; answers whether it moved."""
        if self.status is TicketStatus.WAITING_CLIENT:
            self.take_up(now)
        elif self.status in ENDED:
            self.status = TICKET_MOVES.move(self.status, TicketStatus.OPEN)
            self.resolved_at = None
        else:
            return False
        return True

    def resolve(self, now: datetime) -> None:
        """It is solved; one that was not begun, or waits, is taken up on the way."""
        if self.status in NOT_BEGUN:
            self.take_up(now)
        self.status = TICKET_MOVES.move(self.status, TicketStatus.RESOLVED)
        self.resolved_at = now

    def close(self) -> None:
        """It is done with; only once it is resolved."""
        self.status = TICKET_MOVES.move(self.status, TicketStatus.CLOSED)
