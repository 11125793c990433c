"""Which activities on jobs exist for whom."""

from sqlalchemy import ColumnElement

from models import JobActivity
from permissions.base import Rows
from permissions.job import on_job
from permissions.viewer import Viewer


class JobActivityRows(Rows):
    """With their job."""

    of = JobActivity

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return on_job(viewer, JobActivity.client_id, JobActivity.job_id)
