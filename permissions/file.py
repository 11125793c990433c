"""Which files exist for whom, who reads their bytes, and who may upload."""

from sqlalchemy import ColumnElement, and_, false, or_

from models import Communication, File, Job, Lead, PortalPermission, Project, Reply, Task, Ticket, Visibility
from permissions.base import Permission, Rows, within
from permissions.job import on_job
from permissions.viewer import Kind, Viewer


class FileRows(Rows):
    """Users see those of the clients they cover, of jobs with the job, of visible leads and tasks without a client, and
    their own loose ones.
    A contact sees the client's own with visibility CLIENT, of what it is attached to where that is visible as well
    (domain.md 3.10; the stricter of the two)."""

    of = File

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_user:
            loose = or_(
                File.lead_id.in_(within(Lead, viewer)),
                File.task_id.in_(within(Task, viewer)),
                File.created_by == viewer.me,
            )
            covered = viewer.covers(File.client_id)
            if viewer.kind is Kind.LIMITED:
                covered &= or_(File.job_id.is_(None), on_job(viewer, File.client_id, File.job_id))
            return or_(covered, and_(File.client_id.is_(None), loose))
        if viewer.is_contact:
            shown_projects = within(Project, viewer)
            return and_(
                viewer.portal(PortalPermission.DOCUMENTS),
                File.client_id == viewer.own_client,
                File.visibility == Visibility.CLIENT,
                or_(File.project_id.is_(None), File.project_id.in_(shown_projects)),
                or_(File.task_id.is_(None), and_(File.task_id.in_(within(Task, viewer)), _attachments_shown(viewer))),
                or_(File.communication_id.is_(None), File.communication_id.in_(within(Communication, viewer))),
                or_(File.ticket_id.is_(None), File.ticket_id.in_(within(Ticket, viewer))),
                or_(File.reply_id.is_(None), File.reply_id.in_(within(Reply, viewer))),
                or_(File.job_id.is_(None), File.job_id.in_(within(Job, viewer))),
            )
        return false()


def _attachments_shown(viewer: Viewer) -> ColumnElement[bool]:
    return File.project_id.in_(within(Project, viewer, Project.show_attachments))


class FileBodies(Permission):
    """Whoever sees the file, analysts excepted: they read no file bodies (domain.md S8)."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_staff or viewer.is_contact


class CanUpload(Permission):
    """Those who work here, and contacts with DOCUMENTS where the organisation lets them."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_staff or (viewer.is_contact and PortalPermission.DOCUMENTS in viewer.portal_permissions)
