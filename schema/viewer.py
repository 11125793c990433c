"""Who is asking."""

from collections.abc import Callable
from typing import Any

import models
from resolvers import sign_in
from schema.core.fields import described_type
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.node import listing, part_of, roots

for _enum in (models.Role, models.Ability, models.PortalPermission):
    described_type(_enum)


async def _contacts(viewer: Any, info: Any) -> list[models.Contact]:
    return await sign_in.contacts_of(info.context)


def _person(name: str, key: str, term: str) -> Any:
    """One of the rows a viewer is: by its key, or by the term that stands for it in SQL."""
    model = getattr(models, name)
    return MadeField(
        TOLD[key],
        lambda viewer, info: getattr(viewer, key) and info.context.loaders.one(model).load(getattr(viewer, key)),
        sql=lambda asked: asked.one(model, getattr(asked.viewer, term), nullable=True),
    )


def _held(description: str, held: Callable[[Any], Any]) -> Any:
    """What a viewer's shape says."""
    return MadeField(
        description,
        lambda viewer, info: held(viewer),
        sql=lambda asked: [_named(held(asked.viewer))],
    )


def _named(held: Any) -> str:
    """One choice or several, as JSON."""
    names = [f'"{each.name}"' for each in (held if isinstance(held, list) else [held])]
    return f"[{','.join(names)}]" if isinstance(held, list) else names[0]


TOLD = {
    "user_id": "The user; null for a contact.",
    "contact_id": "The contact this session speaks for; null for a user.",
    "client_id": "The contact's client.",
}


@part_of(None)
class Viewer:
    """Who is asking. Null when anonymous."""

    user: noun("User") | None = _person("User", "user_id", "me")
    contact: noun("Contact") | None = _person("Contact", "contact_id", "my_contact")
    contacts: list[noun("Contact")] = MadeField("Every contact this person is, one per client.", _contacts)
    client: noun("Client") | None = _person("Client", "client_id", "own_client")
    role: models.Role = _held("What the viewer is.", lambda viewer: viewer.role)
    abilities: list[models.Ability] = _held(
        "Rights beyond the role, and those it brings.",
        lambda viewer: [ability for ability in models.Ability if viewer.can(ability)],
    )
    portal_permissions: list[models.PortalPermission] = _held(
        "What a contact sees in the portal.",
        lambda viewer: [each for each in models.PortalPermission if each in viewer.portal_permissions],
    )
    notifications = listing("Notification", description="What the viewer should know, newest first.")


@roots
class ViewerQueries:
    """Reading who asks."""

    viewer: Viewer | None = MadeField(
        "Who is asking; null when anonymous.",
        lambda source, info: info.context.viewer if info.context.viewer.is_signed_in else None,
        sql=lambda asked: asked.object(asked.place) if asked.viewer.is_signed_in else ["null"],
    )
