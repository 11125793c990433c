"""Contacts."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanWork, StaffOnly
from permissions.contact import StaffOrSameContact
from resolvers import contact as contacts
from resolvers.reading import Reading
from schema.core.fields import field, related
from schema.core.filters import flag
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots


@node(
    models.Contact,
    "contacts",
    ["NAME"],
    criteria=[
        flag(
            "archived",
            Reading(models.Contact, "archived", models.Contact.archived_at.is_not(None)),
            "Whether the contact is kept for the record alone.",
        )
    ],
)
class Contact(ClientScoped):
    """A person at a client. Colleagues in the portal see each other's names alone."""

    client = related(models.Contact.client_id, "The client.", nullable=False, filterable=True)
    name: str = field("What the person is called.", filterable=True, orderable=True, searchable=True)
    email: str | None = field("Staff and the contact.", StaffOrSameContact, filterable=True, searchable=True)
    phone: str | None = field("Staff and the contact.", StaffOrSameContact)
    job_role: str | None = field("Such as billing contact or decision maker.", StaffOrSameContact)
    is_point_of_contact: bool = field("Exactly one contact of a client is.", filterable=True)
    portal_status: models.PortalStatus | None = field("Staff and the contact.", StaffOrSameContact, filterable=True)
    portal_permissions: list[models.PortalPermission] | None = field("Staff and the contact.", StaffOrSameContact)
    email_notifications: bool | None = field(
        "Whether notifications are mailed as well. Staff and the contact.", StaffOrSameContact
    )
    invitation_expires_at: datetime | None = field("When the invitation stops working. Staff.", StaffOnly)
    last_seen_at: datetime | None = field("When the person last came to the portal. Staff.", StaffOnly)
    archived_at: datetime | None = field("Since when it is kept for the record alone.")
    created_at: datetime = field("When it was made.", orderable=True)
    version: int = field("Rises with every change.")


ContactPayload = payload(
    "ContactPayload",
    "What a write of a contact answers.",
    contact=(noun("Contact") | None, "The contact."),
    invitation_sent_to=(str | None, "The address the invitation was mailed to."),
    invitation_token=(str | None, "Only where no mail service is set; otherwise the invitation is mailed."),
)


@strawberry.input(description="For addContact.")
class AddContactInput:
    client_id: strawberry.ID = given("The client.")
    name: str = given("What the person is called.")
    email: str | None = optional("The e-mail address.")
    phone: str | None = optional("The phone number.")
    job_role: str | None = optional("Such as billing contact or decision maker.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateContactInput:
    contact_id: strawberry.ID = given("The contact.")
    name: str | None = optional("What the person is called.")
    email: str | None = optional("The e-mail address.")
    phone: str | None = optional("The phone number.")
    job_role: str | None = optional("Such as billing contact or decision maker.")
    email_notifications: bool | None = optional("Whether notifications are mailed as well.")
    archived: bool | None = optional("Whether the contact is kept for the record alone.")
    expected_version: int | None = optional("The version the change is based on.")


@roots
class ContactQueries:
    """Reading contacts."""

    contacts = listing("Contact", description="Every visible contact.")
    contact = found("Contact", "One contact.")


@roots
class ContactMutations:
    """Keeping the people at a client."""

    add_contact: ContactPayload = mutation(
        contacts.add, AddContactInput, CanWork, description="Add a person; an INDIVIDUAL client has exactly one."
    )
    update_contact: ContactPayload = mutation(
        contacts.update, UpdateContactInput, CanWork, description="Change a person's details."
    )
