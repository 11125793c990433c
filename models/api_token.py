"""Keys for programs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.core.access import Role
from models.core.base import Base, Row


class ApiToken(Row, Base):
    """A key for a program: a role, a set of clients and an expiry. `created_by` is the user who made it."""

    __tablename__ = "api_token"

    name: Mapped[str] = mapped_column(index=True)
    prefix: Mapped[str]
    """The first characters of the secret, to recognise it by."""
    token_hash: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role]
    abilities: Mapped[list[str]] = mapped_column(default=list)
    """Names of the abilities its maker had when it was made."""
    all_clients: Mapped[bool] = mapped_column(default=False)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    """The user it acts for and never exceeds."""
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def is_live(self, now: datetime) -> bool:
        """Whether it still opens the door."""
        return self.revoked_at is None and now < self.expires_at

    def revoke(self, now: datetime) -> None:
        """End it; a second time changes nothing."""
        self.revoked_at = self.revoked_at or now


class ApiTokenClient(Base):
    """A client an API token is limited to."""

    __tablename__ = "api_token_client"

    api_token_id: Mapped[UUID] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), primary_key=True, index=True)
