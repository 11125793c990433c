"""Who sees which addresses of others are told what happens."""

from sqlalchemy import ColumnElement, false

from models import WebhookEndpoint
from permissions.base import Rows
from permissions.viewer import Viewer


class WebhookEndpointRows(Rows):
    """Owners and administrators."""

    of = WebhookEndpoint

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.administers() if viewer.is_user else false()
