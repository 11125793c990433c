"""Why somebody sees a row, or does not (domain.md 3.10, 3.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from models import Client, Contact, PortalPermission, User, UserClient, Visibility
from models.core.base import Base
from permissions.base import Permission, Rows, visible
from permissions.viewer import Kind, Viewer
from resolvers.context import Context
from resolvers.session import may_come_in, viewer_of_contact, viewer_of_user


@dataclass(frozen=True)
class Explanation:
    """The verdict on one person and one row, the rules in the order they were asked, and the fields kept back."""

    allowed: bool
    because: list[str]
    withheld: list[str]


async def explain(
    context: Context, row: Base, person: User | Contact, guards: Mapping[str, Sequence[Permission]]
) -> Explanation:
    """Ask the rules about a row as this person would. `guards` are the permission classes by field of its type."""
    viewer = await viewer_of(context, person)
    because = [await _standing(context, person)]
    if not may_come_in(person):
        return Explanation(False, [*because, f"The account of {person.name} is not open, so nothing is seen."], [])
    as_person = Context(context.services, viewer)
    because += await _belonging(context, row, viewer)
    if not await _sees(as_person, row, viewer):
        return Explanation(False, [*because, await _obstacle(context, row, viewer)], [])
    because.append(f"{type(row).__name__}: {_rule(type(row))}")
    return Explanation(True, because, await _withheld(as_person, row, guards))


async def viewer_of(context: Context, person: User | Contact) -> Viewer:
    """The viewer somebody is when they come in."""
    zone = {"time_zone": context.viewer.time_zone, "currency": context.viewer.currency}
    if isinstance(person, Contact):
        return viewer_of_contact(person, **zone)
    assigned = select(UserClient.client_id).where(UserClient.user_id == person.id)
    return viewer_of_user(person, await context.as_system().scalars(assigned), **zone)


async def _sees(context: Context, row: Base, viewer: Viewer) -> bool:
    """Whether the row exists for a viewer, by the scope and by the last wall."""
    found = visible(type(row), viewer).where(type(row).id == row.id)
    return await Context(context.services, viewer).scalar(found) is not None


async def _standing(context: Context, person: User | Contact) -> str:
    if isinstance(person, User):
        return f"{person.name} is {person.role.name}."
    held = ", ".join(person.portal_permissions) or "no portal permission"
    return f"{person.name} is a contact of {await _client_name(context, person.client_id)}, with {held}."


async def _belonging(context: Context, row: Base, viewer: Viewer) -> list[str]:
    """Whose client the row is, as far as that matters to the viewer."""
    client_id = row.id if isinstance(row, Client) else getattr(row, "client_id", None)
    if viewer.kind is Kind.ALL:
        return ["Every client is covered."]
    if client_id is None:
        return ["It belongs to no client."]
    name = await _client_name(context, client_id)
    if viewer.is_contact:
        return [f"It belongs to {name}, {'the' if client_id == viewer.client_id else 'not the'} client of the contact."]
    return [f"It belongs to {name}, which is {'' if client_id in viewer.client_ids else 'not '}assigned."]


async def _client_name(context: Context, client_id: UUID) -> str:
    return await context.as_system().scalar(select(Client.name).where(Client.id == client_id))


async def _obstacle(context: Context, row: Base, viewer: Viewer) -> str:
    """The one thing that would have to be otherwise; the rule itself where it is more than one."""
    if viewer.kind is Kind.LIMITED and await _sees(context, row, replace(viewer, kind=Kind.ALL)):
        return "Only assigned clients are seen."
    for permission in PortalPermission if viewer.is_contact else ():
        held = viewer.portal_permissions | {permission}
        if await _sees(context, row, replace(viewer, portal_permissions=held)):
            return f"The portal permission {permission.name} is missing."
    if viewer.is_contact and getattr(row, "client_id", None) == viewer.client_id:
        return " ".join([f"{type(row).__name__}: {_rule(type(row))}", *_facts(row)])
    return f"{type(row).__name__}: {_rule(type(row))}"


def _facts(row: Any) -> list[str]:
    """What of the row itself keeps it out of the portal, in most cases."""
    facts = []
    if getattr(row, "visibility", None) is Visibility.INTERNAL:
        facts.append("It is INTERNAL.")
    if getattr(row, "portal_visible", None) is False or getattr(row, "client_visible", None) is False:
        facts.append("It is switched off for the portal.")
    if status := getattr(row, "status", None):
        facts.append(f"Its status is {status.name}.")
    return facts


def _rule(model: type[Base]) -> str:
    return " ".join((type(Rows.scopes[model]).__doc__ or "").split())


async def _withheld(context: Context, row: Base, guards: Mapping[str, Sequence[Permission]]) -> list[str]:
    """The fields that would answer null, by the viewer alone or by the row."""
    viewer = context.viewer
    denied = {name for name, asked in guards.items() if not all(each.allows(viewer) for each in asked)}
    narrowing = {
        name: and_(*(each.rows(viewer) for each in asked if each.narrows))
        for name, asked in guards.items()
        if name not in denied and any(each.narrows for each in asked)
    }
    if narrowing:
        columns = [condition.label(name) for name, condition in narrowing.items()]
        (found,) = await context.rows(select(*columns).where(type(row).id == row.id))
        denied |= {name for name, readable in zip(narrowing, found, strict=True) if not readable}
    return sorted(denied)
