"""Who is asking. A viewer is read once per operation (and per event of a stream) and never changes."""

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Date, DateTime, Text, Uuid, false, literal, true

from models.core import clock
from models.core.access import Ability, PortalPermission, Role


class Kind(Enum):
    """How far a viewer's scope reaches. Row predicates branch on this and on nothing else of a viewer."""

    SYSTEM = "The platform itself: jobs, the log, the verbs of a unit of work."
    ALL = "A user who covers every client."
    LIMITED = "A user who covers the clients assigned."
    CONTACT = "A client's person, in the portal."
    ANONYMOUS = "Nobody signed in."


APP_ROLE = "clientgraph_app"
"""The role of the application in the database: the platform's own work, and nothing without saying so."""
READERS = {Kind.ALL: "clientgraph_all", Kind.LIMITED: "clientgraph_limited", Kind.CONTACT: "clientgraph_contact"}
"""The role a viewer's reads run as, by kind."""

OUTSIDE_PATIENCE = 5_000
"""How long one statement may run for contacts and strangers, in milliseconds: their pages are small, and there may be
many of them at once."""
STAFF_PATIENCE = 15_000
"""The same for staff: longer than anybody looks at a page that does not come."""
PLATFORM_PATIENCE = 30_000
"""The same for the platform itself: verbs and chores, which nobody watches but others wait behind."""
ANALYST_PATIENCE = 60_000
"""The same for analysts: few, and they ask about everything at once."""


class ViewerShape(tuple[Any, ...]):
    """Everything of a viewer but identity and scope. It is looked up for every request, and enums take long to hash."""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return tuple.__hash__(self)


@dataclass(frozen=True)
class Viewer:
    """Identity, rights and scope of whoever asks, as the database had them a moment ago.

    Predicates are built from `covers`, `me`, `own_client` and `portal`, never from the fields themselves, so that
    the same scope class yields a predicate over bound values here and over session settings in `walls`.
    """

    kind: Kind = Kind.ANONYMOUS
    role: Role | None = None
    user_id: UUID | None = None
    contact_id: UUID | None = None
    client_id: UUID | None = None
    client_ids: tuple[UUID, ...] = ()
    abilities: frozenset[Ability] = frozenset()
    portal_permissions: frozenset[PortalPermission] = frozenset()
    identity_id: UUID | None = None
    name: str = ""
    time_zone: str = "UTC"
    currency: str = "GBP"
    settings: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)

    @property
    def is_signed_in(self) -> bool:
        """Whether there is somebody at all."""
        return self.kind in (Kind.ALL, Kind.LIMITED, Kind.CONTACT)

    @property
    def is_user(self) -> bool:
        """Whether the viewer works here, analysts included."""
        return self.kind in (Kind.ALL, Kind.LIMITED)

    @property
    def is_staff(self) -> bool:
        """Whether the viewer works here and may write."""
        return self.is_user and self.role is not Role.ANALYST

    @property
    def is_admin(self) -> bool:
        """Whether the viewer administers the organisation."""
        return self.role in (Role.OWNER, Role.ADMIN)

    @property
    def is_contact(self) -> bool:
        """Whether the viewer is a client's person."""
        return self.kind is Kind.CONTACT

    @cached_property
    def clients_covered(self) -> frozenset[UUID]:
        """The clients assigned, to look one up."""
        return frozenset(self.client_ids)

    @property
    def actor_id(self) -> UUID | None:
        """The user or contact, as `created_by` and the log keep it."""
        return self.user_id or self.contact_id

    @property
    def patience(self) -> int:
        """How long one statement of the viewer may run, in milliseconds."""
        if self.kind is Kind.SYSTEM:
            return PLATFORM_PATIENCE
        if self.role is Role.ANALYST:
            return ANALYST_PATIENCE
        return STAFF_PATIENCE if self.is_user else OUTSIDE_PATIENCE

    def can(self, ability: Ability) -> bool:
        """Whether the viewer holds an ability; owners and administrators hold them all (contract, Ability)."""
        if self.role is Role.ANALYST:
            return ability is Ability.SEE_COSTS
        return self.is_user and (self.is_admin or ability in self.abilities)

    def covers(self, client: Any) -> ColumnElement[bool]:
        """Rows whose client is in the viewer's scope (domain.md S1). `client` is the column that holds it."""
        if self.kind in (Kind.SYSTEM, Kind.ALL):
            return true()
        if self.kind is Kind.LIMITED:
            return client == self.clients.any_()
        if self.kind is Kind.CONTACT:
            return client == self.own_client
        return false()

    @property
    def clients(self) -> ColumnElement[Any]:
        """The clients assigned, as an SQL array."""
        return literal(list(self.client_ids), ARRAY(Uuid()))

    @property
    def me(self) -> ColumnElement[Any]:
        """The user's id, in SQL."""
        return literal(self.user_id, Uuid())

    @property
    def my_contact(self) -> ColumnElement[Any]:
        """The contact's id, in SQL."""
        return literal(self.contact_id, Uuid())

    @property
    def own_client(self) -> ColumnElement[Any]:
        """The contact's client, in SQL."""
        return literal(self.client_id, Uuid())

    @property
    def today(self) -> ColumnElement[Any]:
        """The calendar day in the organisation's time zone, in SQL."""
        return literal(clock.today(self.time_zone), Date())

    @property
    def now(self) -> ColumnElement[Any]:
        """This instant, in SQL."""
        return literal(clock.now(), DateTime(timezone=True))

    @property
    def main_currency(self) -> ColumnElement[str]:
        """The organisation's currency, in SQL."""
        return literal(self.currency, Text())

    def portal(self, permission: PortalPermission) -> ColumnElement[bool]:
        """Whether the contact holds a portal permission, in SQL."""
        return true() if permission in self.portal_permissions else false()

    def administers(self) -> ColumnElement[bool]:
        """Whether the viewer administers the organisation, in SQL."""
        return true() if self.is_admin else false()

    @cached_property
    def shape(self) -> ViewerShape:
        """What decides which fields are there, and which predicates are asked."""
        return ViewerShape((self.kind, self.role, self.abilities, self.portal_permissions, self.time_zone))

    @cached_property
    def settings_told(self) -> dict[str, str]:
        """What `sets` says, worked out once."""
        return self.sets()

    def sets(self) -> dict[str, str]:
        """The role and the settings of a transaction, as the last wall reads them (design.md section 3)."""
        return {
            "role": READERS.get(self.kind, APP_ROLE),
            "app.kind": self.kind.name,
            "app.user": str(self.user_id or ""),
            "app.contact": str(self.contact_id or ""),
            "app.client": str(self.client_id or ""),
            "app.clients": "{" + ",".join(map(str, self.client_ids)) + "}",
            "app.portal": "{" + ",".join(sorted(each.name for each in self.portal_permissions)) + "}",
            "app.admin": "on" if self.is_admin else "off",
        }


NOBODY = Viewer()
SYSTEM = Viewer(kind=Kind.SYSTEM, name="clientgraph")
