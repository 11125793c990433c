"""Which entries of the log exist for whom (contract, Event)."""

from sqlalchemy import ColumnElement, and_, false, or_, select

from models import Event, Notification, Visibility
from models.core.base import Base
from permissions.base import Rows, scope
from permissions.viewer import Kind, Viewer

SETUP = ("Organisation", "User", "ApiToken", "PipelineStage")
"""Subjects whose entries administrators alone read."""


class EventRows(Rows):
    """Seen by those who see the subject; set-up, users and settings by administrators, INTERNAL by no contact."""

    of = Event

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if not viewer.is_signed_in:
            return false()
        of_subject = or_(false(), *(self._seen(model, viewer) for model in Rows.scopes if self._told(model)))
        if viewer.kind is Kind.ALL:
            of_subject = or_(Event.subject_type.not_in([*SETUP, "Notification"]), self._own_notification(viewer))
            of_subject = or_(of_subject, and_(Event.subject_type.in_(SETUP), viewer.administers()))
        if viewer.is_contact:
            return and_(Event.client_id == viewer.own_client, Event.visibility == Visibility.CLIENT, of_subject)
        return of_subject

    @staticmethod
    def _told(model: type[Base]) -> bool:
        return model is not Event and not hasattr(model, "stands_for") and model.__name__ not in SETUP

    @staticmethod
    def _seen(model: type[Base], viewer: Viewer) -> ColumnElement[bool]:
        seen = select(model.id).where(scope(model, viewer)).correlate(None)
        return and_(Event.subject_type == model.__name__, Event.subject_id.in_(seen))

    def _own_notification(self, viewer: Viewer) -> ColumnElement[bool]:
        return self._seen(Notification, viewer)
