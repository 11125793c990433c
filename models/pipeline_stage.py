"""The columns of the sales pipeline."""

from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row


class PipelineStage(Row, Base):
    """A column of the sales pipeline."""

    __tablename__ = "pipeline_stage"
    __table_args__ = (CheckConstraint("probability_percent BETWEEN 0 AND 100", name="probability_percent"),)

    name: Mapped[str]
    position: Mapped[int] = mapped_column(index=True)
    probability_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """Chance of winning a lead in this stage, 0 to 100."""
