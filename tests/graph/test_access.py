"""Why somebody sees a node, or does not."""

import models
from models import PortalPermission, PortalStatus, Role
from tests.graph.conftest import gid, unknown, viewer_of
from tests.graph.people import Door, change
from tests.graph.people import door as door

WHY = """
query ($node: ID!, $user: ID, $contact: ID) {
  explainAccess(nodeId: $node, userId: $user, contactId: $contact) { allowed because withheld }
}
"""


async def test_staff_cover_every_client_and_read_no_costs(ask, owner, make) -> None:
    acme, pat = await make.client(name="Acme"), await make.user(name="Pat")

    why = (await ask(owner, WHY, node=gid(acme), user=gid(pat)))["explainAccess"]

    assert why["allowed"] is True
    assert why["because"][:2] == ["Pat is STAFF.", "Every client is covered."]
    assert "hourlyRate" in why["withheld"] and "name" not in why["withheld"]


async def test_limited_staff_see_assigned_clients_alone(ask, owner, make) -> None:
    acme, birch = await make.client(name="Acme"), await make.client(name="Birch")
    mia = await make.user(Role.STAFF_LIMITED, name="Mia")
    await make.row(models.UserClient(user_id=mia.id, client_id=birch.id))

    hidden = (await ask(owner, WHY, node=gid(acme), user=gid(mia)))["explainAccess"]
    shown = (await ask(owner, WHY, node=gid(birch), user=gid(mia)))["explainAccess"]

    assert hidden == {
        "allowed": False,
        "because": [
            "Mia is STAFF_LIMITED.",
            "It belongs to Acme, which is not assigned.",
            "Only assigned clients are seen.",
        ],
        "withheld": [],
    }
    assert shown["allowed"] is True and shown["because"][1] == "It belongs to Birch, which is assigned."


async def test_a_contact_needs_the_permission_and_what_is_shown(ask, owner, make, door: Door) -> None:
    acme = await make.client(name="Acme")
    ada = await make.contact(acme, name="Ada", portal_status=PortalStatus.ACTIVE)
    project = models.Project(
        name="Site", client_id=acme.id, currency="GBP", billing_method=models.BillingMethod.PROJECT_HOURS
    )
    project = await make.row(project)

    missing = (await ask(owner, WHY, node=gid(project), contact=gid(ada)))["explainAccess"]
    assert missing["allowed"] is False
    assert missing["because"] == [
        "Ada is a contact of Acme, with no portal permission.",
        "It belongs to Acme, the client of the contact.",
        "The portal permission PROJECTS is missing.",
    ]

    await change(door, ada, portal_permissions=[PortalPermission.PROJECTS.name])
    shown = (await ask(owner, WHY, node=gid(project), contact=gid(ada)))["explainAccess"]
    assert shown["allowed"] is True and "portalSettings" in shown["withheld"]

    await change(door, project, portal_visible=False)
    switched_off = (await ask(owner, WHY, node=gid(project), contact=gid(ada)))["explainAccess"]
    assert switched_off["allowed"] is False
    assert "It is switched off for the portal." in switched_off["because"][-1]


async def test_a_closed_account_sees_nothing(ask, owner, make) -> None:
    acme = await make.client()
    pat = await make.user(name="Pat", status=models.UserStatus.DISABLED)

    why = (await ask(owner, WHY, node=gid(acme), user=gid(pat)))["explainAccess"]

    assert why["because"][-1] == "The account of Pat is not open, so nothing is seen." and why["allowed"] is False


async def test_colleagues_details_are_withheld_row_by_row(ask, owner, make) -> None:
    pat, dev = await make.user(name="Pat"), await make.user(name="Dev")

    own = (await ask(owner, WHY, node=gid(pat), user=gid(pat)))["explainAccess"]["withheld"]
    other = (await ask(owner, WHY, node=gid(dev), user=gid(pat)))["explainAccess"]["withheld"]

    assert own == ["costRate", "hourlyRate", "lastSeenAt"]
    assert "email" in other and "name" not in other


async def test_only_administrators_ask_and_nothing_unknown_is_explained(ask, owner, make) -> None:
    acme, pat = await make.client(), await make.user()

    denied = await ask.whole(viewer_of(pat), WHY, node=gid(acme), user=gid(pat))
    assert denied.data == {"explainAccess": None} and denied.withheld == ["Query.explainAccess"]
    for given in ({"node": unknown(models.Client), "user": gid(pat)}, {"node": gid(acme), "user": gid(acme)}):
        assert (await ask(owner, WHY, **given))["explainAccess"] is None
    neither = await ask.whole(owner, WHY, node=gid(acme))
    assert neither.errors[0].original_error.path == ["userId"]
