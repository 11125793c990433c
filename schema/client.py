"""Clients."""

from datetime import datetime

import models
from permissions.base import CanSeeCosts, StaffOnly
from schema.core.fields import field
from schema.core.money import Money
from schema.core.node import Timelined, found, listing, node, roots
from schema.core.scalars import CurrencyCode


@node(models.Client, "clients", ["NAME"])
class Client(Timelined):
    """A customer: the hub to which everything else connects. A contact sees its own client alone."""

    name: str = field("What the client is called.", filterable=True, orderable=True, searchable=True)
    type: models.ClientType = field("Person or company.", filterable=True, groupable=True)
    status: models.ClientStatus = field("Whether business is being done.", filterable=True, groupable=True)
    currency: CurrencyCode = field("Fixed once an invoice is issued.", filterable=True, groupable=True)
    tax_id: str | None = field("The tax number.")
    source: str | None = field("Where the client came from. Staff.", StaffOnly, filterable=True, groupable=True)
    hourly_rate: Money | None = field("Sale price of one hour. Needs SEE_COSTS.", CanSeeCosts)
    contacts = listing("Contact", models.Contact.client_id, "The people at the client.")
    created_at: datetime = field(
        "When it was made.", filterable=True, orderable=True, bound=True, groupable="CREATED_ON"
    )
    timeline = listing("Event", models.Event.client_id, "What happened to it, newest first.")
    version: int = field("Rises with every change.")


@roots
class ClientQueries:
    """Reading clients."""

    clients = listing("Client", description="Every visible client.")
    client = found("Client", "One client.", as_of=True)
