"""The log: who did what to which node, in an order that never changes (domain.md 3.9)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base, new_id
from models.core.columns import Document
from models.event_kind import EventKind
from models.visibility import Visibility


class Event(Base):
    """One entry. Rows are only ever added; the sole change is the hash chain's own column.

    The position is (`xid`, `seq`), and readers take only events below the transaction horizon (domain.md L2).
    Its keys have no foreign keys: an entry outlives what it is about.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_position", "xid", "seq"),
        Index("ix_event_client_id_position", "client_id", "xid", "seq"),
        Index("ix_event_lead_id_position", "lead_id", "xid", "seq"),
        Index("ix_event_project_id_position", "project_id", "xid", "seq"),
        Index("ix_event_invoice_id_position", "invoice_id", "xid", "seq"),
        Index("ix_event_subject_id_position", "subject_id", "xid", "seq"),
        Index("ix_event_at", "at"),
        Index("ix_event_unsealed", "xid", "seq", postgresql_where=text("hash IS NULL")),
    )

    TOPICS: ClassVar[tuple[str, ...]] = ("client_id", "lead_id", "project_id", "invoice_id")
    """What an entry can hang on, so that it shows in the timelines of each."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    xid: Mapped[int] = mapped_column(BigInteger(), server_default=text("(pg_current_xact_id()::text)::bigint"))
    seq: Mapped[int] = mapped_column(BigInteger(), Identity(always=True), unique=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    kind: Mapped[EventKind]
    actor_user_id: Mapped[UUID | None]
    actor_contact_id: Mapped[UUID | None]
    subject_type: Mapped[str]
    """The model of the node, as its global id names it."""
    subject_id: Mapped[UUID]
    client_id: Mapped[UUID | None]
    lead_id: Mapped[UUID | None]
    project_id: Mapped[UUID | None]
    invoice_id: Mapped[UUID | None]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.INTERNAL)
    summary: Mapped[str]
    changes: Mapped[Document | None]
    """What changed: the field to its value before and after, as a pair."""
    data: Mapped[Document | None]
    """What a reader of the log needs beyond the node itself."""
    hash: Mapped[str | None]
    """The chain's, set behind the horizon (domain.md L4)."""


class LogRetention(Base):
    """How far back the log is kept: entries of transactions up to `forgotten_xid` are gone. No row, nothing is.

    `incarnation` is another after each restore from a backup: positions given out before may be of entries that were
    lost, and say nothing about the log as it is.
    """

    __tablename__ = "log_retention"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    forgotten_xid: Mapped[int] = mapped_column(BigInteger())
    incarnation: Mapped[str | None]
