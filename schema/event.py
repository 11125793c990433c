"""The log."""

from datetime import datetime

import models
from schema.core.fields import field, related
from schema.core.node import ClientScoped, listing, node, roots


@node(models.Event, "events", ["-POSITION"], orders={"POSITION": models.Event.seq})
class Event(ClientScoped):
    """One entry of the append-only log."""

    at: datetime = field("When.", filterable=True)
    kind: models.EventKind = field("What happened.", filterable=True)
    client = related(models.Event.client_id, "The client.", to="Client", filterable=True)


@roots
class EventQueries:
    """Reading the log."""

    events = listing("Event", description="The log, newest first.")
