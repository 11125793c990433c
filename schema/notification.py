"""Notifications."""

from datetime import datetime

import strawberry

import models
from permissions.base import SignedIn
from resolvers import notification as notifications
from resolvers.reading import Reading
from schema.core.fields import field
from schema.core.filters import flag
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.mutation import mutation, payload
from schema.core.node import Node, node, roots
from schema.event import subject, subject_of


@node(
    models.Notification,
    "notifications",
    ["-CREATED_AT"],
    criteria=[
        flag(
            "unread",
            Reading(models.Notification, "unread", models.Notification.read_at.is_(None)),
            "Whether it is still to be read.",
        )
    ],
    extra={
        "unread_count": (
            int,
            MadeField(
                "Whatever the filter.",
                lambda page, info: notifications.unread_count(info.context),
                sql=lambda asked: [notifications.unread(asked.viewer).scalar_subquery()],
            ),
        )
    },
)
class Notification(Node):
    """Something the viewer should know. Kept in the portal and the desk; e-mail is an option."""

    kind: models.EventKind = field("What happened.", filterable=True)
    title: str = field("What happened, in a sentence.")
    subject: Node | None = MadeField(
        "What it is about; null once it is out of the viewer's sight.", subject_of, sql=subject
    )
    read_at: datetime | None = field("When it was read.")
    created_at: datetime = field("When it came.", filterable=True, orderable=True)


NotificationPayload = payload(
    "NotificationPayload",
    "What a write of a notification answers.",
    notification=(noun("Notification") | None, "The notification, where one was named."),
    unread_count=(int | None, "How many are unread now."),
)


EmailNotificationsPayload = payload(
    "EmailNotificationsPayload",
    "What setEmailNotifications answers.",
    user=(noun("User") | None, "The viewer, who works here."),
    contact=(noun("Contact") | None, "The viewer, in the portal."),
)


@strawberry.input(description="For setEmailNotifications.")
class SetEmailNotificationsInput:
    email_notifications: bool = given("Whether the viewer's notifications are mailed as well.")


@strawberry.input(description="For markNotificationRead.")
class MarkNotificationReadInput:
    notification_id: strawberry.ID | None = optional("The notification; all of the viewer's by default.")


@roots
class NotificationMutations:
    """What the viewer knows by now."""

    mark_notification_read: NotificationPayload = mutation(
        notifications.mark_read,
        MarkNotificationReadInput,
        SignedIn,
        description="Without an id, all of the viewer's.",
    )
    set_email_notifications: EmailNotificationsPayload = mutation(
        notifications.set_email,
        SetEmailNotificationsInput,
        SignedIn,
        description="The viewer's own choice; none are mailed until it is made.",
    )
