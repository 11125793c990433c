"""Which jobs exist for whom, and with them what hangs on them, and who reads what they are sold for."""

from typing import Any

from sqlalchemy import ColumnElement, not_, or_, select, true

from models import Job, Organisation, PortalPermission, Resource
from permissions.base import Permission, Rows, within
from permissions.viewer import Kind, Viewer


class JobRows(Rows):
    """Those who work here, for the clients they cover; the client's contacts with JOBS (domain.md 3.10).

    Limited staff see their own team's jobs alone where the organisation says so (domain.md S9).
    """

    of = Job

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        covered = viewer.covers(Job.client_id)
        if viewer.kind is Kind.LIMITED:
            own = select(Resource.team_id).where(Resource.user_id == viewer.me).correlate(None)
            return covered & or_(_is_unlimited(), Job.team_id.in_(own))
        return covered & viewer.portal(PortalPermission.JOBS) if viewer.is_contact else covered


def on_job(viewer: Viewer, client_id: Any, job_id: Any) -> ColumnElement[bool]:
    """Rows that hang on a job: they are seen with it."""
    covered = viewer.covers(client_id)
    if viewer.kind is Kind.LIMITED:
        return covered & or_(_is_unlimited(), job_id.in_(within(Job, viewer)))
    return covered & viewer.portal(PortalPermission.JOBS) if viewer.is_contact else covered


def _is_unlimited() -> ColumnElement[bool]:
    return not_(select(Organisation.limit_staff_to_own_team).correlate(None).scalar_subquery())


class CanSeeJobSale(Permission):
    """Those who work here, and contacts where the organisation shows it."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_signed_in

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return select(Organisation.show_job_sale_in_portal).scalar_subquery()
        return true()
