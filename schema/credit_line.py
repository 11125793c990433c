"""Lines of credit notes."""

import strawberry

import models
from permissions.base import StaffOnly
from resolvers import credit_note as credit_notes
from schema.billable import Billable
from schema.core.fields import field, related
from schema.core.making import MadeField
from schema.core.money import Money
from schema.core.node import global_id_of, part_of


@part_of(models.CreditLine)
class CreditLine:
    """The credit on one invoice line."""

    id: strawberry.ID = MadeField("Opaque.", lambda line, info: global_id_of(line))
    invoice_line = related(models.CreditLine.invoice_line_id, "The line credited.")
    net: Money = field("Before tax.")
    tax: Money = field("The tax on it.")
    released: list[Billable] | None = MadeField(
        "The billables that can be billed again. Staff.",
        lambda line, info: credit_notes.released(info.context.loaders, line),
        (StaffOnly,),
    )
