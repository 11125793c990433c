"""Work log types: kinds of work."""

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row


class WorkLogType(Row, Base):
    """A kind of work, such as reactive repair."""

    __tablename__ = "work_log_type"
    __table_args__ = (Index("ix_work_log_type_name", "name", "id"),)

    name: Mapped[str]
    require_activities_complete: Mapped[bool] = mapped_column(default=False)
    """Whether a job completes only when every activity is done."""
    allowed_roles: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    """Names of the roles that may make jobs of it; none names them all (domain.md J2)."""
