"""Where every gapless series of numbers stands."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base
from models.core.numbering import NumberedKind


class NumberSeries(Base):
    """One series: a kind, and a year where its template has one (domain.md N2, N3).

    The row is locked while a number is taken, so a rollback gives the number back.
    """

    __tablename__ = "number_series"

    kind: Mapped[NumberedKind] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, default=0)
    """0 for a series that runs through the years."""
    last: Mapped[int] = mapped_column(default=0)
    last_on: Mapped[date | None]
    """The day of the last one; the next may not precede it (domain.md N4)."""
