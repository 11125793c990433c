"""Who reads the sales pipeline."""

from sqlalchemy import ColumnElement, false, true

from models import PipelineStage
from permissions.base import Rows
from permissions.viewer import Viewer


class PipelineStageRows(Rows):
    """Those who work here; no contact."""

    of = PipelineStage

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
