"""Jobs: figures over them."""

from sqlalchemy import ColumnElement, case

from models import Job
from permissions.job import CanSeeJobSale
from permissions.viewer import Viewer
from resolvers.spans import seconds

PROFIT = Job.sale - Job.cost
"""What is left of the sale."""
COMPLETION_SECONDS = seconds(Job.created_at, Job.completed_at)
"""From its making to its completion."""


def sale_as_shown(viewer: Viewer) -> ColumnElement:
    """What it is sold for, on the rows where the viewer reads that."""
    return case((CanSeeJobSale().rows(viewer), Job.sale))
