"""What a plan knows of a viewer: the shape, never the identity.

Two viewers of one shape share a plan. Who they are, and which clients they cover, are parameters of the statement.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, DateTime, Text, Uuid, cast, select

from models.core import clock
from models.core.access import Ability, PortalPermission, Role
from permissions.viewer import Kind, Viewer
from resolvers.compiled.parameters import Parameter


@dataclass(frozen=True)
class Shape:
    """Everything of a viewer that decides which fields are there and which predicates are asked."""

    kind: Kind
    role: Role | None
    abilities: frozenset[Ability]
    portal_permissions: frozenset[PortalPermission]
    time_zone: str
    """The organisation's, which buckets of days depend on."""

    @classmethod
    def of(cls, viewer: Viewer) -> "Shape":
        """The shape of a viewer."""
        return cls(*viewer.shape)

    def viewer(self) -> Viewer:
        """A viewer of this shape whose identity is known only when the statement runs."""
        return ShapedViewer(
            kind=self.kind,
            role=self.role,
            abilities=self.abilities,
            portal_permissions=self.portal_permissions,
            time_zone=self.time_zone,
        )


class ShapedViewer(Viewer):
    """A viewer whose values in SQL are parameters."""

    @property
    def clients(self) -> ColumnElement[Any]:
        # The text the last wall is told as well, so that it is sent once; read once, wherever it stands.
        keys = cast(told("app.clients"), ARRAY(Uuid())).label("keys")
        return cast(select(keys).scalar_subquery(), ARRAY(Uuid()))

    @property
    def me(self) -> ColumnElement[Any]:
        return Parameter("me", lambda run: run.viewer.user_id, Uuid())

    @property
    def my_contact(self) -> ColumnElement[Any]:
        return Parameter("my_contact", lambda run: run.viewer.contact_id, Uuid())

    @property
    def own_client(self) -> ColumnElement[Any]:
        return Parameter("own_client", lambda run: run.viewer.client_id, Uuid())

    @property
    def today(self) -> ColumnElement[Any]:
        return Parameter("today", lambda run: clock.today(run.viewer.time_zone), Date())

    @property
    def now(self) -> ColumnElement[Any]:
        return Parameter("now", lambda run: clock.now(), DateTime(timezone=True))

    @property
    def main_currency(self) -> ColumnElement[str]:
        return Parameter("main_currency", lambda run: run.viewer.currency, Text())


def told(setting: str) -> Parameter:
    """What the last wall is told of whoever asks: the value of a setting, as text."""
    return Parameter(f"set_{setting.replace('.', '_')}", lambda run: run.settings[setting], Text(), setting)
