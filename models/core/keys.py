"""Keys beyond those of `models.core.base`: parents under another name, and parents of rows without a client."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint


def within_client_as(column: str, table: str) -> ForeignKeyConstraint:
    """As `within_client`, for a column that is not named after the table it points at."""
    return ForeignKeyConstraint(
        [column, "client_id"], [f"{table}.id", f"{table}.client_id"], deferrable=True, initially="IMMEDIATE"
    )


def parents_need_client(*columns: str) -> CheckConstraint:
    """A row without a client has no client-scoped parent.

    A composite key is not checked while one of its columns is null, so a row that may come before its client
    (`OfClientLater`) could otherwise point anywhere.
    """
    return CheckConstraint(
        f"client_id IS NOT NULL OR num_nonnulls({', '.join(columns)}) = 0", name="parents_need_client"
    )


def exactly_one(*columns: str) -> CheckConstraint:
    """Exactly one of the columns is filled."""
    return CheckConstraint(f"num_nonnulls({', '.join(columns)}) = 1", name="exactly_one")
