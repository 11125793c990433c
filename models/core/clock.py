"""The one clock. Everything that asks for the time asks here, so a test can move it.

Several servers write instants that are compared with one another: when a timer was started and stopped, until when an
address is good. So all of them go by the clock of the database they share, where their own differs from it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

TOLERATED = timedelta(seconds=0.5)
"""By how much a machine's own clock may differ. It is not worth a clock that jumps all the time."""

_offset = timedelta()
_ahead = timedelta()


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC) + _ahead + _offset


def of_this_machine() -> datetime:
    """What this machine's own clock says, in UTC."""
    return datetime.now(UTC)


def go_by(ahead: timedelta, doubt: timedelta = timedelta()) -> bool:
    """Go by a clock that is so far ahead of this machine's, give or take `doubt`, or as before where that makes no
    difference. Answers whether it makes one."""
    global _ahead
    differs = abs(ahead - _ahead) > TOLERATED + doubt
    if differs:
        _ahead = ahead
    return differs


def today(time_zone: str) -> date:
    """The calendar day it is in an IANA time zone."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Run a block with the clock moved, for tests of expiry and of due days."""
    global _offset
    before, _offset = _offset, _offset + by
    try:
        yield
    finally:
        _offset = before
