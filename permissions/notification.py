"""Whose notifications are whose."""

from sqlalchemy import ColumnElement, false

from models import Notification
from permissions.base import Rows
from permissions.viewer import Viewer


class NotificationRows(Rows):
    """Everybody's own, and nobody else's."""

    of = Notification

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return Notification.contact_id == viewer.my_contact
        return Notification.user_id == viewer.me if viewer.is_user else false()
