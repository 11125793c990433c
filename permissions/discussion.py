"""Which discussions exist for whom, and who may write in them."""

from sqlalchemy import ColumnElement

from models import Discussion, PortalPermission, Project, Visibility
from permissions.base import Permission, Rows, within
from permissions.viewer import Viewer


class DiscussionRows(Rows):
    """Those who work here, for the clients they cover; contacts, those with visibility CLIENT on projects they see
    (domain.md 3.10)."""

    of = Discussion

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            seen = Discussion.project_id.in_(within(Project, viewer))
            return viewer.covers(Discussion.client_id) & (Discussion.visibility == Visibility.CLIENT) & seen
        return viewer.covers(Discussion.client_id)


class CanDiscuss(Permission):
    """Those who work here and may write, and contacts with PROJECTS. Guards verbs."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_staff or (viewer.is_contact and PortalPermission.PROJECTS in viewer.portal_permissions)
