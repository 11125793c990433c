"""Payloads of writes: their nodes come from plans rooted at them, and mean what the interpreter means."""

from dataclasses import replace

import pytest
from sqlalchemy import event

import models
from permissions.viewer import NOBODY, Kind, Viewer
from resolvers.scope import Busy
from schema import schema
from server.graphql.engine import Engine
from tests.compiled.deep import everything, lent, run, said  # noqa: F401 (fixtures)
from tests.graph.conftest import gid, make, owner, services, viewer_of  # noqa: F401 (fixtures)
from tests.graph.work import a_project, a_task


@pytest.fixture
def engine():
    return Engine(schema)


CREATE = 'mutation ($name: String!) { createClient(input: {name: $name, type: COMPANY, currency: "GBP"}) { %s } }'


async def test_a_payload_is_one_statement_however_much_it_shows(lent, engine, owner):  # noqa: F811
    bare = CREATE % "client { id } cursor userErrors { code }"
    deep = CREATE % f"client {{ {everything('Client')} }} cursor userErrors {{ code }}"
    await run(engine, lent, owner, bare, name="First")
    await run(engine, lent, owner, deep, name="Second")
    lent.readers.asked = 0

    interpreted = await _counted(lent, lambda: run(engine, lent, owner, bare, name="Third"))
    assert lent.readers.asked == 0
    answered = await _counted(lent, lambda: run(engine, lent, owner, deep, name="Fourth"))

    # The row is not read by the interpreter as well.
    assert lent.readers.asked == 1
    assert answered == interpreted - 1


async def _counted(lent, act):  # noqa: F811
    seen, bound = [], lent.sessions.kw["bind"].sync_engine

    def note(_connection, _cursor, statement, *_):
        if "set_config" not in statement:
            seen.append(statement)

    event.listen(bound, "before_cursor_execute", note)
    try:
        await act()
    finally:
        event.remove(bound, "before_cursor_execute", note)
    return len(seen)


async def test_several_nodes_of_a_payload_are_one_statement(lent, engine, owner, make):  # noqa: F811
    task = await a_task(make, await a_project(make))
    query = """
    mutation ($task: ID!) {
      commentOnTask(input: {taskId: $task, body: "Well done"}) {
        comment { body }
        task { name comments { nodes { body } } }
      }
    }"""

    answer = said(await run(engine, lent, owner, query, task=gid(task)))

    assert answer == {
        "data": {
            "commentOnTask": {
                "comment": {"body": "Well done"},
                "task": {"name": task.name, "comments": {"nodes": [{"body": "Well done"}]}},
            }
        }
    }
    assert lent.readers.asked == 1


async def test_a_refused_write_asks_no_plan(lent, engine, owner):  # noqa: F811
    answer = said(await run(engine, lent, owner, CREATE % "client { name } userErrors { code path }", name=" "))

    assert answer["data"]["createClient"] == {"client": None, "userErrors": [{"code": "REQUIRED", "path": ["name"]}]}
    assert lent.readers.asked == 0


async def test_each_payload_shows_what_its_own_write_left(lent, engine, owner, make):  # noqa: F811
    task = await a_task(make, await a_project(make))
    query = """
    mutation ($task: ID!) {
      one: updateTask(input: {taskId: $task, name: "One"}) { task { name } }
      __typename
      two: updateTask(input: {taskId: $task, name: "Two"}) { task { name } }
      none: updateTask(input: {taskId: $task, name: "Three"}) @skip(if: true) { task { name } }
    }"""

    answer = said(await run(engine, lent, owner, query, task=gid(task)))

    assert answer == {
        "data": {"one": {"task": {"name": "One"}}, "__typename": "Mutation", "two": {"task": {"name": "Two"}}}
    }
    assert list(answer["data"]) == ["one", "__typename", "two"]
    assert lent.readers.asked == 2


