"""The time is the database's where this machine's clock is wrong, and this machine's where it makes no difference."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from models.core import clock
from server.pulse import Pulse
from server.services import go_by

MINUTES = timedelta(minutes=6)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    clock.go_by(timedelta())


def is_told(expected: datetime) -> bool:
    """Whether that is the time, within what a busy machine takes to look."""
    return abs(clock.now() - expected) < timedelta(seconds=0.4)


def test_a_difference_that_matters_is_made_up_for():
    assert clock.go_by(MINUTES) and is_told(datetime.now(UTC) + MINUTES)
    assert not clock.go_by(MINUTES + timedelta(seconds=0.3)), "no clock is as exact as that"
    assert not clock.go_by(MINUTES + timedelta(seconds=2), timedelta(seconds=2)), "it took long to find out"
    assert is_told(datetime.now(UTC) + MINUTES)
    assert clock.go_by(timedelta(seconds=0.1)), "somebody has put it right"


async def test_the_pulse_of_the_database_tells_the_time(postgres, monkeypatch):
    class Wrong(datetime):
        @classmethod
        def now(cls, zone=None):
            return datetime.now(zone) - MINUTES

    monkeypatch.setattr(clock, "datetime", Wrong)
    pulse = Pulse(postgres.dsn, heard=go_by)
    await pulse.begin()
    pulse._hang_up()
    assert is_told(datetime.now(UTC))
