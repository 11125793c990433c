"""Which fields are asked for: counted by day, program and field, for administrators."""

from datetime import timedelta

from graphql import parse

import models
from models.core import clock
from resolvers.field_usage import KEPT, forget_usage
from schema import schema
from server.usage import MOST_PROGRAMS, OTHERS, Usage, program_in, program_of
from tests.graph.conftest import viewer_of

NAMES = "{ clients { ...Shown } } fragment Shown on ClientConnection { nodes { name again: name __typename } }"
SOURCES = "{ leads { groups(by: [{field: SOURCE}]) { key { source } } } }"
TOLD = "{ fieldUsages(filter: {field: {eq: %s}}) { nodes { field program day operations } } }"
BY_PROGRAM = """
{ fieldUsages(filter: {field: {eq: "Client.name"}}) {
    groups(by: [{field: PROGRAM}]) { key { program } aggregate { sum { operations } } } } }
"""


def noted(usage, program, text, times):
    for _ in range(times):
        usage.note(program, text.encode(), parse(text))


async def test_an_operation_counts_once_for_each_field_it_asks_for(ask, owner, services):
    usage = Usage(schema._schema)
    noted(usage, "desk", NAMES, 2)
    noted(usage, "", NAMES, 1)
    noted(usage, "desk", SOURCES, 3)
    await usage.write(services)
    noted(usage, "desk", NAMES, 5)
    await usage.write(services)
    await usage.write(services)

    today = clock.now().date().isoformat()
    told = (await ask(owner, TOLD % '"LeadGroupKey.source"'))["fieldUsages"]["nodes"]
    assert told == [{"field": "LeadGroupKey.source", "program": "desk", "day": today, "operations": 3}]
    groups = (await ask(owner, BY_PROGRAM))["fieldUsages"]["groups"]
    sums = {each["key"]["program"]: int(each["aggregate"]["sum"]["operations"]) for each in groups}
    assert sums == {"": 1, "desk": 7}


async def test_nobody_but_administrators_reads_it(ask, make, services):
    usage = Usage(schema._schema)
    noted(usage, "desk", NAMES, 1)
    await usage.write(services)
    for role, rows in ((models.Role.ADMIN, 1), (models.Role.STAFF, 0), (models.Role.ANALYST, 0)):
        user = await make.user(role, all_clients=True)
        told = await ask(viewer_of(user), TOLD % '"Client.name"')
        assert len(told["fieldUsages"]["nodes"]) == rows


async def test_what_could_not_be_written_is_written_later(make, services):
    usage = Usage(schema._schema)
    noted(usage, "desk", NAMES, 1)
    try:
        await usage.write(None)
    except AttributeError:
        noted(usage, "desk", NAMES, 1)
    await usage.write(services)
    assert {each.operations for each in await make.all(models.FieldUsage)} == {2}


async def test_names_that_are_made_up_are_the_others(make, services):
    usage = Usage(schema._schema)
    for number in range(MOST_PROGRAMS + 3):
        noted(usage, f"program {number}", SOURCES, 1)
    await usage.write(services)
    counted = {each.program: each.operations for each in await make.all(models.FieldUsage)}
    assert len(counted) == MOST_PROGRAMS + 1 and counted[OTHERS] == 3


async def test_after_a_year_and_a_little_it_is_forgotten(make, services):
    today = clock.now().date()
    for day in (today, today - KEPT, today - KEPT - timedelta(days=1)):
        await make.row(models.FieldUsage(field="Client.name", program="", day=day, operations=1))
    await forget_usage(services)
    assert {each.day for each in await make.all(models.FieldUsage)} == {today, today - KEPT}


def test_what_a_program_calls_itself():
    assert program_of({}) == "" == program_in({}) == program_in({"client": {"name": 1}}) == program_in({"client": "x"})
    assert program_of({"apollographql-client-name": " my\x00 app\n "}) == "my app"
    assert program_in({"client": {"name": "x" * 100}}) == "x" * 60


async def test_ever_new_documents_fill_no_memory_and_are_counted(make, services, monkeypatch):
    monkeypatch.setattr("server.usage.MOST_DOCUMENTS", 2)
    usage = Usage(schema._schema)
    for number in range(5):
        noted(usage, "desk", f"# {number}\n{NAMES}", 2)
    assert len(usage._fields) == 2
    noted(usage, "desk", f"# 0\n{NAMES}", 1)
    await usage.write(services)
    assert {each.operations for each in await make.all(models.FieldUsage)} == {11}
