"""jobChanged: every move of a job once, in order, to those who see it."""

import asyncio

import models
from models import PortalPermission
from resolvers.context import Context
from schema import schema
from tests.graph import field
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.test_job import CREATE, of
from tests.graph.test_job_work import ASSIGN, BEGIN, COMPLETE, READY, times

WATCH = """
subscription ($client: ID!, $after: Cursor) {
  jobChanged(filter: {client: {id: {eq: $client}}}, after: $after) { kind job { id status } }
}
"""
WITH_CURSOR = CREATE.replace("warnings {", "cursor warnings {")


async def watched(services, viewer, client, after, count):
    """The kinds told to somebody, as many as there are of the number wanted."""
    variables = {"client": gid(client), "after": after}
    stream = await schema.subscribe(WATCH, variable_values=variables, context_value=Context(services, viewer))
    told = []
    try:
        async with asyncio.timeout(2):
            async for message in stream:
                told.append(message.data["jobChanged"]["kind"])
                if len(told) == count:
                    break
    except TimeoutError:
        pass
    await stream.aclose()
    return told


async def test_a_board_sees_every_move_once_and_in_order(ask, owner, make, services, monkeypatch):
    place, elsewhere = await field.place(make), await field.place(make, "Second Homes")
    made = (await ask(owner, WITH_CURSOR, **place.asked(of(place.activity))))["createJob"]
    job, after = made["job"]["id"], made["cursor"]
    await ask(owner, CREATE, **elsewhere.asked(of(elsewhere.activity)))
    await ask(owner, ASSIGN, jobId=job, resourceId=gid(place.resource), **times())
    for query in (BEGIN, COMPLETE, READY):
        await ask(owner, query, jobId=job)
    hal = viewer_as(await make.contact(place.client), PortalPermission.JOBS)

    async def same(context):
        return context.viewer

    monkeypatch.setattr("resolvers.session.again", same)
    expected = ["JOB_SCHEDULED", "JOB_STARTED", "JOB_COMPLETED", "JOB_READY_TO_INVOICE"]
    assert await watched(services, owner, place.client, after, 4) == expected
    assert await watched(services, hal, place.client, after, 4) == expected
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED), elsewhere.client)
    assert await watched(services, limited, place.client, after, 1) == []
