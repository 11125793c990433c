"""Which projects exist for whom, and who reads how far they are paid."""

from sqlalchemy import ColumnElement

from models import PortalPermission, Project
from permissions.base import Permission, Rows
from permissions.viewer import Viewer


class ProjectRows(Rows):
    """Those who work here, for the clients they cover; contacts with PROJECTS, where the portal shows it (3.10)."""

    of = Project

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        covered = viewer.covers(Project.client_id)
        if viewer.is_contact:
            return covered & viewer.portal(PortalPermission.PROJECTS) & Project.portal_visible
        return covered


class CanSeePayments(Permission):
    """Those who work here, and contacts with INVOICES."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_user or PortalPermission.INVOICES in viewer.portal_permissions
