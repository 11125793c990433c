"""Whose notifications are whose."""

from sqlalchemy import ColumnElement, and_, false, or_

from models import Notification
from permissions.base import Rows
from permissions.viewer import Viewer


class NotificationRows(Rows):
    """Everybody's own, and nobody else's; of limited staff, as long as they cover the client it names."""

    of = Notification

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return Notification.contact_id == viewer.my_contact
        if not viewer.is_user:
            return false()
        named = or_(Notification.client_id.is_(None), viewer.covers(Notification.client_id))
        return and_(Notification.user_id == viewer.me, named)
