"""Notifications: everybody's own, read one by one or all at once."""

import pytest

import models
from models import EventKind
from tests.graph.conftest import gid, viewer_as, viewer_of

READ = """
mutation ($id: ID) {
  markNotificationRead(input: {notificationId: $id}) { notification { id readAt } unreadCount userErrors { code path } }
}
"""
LIST = """
query ($unread: Boolean) {
  viewer { notifications(filter: {unread: $unread}) {
    totalCount unreadCount nodes { title kind readAt subject { id } }
  } }
}
"""


async def notified(make, subject, title: str = "A task is yours", **recipient) -> models.Notification:
    return await make.row(
        models.Notification(
            kind=EventKind.TASK_ASSIGNED,
            title=title,
            subject_type=type(subject).__name__,
            subject_id=subject.id,
            **recipient,
        )
    )


async def test_one_is_read_and_the_rest_counts_on(ask, make) -> None:
    user, client = await make.user(), await make.client()
    first = await notified(make, client, "First", user_id=user.id)
    await notified(make, client, "Second", user_id=user.id)

    answer = (await ask(viewer_of(user), READ, id=gid(first)))["markNotificationRead"]

    assert answer["notification"]["readAt"] and answer["unreadCount"] == 1 and answer["userErrors"] == []
    page = (await ask(viewer_of(user), LIST, unread=False))["viewer"]["notifications"]
    assert (page["totalCount"], page["unreadCount"]) == (1, 1)
    assert page["nodes"][0]["title"] == "First" and page["nodes"][0]["subject"] == {"id": gid(client)}


async def test_without_an_id_all_are_read_and_read_again_is_nothing(ask, make, owner) -> None:
    user, other, client = await make.user(), await make.user(), await make.client()
    for recipient in (user, user, other):
        await notified(make, client, user_id=recipient.id)
    events = "{ events(filter: {kind: {eq: NOTIFICATION_READ}}) { totalCount } }"

    first = (await ask(viewer_of(user), READ))["markNotificationRead"]
    second = (await ask(viewer_of(user), READ))["markNotificationRead"]

    assert first == second == {"notification": None, "unreadCount": 0, "userErrors": []}
    assert (await ask(viewer_of(user), events))["events"]["totalCount"] == 2
    assert (await ask(owner, events))["events"]["totalCount"] == 0, "what somebody read is nobody else's business"
    assert (await ask(viewer_of(other), LIST))["viewer"]["notifications"]["unreadCount"] == 1


async def test_a_subject_out_of_sight_is_null(ask, make) -> None:
    acme, birch = await make.client(), await make.client()
    mia = await make.user(models.Role.STAFF_LIMITED)
    await notified(make, acme, user_id=mia.id)

    (node,) = (await ask(viewer_of(mia, birch), LIST))["viewer"]["notifications"]["nodes"]

    assert node["subject"] is None and node["title"] == "A task is yours"


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("owner", "NOT_FOUND"), ("colleague", "NOT_FOUND"), ("recipient", None)],
)
async def test_who_may_read_a_notification(ask, make, nobody, owner, caller, code) -> None:
    client = await make.client()
    ada, bea = await make.contact(client), await make.contact(client)
    row = await notified(make, client, contact_id=ada.id, client_id=client.id)
    callers = {"nobody": nobody, "owner": owner, "colleague": viewer_as(bea), "recipient": viewer_as(ada)}

    answer = (await ask(callers[caller], READ, id=gid(row)))["markNotificationRead"]

    assert [error["code"] for error in answer["userErrors"]] == ([code] if code else [])
    assert ((await make.again(row)).read_at is None) is (code is not None)
    found = await ask(callers[caller], "query ($id: ID!) { node(id: $id) { id } }", id=gid(row))
    assert (found["node"] is not None) is (code is None)
