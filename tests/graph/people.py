"""People who really sign in: with a password, a token, and a context of their own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

import models
from models.core.clock import now
from permissions.viewer import SYSTEM
from resolvers.context import Context, Services
from resolvers.session import authenticate
from resolvers.user import bootstrap_user
from schema import schema
from tests.graph.conftest import gid

PASSWORD = "a long enough password"
LOGIN = """
mutation ($email: String!, $password: String!, $contact: ID) {
  login(input: {email: $email, password: $password, contactId: $contact}) {
    token
    viewer { role user { id name } contact { id } client { id } contacts { id name client { name } } }
    userErrors { code path }
    cursor
  }
}
"""
ENABLE = """
mutation ($id: ID!, $permissions: [PortalPermission!]!) {
  enablePortal(input: {contactId: $id, permissions: $permissions}) {
    contact { id portalStatus portalPermissions invitationExpiresAt }
    invitationSentTo invitationToken
    userErrors { code path }
  }
}
"""
ACCEPT = """
mutation ($token: String!, $password: String!) {
  acceptPortalInvitation(input: {token: $token, password: $password}) {
    token viewer { role contact { id portalStatus email } } userErrors { code path }
  }
}
"""
VIEWER = "{ viewer { role user { name } contact { name } } }"


class Door:
    """The way in from outside: every request reads its token anew."""

    def __init__(self, services: Services) -> None:
        self.services = services

    async def context(self, token: str | None = None, ip: str = "192.0.2.1") -> Context:
        """The context a request with this token has."""
        viewer, session = await authenticate(self.services, token)
        return Context(self.services, viewer, session, ip=ip)

    async def ask(self, token: str | None, query: str, /, **variables: Any) -> Any:
        """The data of an operation."""
        return (await self.whole(await self.context(token), query, **variables)).data

    async def whole(self, context: Context, query: str, /, **variables: Any) -> Any:
        """The answer of an operation in a context of the test's own."""
        result = await schema.execute(query, variable_values=variables, context_value=context)
        assert not result.errors, result.errors
        return result

    async def login(self, email: str, password: str = PASSWORD, contact: str | None = None) -> dict[str, Any]:
        """What `login` answers."""
        return (await self.ask(None, LOGIN, email=email, password=password, contact=contact))["login"]

    async def user(self, role: models.Role = models.Role.STAFF, name: str = "Pat", **over: Any) -> models.User:
        """A user with a password."""
        given = {"email": f"{name.lower()}@studio.test", "password": PASSWORD}
        return await bootstrap_user(Context(self.services, SYSTEM), name=name, role=role, **given | over)

    async def token(self, role: models.Role = models.Role.STAFF, name: str = "Pat") -> str:
        """The token of a user who just signed in."""
        user = await self.user(role, name)
        return (await self.login(user.email))["token"]

    async def enter_portal(self, owner: Any, contact: models.Contact, *permissions: str) -> str:
        """The token of a contact who was invited and accepted."""
        context = Context(self.services, owner)
        told = (await self.whole(context, ENABLE, id=gid(contact), permissions=list(permissions))).data["enablePortal"]
        entered = await self.ask(None, ACCEPT, token=told["invitationToken"], password=PASSWORD)
        return entered["acceptPortalInvitation"]["token"]


@pytest.fixture
def long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first wait of a guesser lasts a minute, so that a slow machine does not sit it out by accident."""
    monkeypatch.setattr("models.attempt.FIRST_WAIT", timedelta(minutes=1))


@pytest.fixture
def door(services: Services, make: Any) -> Door:
    """The way in, to an organisation that is there."""
    return Door(services)


@pytest.fixture
def mailing(door: Door) -> Door:
    """The way in, with a mail service set."""
    return Door(replace(door.services, mail_enabled=True))


async def letters(door: Door) -> list[models.OutboxMail]:
    """What lies in the outbox, oldest first."""
    async with Context(door.services).change() as change:
        return await change.all(select(models.OutboxMail).order_by(models.OutboxMail.id))


async def change(door: Door, row: Any, **values: Any) -> None:
    """Set values on a row, past every rule."""
    async with Context(door.services).change() as unit:
        found = await unit.get(type(row), row.id)
        for name, value in values.items():
            setattr(found, name, value)


def token_of(letter: models.OutboxMail) -> str:
    """The token of the link in a letter."""
    return letter.body.split("token=")[1].split()[0]


def in_days(days: int) -> str:
    """An instant, days from now."""
    return (now() + timedelta(days=days)).isoformat()
