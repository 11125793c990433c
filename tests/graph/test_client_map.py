"""The client map: everything field service ties to a client, in one query (domain.md FS-24)."""

import models
from models import Role
from tests.graph import field
from tests.graph.conftest import gid, viewer_as, viewer_of

MAP = """
query ($client: ID!) {
  client(id: $client) {
    sites { totalCount }
    workTypes { nodes { name } }
    workLogTypes { name }
    activities { totalCount }
    services { name }
    teams { nodes { name } }
    resources { nodes { name } }
    codings { nodes { code } }
    users { nodes { name } }
  }
}
"""


async def harbour(make):
    """A client with two trades, and a neighbour who shares one of them."""
    client, other = await make.client(name="Harbour Homes"), await make.client(name="Second Homes")
    plumbing, electrical = await field.service(make), await field.service(make, name="Electrical")
    gas = await field.service(make, name="Gas")
    kind = await field.work_log_type(make)
    await field.site(make, client)
    await field.work_type(make, client, kind, plumbing)
    await field.work_type(make, other, await field.work_log_type(make, name="Planned"), name="Second works")
    for service in (plumbing, plumbing, electrical):
        await field.activity(make, client, service_id=service.id)
    await field.activity(make, other, service_id=gas.id)
    team = await field.team(make, client, plumbing)
    await field.team(make, client, gas, name="Holds the client, but no service of its activities")
    await field.team(make, other, plumbing, name="Offers the service, but not for the client")
    await field.resource(make, plumbing, electrical, team_id=team.id)
    await field.resource(make, electrical, name="Lee", team_id=team.id)
    await field.resource(make, gas, name="Gus")
    await field.coding(make, client, kind, code="CAP")
    await field.coding(make, other, kind, code="OTHER")
    mia = await make.user(Role.STAFF_LIMITED, name="Mia")
    await make.row(models.UserClient(user_id=mia.id, client_id=client.id))
    return client, mia


async def test_everything_about_a_client_hangs_together(ask, owner, make):
    client, mia = await harbour(make)
    whole = {
        "sites": {"totalCount": 1},
        "workTypes": {"nodes": [{"name": "Reactive plumbing"}]},
        "workLogTypes": [{"name": "Reactive"}],
        "activities": {"totalCount": 3},
        "services": [{"name": "Electrical"}, {"name": "Plumbing"}],
        "teams": {"nodes": [{"name": "Plumbers North"}]},
        "resources": {"nodes": [{"name": "Lee"}, {"name": "Sam"}]},
        "codings": {"nodes": [{"code": "CAP"}]},
        "users": {"nodes": [{"name": "Mia"}]},
    }

    for viewer in (owner, viewer_of(mia, client)):
        assert (await ask(viewer, MAP, client=gid(client)))["client"] == whole


async def test_the_map_is_hidden_with_its_client_and_from_contacts(ask, make):
    client, _ = await harbour(make)
    eve = viewer_of(await make.user(Role.STAFF_LIMITED))
    hal = viewer_as(await make.contact(client), models.PortalPermission.JOBS)

    assert await ask(eve, MAP, client=gid(client)) == {"client": None}
    shown = (await ask(hal, MAP, client=gid(client)))["client"]
    assert {name: value for name, value in shown.items() if value} == {"sites": {"totalCount": 1}}
