"""Resources: who and what can be sent to a job."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row


class Resource(Row, Base):
    """Someone or something that can be sent to a job. A user is one resource at most."""

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint("labour_rate >= 0", name="labour_rate"),
        CheckConstraint("(labour_rate IS NULL) = (labour_rate_currency IS NULL)", name="labour_rate_currency"),
        Index("ix_resource_name", "name", "id"),
    )

    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), unique=True)
    labour_rate: Mapped[Decimal | None]
    """Cost of one hour."""
    labour_rate_currency: Mapped[str | None]
    calendar_id: Mapped[UUID | None] = mapped_column(ForeignKey("calendar.id"), index=True)
    """When it works; the team's hours without one."""
    postcodes: Mapped[list[str]] = mapped_column(default=list)
    """Postcode beginnings covered, in capitals; empty covers all."""
    feed_version: Mapped[int] = mapped_column(default=1)
    """Rises when the secret of its calendar feed is changed; earlier addresses are then unknown."""


class ResourceService(Base):
    """A service a resource has the skill for (domain.md FS-18)."""

    __tablename__ = "resource_service"

    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), primary_key=True, index=True)
