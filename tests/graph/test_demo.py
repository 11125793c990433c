"""The demo business, and on its rows: predicate and wall say the same for every table and viewer."""

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

import models
from permissions.base import Rows, scope, visible
from permissions.viewer import NOBODY, SYSTEM
from resolvers.context import Context, Services
from resolvers.provider import Sandbox
from resolvers.session import authenticate
from server.demo import LOGINS, Teller, is_empty, load
from tests.graph.conftest import Shelf, Wakes

TABLES = sorted((model for model in Rows.scopes if model.__name__ != "Document"), key=lambda model: model.__name__)


@pytest.fixture(scope="module")
async def lighthouse(database):
    """The services over a database that holds the demo business."""
    dsn = await asyncio.to_thread(database, "demo")
    engine = create_async_engine(dsn, connect_args={"server_settings": {"timezone": "UTC", "role": "clientgraph_app"}})
    sandbox = Sandbox(b"k" * 32, "http://127.0.0.1:8000")
    services = Services(
        async_sessionmaker(engine, expire_on_commit=False), b"k" * 32, Wakes(), Shelf(), providers={"sandbox": sandbox}
    )
    assert await is_empty(services)
    await load(services)
    yield services
    await engine.dispose()


@pytest.fixture(scope="module")
async def viewers(lighthouse):
    """Everybody who may sign in, and a stranger."""
    teller, found = Teller(lighthouse), {"stranger": NOBODY}
    for login in LOGINS:
        await teller.sign_in(login.who, login.email)
        found[login.who], _ = await authenticate(lighthouse, teller._tokens[login.who])
    return found


async def test_a_second_demo_finds_somebody_there(lighthouse):
    assert not await is_empty(lighthouse)


async def test_the_business_is_lively(lighthouse, viewers):
    owner = Context(lighthouse, viewers["owner"])
    counts = {
        model.__name__: len(await owner.scalars(visible(model, owner.viewer)))
        for model in (models.Client, models.Lead, models.Project, models.Task, models.Invoice, models.Receipt)
    }
    assert counts == {"Client": 3, "Lead": 6, "Project": 6, "Task": 16, "Invoice": 5, "Receipt": 2}


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
async def test_predicate_and_wall_agree_for_everybody(lighthouse, viewers, model):
    keys = select(*model.__table__.primary_key)
    for who, viewer in viewers.items():
        by_predicate = set(await Context(lighthouse, SYSTEM).rows(keys.where(scope(model, viewer))))
        by_wall = set(await Context(lighthouse, viewer).rows(keys))
        assert by_predicate == by_wall, f"{model.__name__} as {who}"


async def test_every_invoice_adds_up(lighthouse):
    """Consistency: paid and credited are the sums of the rows behind them (domain.md M9, M11)."""
    platform = Context(lighthouse, SYSTEM)
    for invoice in await platform.scalars(select(models.Invoice)):
        settled = await platform.scalars(
            select(models.PaymentAllocation).where(models.PaymentAllocation.invoice_id == invoice.id)
        )
        assert invoice.paid == sum(each.net for each in settled)
        assert invoice.total == invoice.subtotal - invoice.discount + invoice.tax
