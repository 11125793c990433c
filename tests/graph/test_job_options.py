"""jobOptions says before what createJob takes, and why not."""

import random

import pytest

import models
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_of
from tests.graph.test_job import CREATE, of

OPTIONS = """
query ($site: ID!, $kind: ID, $activities: [ID!], $team: ID, $at: DateTime) {
  jobOptions(siteId: $site, workLogTypeId: $kind, activityIds: $activities, teamId: $team, at: $at) {
    workLogTypes { name } workTypes { id name } activities { totalCount nodes { id } }
    derivedService { name } derivedWorkType { id name } derivedTeam { id name }
    teams { team { id name } eligible reasons { code message } }
    resources { resource { id name } eligible reasons { code } }
    codings { id code } priorities { id name } targetAt
  }
}
"""


async def test_what_may_be_chosen_and_why_not(ask, owner, make):
    place = await field.place(make)
    electrical = await field.service(make, name="Electrical")
    await field.resource(make, electrical, name="Lee", team_id=place.team.id)
    bare = await field.team(make, place.client, name="Aardvarks")
    asked = {"site": gid(place.site), "kind": gid(place.kind), "activities": [gid(place.activity)]}

    found = (await ask(owner, OPTIONS, **asked))["jobOptions"]

    assert found["workLogTypes"] == [{"name": "Reactive"}]
    assert [each["name"] for each in found["workTypes"]] == ["Reactive plumbing"]
    assert found["activities"]["totalCount"] == 1
    assert found["derivedService"] == {"name": "Plumbing"}
    assert found["derivedWorkType"]["name"] == "Reactive plumbing"
    assert found["derivedTeam"]["name"] == "Plumbers North"
    assert [(each["team"]["name"], each["eligible"], each["reasons"]) for each in found["teams"]] == [
        (bare.name, False, [{"code": "SERVICE_MISMATCH", "message": "Aardvarks does not offer Plumbing."}]),
        ("Plumbers North", True, []),
    ]
    assert [(each["resource"]["name"], each["eligible"], each["reasons"]) for each in found["resources"]] == [
        ("Lee", False, [{"code": "RESOURCE_NOT_ELIGIBLE"}]),
        ("Sam", True, []),
    ]
    assert found["codings"] == []
    assert [each["name"] for each in found["priorities"]] == ["24 h"]
    assert found["targetAt"] is not None


async def test_a_hidden_site_has_no_options(ask, owner, make):
    place = await field.place(make)
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED))

    assert (await ask(limited, OPTIONS, site=gid(place.site)))["jobOptions"] is None
    assert (await ask(owner, OPTIONS, site=unknown(models.Site)))["jobOptions"] is None


@pytest.mark.parametrize("seed", range(2))
async def test_options_and_the_making_agree_on_random_set_ups(ask, owner, make, seed):
    dice = random.Random(seed)

    def some(values):
        return [each for each in values if dice.random() < 0.6]

    client, other = await make.client(), await make.client()
    services = [await field.service(make, name=f"Service {n}") for n in range(2)]
    kinds = [await field.work_log_type(make, name=f"Kind {n}") for n in range(2)]
    ranked = await field.priority(make)
    postcodes = [[], ["EX"], ["TQ"]]
    for _ in range(3):
        ties = [*some([client, other]), *some(services), *some(kinds), *some([ranked])]
        await field.work_type(make, *ties, active=dice.random() < 0.8)
    for n in range(3):
        ties = [*some([client, other]), *some(services)]
        await field.team(make, *ties, name=f"Team {n}", active=dice.random() < 0.8, postcodes=dice.choice(postcodes))
    teams = await make.all(models.Team)
    for n in range(3):
        values = {"name": f"Resource {n}", "team_id": dice.choice(teams).id, "postcodes": dice.choice(postcodes)}
        await field.resource(make, *some(services), **values)
    activities = [
        await field.activity(make, *some([client, other]), service_id=dice.choice(services).id,
                             active=dice.random() < 0.8, default_team_id=dice.choice([None, teams[0].id]))
        for _ in range(3)
    ]  # fmt: skip
    codings = [await field.coding(make, *some([client, other]), *some(kinds)) for _ in range(2)]
    site = await field.site(make, client)

    for kind in kinds:
        for activity in activities:
            base = {"site": gid(site), "kind": gid(kind)}
            found = (await ask(owner, OPTIONS, **base, activities=[gid(activity)]))["jobOptions"]
            offered = gid(activity) in {each["id"] for each in found["activities"]["nodes"]}
            made = (await ask(owner, CREATE, **base, activities=[of(activity)]))["createJob"]
            possible = offered and bool(found["derivedWorkType"]) and bool(found["priorities"])
            assert possible == (made["userErrors"] == []), (found, made)
            if not possible:
                continue
            assert made["job"]["workType"]["name"] == found["derivedWorkType"]["name"]
            assert (made["job"]["team"] or {}).get("name") == (found["derivedTeam"] or {}).get("name")
            for part, name in (("teams", "team"), ("resources", "resource")):
                for choice in found[part]:
                    given = {name: choice[name]["id"]}
                    answer = (await ask(owner, CREATE, **base, activities=[of(activity)], **given))["createJob"]
                    assert choice["eligible"] == (answer["userErrors"] == []), (choice, answer)
                    if not choice["eligible"]:
                        assert answer["userErrors"][0]["code"] == choice["reasons"][0]["code"]
            for coding in codings:
                answer = (await ask(owner, CREATE, **base, activities=[of(activity)], coding=gid(coding)))["createJob"]
                assert (gid(coding) in {each["id"] for each in found["codings"]}) == (answer["userErrors"] == [])
