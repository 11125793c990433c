"""Gapless numbers (domain.md 3.5)."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from models import NumberedKind, NumberSeries
from models.core import numbering
from models.errors import ErrorCode, Rejected
from resolvers.change import Change


async def next_number(change: Change, kind: NumberedKind, day: date) -> tuple[str, int, int]:
    """The next number of a series as (text, sequence, year of the series).

    The series row is locked until the transaction ends, so ask last; a rollback gives the number back (N2). The day
    may not lie before the last one of its series (N4).
    """
    organisation = await change.organisation()
    template = organisation.number_templates.get(kind.name) or numbering.DEFAULT_TEMPLATES[kind]
    year = day.year if numbering.has_year(template) else 0
    await change.session.execute(
        insert(NumberSeries)
        .values(kind=kind, year=year, last=0)
        .on_conflict_do_nothing(index_elements=["kind", "year"])
    )
    found = select(NumberSeries).where(NumberSeries.kind == kind, NumberSeries.year == year).with_for_update()
    (series,) = await change.all(found)
    if series.last_on is not None and day < series.last_on:
        raise Rejected(
            ErrorCode.INVALID,
            f"The last number of this series is of {series.last_on:%Y-%m-%d}; an earlier day would break its order.",
            ["issuedOn"],
        )
    series.last, series.last_on = series.last + 1, day
    await change.flush()
    return numbering.format(template, series.last, day), series.last, year
