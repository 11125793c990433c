"""Which jobs exist for whom, and who reads what they are sold for."""

from sqlalchemy import ColumnElement, select, true

from models import Job, Organisation, PortalPermission
from permissions.base import Permission, Rows
from permissions.viewer import Viewer


class JobRows(Rows):
    """Those who work here, for the clients they cover; the client's contacts with JOBS (domain.md 3.10)."""

    of = Job

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        covered = viewer.covers(Job.client_id)
        return covered & viewer.portal(PortalPermission.JOBS) if viewer.is_contact else covered


class CanSeeJobSale(Permission):
    """Those who work here, and contacts where the organisation shows it."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_signed_in

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return select(Organisation.show_job_sale_in_portal).scalar_subquery()
        return true()
