"""Who may write at all, verb by verb: whoever adds a verb decides it here as well (domain.md 3.11)."""

import pytest

import models
from models.core.base import new_id
from permissions.base import Public
from permissions.viewer import NOBODY, Kind, Viewer
from schema import schema

ANALYST = Viewer(kind=Kind.LIMITED, role=models.Role.ANALYST, user_id=new_id())
CONTACT = Viewer(
    kind=Kind.CONTACT,
    role=models.Role.CONTACT,
    contact_id=new_id(),
    client_id=new_id(),
    portal_permissions=frozenset(models.PortalPermission),
)
GUARDS = {
    name: field.extensions["strawberry-definition"].guard.permissions
    for name, field in schema._schema.mutation_type.fields.items()
}
PUBLIC = {name for name, guards in GUARDS.items() if all(isinstance(each, Public) for each in guards)}
OWN = {"logout", "markNotificationRead", "noteVisit", "setEmailNotifications"}
QUERIES = {"createSavedQuery", "updateSavedQuery", "deleteSavedQuery"}
SCHEDULES = {f"{verb}ScheduledExport" for verb in ("create", "update", "pause", "resume", "archive", "run")}


def allowed(viewer):
    """The verbs a viewer gets past the guard of, the public ones aside."""
    return {name for name in set(GUARDS) - PUBLIC if all(each.allows(viewer) for each in GUARDS[name])}


def test_strangers_may_what_needs_no_session():
    assert set(PUBLIC) == {
        "acceptPortalInvitation",
        "acceptUserInvitation",
        "declineProposal",
        "login",
        "requestPasswordReset",
        "resetPassword",
        "signProposal",
        "submitContactForm",
    }


@pytest.mark.parametrize(
    ("viewer", "verbs"),
    [
        (NOBODY, set()),
        (ANALYST, OWN | QUERIES | SCHEDULES | {"revokeApiToken"}),
        (
            CONTACT,
            OWN
            | {"declineEstimate", "openTicket", "payInvoice", "replyToDiscussion", "replyToTicket"}
            | {"signContract", "signEstimate", "uploadFile"},
        ),
    ],
    ids=["nobody", "analyst", "contact with every permission"],
)
def test_who_gets_past_the_guard_of_which_verb(viewer, verbs):
    assert allowed(viewer) == verbs
