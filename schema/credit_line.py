"""Lines of credit notes."""

import strawberry

import models
from permissions.base import StaffOnly
from resolvers import credit_note as credit_notes
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import Pieces, quoted, said
from schema.billable import Billable
from schema.billing_allocation import billable
from schema.core.fields import field, related
from schema.core.making import MadeField
from schema.core.money import Money
from schema.core.node import global_id_of, id_of, part_of


def _released(asked: Asked) -> Pieces:
    entry, line = models.BillingAllocation, models.CreditLine
    place = asked.place.row(entry)
    of_line = [
        place.here(entry.credit_note_id) == asked.place.here(line.credit_note_id),
        place.here(entry.invoice_line_id) == asked.place.here(line.invoice_line_id),
    ]
    text = billable(asked.at(place))
    return asked.listed(place, None, (), text, *of_line, said(text) != quoted("null"))


@part_of(models.CreditLine)
class CreditLine:
    """The credit on one invoice line."""

    id: strawberry.ID = MadeField("Opaque.", lambda line, info: global_id_of(line), sql=id_of)
    invoice_line = related(models.CreditLine.invoice_line_id, "The line credited.")
    net: Money = field("Before tax.")
    tax: Money = field("The tax on it.")
    released: list[Billable] | None = MadeField(
        "The billables that can be billed again. Staff.",
        lambda line, info: credit_notes.released(info.context.loaders, line),
        (StaffOnly,),
        sql=_released,
    )
