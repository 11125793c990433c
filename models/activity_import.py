"""Imports of activities: how far each is, and what came of it."""

from enum import Enum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient


class ImportPhase(Enum):
    """The life of an import."""

    CHECKING = "The rows are read and compared with what is there."
    WRITING = "The rows are stored; none is visible before all are."
    DONE = "All rows are stored or, on a dry run, could be."
    REFUSED = "Something was wrong, and nothing is stored."


class ActivityImport(OfClient, Base):
    """An import of activities for a client. It is written beside the import's own transaction, which shows nothing
    before its end."""

    __tablename__ = "activity_import"
    __table_args__ = (Index("ix_activity_import_created_at", "created_at", "id"),)

    phase: Mapped[ImportPhase] = mapped_column(default=ImportPhase.CHECKING)
    dry_run: Mapped[bool] = mapped_column(default=False)
    total_rows: Mapped[int]
    written_rows: Mapped[int] = mapped_column(default=0)
    row_errors: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Keys line, column, code (the name of an ErrorCode) and message; by line, and as many as were told."""
