"""Which documents exist for whom: those that exist as what they are."""

from sqlalchemy import ColumnElement, and_, or_

from models import Document
from models.document import MEMBERS
from permissions.base import Rows, within
from permissions.viewer import Viewer


class DocumentRows(Rows):
    """The visible proposals, estimates, contracts and files."""

    of = Document

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return or_(
            *(and_(Document.kind == kind, Document.id.in_(within(model, viewer))) for kind, model in MEMBERS.items())
        )
