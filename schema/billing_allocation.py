"""The billing ledger."""

from datetime import datetime
from decimal import Decimal

import models
from resolvers import billing_allocation as ledger
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import Pieces
from schema.billable import Billable
from schema.core.fields import field, related
from schema.core.making import MadeField
from schema.core.money import Money
from schema.core.node import ClientScoped, node


def billable(asked: Asked) -> Pieces:
    """The same in a compiled statement."""
    texts = [asked.found(model, asked.place.key(column)) for column, model in ledger.BILLABLES.items()]
    return asked.either(texts, nullable=True)


@node(models.BillingAllocation, "billing allocations", ["CREATED_AT"])
class BillingAllocation(ClientScoped):
    """The entry of the billing ledger that ties one billable to one line. A billable has one live entry at most.

    Staff.
    """

    client = related(models.BillingAllocation.client_id, "The client.")
    invoice_line = related(models.BillingAllocation.invoice_line_id, "The line.")
    state: models.AllocationState = field("Where it stands.", filterable=True)
    billable: Billable | None = MadeField(
        "Null for a share of a fixed price.",
        lambda allocation, info: ledger.billable(info.context.loaders, allocation),
        sql=billable,
    )
    quantity: Decimal = field("Hours or units.")
    seconds: int | None = field("Billed time after rounding.")
    share_percent: Decimal | None = field("Share of the fixed price.")
    net: Money = field("Its part of the line's net.")
    credit_note = related(models.BillingAllocation.credit_note_id, "The credit note that gave it back.")
    released_at: datetime | None = field("When it was given back.")
    created_at: datetime = field("When it was made.", filterable=True, orderable=True)
