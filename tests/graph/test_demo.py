"""The demo business, and on its rows: predicate and wall say the same for every table and viewer."""

import asyncio

import pytest
from sqlalchemy import func, select
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
        for model in (models.Client, models.Lead, models.Project, models.Task, models.Site)
    }
    assert counts == {"Client": 5, "Lead": 6, "Project": 6, "Task": 16, "Site": 12}
    assert len(await owner.scalars(visible(models.Invoice, owner.viewer))) > 5


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


async def test_a_year_of_jobs_is_as_the_verbs_would_have_left_it(lighthouse):
    """Numbers without gaps, the log in its order, the ledger and the jobs' sums right, and clocks that agree."""
    platform = Context(lighthouse, SYSTEM)
    jobs = await platform.scalars(select(models.Job).order_by(models.Job.number))
    assert [job.number for job in jobs] == [f"JOB-{place:05}" for place in range(1, len(jobs) + 1)]
    assert [job.created_at for job in jobs] == sorted(job.created_at for job in jobs)
    told_of = {"NEW", "ASSIGNED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "READY_TO_INVOICE", "INVOICED"}
    assert told_of <= {job.status.name for job in jobs}
    for each in await platform.rows(
        select(models.Invoice.series_year, func.max(models.Invoice.sequence), func.count())
        .where(models.Invoice.sequence.is_not(None))
        .group_by(models.Invoice.series_year)
    ):
        assert each[1] == each[2], "gaps in the numbers of the invoices"
    rows = await platform.scalars(select(models.JobActivity))
    entries = await platform.scalars(select(models.BillingAllocation))
    live = {each.job_activity_id for each in entries if each.state is models.AllocationState.BILLED}
    assert {row.id for row in rows if row.billable_state is models.BillableState.BILLED} == live - {None}
    assert any(each.state is models.AllocationState.RELEASED for each in entries)
    clocks = {
        each.job_id: each
        for each in await platform.scalars(select(models.JobClock))
        if each.kind is models.ClockKind.COMPLETE
    }
    for job in jobs:
        mine = [row for row in rows if row.job_id == job.id]
        assert (job.sale, job.cost) == (sum(row.sale for row in mine), sum(row.cost for row in mine))
        clock = clocks[job.id]
        assert (job.target_at, job.at_risk_at, job.paused_since) == (
            clock.target_at,
            clock.at_risk_at,
            clock.paused_since,
        )
    told = await platform.rows(
        select(models.Event.at).where(models.Event.subject_type == "Job").order_by(models.Event.xid, models.Event.seq)
    )
    assert [each.at for each in told] == sorted(each.at for each in told)


async def test_each_job_tells_its_life(lighthouse):
    """The last entry that moved a job leads to the state it is in."""
    platform = Context(lighthouse, SYSTEM)
    jobs = {job.id: job for job in await platform.scalars(select(models.Job))}
    told = select(models.Event).where(models.Event.subject_type == "Job").order_by(models.Event.seq)
    last: dict = {}
    for event in await platform.scalars(told):
        assert event.client_id == jobs[event.subject_id].client_id
        if event.changes and "status" in event.changes:
            before, after = event.changes["status"]
            assert last.get(event.subject_id, before) == before
            last[event.subject_id] = after
        assert event.actor_user_id is not None
    assert {key: jobs[key].status.name for key in last} == last
