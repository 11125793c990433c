"""The last wall alone: SELECT without any predicate, under the application's role (design.md section 3)."""

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

import models
from permissions.viewer import Kind, Viewer
from resolvers.context import Context
from resolvers.scope import enter_scope
from tests.graph.conftest import viewer_as, viewer_of


async def count(services, model, viewer=None):
    async with services.sessions() as session, session.begin():
        if viewer is not None:
            await enter_scope(session, viewer)
        return await session.scalar(select(func.count()).select_from(model))


async def test_without_settings_there_are_no_rows_in_any_table(services, make):
    client = await make.client()
    await make.contact(client)

    for mapper in models.Base.registry.mappers:
        if mapper.local_table.name in models.Base.metadata.tables:
            assert await count(services, mapper.class_) == 0, mapper.class_.__name__


async def test_each_viewer_reads_its_own_clients_without_any_predicate(services, make):
    acme, birch = await make.client(name="Acme"), await make.client(name="Birch")
    ada = await make.contact(acme)
    await make.contact(birch)
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED), birch)

    seen = {
        "everything": await count(services, models.Contact, viewer_of(await make.user())),
        "one client": await count(services, models.Contact, limited),
        "no client": await count(services, models.Contact, viewer_of(await make.user(models.Role.STAFF_LIMITED))),
        "own client": await count(services, models.Client, viewer_as(ada)),
        "nobody": await count(services, models.Client, Viewer()),
    }

    assert seen == {"everything": 2, "one client": 1, "no client": 0, "own client": 1, "nobody": 0}


async def test_the_scope_of_one_transaction_is_gone_in_the_next(services, make):
    await make.client()
    everything = viewer_of(await make.user())

    assert await count(services, models.Client, everything) == 1
    assert await count(services, models.Client) == 0


async def test_secrets_are_read_by_the_platform_alone(services, make):
    await make.row(models.Identity(email="ada@acme.test", password_hash="argon"))
    owner = viewer_of(await make.user(models.Role.OWNER))

    assert await count(services, models.Identity, owner) == 0
    assert await count(services, models.Identity, Viewer(kind=Kind.SYSTEM)) == 1


@pytest.mark.parametrize("statement", ["UPDATE event SET summary = 'Nothing happened'", "DELETE FROM event"])
async def test_the_log_cannot_be_rewritten(services, make, statement):
    client = await make.client()
    async with Context(services).change() as change:
        change.record(models.EventKind.CLIENT_CREATED, client)

    with pytest.raises(DBAPIError, match="append-only"):
        async with services.sessions() as session, session.begin():
            await enter_scope(session, Viewer(kind=Kind.SYSTEM))
            await session.execute(text(statement))


async def test_an_entry_moves_to_another_client_and_keeps_its_content(services, make):
    client, other = await make.client(), await make.client()
    async with Context(services).change() as change:
        change.record(models.EventKind.CLIENT_CREATED, client)

    async with services.sessions() as session, session.begin():
        await enter_scope(session, Viewer(kind=Kind.SYSTEM))
        await session.execute(update(models.Event).values(client_id=other.id))

    async with services.sessions() as session, session.begin():
        await enter_scope(session, Viewer(kind=Kind.SYSTEM))
        assert await session.scalar(select(models.Event.client_id)) == other.id
