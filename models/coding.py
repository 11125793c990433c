"""Codings: cost codes of jobs."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row


class Coding(Row, Base):
    """A cost code. A job may carry it only if it is assigned to both its client and its work log type (FS-23)."""

    __tablename__ = "coding"

    code: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class CodingClient(Base):
    """A client whose jobs may carry a code."""

    __tablename__ = "coding_client"

    coding_id: Mapped[UUID] = mapped_column(ForeignKey("coding.id"), primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), primary_key=True, index=True)


class CodingWorkLogType(Base):
    """A work log type whose jobs may carry a code."""

    __tablename__ = "coding_work_log_type"

    coding_id: Mapped[UUID] = mapped_column(ForeignKey("coding.id"), primary_key=True)
    work_log_type_id: Mapped[UUID] = mapped_column(ForeignKey("work_log_type.id"), primary_key=True, index=True)
