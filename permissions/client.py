"""Which clients exist for whom."""

from sqlalchemy import ColumnElement

from models import Client
from permissions.base import Rows
from permissions.viewer import Viewer


class ClientRows(Rows):
    """Users see the clients they cover, a contact its own (domain.md S1, 3.10)."""

    of = Client

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Client.id)
