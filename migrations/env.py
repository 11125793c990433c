"""Alembic runs this. The connection is given by `migrations.config`; there is no offline mode."""

from collections.abc import Iterable

from alembic import context
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, ForeignKeyConstraint
from sqlalchemy.schema import SchemaItem

from migrations import metadata


def as_models_say(_context: MigrationContext, _revision: object, directives: Iterable[ops.MigrationScript]) -> None:
    """Write down what Alembic leaves out.

    Foreign keys of tables that point at each other are added once all tables exist. A key that the models fill in
    themselves gets no sequence.
    """
    for script in directives:
        steps = script.upgrade_ops.ops
        for step in [step for step in steps if isinstance(step, ops.CreateTableOp)]:
            tied = [item for item in step.columns if _closes_circle(item)]
            step.columns = [item for item in step.columns if not _closes_circle(item)]
            added = [ops.CreateForeignKeyOp.from_constraint(constraint) for constraint in tied]
            steps.extend(added)
            for column in step.columns:
                if isinstance(column, Column) and column.primary_key and column.default is not None:
                    column.autoincrement = False
            script.downgrade_ops.ops[:0] = [step.reverse() for step in added]


def _closes_circle(item: SchemaItem) -> bool:
    return isinstance(item, ForeignKeyConstraint) and item.use_alter


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    compare_type=True,
    compare_server_default=True,
    process_revision_directives=as_models_say,
)
context.run_migrations()
