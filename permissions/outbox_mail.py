"""Who reads the outbox."""

from sqlalchemy import ColumnElement, false

from models import OutboxMail
from permissions.base import Rows
from permissions.viewer import Viewer


class OutboxMailRows(Rows):
    """Owners and administrators: a letter may be about any client."""

    of = OutboxMail

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.administers() if viewer.is_user else false()
