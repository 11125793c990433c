"""Whose notifications are whose."""

from sqlalchemy import ColumnElement, and_, false, or_

from models import Job, Lead, Notification
from permissions.base import Rows, within
from permissions.viewer import Kind, Viewer

NARROWED = (Job, Lead)
"""What limited staff may lose sight of at a client they cover, or without one: its title names it."""


class NotificationRows(Rows):
    """Everybody's own, and nobody else's; of limited staff, as long as they cover the client it names, and see
    the job or lead it is about."""

    of = Notification

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return Notification.contact_id == viewer.my_contact
        if not viewer.is_user:
            return false()
        named = or_(Notification.client_id.is_(None), viewer.covers(Notification.client_id))
        mine = and_(Notification.user_id == viewer.me, named)
        if viewer.kind is not Kind.LIMITED:
            return mine
        subject = Notification.subject_type
        seen = [
            or_(subject != model.__name__, Notification.subject_id.in_(within(model, viewer))) for model in NARROWED
        ]
        return and_(mine, *seen)
