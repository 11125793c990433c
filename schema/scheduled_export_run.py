"""What scheduled exports made."""

from datetime import datetime

import models
from resolvers.scheduled_export_run import file_of
from schema.core.fields import computed, field, related
from schema.core.node import Node, node


@node(models.ScheduledExportRun, "scheduled export runs", ["-DUE_AT"])
class ScheduledExportRun(Node):
    """A file that a scheduled export made, or should have made. Who sees the schedule sees it."""

    scheduled_export = related(models.ScheduledExportRun.scheduled_export_id, "What made it.", filterable=True)
    due_at: datetime = field("When it was due; what fell due several times at once, the first.", orderable=True)
    on_demand: bool = field("Whether somebody asked for it, beside the days it is due.")
    form: models.ExportForm = field("What it was written as.")
    status: models.ScheduledExportRunStatus = field("Where it stands.", filterable=True)
    outcome: str | None = field("How it went, in words.")
    attempts: int = field("How often it was tried.")
    ended_at: datetime | None = field("When it was made or given up.")
    rows: int | None = field("How many rows it has.")
    byte_size: int | None = field("How many bytes it has.")
    file_name: str | None = field("The name it is handed out under.")
    withheld: list[str] = field("Fields that are empty in it, because its owner may not read them.")
    kept_until: datetime | None = field("Until when it can be downloaded.")
    file: str | None = computed(file_of, "Its address on this server, for whoever was told of it.")
    created_at: datetime = field("When it was begun.")
