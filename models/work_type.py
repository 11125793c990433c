"""Work types: what is done for a client, and what each goes with."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row


class WorkType(Row, Base):
    """What is done for a client: chosen by client, work log type and service, lowest position first (domain.md J5)."""

    __tablename__ = "work_type"
    __table_args__ = (
        Index("ix_work_type_position", "position", "id"),
        Index("ix_work_type_name", "name", "id"),
    )

    name: Mapped[str]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    default_priority_id: Mapped[UUID | None] = mapped_column(ForeignKey("priority.id"), index=True)
    """One of its priorities."""


class WorkTypeClient(Base):
    """A client a work type is done for (domain.md FS-05)."""

    __tablename__ = "work_type_client"

    work_type_id: Mapped[UUID] = mapped_column(ForeignKey("work_type.id"), primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), primary_key=True, index=True)


class WorkTypeService(Base):
    """A service a work type needs (domain.md FS-06)."""

    __tablename__ = "work_type_service"

    work_type_id: Mapped[UUID] = mapped_column(ForeignKey("work_type.id"), primary_key=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), primary_key=True, index=True)


class WorkTypeWorkLogType(Base):
    """A work log type a work type is offered under."""

    __tablename__ = "work_type_work_log_type"

    work_type_id: Mapped[UUID] = mapped_column(ForeignKey("work_type.id"), primary_key=True)
    work_log_type_id: Mapped[UUID] = mapped_column(ForeignKey("work_log_type.id"), primary_key=True, index=True)


class WorkTypePriority(Base):
    """A priority jobs of a work type may have (domain.md J9)."""

    __tablename__ = "work_type_priority"

    work_type_id: Mapped[UUID] = mapped_column(ForeignKey("work_type.id"), primary_key=True)
    priority_id: Mapped[UUID] = mapped_column(ForeignKey("priority.id"), primary_key=True, index=True)
