"""Which answers in tickets and discussions exist for whom."""

from sqlalchemy import ColumnElement, and_, or_

from models import Discussion, Reply, Ticket, Visibility
from permissions.base import Rows, within
from permissions.viewer import Viewer


class ReplyRows(Rows):
    """Those who work here, for the clients they cover; contacts, those with visibility CLIENT in what they see."""

    of = Reply

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return and_(
                viewer.covers(Reply.client_id),
                Reply.visibility == Visibility.CLIENT,
                or_(
                    Reply.ticket_id.in_(within(Ticket, viewer)),
                    Reply.discussion_id.in_(within(Discussion, viewer)),
                ),
            )
        return viewer.covers(Reply.client_id)
