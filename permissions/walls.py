"""The last wall: row-level security, made from the same scope classes that build the predicates.

Each policy is the scope of its table, with the viewer's values read from settings of the transaction instead of
bound ones. A transaction takes the role of its viewer's kind, which may read and nothing else, so that only the policy
of that kind is planned. Without settings nothing is visible (design.md section 3). Tables without a scope class are
the platform's own, or hang on rows of a client and follow it.
"""

import importlib
import pkgutil
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Connection,
    Table,
    Text,
    Uuid,
    and_,
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
from sqlalchemy.sql.elements import False_, True_

import permissions
from models import Event
from models.core.access import PortalPermission
from models.core.base import Base
from permissions import standing
from permissions.base import Rows
from permissions.event import about, is_told
from permissions.viewer import APP_ROLE, READERS, Kind, Viewer

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
    """Put every table behind its policies. Run after each migration, as the owner of the tables."""
    for module in pkgutil.iter_modules(permissions.__path__):
        importlib.import_module(f"permissions.{module.name}")
    there = set(inspect(connection).get_table_names())
    later = (sees(there), *APPEND_ONLY, *standing.FUNCTIONS, *standing.TRIGGERS) if "event" in there else ()
    for statement in (*FUNCTIONS, *later):
        connection.exec_driver_sql(statement)
    raised = "SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()"
    for table, policy in connection.exec_driver_sql(raised).all():
        connection.exec_driver_sql(f'DROP POLICY "{policy}" ON "{table}"')
    for table in Base.metadata.sorted_tables:
        if table.name not in there:
            continue  # a model whose revision is still to be written
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE ROW LEVEL SECURITY')
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" FORCE ROW LEVEL SECURITY')
        for role, using in policies(table).items():
            connection.exec_driver_sql(f'CREATE POLICY {role} ON "{table.name}" TO {role} USING ({using})')


def policies(table: Table) -> dict[str, str]:
    """What each role may reach of a table, as SQL over the settings of its transaction."""
    # Without settings nobody sees anything, not even what all of a kind would see.
    found = {APP_ROLE: _is_said(Kind.SYSTEM)} | {
        role: and_(_is_said(kind), _scope(table, SettingsViewer(kind=kind))) for kind, role in READERS.items()
    }
    return {role: _sql(_looked_at(expression)) for role, expression in found.items()}


def _is_said(kind: Kind) -> ColumnElement[bool]:
    return select(func.app_kind(type_=Text())).scalar_subquery() == kind.name


def _looked_at(expression: ColumnElement[bool]) -> ColumnElement[bool]:
    """A policy only looks at rows: statements say their scope themselves, where an index may serve it.

    In this form no index is read for it, which PostgreSQL would do again for each row above; and it is taken to let
    nearly everything pass, as it does, so that pages are still read in their order and not sorted.
    """
    if isinstance(expression, True_ | False_):
        return expression
    return case((expression, true())).is_not(None)


def sees(tables: set[str]) -> str:
    """The function that says whether the caller's role reaches a row: what an entry of the log is about is seen
    through that row's own policy. A policy that named every table would be planned with every table."""
    asked = [
        f"WHEN '{model.__name__}' THEN RETURN EXISTS (SELECT FROM \"{model.__tablename__}\" WHERE id = key);"
        for model in Rows.scopes
        if is_told(model) and model.__tablename__ in tables
    ]
    return f"""
    CREATE OR REPLACE FUNCTION app_sees(type text, key uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
    BEGIN
      CASE type
        {" ".join(asked)}
        ELSE RETURN false;
      END CASE;
    END $$
    """


def _scope(table: Table, viewer: Viewer) -> ColumnElement[bool]:
    if table is Event.__table__ and viewer.kind is not Kind.ALL:
        return and_(about(viewer), func.app_sees(Event.subject_type, Event.subject_id, type_=Boolean()))
    for model, rows in Rows.scopes.items():
        if model.__table__ is table:
            return rows.rows(viewer)
    return viewer.covers(table.c.client_id) if "client_id" in table.c else false()


def _sql(expression: ColumnElement[bool]) -> str:
    return str(expression.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
