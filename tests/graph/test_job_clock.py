"""The clocks of jobs as the graph tells them, beside the arithmetic over open hours, on calendars nobody chose."""

import random
from datetime import datetime, timedelta

import pytest

from models.core import clock
from models.core.open_hours import WEEKDAYS, OpenHours
from tests.graph import field
from tests.graph.conftest import gid
from tests.graph.test_job import CREATE, of
from tests.graph.test_job_work import ASSIGN, BEGIN, HOLD, RESUME

CLOCK = "query ($job: ID!) { job(id: $job) { targetAt slaState clocks { name targetAt state pausedSeconds } } }"
ZONES = ("Europe/London", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe")


def hour(dice, first):
    """An hour of a half of the day."""
    return f"{dice.randint(first, first + 11):02}"


def drawn(dice):
    """Hours and holidays of a calendar."""
    days = dice.sample(WEEKDAYS, dice.randint(1, 7))
    hours = [
        {"weekday": day, "from": f"{dice.randint(0, 11):02}:30", "to": f"{dice.randint(12, 23):02}:15"} for day in days
    ]
    today = clock.now().date()
    return hours, [{"on": str(today + timedelta(days=dice.randint(0, 20))), "name": "Closed"} for _ in range(4)]


def expected(now, at_risk, target):
    return "BREACHED" if now > target else "AT_RISK" if now > at_risk else "ON_TRACK"


@pytest.mark.parametrize("seed", range(6))
async def test_target_and_state_agree_with_the_hours(ask, owner, make, seed):
    dice = random.Random(seed)
    zone, (hours, holidays) = dice.choice(ZONES), drawn(dice)
    within = timedelta(minutes=dice.randint(1, 3000))
    place = await field.place(make)
    calendar = await field.calendar(make, time_zone=zone, hours=hours, holidays=holidays)
    minutes = int(within.total_seconds()) // 60
    await make.change(place.priority, calendar_id=calendar.id, emergency=False, complete_within_minutes=minutes)
    open_hours = OpenHours.of(zone, hours, holidays)

    made = (await ask(owner, CREATE, **place.asked(of(place.activity))))["createJob"]["job"]
    start = datetime.fromisoformat(made["createdAt"])
    target, at_risk = open_hours.after(start, within), open_hours.after(start, within * 4 / 5)
    starts = start + timedelta(days=1)
    when = {"startsAt": starts.isoformat(), "endsAt": (starts + timedelta(hours=1)).isoformat()}
    await ask(owner, ASSIGN, jobId=made["id"], resourceId=gid(place.resource), **when)
    await ask(owner, BEGIN, jobId=made["id"])

    async def seen(moved):
        with clock.moved(moved):
            return (await ask(owner, CLOCK, job=made["id"]))["job"], clock.now()

    assert datetime.fromisoformat(made["targetAt"]) == target
    for share in (0, 0.5, 0.79, 0.81, 0.99, 1.01, 2):
        told, now = await seen((target - start) * share)
        assert told["slaState"] == told["clocks"][0]["state"] == expected(now, at_risk, target), (share, now)

    held, resumed = (target - start) * dice.uniform(0, 0.9), timedelta(hours=dice.randint(1, 200))
    with clock.moved(held):
        await ask(owner, HOLD, jobId=made["id"], reason="No key", waitsForClient=True)
        since = clock.now()
    paused, _ = await seen(held + resumed)
    with clock.moved(held + resumed):
        await ask(owner, RESUME, jobId=made["id"])
        again = clock.now()
    told, _ = await seen(held + resumed)
    moved = open_hours.after(again, open_hours.between(since, target))

    assert paused["slaState"] == "PAUSED"
    apart = sorted([datetime.fromisoformat(told["targetAt"]), moved])
    assert open_hours.between(*apart) < timedelta(seconds=5)
    assert abs(told["clocks"][0]["pausedSeconds"] - open_hours.between(since, again).total_seconds()) < 5
