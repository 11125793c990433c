"""Who is asking."""

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


@part_of(None)
class Viewer:
    """Who is asking. Null when anonymous."""

    user: noun("User") | None = MadeField(
        "The user; null for a contact.",
        lambda viewer, info: viewer.user_id and info.context.loaders.one(models.User).load(viewer.user_id),
    )
    contact: noun("Contact") | None = MadeField(
        "The contact this session speaks for; null for a user.",
        lambda viewer, info: viewer.contact_id and info.context.loaders.one(models.Contact).load(viewer.contact_id),
    )
    contacts: list[noun("Contact")] = MadeField("Every contact this person is, one per client.", _contacts)
    client: noun("Client") | None = MadeField(
        "The contact's client.",
        lambda viewer, info: viewer.client_id and info.context.loaders.one(models.Client).load(viewer.client_id),
    )
    role: models.Role = MadeField("What the viewer is.", lambda viewer, info: viewer.role)
    abilities: list[models.Ability] = MadeField(
        "Rights beyond the role, and those it brings.",
        lambda viewer, info: [ability for ability in models.Ability if viewer.can(ability)],
    )
    portal_permissions: list[models.PortalPermission] = MadeField(
        "What a contact sees in the portal.",
        lambda viewer, info: [each for each in models.PortalPermission if each in viewer.portal_permissions],
    )
    notifications = listing("Notification", description="What the viewer should know, newest first.")


@roots
class ViewerQueries:
    """Reading who asks."""

    viewer: Viewer | None = MadeField(
        "Who is asking; null when anonymous.",
        lambda source, info: info.context.viewer if info.context.viewer.is_signed_in else None,
    )
