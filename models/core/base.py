"""What every table has in common: keys, versions, client scope, and the types columns are stored as.

Rows carry no ORM relationships: an edge is a key column, declared once in the schema and loaded through the
scope of its target (docs/adr/0003). What a row points at is therefore never fetched by accident.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID

import uuid_utils
from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Numeric,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from models.core import clock


def new_id() -> UUID:
    """A uuidv7: unique, and in order of creation, so new rows stay together on disk."""
    return UUID(int=uuid_utils.uuid7().int)


class Base(DeclarativeBase):
    """The registry of all tables. Enums are stored by name as text, money and quantities as NUMERIC(19, 4)."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: DateTime(timezone=True),
        date: Date(),
        Decimal: Numeric(19, 4),
        UUID: Uuid(),
        int: BigInteger(),
        str: Text(),
        dict[str, Any]: JSONB(),
        list[dict[str, Any]]: JSONB(),
        list[str]: JSONB(),
        Enum: EnumType(Enum, native_enum=False, length=40, create_constraint=False),
    }


class Row:
    """The columns of every noun (domain.md 3.1). `version` rises with every change and guards against lost updates.

    `created_by` is the id of the user or contact who made the row; null for the system and for strangers.
    """

    seen_at: ClassVar[datetime | None] = None
    """Of a copy of a row as it was: when. A row as it is has none."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[UUID | None]
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version} if "__table__" in cls.__dict__ else {}


class OfClient(Row):
    """A row that belongs to one client from its first day."""

    @declared_attr
    def client_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("client.id"), index=True)


class OfClientLater(Row):
    """A row that may exist before its client does: made on a lead, or on nothing."""

    @declared_attr
    def client_id(cls) -> Mapped[UUID | None]:
        return mapped_column(ForeignKey("client.id"), index=True)


def within_client(*columns: str) -> list[ForeignKeyConstraint]:
    """Composite foreign keys `(project_id, client_id) → project (id, client_id)`, one for each column named.

    A row can so never point into another client's tree (design.md, the second wall). They are checked at the end
    of a statement, or of the transaction where a verb re-points a whole tree at once (mergeClients).
    """
    return [
        ForeignKeyConstraint(
            [column, "client_id"],
            [f"{table}.id", f"{table}.client_id"],
            deferrable=True,
            initially="IMMEDIATE",
        )
        for column, table in ((column, column.removesuffix("_id")) for column in columns)
    ]


def parent_within_client() -> UniqueConstraint:
    """What `within_client` points at; every table that has children of the same client carries it."""
    return UniqueConstraint("id", "client_id")


def model_named(name: str) -> type[Any]:
    """The model class of a type name, as ids and the log carry it; KeyError for an unknown one."""
    return {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}[name]
