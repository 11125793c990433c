"""Notifications: what somebody should know, and whether they do."""

from sqlalchemy import Select, func, select

from models import Contact, EventKind, Notification, User
from permissions.base import scope, visible
from permissions.viewer import Viewer
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.given import Given


async def mark_read(context: Context, given: Given) -> Answer:
    """Note that one was read, or all of the viewer's."""
    async with context.change() as change:
        notification = None
        if given.notification_id is not None:
            notification = await change.find(Notification, given.notification_id, "notificationId")
            unread = [] if notification.read_at else [notification]
        else:
            mine = visible(Notification, context.viewer).where(Notification.read_at.is_(None))
            unread = await change.all(mine.order_by(Notification.id).with_for_update())
        for each in unread:
            each.read(change.now)
            change.record(EventKind.NOTIFICATION_READ, each)
        change.answer(notification=notification)
    return {"notification": notification, "unread_count": await unread_count(context)}


async def set_email(context: Context, given: Given) -> Answer:
    """Whether the viewer's notifications are mailed as well, from now on."""
    async with context.change() as change:
        user = await change.get(User, context.viewer.user_id)
        contact = await change.get(Contact, context.viewer.contact_id)
        for person, kind in ((user, EventKind.USER_UPDATED), (contact, EventKind.CONTACT_UPDATED)):
            if person is not None:
                person.email_notifications = given.email_notifications
                if change.changed(person):
                    change.record(kind, person)
        return change.answer(user=user, contact=contact)


async def unread_count(context: Context) -> int:
    """How many the viewer has not read."""
    return await context.scalar(unread(context.viewer))


def unread(viewer: Viewer) -> Select[tuple[int]]:
    """The same in SQL."""
    mine = select(func.count()).select_from(Notification).where(scope(Notification, viewer))
    return mine.where(Notification.read_at.is_(None)).correlate(None)
