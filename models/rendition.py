"""Documents as they were handed out: which PDF was made of what, kept by its hash."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.contract import Contract
from models.core import clock
from models.core.base import Base, new_id
from models.core.signature import Signable
from models.credit_note import CreditNote
from models.estimate import Estimate
from models.invoice import Invoice, InvoiceStatus
from models.proposal import Proposal
from models.receipt import Receipt


class Face(Enum):
    """What a document shows of its life. Each face is printed once and then kept."""

    ISSUED = "As it was issued."
    VOID = "Issued, and voided since."
    SENT = "As it was put before the client, unsigned."
    SIGNED = "With its signature."


class Rendition(Base):
    """One face of one document as PDF. Its bytes lie in the object store; they and this row never change."""

    __tablename__ = "rendition"
    __table_args__ = (UniqueConstraint("document_type", "document_id", "face"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    document_type: Mapped[str]
    """Name of its model."""
    document_id: Mapped[UUID]
    face: Mapped[Face]
    sha256: Mapped[str]
    """Of the bytes, which lie under it."""
    byte_size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def storage_key(self) -> str:
        """Where the bytes lie."""
        return self.key_of(self.sha256)

    @staticmethod
    def key_of(sha256: str) -> str:
        """Where bytes of a hash lie: the same bytes lie there once."""
        return f"renditions/{sha256}.pdf"


PRINTED: dict[type[Any], Any] = {
    Contract: Contract.sent_at,
    CreditNote: CreditNote.issued_at,
    Estimate: Estimate.sent_at,
    Invoice: Invoice.issued_at,
    Proposal: Proposal.sent_at,
    Receipt: Receipt.issued_at,
}
"""What can be had as PDF, and the column that says when it left the house: null for a draft, which has no PDF."""


def face_of(document: Any) -> tuple[Face, datetime] | None:
    """What a document of `PRINTED` shows now, and since when; None for a draft."""
    since = getattr(document, PRINTED[type(document)].key)
    if since is None:
        return None
    if isinstance(document, Invoice) and document.status is InvoiceStatus.VOID:
        return Face.VOID, document.voided_at or since
    if isinstance(document, Signable):
        return (Face.SIGNED, document.signed_at) if document.signed_at else (Face.SENT, since)
    return Face.ISSUED, since
