"""Documents: proposals, estimates, contracts and files, seen together."""

from datetime import datetime
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, literal_column, select, union_all
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Mapped

from models.contract import Contract
from models.core.base import Base
from models.estimate import Estimate
from models.file import File
from models.proposal import Proposal


class DocumentKind(Enum):
    """The members of Document, for filters."""

    PROPOSAL = "An offer to a lead or a client."
    ESTIMATE = "A priced estimate that can become an invoice."
    CONTRACT = "An agreement with a client."
    FILE = "An uploaded file."


MEMBERS: dict[DocumentKind, Any] = {
    DocumentKind.PROPOSAL: Proposal,
    DocumentKind.ESTIMATE: Estimate,
    DocumentKind.CONTRACT: Contract,
    DocumentKind.FILE: File,
}
"""The model of each kind."""


def _members(kind: DocumentKind, model: Any) -> Select[Any]:
    nothing: ColumnElement[Any] = literal_column("NULL", Text())
    name = model.name if model is File else model.title
    return select(
        model.id,
        literal_column(f"'{kind.name}'", EnumType(DocumentKind, native_enum=False, length=40)).label("kind"),
        model.client_id,
        literal_column("NULL", File.__table__.c.lead_id.type).label("lead_id") if model is Contract else model.lead_id,
        model.project_id,
        name.label("name"),
        (model.number if hasattr(model, "number") else nothing).label("number"),
        model.created_at,
    )


class Document(Base):
    """What lies in a client's or project's folder: a row stands for one of another table, and is only ever read."""

    __table__ = union_all(*(_members(kind, model) for kind, model in MEMBERS.items())).subquery("document")
    __mapper_args__: ClassVar[dict[str, Any]] = {"primary_key": [__table__.c.id]}

    members: ClassVar[dict[DocumentKind, type[Base]]] = MEMBERS
    """What a row can stand for, by its kind."""

    id: Mapped[UUID]
    kind: Mapped[DocumentKind]
    client_id: Mapped[UUID | None]
    lead_id: Mapped[UUID | None]
    project_id: Mapped[UUID | None]
    name: Mapped[str]
    number: Mapped[str | None]
    created_at: Mapped[datetime]

    @property
    def stands_for(self) -> type[Base]:
        """The model of the row meant; its id is this one."""
        return MEMBERS[self.kind]
