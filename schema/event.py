"""The log."""

from datetime import datetime
from typing import Any

import orjson
import strawberry
from sqlalchemy import Text, cast, func
from sqlalchemy.dialects.postgresql import JSONB

import models
from permissions.base import StaffOnly
from resolvers import event as events
from resolvers.compiled.asked import Asked
from resolvers.compiled.rooted import row_of
from resolvers.compiled.text import Pieces, quoted, said
from resolvers.positions import tail
from schema.actor import Actor, actor
from schema.core.fields import field, related
from schema.core.filters import COMPARATORS, Criterion
from schema.core.making import MadeField
from schema.core.node import GRAMMARS, ClientScoped, Node, listing, node, part_of, roots
from schema.core.scalars import Cursor


@part_of(None)
class FieldChange:
    """A field before and after, as JSON text. Fields the viewer may not read are left out."""

    before: str | None = field("What it was.")
    after: str | None = field("What it became.")
    field: str = field("The field's name.")


def _changes(event: models.Event, info: Any) -> list[dict[str, str | None]]:
    grammar = GRAMMARS.get(event.subject_type)
    return events.changes(event, grammar.readings if grammar else {}, info.context.viewer)


def subject_of(row: Any, info: Any) -> Any:
    """What an entry or a notification is about; null once it is out of the viewer's sight."""
    if row.subject_type not in GRAMMARS:
        return None
    return row_of(info, GRAMMARS[row.subject_type].model, row.subject_id)


def subject(asked: Asked) -> Pieces:
    """The same in a compiled statement."""
    nouns = [grammar.model for grammar in GRAMMARS.values() if not hasattr(grammar.model, "members")]
    return asked.referred(asked.place.value("subject_type")[0], asked.place.key("subject_id"), nouns)


def _cursor(asked: Asked) -> Pieces:
    position = [asked.place.value(part)[0] for part in ("xid", "seq")]
    return ['"', func.app_opaque(said(["[", position[0], ",", position[1], f",[]{tail()}]"]), type_=Text()), '"']


def _changes_sql(asked: Asked) -> Pieces:
    nouns = {name: events.readable(grammar.readings, asked.viewer) for name, grammar in GRAMMARS.items()}
    names = cast(quoted(orjson.dumps(nouns).decode()), JSONB())
    of_noun = names.op("->", return_type=JSONB())(asked.place.value("subject_type")[0])
    return asked.changed(asked.place.value("changes")[0], of_noun)


@node(
    models.Event,
    "events",
    ["-POSITION"],
    orders={"POSITION": models.Event.seq},
    criteria=[
        Criterion(
            "subject", COMPARATORS[strawberry.ID], events.about(subject_id=None), "Compares the id of the subject."
        ),
        Criterion(
            "actor",
            COMPARATORS[strawberry.ID],
            events.about(actor_user_id=models.User, actor_contact_id=models.Contact),
            "Compares the id of who did it.",
        ),
    ],
)
class Event(ClientScoped):
    """One entry of the append-only log: who did what to which node. Seen by those who see the node; entries of set-up,
    users and settings by administrators, INTERNAL ones by no contact."""

    cursor: Cursor = MadeField(
        "Where a subscription may go on from.", lambda event, info: events.cursor(event), sql=_cursor
    )
    at: datetime = field("When it happened.", filterable=True)
    kind: models.EventKind = field("What happened.", filterable=True)
    summary: str = field("What happened, in a sentence.")
    actor: Actor | None = actor("Who did it.", "actor_user_id", "actor_contact_id")
    subject: Node | None = MadeField(
        "What it is about; null once it is out of the viewer's sight.", subject_of, sql=subject
    )
    client = related(models.Event.client_id, "The client it is about.", to="Client", filterable=True)
    visibility: models.Visibility = field("Who reads it.", filterable=True)
    changes: list[FieldChange] | None = MadeField("What changed. Staff.", _changes, [StaffOnly], sql=_changes_sql)


@roots
class EventQueries:
    """Reading the log."""

    events = listing("Event", description="The log, newest first.")
