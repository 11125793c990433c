"""The outbox: what was written while no mail service is set, for owners to read, and no token for anybody."""

import models
from resolvers.context import Context
from tests.graph.conftest import viewer_as, viewer_of

READ = "{ outbox { totalCount nodes { recipient subject body status attempts lastError sentAt } } }"


async def test_owners_read_what_is_kept_and_no_token(ask, make, services, owner):
    async with Context(services).change() as change:
        change.mail("ada@acme.test", "An estimate", "Have a look.")
        change.mail("bob@acme.test", "Choose another password", "?token=secret", secret=True)

    answer = (await ask(owner, READ))["outbox"]

    untouched = {"status": "KEPT", "attempts": 0, "lastError": None, "sentAt": None}
    assert answer["nodes"] == [
        {"recipient": "bob@acme.test", "subject": "Choose another password", "body": None} | untouched,
        {"recipient": "ada@acme.test", "subject": "An estimate", "body": "Have a look."} | untouched,
    ]
    assert {letter.body for letter in await make.all(models.OutboxMail)} == {"Have a look.", ""}


async def test_nobody_else_does(ask, make, services, nobody):
    async with Context(services).change() as change:
        change.mail("ada@acme.test", "An estimate", "Have a look.")
    client = await make.client()
    others = [
        nobody,
        viewer_as(await make.contact(client), *models.PortalPermission),
        viewer_of(await make.user(abilities=["SEE_COSTS", "BILL"])),
        viewer_of(await make.user(models.Role.STAFF_LIMITED), client),
        viewer_of(await make.user(models.Role.ANALYST, all_clients=True)),
    ]

    for other in others:
        assert (await ask(other, READ))["outbox"] == {"totalCount": 0, "nodes": []}
