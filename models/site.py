"""Sites: the places where work is done."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client
from models.core.columns import Document


class Site(OfClient, Base):
    """A place of one client. No verb changes its client (domain.md 3.2)."""

    __tablename__ = "site"
    __table_args__ = (
        parent_within_client(),
        Index("ix_site_client_id_name", "client_id", "name"),
        Index("ix_site_name", "name", "id"),
    )

    name: Mapped[str]
    address: Mapped[Document]
    reference: Mapped[str | None] = mapped_column(index=True)
    """Such as a property reference number."""
    access_notes: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
