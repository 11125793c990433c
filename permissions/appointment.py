"""Which appointments exist for whom."""

from sqlalchemy import ColumnElement

from models import Appointment
from permissions.base import Rows
from permissions.job import on_job
from permissions.viewer import Viewer


class AppointmentRows(Rows):
    """With their job."""

    of = Appointment

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return on_job(viewer, Appointment.client_id, Appointment.job_id)
