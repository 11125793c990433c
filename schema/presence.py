"""Visits of the viewer."""

from datetime import datetime

import strawberry

from permissions.base import SignedIn
from resolvers import presence
from schema.core.inputs import given
from schema.core.mutation import mutation, payload
from schema.core.node import roots

VisitPayload = payload(
    "VisitPayload",
    "What noteVisit answers.",
    since=(datetime | None, "The end of the visit before: what happened after it is new. Null in the first visit."),
)


@strawberry.input(description="For noteVisit.")
class NoteVisitInput:
    away_minutes: int = given("How long somebody is away before they begin another visit.", default=30)


@roots
class PresenceMutations:
    """Being here."""

    note_visit: VisitPayload = mutation(
        presence.note,
        NoteVisitInput,
        SignedIn,
        description="The viewer looks at a page, on whatever device; answers since when things are new to them.",
    )
