"""Work log types and work types: what is done for whom."""

import models
from models import Role
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

KIND = """
mutation ($roles: [Role!]) {
  createWorkLogType(input: {name: "Reactive", allowedRoles: $roles}) {
    workLogType { name requireActivitiesComplete allowedRoles version }
    userErrors { code path }
  }
}
"""
CHANGE_KIND = """
mutation ($id: ID!, $roles: [Role!]) {
  updateWorkLogType(input: {workLogTypeId: $id, requireActivitiesComplete: true, allowedRoles: $roles}) {
    workLogType { requireActivitiesComplete allowedRoles version }
    userErrors { code path }
  }
}
"""
CREATE = """
mutation ($kinds: [ID!]!, $services: [ID!]!, $clients: [ID!]!, $priorities: [ID!]!, $default: ID) {
  createWorkType(input: {name: "Reactive plumbing", workLogTypeIds: $kinds, serviceIds: $services, clientIds: $clients,
                         priorityIds: $priorities, defaultPriorityId: $default}) {
    workType {
      name position active clients { nodes { name } } workLogTypes { name } services { name } priorities { name }
      defaultPriority { name }
    }
    userErrors { code path }
  }
}
"""
UPDATE = """
mutation ($id: ID!, $clients: [ID!], $priorities: [ID!], $default: ID, $active: Boolean) {
  updateWorkType(input: {workTypeId: $id, clientIds: $clients, priorityIds: $priorities, defaultPriorityId: $default,
                         active: $active}) {
    workType { active clients { nodes { name } } priorities { name } defaultPriority { name } services { name } }
    userErrors { code path }
  }
}
"""
OF_CLIENT = """
mutation ($client: ID!, $types: [ID!]!) {
  setClientWorkTypes(input: {clientId: $client, workTypeIds: $types}) {
    client { workTypes { nodes { name } } workLogTypes { name } }
    userErrors { code path }
  }
}
"""


async def test_a_work_log_type_says_who_may_use_it(ask, owner, make):
    made = (await ask(owner, KIND, roles=["STAFF", "STAFF"]))["createWorkLogType"]
    (kind,) = await make.all(models.WorkLogType)
    changed = (await ask(owner, CHANGE_KIND, id=gid(kind), roles=None))["updateWorkLogType"]
    nobody_at_all = (await ask(owner, KIND, roles=[]))["createWorkLogType"]

    assert made["workLogType"] == {
        "name": "Reactive",
        "requireActivitiesComplete": False,
        "allowedRoles": ["STAFF"],
        "version": 1,
    }
    assert changed["workLogType"] == {"requireActivitiesComplete": True, "allowedRoles": None, "version": 2}
    assert nobody_at_all["userErrors"] == [{"code": "INVALID", "path": ["allowedRoles"]}]


async def test_a_work_type_goes_with_all_it_names(ask, owner, make):
    harbour, other = await make.client(name="Harbour Homes"), await make.client(name="Second Homes")
    service, kind = await field.service(make), await field.work_log_type(make)
    first, second = await field.priority(make), await field.priority(make, name="5 days")
    given = {
        "kinds": [gid(kind)],
        "services": [gid(service)],
        "clients": [gid(harbour)],
        "priorities": [gid(second), gid(first)],
        "default": gid(first),
    }

    made = (await ask(owner, CREATE, **given))["createWorkType"]
    (work_type,) = await make.all(models.WorkType)
    changed = await ask(owner, UPDATE, id=gid(work_type), clients=[gid(other)], active=False)
    left = await ask(owner, UPDATE, id=gid(work_type), priorities=[gid(second)])
    swapped = await ask(owner, UPDATE, id=gid(work_type), priorities=[gid(second)], default=gid(second))
    foreign = await ask(owner, CREATE, **given | {"priorities": [gid(second)]})
    unheard = await ask(owner, CREATE, **given | {"services": [gid(service), unknown(models.Service)]})

    assert made["workType"] == {
        "name": "Reactive plumbing",
        "position": 1,
        "active": True,
        "clients": {"nodes": [{"name": "Harbour Homes"}]},
        "workLogTypes": [{"name": "Reactive"}],
        "services": [{"name": "Plumbing"}],
        "priorities": [{"name": "24 h"}, {"name": "5 days"}],
        "defaultPriority": {"name": "24 h"},
    }
    assert changed["updateWorkType"]["workType"] == {
        "active": False,
        "clients": {"nodes": [{"name": "Second Homes"}]},
        "priorities": [{"name": "24 h"}, {"name": "5 days"}],
        "defaultPriority": {"name": "24 h"},
        "services": [{"name": "Plumbing"}],
    }
    assert left["updateWorkType"]["userErrors"] == [{"code": "INVALID", "path": ["priorityIds"]}]
    assert swapped["updateWorkType"]["workType"]["defaultPriority"] == {"name": "5 days"}
    assert foreign["createWorkType"]["userErrors"] == [{"code": "INVALID", "path": ["defaultPriorityId"]}]
    assert unheard["createWorkType"]["userErrors"] == [{"code": "NOT_FOUND", "path": ["serviceIds", "1"]}]
    assert len(await make.all(models.WorkType)) == 1
    moved = [event.data for event in await make.all(models.Event) if event.data]
    assert moved[0] == {"addedClientIds": [str(other.id)], "removedClientIds": [str(harbour.id)]}


