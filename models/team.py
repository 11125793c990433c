"""Teams: people who work together, what they can do and for whom."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row


class Team(Row, Base):
    """People who work together. Its clients start as those assigned to the user who made it (domain.md D4)."""

    __tablename__ = "team"
    __table_args__ = (Index("ix_team_name", "name", "id"),)

    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    postcodes: Mapped[list[str]] = mapped_column(default=list)
    """Postcode beginnings covered, in capitals; empty covers all."""
    calendar_id: Mapped[UUID | None] = mapped_column(ForeignKey("calendar.id"), index=True)
    """When it works; at any hour without one."""
    feed_version: Mapped[int] = mapped_column(default=1)
    """Rises when the secret of its calendar feed is changed; earlier addresses are then unknown."""


class TeamService(Base):
    """A service a team offers (domain.md FS-17)."""

    __tablename__ = "team_service"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), primary_key=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), primary_key=True, index=True)


class TeamClient(Base):
    """A client a team works for (domain.md FS-19)."""

    __tablename__ = "team_client"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), primary_key=True, index=True)
