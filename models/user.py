"""The people who work here, their role, and the clients they are assigned to."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.access import Ability, Role
from models.core.base import Base, Row
from models.core.states import Machine


class UserStatus(Enum):
    """The life of a user account."""

    INVITED = "Has not set a password yet."
    ACTIVE = "Can sign in."
    DISABLED = "Can no longer sign in."


USER_MOVES = Machine(
    "user",
    {
        UserStatus.INVITED: {UserStatus.ACTIVE, UserStatus.DISABLED},
        UserStatus.ACTIVE: {UserStatus.DISABLED},
        UserStatus.DISABLED: {UserStatus.ACTIVE},
    },
)


class User(Row, Base):
    """Someone who works here."""

    __tablename__ = "user"
    __table_args__ = (Index("uq_user_email", text("lower(email)"), unique=True),)

    name: Mapped[str] = mapped_column(index=True)
    email: Mapped[str]
    status: Mapped[UserStatus] = mapped_column(default=UserStatus.INVITED)
    role: Mapped[Role]
    abilities: Mapped[list[str]] = mapped_column(default=list)
    """Names of abilities given on top of the role."""
    all_clients: Mapped[bool] = mapped_column(default=False)
    cost_rate: Mapped[Decimal | None]
    """Cost of one hour."""
    cost_rate_currency: Mapped[str | None]
    hourly_rate: Mapped[Decimal | None]
    """Sale price of one hour, the last resort of domain.md T2."""
    hourly_rate_currency: Mapped[str | None]
    weekly_capacity_minutes: Mapped[int | None]
    email_notifications: Mapped[bool] = mapped_column(default=False)
    """Whether notifications are mailed as well."""
    identity_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity.id"), unique=True)
    last_seen_at: Mapped[datetime | None]

    def change_status(self, status: UserStatus) -> None:
        """Accept the invitation, disable the account, or let it back in."""
        self.status = USER_MOVES.move(self.status, status)

    def has(self, ability: Ability) -> bool:
        """Whether the user has the ability, by role or by gift (domain.md 3.11)."""
        if self.role in (Role.OWNER, Role.ADMIN):
            return True
        if self.role is Role.ANALYST:
            return ability is Ability.SEE_COSTS
        return ability.name in self.abilities


class UserClient(Base):
    """A client assigned to a user: the scope of limited staff and analysts (domain.md S1)."""

    __tablename__ = "user_client"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), primary_key=True, index=True)
    assigned_at: Mapped[datetime] = mapped_column(default=clock.now)
