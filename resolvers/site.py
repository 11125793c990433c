"""Sites: the places where work is done."""

from typing import Any

from models import Client, EventKind, Site
from models.core.address import address
from models.core.money import Path
from models.core.naming import spaced
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named

POSTCODE = Site.address["postcode"].astext
STREET = Site.address["street"].astext
"""The parts of the address a site is looked for by."""


async def create(context: Context, given: Given) -> Answer:
    """Make a site of a client."""
    async with context.change() as change:
        return change.answer(site=await open_site(change, given))


async def open_site(change: Change, given: Given, at: Path = ()) -> Site:
    """Make a site; REQUIRED at `clientId` without a client (domain.md FS-03).

    `given` has the parts of CreateSiteInput and `at` is where it lies in the input.
    """
    if given.client_id is None:
        raise Rejected(ErrorCode.REQUIRED, "A site is a client's: say whose.", [*at, "clientId"])
    client = await change.find(Client, given.client_id, *at, "clientId", lock=False)
    site = await change.add(
        Site(
            client_id=client.id,
            name=named(given.name, *at, "name"),
            address=_address(given, at),
            reference=spaced(given.reference or "") or None,
            access_notes=given.access_notes,
        )
    )
    change.record(EventKind.SITE_CREATED, site)
    return site


async def update(context: Context, given: Given) -> Answer:
    """Change what is given; its client stays (domain.md 3.2)."""
    async with context.change() as change:
        site = await change.find(Site, given.site_id, "siteId")
        change.expect(site, given.expected_version)
        if "name" in given:
            site.name = named(given.name, "name")
        if "address" in given:
            site.address = _address(given)
        change.update(site, given, "reference", "access_notes", "active")
        if change.changed(site):
            change.record(EventKind.SITE_UPDATED, site)
        return change.answer(site=site)


def _address(given: Given, at: Path = ()) -> dict[str, Any]:
    path = [*at, "address"]
    kept = address(given.address.plain() if given.address else None, path)
    if kept is None:
        raise Rejected(ErrorCode.REQUIRED, "A site needs an address.", path)
    return kept
