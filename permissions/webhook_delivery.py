"""Who sees what was sent to the endpoints of others."""

from sqlalchemy import ColumnElement, false

from models import WebhookDelivery
from permissions.base import Rows
from permissions.viewer import Viewer


class WebhookDeliveryRows(Rows):
    """Owners and administrators."""

    of = WebhookDelivery

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.administers() if viewer.is_user else false()
