"""Which fields are asked for."""

from datetime import date

import models
from schema.core.fields import field
from schema.core.node import Node, listing, node, roots


@node(models.FieldUsage, "field usages", ["DAY"])
class FieldUsage(Node):
    """How many operations of one program asked for a field on one day. Before a field goes, this says whom it hurts."""

    day: date = field("The day (UTC).", filterable=True, orderable=True, groupable=True, bound=True)
    program: str = field(
        "What the program calls itself; empty where it says nothing.", filterable=True, orderable=True, groupable=True
    )
    operations: int = field("How many operations.", orderable=True, measure=True)
    field: str = field("The field, as Type.field.", filterable=True, orderable=True, groupable=True)


@roots
class FieldUsageQueries:
    """Reading which fields are asked for."""

    field_usages = listing("FieldUsage", description="Which fields are asked for. Administrators.")
