"""Contacts."""

import models
from permissions.contact import StaffOrSameContact
from schema.core.fields import field, related
from schema.core.node import ClientScoped, found, listing, node, roots


@node(models.Contact, "contacts", ["NAME"])
class Contact(ClientScoped):
    """A person at a client. Colleagues in the portal see each other's names alone."""

    client = related(models.Contact.client_id, "The client.", filterable=True)
    name: str = field("The name.", filterable=True, orderable=True)
    email: str | None = field("Staff and the contact.", StaffOrSameContact, filterable=True)


@roots
class ContactQueries:
    """Reading contacts."""

    contacts = listing("Contact", description="Every visible contact.")
    contact = found("Contact", "One contact.")
