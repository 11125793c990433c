"""Notifications by mail, for those who want them that way as well."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, union_all

from models import Contact, PortalStatus, User, UserStatus
from resolvers.coverage import may_see


@dataclass(frozen=True)
class Letter:
    """One notification as a letter."""

    address: str
    name: str
    title: str

    def body(self, link: str) -> str:
        """The text. The link leads to the front page: what is behind it is for who signs in."""
        return (
            f"Hello {self.name},\n\n{self.title}.\n\n{link}\n\n"
            "You get this letter because you asked for your notifications by mail. You can turn that off there.\n"
        )


def wanting_letters(users: Collection[UUID], contacts: Collection[UUID], client_id: UUID | None) -> Select[Any]:
    """Address and name of those among the recipients who want letters, and may still see what it is about."""
    colleagues = select(User.email, User.name).where(
        User.id.in_(users), User.email_notifications, User.status == UserStatus.ACTIVE, may_see(client_id)
    )
    in_portal = select(Contact.email, Contact.name).where(
        Contact.id.in_(contacts),
        Contact.email_notifications,
        Contact.email.is_not(None),
        Contact.portal_status == PortalStatus.ACTIVE,
        Contact.archived_at.is_(None),
    )
    return union_all(colleagues, in_portal)
