"""Which fields of the graph are asked for, by whom and how often: what may go, and whom it would hurt."""

from datetime import date

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row

LONGEST_PROGRAM = 60


class FieldUsage(Row, Base):
    """How many operations of one program asked for a field on one day (UTC), as `Type.field`.

    An operation counts once, however often it says the field. `program` is what the program calls itself; empty where
    it says nothing.
    """

    __tablename__ = "field_usage"
    __table_args__ = (UniqueConstraint("field", "day", "program"),)

    field: Mapped[str]
    day: Mapped[date]
    program: Mapped[str]
    operations: Mapped[int] = mapped_column(BigInteger)
