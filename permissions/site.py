"""Which sites exist for whom."""

from sqlalchemy import ColumnElement

from models import PortalPermission, Site
from permissions.base import Rows
from permissions.viewer import Viewer


class SiteRows(Rows):
    """Those who work here, for the clients they cover; the client's contacts with JOBS (domain.md 3.10, FS-08)."""

    of = Site

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        covered = viewer.covers(Site.client_id)
        return covered & viewer.portal(PortalPermission.JOBS) if viewer.is_contact else covered
