"""Alembic runs this. The connection is given by `migrations.config`; there is no offline mode."""

from alembic import context

from migrations import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    compare_type=True,
    compare_server_default=True,
)
context.run_migrations()
