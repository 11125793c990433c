"""The last wall: row-level security, made from the same scope classes that build the predicates.

Each policy is the scope of its table, with the viewer's values read from settings of the transaction instead of
bound ones. Without settings nothing is visible (design.md section 3). Tables without a scope class are the
platform's own, or hang on rows of a client and follow it.
"""

import importlib
import pkgutil
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Table,
    Text,
    Uuid,
    case,
    cast,
    false,
    func,
    inspect,
    literal,
    select,
    true,
)
from sqlalchemy.dialects import postgresql

import permissions
from models.core.access import PortalPermission
from models.core.base import Base
from permissions.base import Rows
from permissions.viewer import Kind, Viewer

POLICY = "scope"

FUNCTIONS = (
    """
    CREATE OR REPLACE FUNCTION app_kind() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
      RETURN current_setting('app.kind', true)
    """,
    """
    CREATE OR REPLACE FUNCTION app_uuid(setting text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
      RETURN nullif(current_setting(setting, true), '')::uuid
    """,
    """
    CREATE OR REPLACE FUNCTION app_clients() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
      RETURN coalesce(nullif(current_setting('app.clients', true), ''), '{}')::uuid[]
    """,
    """
    CREATE OR REPLACE FUNCTION app_portal() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
      RETURN coalesce(nullif(current_setting('app.portal', true), ''), '{}')::text[]
    """,
    """
    CREATE OR REPLACE FUNCTION app_admin() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      RETURN coalesce(current_setting('app.admin', true), 'off') = 'on'
    """,
)


APPEND_ONLY = (
    """
    CREATE OR REPLACE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND (OLD.hash IS NULL OR NEW.hash = OLD.hash)
         AND (to_jsonb(NEW) - 'hash' - 'client_id') = (to_jsonb(OLD) - 'hash' - 'client_id') THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'the log is append-only';
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event
      FOR EACH ROW EXECUTE FUNCTION event_append_only()
    """,
)
"""An entry never changes and never goes (domain.md L4). Its client may: history moves with a converted lead."""


class SettingsViewer(Viewer):
    """A viewer of some kind whose values are whatever the transaction's settings say."""

    @property
    def clients(self) -> ColumnElement[Any]:
        return cast(select(func.app_clients(type_=ARRAY(Uuid()))).scalar_subquery(), ARRAY(Uuid()))

    @property
    def me(self) -> ColumnElement[Any]:
        return select(func.app_uuid("app.user", type_=Uuid())).scalar_subquery()

    @property
    def my_contact(self) -> ColumnElement[Any]:
        return select(func.app_uuid("app.contact", type_=Uuid())).scalar_subquery()

    @property
    def own_client(self) -> ColumnElement[Any]:
        return select(func.app_uuid("app.client", type_=Uuid())).scalar_subquery()

    def portal(self, permission: PortalPermission) -> ColumnElement[bool]:
        held = cast(select(func.app_portal(type_=ARRAY(Text()))).scalar_subquery(), ARRAY(Text()))
        return literal(permission.name) == held.any_()

    def administers(self) -> ColumnElement[bool]:
        return select(func.app_admin(type_=true().type)).scalar_subquery()

    @property
    def is_admin(self) -> bool:
        raise LookupError("A scope asks `administers()`; who asks is not known when the wall is raised.")


def raise_walls(connection: Connection) -> None:
    """Put every table behind its policy. Run after each migration, as the owner of the tables."""
    for module in pkgutil.iter_modules(permissions.__path__):
        importlib.import_module(f"permissions.{module.name}")
    there = set(inspect(connection).get_table_names())
    for statement in (*FUNCTIONS, *(APPEND_ONLY if "event" in there else ())):
        connection.exec_driver_sql(statement)
    for table in Base.metadata.sorted_tables:
        if table.name not in there:
            continue  # a model whose revision is still to be written
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE ROW LEVEL SECURITY')
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" FORCE ROW LEVEL SECURITY')
        connection.exec_driver_sql(f'DROP POLICY IF EXISTS {POLICY} ON "{table.name}"')
        connection.exec_driver_sql(f'CREATE POLICY {POLICY} ON "{table.name}" USING ({policy(table)})')


def policy(table: Table) -> str:
    """The scope of a table over the settings of a transaction, as SQL."""
    kinds = {Kind.SYSTEM.name: true()} | {
        kind.name: _scope(table, SettingsViewer(kind=kind)) for kind in (Kind.ALL, Kind.LIMITED, Kind.CONTACT)
    }
    expression = case(kinds, value=select(func.app_kind(type_=Text())).scalar_subquery(), else_=false())
    compiled = expression.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    return str(compiled)


def _scope(table: Table, viewer: Viewer) -> ColumnElement[bool]:
    for model, rows in Rows.scopes.items():
        if model.__table__ is table:
            return rows.rows(viewer)
    return viewer.covers(table.c.client_id) if "client_id" in table.c else false()