async def test_the_work_types_of_a_client_are_set_at_once(ask, owner, make):
    client, kind = await make.client(), await field.work_log_type(make)
    await field.work_type(make, client, kind, name="Reactive plumbing")
    second = await field.work_type(make, kind, name="Gas")
    third = await field.work_type(make, await field.work_log_type(make, name="Planned"), name="Boilers")

    answer = (await ask(owner, OF_CLIENT, client=gid(client), types=[gid(third), gid(second)]))["setClientWorkTypes"]
    again = (await ask(owner, OF_CLIENT, client=gid(client), types=[gid(second), gid(third)]))["setClientWorkTypes"]

    assert answer["client"] == {
        "workTypes": {"nodes": [{"name": "Gas"}, {"name": "Boilers"}]},
        "workLogTypes": [{"name": "Planned"}, {"name": "Reactive"}],
    }
    assert again["client"] == answer["client"]
    assert len([each for each in await make.all(models.Event) if each.kind.name == "SETUP_CHANGED"]) == 1


async def test_limited_staff_see_the_work_types_of_their_clients_and_contacts_none(ask, make):
    mine, other = await make.client(), await make.client()
    kind = await field.work_log_type(make)
    await field.work_type(make, mine, kind, name="Mine")
    await field.work_type(make, other, kind, name="Second works")
    mia = viewer_of(await make.user(Role.STAFF_LIMITED), mine)
    hal = viewer_as(await make.contact(mine), *models.PortalPermission)
    query = """{
      workTypes { totalCount nodes { name clients { totalCount } } }
      workLogTypes { name workTypes { totalCount } }
      clients { nodes { workTypes { totalCount } workLogTypes { name } } }
    }"""

    hers, his = await ask(mia, query), await ask(hal, query)
    fed = await ask(mia, "query ($c: ID!) { workTypes(filter: {client: {id: {eq: $c}}}) { totalCount } }", c=gid(other))

    assert hers == {
        "workTypes": {"totalCount": 1, "nodes": [{"name": "Mine", "clients": {"totalCount": 1}}]},
        "workLogTypes": [{"name": "Reactive", "workTypes": {"totalCount": 1}}],
        "clients": {"nodes": [{"workTypes": {"totalCount": 1}, "workLogTypes": [{"name": "Reactive"}]}]},
    }
    assert his == {
        "workTypes": {"totalCount": 0, "nodes": []},
        "workLogTypes": [],
        "clients": {"nodes": [{"workTypes": None, "workLogTypes": None}]},
    }
    assert fed == {"workTypes": {"totalCount": 0}}


async def test_set_up_is_the_administrators(ask, make):
    client, kind = await make.client(), await field.work_log_type(make)
    mia = viewer_of(await make.user(Role.STAFF_LIMITED), client)
    staff = viewer_of(await make.user())
    given = {"kinds": [gid(kind)], "services": [], "clients": [gid(client)], "priorities": []}

    for viewer, code in ((mia, "NOT_FOUND"), (staff, "FORBIDDEN")):  # no work of her client's is of this kind
        refused = (await ask(viewer, CREATE, **given))["createWorkType"]["userErrors"]
        assert [each["code"] for each in refused] == [code]
    assert await make.all(models.WorkType) == []
