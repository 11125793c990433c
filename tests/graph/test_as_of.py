"""Time travel: fields as they were, judged by today's scope (domain.md L5)."""

from datetime import datetime, timedelta

import models
from models.core import clock
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.money import Work, item, pay
from tests.graph.work import a_project, a_task

DAY = timedelta(days=1)

START = """
mutation ($id: ID!) { changeProjectStatus(input: {projectId: $id, status: IN_PROGRESS}) { userErrors { code } } }
"""
PROJECT = """
query ($id: ID!, $then: DateTime!) {
  now: project(id: $id) { status progressPercent client { name } }
  then: project(id: $id, asOf: $then) { status progressPercent client { name } }
}
"""
LEAD = "query ($id: ID!, $then: DateTime!) { lead(id: $id, asOf: $then) { name status lostReason } }"


async def test_a_project_is_shown_as_it_stood(ask, make, owner):
    project = await a_project(make)
    task = await a_task(make, project)
    await ask(owner, START, id=gid(project))
    then = clock.now()
    with clock.moved(DAY):
        await ask(
            owner, "mutation ($id: ID!) { completeTask(input: {taskId: $id}) { userErrors { code } } }", id=gid(task)
        )
        seen = await ask(owner, PROJECT, id=gid(project), then=then.isoformat())

    assert (seen["now"]["status"], seen["now"]["progressPercent"]) == ("IN_PROGRESS", "100.0")
    assert (seen["then"]["status"], seen["then"]["progressPercent"]) == ("IN_PROGRESS", "0.0")
    assert seen["then"]["client"] == seen["now"]["client"]


async def test_what_is_worked_out_of_the_row_is_as_it_was_then(ask, make, owner):
    work = await Work(make).begin()
    due = (clock.today("Europe/London") + 2 * DAY).isoformat()
    invoice = await work.invoice(ask, owner, item("100"), dueOn=due)
    moments = [(clock.now() + days * DAY).isoformat() for days in (0, 3)]
    query = "query ($id: ID!, $then: DateTime!) { invoice(id: $id, asOf: $then) { isOverdue balance { amount } } }"
    with clock.moved(4 * DAY):
        assert (await pay(ask, work.ada, invoice, "paid"))["userErrors"] == []
        moments.append(clock.now().isoformat())
        seen = [(await ask(owner, query, id=invoice, then=then))["invoice"] for then in moments]

    assert seen == [
        {"isOverdue": False, "balance": {"amount": "100.00"}},
        {"isOverdue": True, "balance": {"amount": "100.00"}},
        {"isOverdue": False, "balance": {"amount": "0.00"}},
    ]


async def test_when_something_last_happened_is_told_by_the_log(ask, make, owner):
    lead = (await ask(owner, 'mutation { createLead(input: {name: "Ada"}) { lead { id } } }'))["createLead"]["lead"]
    query = "query ($id: ID!, $then: DateTime) { lead(id: $id, asOf: $then) { lastActivityAt } }"
    first = (await ask(owner, query, id=lead["id"]))["lead"]
    then = clock.now()
    with clock.moved(DAY):
        await ask(
            owner,
            'mutation ($id: ID!) { loseLead(input: {leadId: $id, reason: "No"}) { userErrors { code } } }',
            id=lead["id"],
        )
        was = (await ask(owner, query, id=lead["id"], then=then.isoformat()))["lead"]["lastActivityAt"]
        now = (await ask(owner, query, id=lead["id"]))["lead"]["lastActivityAt"]

    assert datetime.fromisoformat(was) < then < datetime.fromisoformat(now) and first["lastActivityAt"] < now


async def test_what_was_not_there_yet_is_not_there(ask, make, owner):
    project = await a_project(make)

    seen = await ask(owner, PROJECT, id=gid(project), then=(clock.now() - DAY).isoformat())

    assert seen["now"] is not None and seen["then"] is None


async def test_a_lead_that_was_lost_and_taken_up_again(ask, make, owner):
    created = await ask(owner, 'mutation { createLead(input: {name: "Ada"}) { lead { id } userErrors { code } } }')
    lead = created["createLead"]["lead"]["id"]
    moments = [clock.now()]
    with clock.moved(DAY):
        await ask(
            owner,
            'mutation ($id: ID!) { loseLead(input: {leadId: $id, reason: "Price"}) { userErrors { code } } }',
            id=lead,
        )
        moments.append(clock.now())
    with clock.moved(2 * DAY):
        await ask(owner, "mutation ($id: ID!) { reopenLead(input: {leadId: $id}) { userErrors { code } } }", id=lead)
        moments.append(clock.now())

        stood = [(await ask(owner, LEAD, id=lead, then=moment.isoformat()))["lead"] for moment in moments]

    assert [each["status"] for each in stood] == ["OPEN", "LOST", "OPEN"]
    assert [each["lostReason"] for each in stood] == [None, "Price", None]


async def test_the_past_is_under_todays_scope(ask, make):
    acme, birch = await make.client(), await make.client()
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED), birch)
    stranger = viewer_as(await make.contact(birch))
    query = "query ($id: ID!, $then: DateTime!) { client(id: $id, asOf: $then) { name } }"

    for viewer in (limited, stranger):
        assert (await ask(viewer, query, id=gid(acme), then=clock.now().isoformat()))["client"] is None


async def test_guards_hold_for_the_past_too(ask, make):
    acme = await make.client(internal_notes="Pays late")
    ada = viewer_as(await make.contact(acme))

    result = await ask.whole(
        ada,
        "query ($id: ID!, $then: DateTime!) { client(id: $id, asOf: $then) { name internalNotes } }",
        id=gid(acme),
        then=clock.now().isoformat(),
    )

    assert result.data["client"] == {"name": acme.name, "internalNotes": None}
    assert result.withheld == ["Client.internalNotes"]
