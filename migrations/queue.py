"""The job queue's own tables: procrastinate's, in a schema of PostgreSQL beside ours (docs/adr/0008).

They are no models: the library owns their shape. Revisions lay the library's SQL as it was when they were written, so
that every database comes to the same tables whatever version of the library is installed.
"""

from pathlib import Path

from sqlalchemy import Connection, text

from resolvers.deferred import QUEUE

VERSIONS = Path(__file__).parent / "versions"
SCRIPT = VERSIONS / "0004_lay_the_queue.sql"
"""The tables and functions of procrastinate 3.10 (MIT licence), word for word."""
FUNCTIONS = text(f"SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = '{QUEUE}'::regnamespace")


def lay(connection: Connection, script: Path = SCRIPT) -> None:
    """Run the library's SQL inside the queue's schema, and tie its functions to that schema.

    The library names its tables without a schema; whoever puts work off has another search path than its worker.
    """
    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {QUEUE}")
    before = connection.exec_driver_sql("SHOW search_path").scalar()
    connection.exec_driver_sql(f"SET LOCAL search_path TO {QUEUE}")
    # The driver prepares what it runs, and prepares one statement at a time; a block may run many.
    connection.exec_driver_sql(f"DO $block$ BEGIN EXECUTE $script${script.read_text()}$script$; END $block$")
    for function in connection.execute(FUNCTIONS).scalars().all():
        connection.exec_driver_sql(f"ALTER FUNCTION {function} SET search_path TO {QUEUE}")
    connection.exec_driver_sql(f"SET LOCAL search_path TO {before}")


def remove(connection: Connection) -> None:
    """Take the queue out with everything in it."""
    connection.exec_driver_sql(f"DROP SCHEMA {QUEUE} CASCADE")
