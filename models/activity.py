"""Activities: priced pieces of work, and the clients they are for."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row


class Activity(Row, Base):
    """A priced piece of work with a code. Its service decides who can do it (domain.md D3, FS-12)."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("duration_minutes >= 0", name="duration_minutes"),
        CheckConstraint("default_quantity > 0", name="default_quantity"),
        CheckConstraint("sale >= 0 AND cost >= 0", name="prices"),
        Index("ix_activity_name", "name", "id"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    unit: Mapped[str]
    """What one of it is, such as each or metre."""
    duration_minutes: Mapped[int]
    default_quantity: Mapped[Decimal] = mapped_column(default=Decimal(1))
    sale: Mapped[Decimal]
    """Price of one unit where no rate says otherwise."""
    cost: Mapped[Decimal]
    """Cost of one unit where no rate says otherwise."""
    currency: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    default_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    """The team that does it unless a job says otherwise (domain.md J6)."""


class ActivityClient(Base):
    """A client an activity may be used for (domain.md FS-13)."""

    __tablename__ = "activity_client"

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), primary_key=True, index=True)
