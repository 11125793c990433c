"""A fault at any statement of a write leaves everything as it was; a lost race there ends in the whole effect, once."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

import models
from models.core.base import Base
from resolvers.context import Context
from schema import schema
from tests.graph.conftest import gid
from tests.graph.money import Work, item
from tests.graph.test_file import Sent


class Deadlock(Exception):
    """What the driver says of one."""

    sqlstate = "40P01"


@pytest.fixture
async def work(make):
    return await Work(make).begin()


@pytest.fixture
def write(services, owner):
    """`await write(verb, input)`: whether it was done, mail being sent; the payload reads nothing."""

    async def run(verb, **given):
        name = verb[0].upper() + verb[1:]
        query = f"mutation ($input: {name}Input!) {{ {verb}(input: $input) {{ userErrors {{ code path }} }} }}"
        context = Context(replace(services, mail_enabled=True), owner)
        result = await schema.execute(query, variable_values={"input": given}, context_value=context)
        assert result.errors or not result.data[verb]["userErrors"], result.data
        return not result.errors

    return run


@pytest.fixture
def failing(services):
    """`with failing(3, error) as reached:` — the third statement fails; answers those that were sent."""
    engine = services.sessions.kw["bind"].sync_engine

    @contextmanager
    def fail(at, error):
        steps = []

        def step(*_):
            steps.append(at)
            if len(steps) == at:
                raise error

        event.listen(engine, "before_cursor_execute", step)
        try:
            yield steps
        finally:
            event.remove(engine, "before_cursor_execute", step)

    return fail


async def everything(services):
    """What every table and the store hold."""
    digest = "SELECT '{0}', count(*), md5(string_agg(row::text, '|' ORDER BY row::text)) FROM \"{0}\" AS row"
    tables = " UNION ALL ".join(digest.format(table.name) for table in Base.metadata.sorted_tables)
    rows = await Context(services).as_system().rows(text(tables))
    return {row[0]: tuple(row[1:]) for row in rows} | {"store": dict(services.storage.kept)}


async def a_lead(make, ask, owner):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    lead = await make.row(models.Lead(name="Ada", email="ada@lead.test", stage_id=stage.id))
    await make.row(models.Task(name="Call", lead_id=lead.id))
    await make.proposal(lead_id=lead.id)
    return lead


async def a_draft(make, ask, owner, work):
    create = "mutation ($input: CreateProposalInput!) { createProposal(input: $input) { proposal { id } } }"
    wish = {"clientId": gid(work.client), "title": "Website", "currency": "GBP", "lines": [item("10.00")]}
    return (await ask(owner, create, input=wish))["createProposal"]["proposal"]["id"]


async def wish_of(verb, make, ask, owner, work):
    """An input of the verb."""
    await work.time(3600)
    if verb == "convertLead":
        return {"leadId": gid(await a_lead(make, ask, owner))}
    if verb == "createInvoiceFromProject":
        return {"projectId": gid(work.project), "basis": "PROJECT_HOURS", "issue": True, "idempotencyKey": "k"}
    if verb == "payInvoice":
        invoice = await work.invoice(ask, owner, item("10.00"), projectId=gid(work.project))
        return {"invoiceId": invoice, "token": "tok_ok", "idempotencyKey": "k"}
    if verb == "uploadFile":
        return {"file": Sent(), "projectId": gid(work.project), "visibility": "CLIENT"}
    return {"proposalId": await a_draft(make, ask, owner, work), "email": True}


VERBS = ["convertLead", "createInvoiceFromProject", "payInvoice", "uploadFile", "sendProposal"]


@pytest.mark.parametrize("verb", VERBS)
async def test_a_fault_at_any_step_leaves_nothing(ask, owner, make, work, write, failing, services, verb):
    wish = await wish_of(verb, make, ask, owner, work)
    before, done, at = await everything(services), False, 0

    while not done:
        at += 1
        with failing(at, RuntimeError("the lights went out")):
            done = await write(verb, **wish)
        assert done or await everything(services) == before, f"step {at} left something"

    assert at > 6
    after = await everything(services)
    changed = {name for name in before if before[name] != after[name]}
    assert changed >= {"uploadFile": {"file", "store"}, "sendProposal": {"outbox_mail"}}.get(verb, {"event"})


@pytest.mark.parametrize("verb", VERBS)
async def test_a_race_lost_at_any_step_is_run_again(ask, owner, make, work, write, failing, services, verb):
    for at in (2, 4, 6):
        wish = await wish_of(verb, make, ask, owner, work)
        if "idempotencyKey" in wish:
            wish["idempotencyKey"] = f"k{at}"
        before = {name: held[0] for name, held in (await everything(services)).items() if name != "store"}

        with failing(at, DBAPIError("", {}, Deadlock())) as steps:
            assert await write(verb, **wish)

        assert len(steps) >= at
        after = await everything(services)
        added = {"uploadFile": "file", "sendProposal": "one_time_token", "convertLead": "client",
                 "payInvoice": "payment", "createInvoiceFromProject": "invoice"}[verb]  # fmt: skip
        assert after[added][0] == before[added] + 1
        if verb == "uploadFile":
            assert len(after["store"]) == after["file"][0]
        if verb == "convertLead":
            return
