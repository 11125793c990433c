"""Which entries of the log exist for whom (contract, Event)."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from models import Event, EventKind, PortalPermission, Visibility
from models.core.base import Base
from permissions.base import Rows, scope
from permissions.viewer import Kind, Viewer

SETUP = (
    "Organisation",
    "User",
    "ApiToken",
    "PipelineStage",
    "Service",
    "WorkLogType",
    "WorkType",
    "Priority",
    "Calendar",
    "Team",
    "Resource",
    "Coding",
    "WebhookEndpoint",
    "WebhookDelivery",
    "OutboxMail",
    "FieldUsage",
)
"""Subjects whose entries administrators alone read."""
OWN = ("Notification", "SavedQuery", "ScheduledExport", "ScheduledExportRun", "Timer", "Reminder")
"""Subjects that are somebody's own, whatever the scope: their entries go by the subject alone."""
MONEY = (EventKind.PROJECT_PAID,)
"""What is told of a subject that more see than may know it: in the portal it needs INVOICES."""


class EventRows(Rows):
    """Seen by those who see the subject; set-up, users and settings by administrators, INTERNAL by no contact."""

    of = Event

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return and_(about(viewer), seen(viewer, [model.__name__ for model in Rows.scopes]))


def about(viewer: Viewer) -> ColumnElement[bool]:
    """What an entry has to be about for the viewer to see it at all, told without looking at its subject."""
    if viewer.is_contact:
        told = or_(Event.kind.not_in(MONEY), viewer.portal(PortalPermission.INVOICES))
        return and_(Event.client_id == viewer.own_client, Event.visibility == Visibility.CLIENT, told)
    if viewer.kind is Kind.LIMITED:
        return or_(Event.client_id.is_(None), viewer.covers(Event.client_id))
    return true() if viewer.is_user else false()


def seen(viewer: Viewer, types: Iterable[str]) -> ColumnElement[bool]:
    """Entries of these types whose subject the viewer sees."""
    told = [model for model in Rows.scopes if model.__name__ in set(types) and is_told(model)]
    if viewer.kind is Kind.ALL:
        own = [_subject_seen(model, viewer) for model in told if model.__name__ in OWN]
        set_up = and_(Event.subject_type.in_(SETUP), viewer.administers())
        return or_(Event.subject_type.not_in([*SETUP, *OWN]), set_up, *own)
    return or_(false(), *(_subject_seen(model, viewer) for model in told))


def is_told(model: type[Base]) -> bool:
    """Whether entries about this model are seen by whoever sees the row itself."""
    is_subject = hasattr(model, "id") and not hasattr(model, "stands_for")
    return is_subject and model is not Event and model.__name__ not in SETUP


def _subject_seen(model: type[Base], viewer: Viewer) -> ColumnElement[bool]:
    subjects = select(model.id).where(scope(model, viewer)).correlate(None)
    return and_(Event.subject_type == model.__name__, Event.subject_id.in_(subjects))
