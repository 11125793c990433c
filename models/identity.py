"""Who can sign in: one e-mail address and one password."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from models.core.base import Base, Row


class Identity(Row, Base):
    """A login. A user has one; the contacts one person is at several clients share one."""

    __tablename__ = "identity"
    __table_args__ = (Index("uq_identity_email", text("lower(email)"), unique=True),)

    email: Mapped[str]
    password_hash: Mapped[str | None]
    """Argon2; null until an invitation is accepted."""
