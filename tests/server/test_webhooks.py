"""Endpoints of others, told by the queue's workers of two servers at once."""

import asyncio
from dataclasses import replace
from functools import partial

import models
from models.core.base import new_id
from permissions.viewer import SYSTEM
from resolvers.context import Context
from resolvers.webhook_delivery import put_off_deliveries
from schema import schema
from server.background import Background
from server.chores import Chore, run
from server.graphql.engine import Engine
from server.outward import Outward
from server.queue import Worker
from server.webhooks import Webhooks
from tests.graph.conftest import Make, Wakes
from tests.graph.receiver import Receiver
from tests.server.test_mail import catcher as catcher
from tests.server.test_mail import dsn as dsn
from tests.server.test_mail import services as services
from tests.server.waiting import until


async def test_two_servers_tell_an_endpoint_each_message_once_and_in_order(services, dsn):
    make, engine = Make(services), Engine(schema)
    await make.organisation()
    owner, acme = await make.user(models.Role.OWNER), await make.client()
    sending = Webhooks(engine, services.secret_key, Outward(to_loopback=True))
    servers = [replace(services, bus=Wakes(), webhooks=sending) for _ in range(2)]
    chores = partial(run, chores=[Chore(put_off_deliveries, 0.1)])
    chores.__module__ = chores.__name__ = "chores"
    beside = [Background([Worker(dsn), chores]) for _ in servers]
    async with Receiver() as receiver:
        await make.row(
            models.WebhookEndpoint(
                id=new_id(),
                name="Ledger",
                target_url=receiver.url,
                kinds=["CLIENT_UPDATED"],
                owner_id=owner.id,
                salt="salt",
                after_xid=0,
                after_seq=0,
            )
        )
        for each, server in zip(beside, servers, strict=True):
            each.start(server)
        summaries = [str(number) for number in range(30)]
        for summary in summaries:
            async with Context(services, SYSTEM).change() as change:
                client = await change.get(models.Client, acme.id)
                change.record(models.EventKind.CLIENT_UPDATED, client, summary)

        async def all_there():
            return len(receiver.got) >= len(summaries)

        await until(all_there)
        await asyncio.gather(*(asyncio.wait_for(each.stop(), 10) for each in beside))
    assert [message["data"]["events"]["event"]["summary"] for message in receiver.told()] == summaries
    kept = await make.all(models.WebhookDelivery)
    assert [delivery.attempts for delivery in kept] == [1] * 30
