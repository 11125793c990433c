"""The sales pipeline."""

import pytest

import models
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

CREATE = """
mutation ($name: String!, $chance: Decimal) {
  createPipelineStage(input: {name: $name, probabilityPercent: $chance}) {
    pipelineStage { id name position probabilityPercent }
    userErrors { code path }
  }
}
"""
UPDATE = """
mutation ($id: ID!, $version: Int) {
  updatePipelineStage(input: {pipelineStageId: $id, name: "Won over", expectedVersion: $version}) {
    pipelineStage { name version }
    userErrors { code path }
  }
}
"""
DELETE = "mutation ($id: ID!) { deletePipelineStage(input: {pipelineStageId: $id}) { userErrors { code path } } }"


async def test_stages_stand_in_order_of_making(ask, owner):
    await ask(owner, CREATE, name="New", chance="10")
    await ask(owner, CREATE, name="Talking", chance="42.5")

    found = (await ask(owner, "{ pipelineStages { name position probabilityPercent } }"))["pipelineStages"]

    assert found == [
        {"name": "New", "position": 1, "probabilityPercent": "10.0"},
        {"name": "Talking", "position": 2, "probabilityPercent": "42.5"},
    ]


async def test_a_chance_above_a_hundred_is_refused_and_nothing_is_made(ask, owner):
    answer = (await ask(owner, CREATE, name="Sure", chance="100.1"))["createPipelineStage"]

    assert answer == {"pipelineStage": None, "userErrors": [{"code": "INVALID", "path": ["probabilityPercent"]}]}
    assert (await ask(owner, "{ pipelineStages { name } }"))["pipelineStages"] == []


async def test_who_has_not_seen_the_last_change_is_told_so(ask, owner):
    stage = (await ask(owner, CREATE, name="New"))["createPipelineStage"]["pipelineStage"]

    first = (await ask(owner, UPDATE, id=stage["id"], version=1))["updatePipelineStage"]
    second = (await ask(owner, UPDATE, id=stage["id"], version=1))["updatePipelineStage"]

    assert first == {"pipelineStage": {"name": "Won over", "version": 2}, "userErrors": []}
    assert second["userErrors"] == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]


async def test_a_stage_with_leads_stays(ask, owner, make):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    await make.row(models.Lead(name="Ada", stage_id=stage.id))

    answer = (await ask(owner, DELETE, id=gid(stage)))["deletePipelineStage"]

    assert answer["userErrors"] == [{"code": "CONFLICT", "path": ["pipelineStageId"]}]
    assert await make.again(stage) is not None


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        ("nobody", "UNAUTHENTICATED"),
        ("contact", "NOT_FOUND"),
        ("staff", "FORBIDDEN"),
        ("analyst", "FORBIDDEN"),
        ("admin", None),
    ],
)
async def test_who_may_remove_a_stage(ask, make, nobody, caller, code):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    callers = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(await make.client())),
        "staff": viewer_of(await make.user()),
        "analyst": viewer_of(await make.user(models.Role.ANALYST)),
        "admin": viewer_of(await make.user(models.Role.ADMIN)),
    }

    errors = (await ask(callers[caller], DELETE, id=gid(stage)))["deletePipelineStage"]["userErrors"]

    assert [error["code"] for error in errors] == ([code] if code else [])
    assert (await make.again(stage) is None) is (code is None)


async def test_an_unknown_stage_is_not_found(ask, owner):
    answer = (await ask(owner, DELETE, id=unknown(models.PipelineStage)))["deletePipelineStage"]

    assert answer["userErrors"] == [{"code": "NOT_FOUND", "path": ["pipelineStageId"]}]
