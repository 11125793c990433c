"""Which communications exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Communication
from permissions.base import Rows
from permissions.viewer import Viewer


class CommunicationRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Communication

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Communication.client_id) if viewer.is_user else false()