async def test_fragments_aliases_directives_and_variables(lent, engine, owner, make):  # noqa: F811
    project = await a_project(make)
    query = """
    mutation Write($project: ID!, $long: Boolean!, $first: Int) {
      ...Root
    }
    fragment Root on Mutation {
      it: updateProject(input: {projectId: $project, name: "New"}) {
        ...Payload
        first: project { __typename id }
        userErrors { code }
        project { ... on Timelined { timeline(first: $first) { nodes { kind } } } }
      }
    }
    fragment Payload on ProjectPayload { project { ...Named client @include(if: $long) { name } } }
    fragment Named on Project { called: name __typename again: id @skip(if: $long) }
    """
    for is_long in (False, True):
        answer = said(await run(engine, lent, owner, query, project=gid(project), long=is_long, first=1))

        shown = answer["data"]["it"]
        assert list(shown) == ["project", "first", "userErrors"]
        assert shown["first"] == {"__typename": "Project", "id": gid(project)}
        keys = ["called", "__typename", "client" if is_long else "again", "timeline"]
        assert sorted(shown["project"]) == sorted(keys)
        assert shown["project"]["called"] == "New"
        assert shown["project"]["timeline"]["nodes"] == [{"kind": "PROJECT_UPDATED"}]


async def test_what_is_withheld_is_named_once(lent, engine, make):  # noqa: F811
    staff = viewer_of(await make.user())
    query = """
    mutation ($project: ID!) {
      one: updateProject(input: {projectId: $project, name: "New"}) { project { name ...Kept } }
      two: updateProject(input: {projectId: $project, name: "Newer"}) { project { ...Kept } }
    }
    fragment Kept on Project { kept: budget { amount } }
    """
    project = await a_project(make)

    answer = said(await run(engine, lent, staff, query, project=gid(project)))

    assert answer["data"]["one"]["project"] == {"name": "New", "kept": None}
    assert answer["extensions"] == {"withheld": ["Project.budget"]}


async def test_a_limited_user_sees_the_client_just_made(lent, engine, make):  # noqa: F811
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED))

    answer = said(await run(engine, lent, limited, CREATE % "client { name } userErrors { code }", name="Mine"))

    assert answer["data"]["createClient"] == {"client": {"name": "Mine"}, "userErrors": []}
    assert lent.readers.asked == 1


async def test_a_row_that_is_gone_or_hidden_is_null(lent, engine, owner, monkeypatch):  # noqa: F811
    """Between the write and the read somebody takes the caller's client away."""
    query = CREATE % "client { name } cursor"
    prune = engine.payloads.fill

    async def late(result, of, given, context):
        context.viewer = Viewer(kind=Kind.LIMITED, role=models.Role.STAFF_LIMITED, user_id=owner.user_id)
        await prune(result, of, given, context)

    monkeypatch.setattr(engine.payloads, "fill", late)
    answer = said(await run(engine, lent, owner, query, name="Gone"))

    assert answer["data"]["createClient"]["client"] is None
    assert answer["data"]["createClient"]["cursor"] and "errors" not in answer


async def test_a_stranger_is_told_the_row_the_verb_answered(lent, engine, make, owner):  # noqa: F811
    proposal = await _sent(lent, engine, owner, make)
    query = """
    mutation ($token: String!) {
      signProposal(input: {token: $token, name: "Ada", email: "ada@acme.test", accept: true}) {
        proposal { status } userErrors { code }
      }
    }"""
    lent.readers.asked = 0

    answer = said(await run(engine, lent, NOBODY, query, token=proposal))

    assert answer["data"]["signProposal"] == {"proposal": {"status": "SIGNED"}, "userErrors": []}
    assert lent.readers.asked == 0


async def _sent(lent, engine, owner, make):  # noqa: F811
    lead = await make.row(models.Lead(name="Ada", email="ada@acme.test", stage_id=(await _stage(make)).id))
    create = """
    mutation ($lead: ID!, $price: MoneyInput!) {
      createProposal(input: {leadId: $lead, title: "Site", currency: "GBP",
                             lines: [{description: "Site", quantity: "1", unitPrice: $price}]}) { proposal { id } }
    }"""
    made = said(await run(engine, lent, owner, create, lead=gid(lead), price={"amount": "100", "currency": "GBP"}))
    send = "mutation ($id: ID!) { sendProposal(input: {proposalId: $id}) { signingToken userErrors { message } } }"
    sent = said(await run(engine, lent, owner, send, id=made["data"]["createProposal"]["proposal"]["id"]))
    return sent["data"]["sendProposal"]["signingToken"]


