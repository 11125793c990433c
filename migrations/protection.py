"""What guards the tables beside their shape: the application's role, its grants, and the row-level walls.

All of it is raised again with every version that changes it, so a new table is never left without. Which version a
database has is written on one of its functions.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from models.core import json_text
from permissions.viewer import APP_ROLE, READERS
from permissions.walls import raise_walls
from resolvers.deferred import QUEUE

ALL_READERS = ", ".join(READERS.values())

GRANTS = f"""
GRANT USAGE ON SCHEMA public TO {APP_ROLE}, {ALL_READERS};
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {ALL_READERS};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {ALL_READERS};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};
GRANT USAGE ON SCHEMA {QUEUE} TO {APP_ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {QUEUE} TO {APP_ROLE};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {QUEUE} TO {APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {APP_ROLE}
"""
"""Those who read have no way into the queue's schema; its tables are the application's alone."""


class RoleMissing(RuntimeError):
    """A role of the application is missing, too strong or not ours to use, and we may not put that right."""


def protect(connection: Connection) -> None:
    """Make the application's roles if they are missing, grant them the tables, and raise the row-level walls."""
    ensure_roles(connection)
    for statement in GRANTS.split(";"):
        connection.execute(text(statement))
    for function in json_text.FUNCTIONS:
        connection.exec_driver_sql(function)
    raise_walls(connection)
    connection.execute(text(f"COMMENT ON FUNCTION app_kind() IS '{fingerprint()}'"))


def is_protected(connection: Connection) -> bool:
    """Whether the database has the walls of this version."""
    written = text("SELECT obj_description(to_regprocedure('app_kind()'), 'pg_proc')")
    return connection.execute(written).scalar() == fingerprint()


@cache
def fingerprint() -> str:
    """Changes with everything walls and grants are made of: the tables, the scope classes, and this file."""
    house = Path(__file__).parents[1]
    sources = sorted([*house.glob("models/**/*.py"), *house.glob("permissions/*.py"), Path(__file__)])
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def ensure_roles(connection: Connection) -> None:
    """The roles own nothing, cannot sign in, and are under every policy; requests are served as one of them."""
    refused = [
        statement
        for role in (APP_ROLE, *READERS.values())
        for statement in _wanted(connection, role)
        if not _may(connection, statement)
    ]
    if refused:
        statements = "\n".join(f"  {statement};" for statement in refused)
        raise RoleMissing(f"Run this as an administrator of the database, then try again:\n{statements}")


def _wanted(connection: Connection, role: str) -> Iterator[str]:
    """What it takes until the role is there and ours to use. Each statement is tried before the next is asked for."""
    find = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :role")
    above_walls = connection.execute(find, {"role": role}).scalar()
    if above_walls:
        raise RoleMissing(f"The role {role} must be neither SUPERUSER nor BYPASSRLS.")
    if above_walls is None:
        yield f"CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS"
    may_use = text("SELECT pg_has_role(oid, 'SET') FROM pg_roles WHERE rolname = :role")
    if not connection.execute(may_use, {"role": role}).scalar():
        user = connection.execute(text("SELECT current_user")).scalar()
        yield f'GRANT {role} TO "{user}"'


def _may(connection: Connection, statement: str) -> bool:
    """Run a statement; whether it was allowed."""
    try:
        with connection.begin_nested():
            connection.execute(text(statement))
    except ProgrammingError:
        return False
    return True
