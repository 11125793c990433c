"""Saved queries: questions that are asked again, under a name and an address of their own."""

import re
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row
from models.errors import ErrorCode, Rejected

LONGEST_NAME = 60

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


class SavedQuery(Row, Base):
    """A query of the graph with values for its variables, kept by one user and, where they like, shared.

    `GET /q/{name}` asks it with the rights of whoever asks. Somebody's own comes before a shared one of that name.
    """

    __tablename__ = "saved_query"
    __table_args__ = (
        UniqueConstraint("user_id", "name"),
        Index("uq_saved_query_shared_name", "name", unique=True, postgresql_where=text("is_shared")),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str]
    title: Mapped[str]
    query: Mapped[str]
    variables: Mapped[str | None]
    """A JSON object, as it was typed."""
    chart: Mapped[str | None]
    """How its answer is drawn: a JSON object of whoever draws it."""
    is_shared: Mapped[bool] = mapped_column(default=False)

    def call_it(self, name: str) -> None:
        """Give it a name that can stand in an address; INVALID otherwise."""
        if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
            message = f"At most {LONGEST_NAME} small letters, digits and hyphens between them, such as open-invoices."
            raise Rejected(ErrorCode.INVALID, message, ["name"])
        self.name = name
