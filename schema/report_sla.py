"""The report of job clocks."""

from decimal import Decimal

from resolvers import report_sla
from resolvers.report_sla import SlaBy
from schema.core.fields import field
from schema.core.made import described
from schema.core.making import MadeField
from schema.core.node import Node, part_of

described(SlaBy)
NODES = [model for model, _ in report_sla.NODES.values()]


@part_of(None)
class SlaRow:
    """R7."""

    key: str = field("The node's name.")
    node: Node | None = MadeField(
        "Null for jobs without one.",
        lambda row, info: info.context.loaders.one(row.model).load(row.node_id) if row.node_id else None,
        sql=lambda asked: asked.referred(asked.place.value("model")[0], asked.place.key("node_id"), NODES),
    )
    total: int = field("Every clock.")
    met: int = field("Those that were met in time.")
    breached: int = field("Those that ran out.")
    open: int = field("Those that run or stand still.")
    met_percent: Decimal | None = field("Met of those decided; null where none is.")
