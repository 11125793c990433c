"""Which users exist for whom, and whose details they may read."""

from sqlalchemy import ColumnElement, false, or_, select, true

from models import Ability, Project, ProjectMember, User
from permissions.base import Permission, Rows, within
from permissions.viewer import Viewer


class UserRows(Rows):
    """Colleagues see one another; a contact sees who works on the projects it sees (domain.md S7, 3.10)."""

    of = User

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            members = select(ProjectMember.user_id).where(ProjectMember.project_id.in_(within(Project, viewer)))
            return User.id.in_(members.correlate(None))
        return true() if viewer.is_user else false()


class SelfOrAdmin(Permission):
    """The user and administrators; colleagues see the name alone."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_user

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return or_(viewer.administers(), User.id == viewer.me)


class CanSeeCapacity(Permission):
    """The user, and those with SEE_COSTS: how long somebody's week is, is told by how much of it was used."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_user

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.can(Ability.SEE_COSTS) else User.id == viewer.me
