"""Who reads the organisation."""

from sqlalchemy import ColumnElement, false, true

from models import Organisation
from permissions.base import Rows
from permissions.viewer import Viewer


class OrganisationRows(Rows):
    """Everybody signed in; its settings have guards of their own."""

    of = Organisation

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_signed_in else false()
