"""Contacts: the people at a client, and their access to the portal."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core.access import PortalPermission
from models.core.base import Base, OfClient, parent_within_client
from models.core.states import Machine
from models.errors import ErrorCode, Rejected

INVITATION_LASTS = timedelta(days=30)


class PortalStatus(Enum):
    """A contact's access to the portal. An invitation lasts 30 days."""

    NONE = "Was never invited."
    INVITED = "Has an invitation, not accepted yet."
    ACTIVE = "Can sign in."
    SUSPENDED = "Can no longer sign in."


PORTAL_MOVES = Machine(
    "contact's portal access",
    {
        PortalStatus.NONE: {PortalStatus.INVITED},
        PortalStatus.INVITED: {PortalStatus.INVITED, PortalStatus.ACTIVE},
        PortalStatus.ACTIVE: {PortalStatus.SUSPENDED},
        PortalStatus.SUSPENDED: {PortalStatus.ACTIVE},
    },
)


class Contact(OfClient, Base):
    """A person at a client. One person at several clients has one contact at each, and one identity."""

    __tablename__ = "contact"
    __table_args__ = (
        parent_within_client(),
        Index("uq_contact_point_of_contact", "client_id", unique=True, postgresql_where=text("is_point_of_contact")),
        Index(
            "uq_contact_client_id_identity_id",
            "client_id",
            "identity_id",
            unique=True,
            postgresql_where=text("identity_id IS NOT NULL"),
        ),
        Index("ix_contact_email", text("lower(email)")),
        Index("ix_contact_client_id_name", "client_id", "name"),
    )

    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    job_role: Mapped[str | None]
    is_point_of_contact: Mapped[bool] = mapped_column(default=False)
    portal_status: Mapped[PortalStatus] = mapped_column(default=PortalStatus.NONE)
    portal_permissions: Mapped[list[str]] = mapped_column(default=list)
    """Names of PortalPermission."""
    email_notifications: Mapped[bool] = mapped_column(default=False)
    """Whether notifications are mailed as well; nobody gets mail without having asked for it."""
    invitation_expires_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    identity_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity.id"), index=True)

    def invite(self, now: datetime) -> None:
        """Invite, or invite once more. REQUIRED without an e-mail address."""
        if not self.email:
            raise Rejected(ErrorCode.REQUIRED, "The contact needs an e-mail address to be invited.", ["contactId"])
        self.portal_status = PORTAL_MOVES.move(self.portal_status, PortalStatus.INVITED)
        self.invitation_expires_at = now + INVITATION_LASTS

    def activate(self, identity_id: UUID | None = None) -> None:
        """The invitation was accepted by this identity, or a suspended contact comes back."""
        self.portal_status = PORTAL_MOVES.move(self.portal_status, PortalStatus.ACTIVE)
        self.identity_id = identity_id or self.identity_id
        self.invitation_expires_at = None

    def suspend(self) -> None:
        """Close the portal to them; the verb ends sessions and streams."""
        self.portal_status = PORTAL_MOVES.move(self.portal_status, PortalStatus.SUSPENDED)

    def permit(self, permissions: Collection[PortalPermission]) -> None:
        """Replace what they see, in the order of the enum."""
        self.portal_permissions = [one.name for one in PortalPermission if one in permissions]

    def may(self, permission: PortalPermission) -> bool:
        """Whether they see this in the portal now."""
        return self.portal_status is PortalStatus.ACTIVE and permission.name in self.portal_permissions
