"""Sites."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanWork, StaffOnly
from resolvers import site as sites
from resolvers.reading import Reading
from schema.address import Address, AddressInput
from schema.core.fields import field, part, related
from schema.core.filters import compared, search
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import GRAMMARS, ClientScoped, found, listing, node, roots

POSTCODE = Reading(models.Site, "postcode", sites.POSTCODE)
SOUGHT = [
    Reading(models.Site, "name", models.Site.name),
    Reading(models.Site, "reference", models.Site.reference),
    Reading(models.Site, "street", sites.STREET),
    POSTCODE,
]


@node(models.Site, "sites", ["NAME"], criteria=[compared("postcode", str, POSTCODE), search(SOUGHT)])
class Site(ClientScoped):
    """A place where work is done. Its client never changes once it has jobs. Contacts need JOBS."""

    name: str = field("What it is called.", filterable=True, orderable=True)
    client = related(models.Site.client_id, "The client.", nullable=False, filterable=True)
    address: Address = part("Where it is.", of="address")
    reference: str | None = field("Such as a property reference number.", filterable=True)
    access_notes: str | None = field("How to get in. Staff.", StaffOnly)
    active: bool = field("Whether work is done there.", filterable=True)
    jobs = listing("Job", models.Job.site_id, "The work there.")
    created_at: datetime = field("When it was made.", orderable=True)
    version: int = field("Rises with every change.")


# An address is found by its lines, which are no fields of the site.
GRAMMARS["Site"].searched.extend(SOUGHT)

SitePayload = payload("SitePayload", "What a write of a site answers.", site=(noun("Site") | None, "The site."))


@strawberry.input(description="For createSite.")
class CreateSiteInput:
    client_id: strawberry.ID | None = optional("Without it: REQUIRED.")
    name: str = given("What it is called.")
    address: AddressInput = given("Where it is.")
    reference: str | None = optional("Such as a property reference number.")
    access_notes: str | None = optional("How to get in.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateSiteInput:
    site_id: strawberry.ID = given("The site.")
    name: str | None = optional("What it is called.")
    address: AddressInput | None = optional("Where it is.")
    reference: str | None = optional("Such as a property reference number.")
    access_notes: str | None = optional("How to get in.")
    active: bool | None = optional("Whether work is done there.")
    expected_version: int | None = optional("The version the change is based on.")


@roots
class SiteQueries:
    """Reading sites."""

    sites = listing("Site", description="Every visible site.")
    site = found("Site", "One site.")


@roots
class SiteMutations:
    """Keeping the places where work is done."""

    create_site: SitePayload = mutation(sites.create, CreateSiteInput, CanWork, description="Make a site of a client.")
    update_site: SitePayload = mutation(sites.update, UpdateSiteInput, CanWork, description="Change a site.")
