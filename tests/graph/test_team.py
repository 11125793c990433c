"""Teams and resources: who can do what for whom."""

import models
from models import Role
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

TEAM = """
mutation ($services: [ID!], $postcodes: [String!], $calendar: ID) {
  createTeam(input: {name: "Plumbers North", serviceIds: $services, postcodes: $postcodes, calendarId: $calendar}) {
    team { name services { name } clients { nodes { name } } createdBy { name } postcodes calendar { name } }
    userErrors { code path }
  }
}
"""
ADD_SERVICE = """
mutation ($team: ID!, $service: ID!) {
  addTeamService(input: {teamId: $team, serviceId: $service}) { team { services { name } } userErrors { code path } }
}
"""
SET_CLIENTS = """
mutation ($team: ID!, $clients: [ID!]!) {
  setTeamClients(input: {teamId: $team, clientIds: $clients}) {
    team { clients { nodes { name } } }
    userErrors { code path }
  }
}
"""
UPDATE_TEAM = """
mutation ($team: ID!) {
  updateTeam(input: {teamId: $team, name: "Plumbers", serviceIds: [], postcodes: null, calendarId: null,
                     active: false}) {
    team { name active services { name } postcodes calendar { name } version }
  }
}
"""
RESOURCE = """
mutation ($team: ID, $services: [ID!], $user: ID, $rate: MoneyInput) {
  createResource(input: {name: "Sam", teamId: $team, serviceIds: $services, userId: $user, labourRate: $rate}) {
    resource { name team { name } services { name } user { name resource { name } } labourRate { amount currency } }
    userErrors { code path }
  }
}
"""
UPDATE_RESOURCE = """
mutation ($id: ID!, $user: ID, $rate: MoneyInput) {
  updateResource(input: {resourceId: $id, userId: $user, labourRate: $rate, teamId: null}) {
    resource { team { name } user { name } labourRate { amount } version }
    userErrors { code path }
  }
}
"""


async def test_the_clients_of_a_team_start_as_those_of_its_maker(ask, make):
    harbour, second = await make.client(name="Harbour Homes"), await make.client(name="Second Homes")
    third = await make.client(name="Third Homes")
    fay, calendar = await make.user(Role.ADMIN, name="Fay"), await field.calendar(make)
    for client in (harbour, second):
        await make.row(models.UserClient(user_id=fay.id, client_id=client.id))
    plumbing = await field.service(make)

    made = await ask(viewer_of(fay), TEAM, services=[], postcodes=["ex1 ", "EX 1", "ex4"], calendar=gid(calendar))
    (team,) = await make.all(models.Team)
    added = [await ask(viewer_of(fay), ADD_SERVICE, team=gid(team), service=gid(plumbing)) for _ in range(2)]
    moved = await ask(viewer_of(fay), SET_CLIENTS, team=gid(team), clients=[gid(second), gid(third)])

    assert made["createTeam"]["team"] == {
        "name": "Plumbers North",
        "services": [],
        "clients": {"nodes": [{"name": "Harbour Homes"}, {"name": "Second Homes"}]},
        "createdBy": {"name": "Fay"},
        "postcodes": ["EX1", "EX4"],
        "calendar": {"name": "Working hours"},
    }
    assert [each["addTeamService"]["team"]["services"] for each in added] == [[{"name": "Plumbing"}]] * 2
    assert moved["setTeamClients"]["team"]["clients"]["nodes"] == [{"name": "Second Homes"}, {"name": "Third Homes"}]
    changed = [each.data for each in await make.all(models.Event) if each.data]
    assert changed == [
        {"addedServiceIds": [str(plumbing.id)]},
        {"addedClientIds": [str(third.id)], "removedClientIds": [str(harbour.id)]},
    ]


async def test_a_team_is_changed_and_what_is_null_is_cleared(ask, owner, make):
    calendar = await field.calendar(make)
    team = await field.team(make, await field.service(make), postcodes=["EX1"], calendar_id=calendar.id)

    changed = (await ask(owner, UPDATE_TEAM, team=gid(team)))["updateTeam"]["team"]

    assert changed == {
        "name": "Plumbers",
        "active": False,
        "services": [],
        "postcodes": [],
        "calendar": None,
        "version": 2,
    }


async def test_a_resource_has_skills_and_may_be_a_user(ask, owner, make):
    team, plumbing, sam = await field.team(make), await field.service(make), await make.user(name="Sam")
    rate = {"amount": "18.5000", "currency": "GBP"}

    made = await ask(owner, RESOURCE, team=gid(team), services=[gid(plumbing)], user=gid(sam), rate=rate)
    twice = await ask(owner, RESOURCE, user=gid(sam))
    (resource,) = await make.all(models.Resource)
    changed = await ask(owner, UPDATE_RESOURCE, id=gid(resource), user=gid(sam), rate=None)
    foreign = await ask(owner, RESOURCE, team=unknown(models.Team))

    assert made["createResource"]["resource"] == {
        "name": "Sam",
        "team": {"name": "Plumbers North"},
        "services": [{"name": "Plumbing"}],
        "user": {"name": "Sam", "resource": {"name": "Sam"}},
        "labourRate": {"amount": "18.50", "currency": "GBP"},
    }
    assert twice["createResource"]["userErrors"] == [{"code": "DUPLICATE", "path": ["userId"]}]
    assert changed["updateResource"]["resource"] == {
        "team": None,
        "user": {"name": "Sam"},
        "labourRate": None,
        "version": 2,
    }
    assert foreign["createResource"]["userErrors"] == [{"code": "NOT_FOUND", "path": ["teamId"]}]
    assert len(await make.all(models.Resource)) == 1


async def test_who_sees_teams_and_resources(ask, make):
    mine, other = await make.client(), await make.client()
    ours, theirs = await field.team(make, mine, name="Ours"), await field.team(make, other, name="Theirs")
    for name, team in (("Sam", ours), ("Lee", theirs)):
        await field.resource(make, name=name, team_id=team.id, labour_rate=18, labour_rate_currency="GBP")
    query = """{
      teams { totalCount nodes { name clients { totalCount } } }
      resources { nodes { name team { name } labourRate { amount } } }
    }"""
    mia = viewer_of(await make.user(Role.STAFF_LIMITED), mine)
    hal = viewer_as(await make.contact(mine), *models.PortalPermission)

    hers, his = await ask(mia, query), await ask(hal, query)

    assert hers == {
        "teams": {"totalCount": 1, "nodes": [{"name": "Ours", "clients": {"totalCount": 1}}]},
        "resources": {"nodes": [{"name": "Sam", "team": {"name": "Ours"}, "labourRate": None}]},
    }
    assert his == {"teams": {"totalCount": 0, "nodes": []}, "resources": {"nodes": []}}
    hidden = (await ask(mia, SET_CLIENTS, team=gid(theirs), clients=[gid(mine)]))["setTeamClients"]["userErrors"]
    forbidden = (await ask(mia, SET_CLIENTS, team=gid(ours), clients=[gid(mine)]))["setTeamClients"]["userErrors"]
    assert [each["code"] for each in hidden + forbidden] == ["NOT_FOUND", "FORBIDDEN"]
