"""Clocks of jobs that run out: recorded once each, in order, and told to whoever is responsible."""

import asyncio
from datetime import timedelta

import pytest

import models
from models import PortalPermission
from models.core import clock
from resolvers.job_overrun import tell_overruns
from tests.graph import field
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.test_job import CREATE, of
from tests.graph.test_job_stream import WITH_CURSOR, watched
from tests.graph.test_job_work import ASSIGN, BEGIN, HOLD, RESUME, times

HOUR = timedelta(hours=1)


@pytest.fixture
async def place(make):
    """Work is to be done within ten hours, and answered within five."""
    made = await field.place(make)
    await make.change(made.priority, respond_within_minutes=300, complete_within_minutes=600)
    return made


async def seen(make):
    """What was recorded of clocks, in order."""
    events = [each for each in await make.all(models.Event) if each.kind.name in ("JOB_AT_RISK", "JOB_BREACHED")]
    return [(each.kind.name, each.summary.split(": ")[1].split(" ")[0]) for each in events]


async def told(make):
    rows = [each for each in await make.all(models.Notification) if each.kind.name in ("JOB_AT_RISK", "JOB_BREACHED")]
    return sorted((each.kind.name, each.user_id) for each in rows)


async def test_each_clock_is_told_once_by_two_servers_and_the_board_sees_it(
    ask, owner, make, services, place, monkeypatch
):
    dispatcher, sam = await make.user(), await make.user()
    [administrator] = [user for user in await make.all(models.User) if user.id == owner.user_id]
    await make.change(place.resource, user_id=sam.id)
    made = (await ask(viewer_of(dispatcher), WITH_CURSOR, **place.asked(of(place.activity))))["createJob"]
    job, after = made["job"]["id"], made["cursor"]
    await ask(owner, ASSIGN, jobId=job, resourceId=gid(place.resource), **times())

    async def look(hours):
        with clock.moved(timedelta(hours=hours)):
            await asyncio.gather(*(tell_overruns(services) for _ in range(3)))
            await tell_overruns(services)
        return await seen(make)

    assert await look(3.9) == []
    assert await look(4.1) == [("JOB_AT_RISK", "Respond")]
    assert len(await look(7.9)) == 2
    assert await look(11) == [("JOB_AT_RISK", "Respond"), ("JOB_BREACHED", "Respond"), ("JOB_BREACHED", "Complete")]

    responsible = sorted(user.id for user in (dispatcher, sam, administrator))
    kinds = ["JOB_AT_RISK", "JOB_BREACHED", "JOB_BREACHED"]
    assert await told(make) == sorted((kind, user) for kind in kinds for user in responsible)

    async def same(context):
        return context.viewer

    monkeypatch.setattr("resolvers.session.again", same)
    hal = viewer_as(await make.contact(place.client), PortalPermission.JOBS)
    assert await watched(services, owner, place.client, after, 5) == ["JOB_SCHEDULED", *kinds]
    assert await watched(services, hal, place.client, after, 2) == ["JOB_SCHEDULED"]


async def test_a_clock_that_stands_still_or_was_met_is_not_told(ask, owner, make, services, place):
    job = (await ask(owner, CREATE, **place.asked(of(place.activity))))["createJob"]["job"]["id"]
    await ask(owner, ASSIGN, jobId=job, resourceId=gid(place.resource), **times())
    await ask(owner, BEGIN, jobId=job)
    await ask(owner, HOLD, jobId=job, reason="No key", waitsForClient=True)

    with clock.moved(100 * HOUR):
        await tell_overruns(services)
        early = await seen(make)
        await ask(owner, RESUME, jobId=job)
        await tell_overruns(services)
    with clock.moved(109 * HOUR):
        await tell_overruns(services)
    with clock.moved(111 * HOUR):
        await tell_overruns(services)

    assert early == []
    assert await seen(make) == [("JOB_AT_RISK", "Complete"), ("JOB_BREACHED", "Complete")]


async def test_only_who_still_works_for_the_client_is_told(ask, make, services, place):
    gone = await make.user(models.Role.STAFF_LIMITED)
    given = place.asked(of(place.activity))
    await ask(viewer_of(gone, place.client), CREATE, **given)

    with clock.moved(9 * HOUR):
        await tell_overruns(services)

    assert [kind for kind, _ in await seen(make)] == ["JOB_AT_RISK", "JOB_BREACHED"]
    assert await told(make) == []
