"""The one clock. Everything that asks for the time asks here, so a test can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_offset = timedelta()


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC) + _offset


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