async def _stage(make):  # noqa: F811
    return await make.row(models.PipelineStage(name="New", position=1))


async def test_what_a_plan_cannot_say_the_interpreter_says_in_its_place(lent, engine, owner):  # noqa: F811
    query = """
    mutation ($name: String!, $first: Int) {
      made: createClient(input: {name: $name, type: COMPANY, currency: "GBP"}) {
        it: client { name projects(first: $first) { totalCount nodes { id } } }
        cursor
      }
    }"""

    answer = said(await run(engine, lent, owner, query, name="Acme", first=1000))

    expected = said(await run(Engine(schema), replace(lent, readers=None), owner, query, name="Acme", first=1000))
    assert [(error["message"], error["path"], error["locations"]) for error in answer["errors"]] == [
        (error["message"], error["path"], error["locations"]) for error in expected["errors"]
    ]
    assert answer["errors"][0]["path"][:3] == ["made", "it", "projects"]
    assert answer["data"]["made"]["it"] == expected["data"]["made"]["it"]
    assert answer["data"]["made"]["cursor"]


async def test_a_mark_of_the_impossible_is_read_again(lent, engine, owner, monkeypatch):  # noqa: F811
    async def broken(*_):
        return ["\x01"]

    monkeypatch.setattr(lent.readers, "answer", broken)

    answer = said(await run(engine, lent, owner, CREATE % "client { name } userErrors { code }", name="Acme"))

    assert answer == {"data": {"createClient": {"client": {"name": "Acme"}, "userErrors": []}}}


async def test_what_was_written_is_told_though_it_cannot_be_read(lent, engine, owner, monkeypatch, make):  # noqa: F811
    async def busy(*_):
        raise Busy("Too many at once.")

    monkeypatch.setattr(lent.readers, "answer", busy)

    answer = said(await run(engine, lent, owner, CREATE % "client { name } cursor userErrors { code }", name="Acme"))

    assert answer["data"]["createClient"]["client"] is None
    assert answer["data"]["createClient"]["cursor"]
    (error,) = answer["errors"]
    assert error["path"] == ["createClient", "client"] and error["extensions"]["code"] == "BUSY"
    assert [client.name for client in await make.all(models.Client)] == ["Acme"]


async def test_the_same_key_shows_the_same_to_both(lent, engine, owner, make):  # noqa: F811
    """The whole payload, pruned or not: the second run of a key does nothing but answer."""
    query = (
        "mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) "
        f"{{ invoice {{ {everything('Invoice')} }} userErrors {{ code message }} }} }}"
    )
    client = await make.client()
    line = {"description": "Work", "quantity": "2", "unitPrice": {"amount": "50.00", "currency": "GBP"}}
    given = {"clientId": gid(client), "lines": [line], "idempotencyKey": "once"}

    first = said(await run(engine, lent, owner, query, input=given))
    second = said(await run(Engine(schema), replace(lent, readers=None), owner, query, input=given))

    assert first["data"]["createInvoice"]["userErrors"] == []
    assert first == second


async def test_many_ways_of_skipping_do_not_pile_up(lent, engine, owner, make):  # noqa: F811
    names = [f"v{number}" for number in range(7)]
    declared = " ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"{name}: name @include(if: ${name})" for name in names)
    query = (
        f"mutation ($task: ID!, {declared}) "
        f'{{ updateTask(input: {{taskId: $task, name: "New"}}) {{ task {{ {fields} isBilled: id }} }} }}'
    )
    task = await a_task(make, await a_project(make))

    for mask in range(40):
        given = {name: bool(mask >> place & 1) for place, name in enumerate(names)}
        answer = said(await run(engine, lent, owner, query, task=gid(task), **given))
        assert set(answer["data"]["updateTask"]["task"]) == {"isBilled", *(name for name in names if given[name])}

    assert len(engine.documents.operation(query, None).pruned) == 32
