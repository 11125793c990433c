"""Money as the API shows it."""

from decimal import Decimal
from typing import Any

import strawberry

from models.core import money
from permissions.base import Visible
from schema.core.guard import Guard
from schema.core.scalars import CurrencyCode


@strawberry.type(description="An amount in one currency. Amounts of two currencies are never added.")
class Money:
    """Shown from a `models.core.money.Money`."""

    @strawberry.field(
        description="Exact, with the decimals of the currency; rates and unit prices up to four.",
        extensions=[Guard([Visible()])],
    )
    def amount(root: Any) -> Decimal:
        return money.shown(root.amount, root.currency)

    currency: CurrencyCode = strawberry.field(
        description="The currency of the amount.", extensions=[Guard([Visible()])]
    )


@strawberry.input(description="An amount in one currency. More decimals than the currency has are INVALID.")
class MoneyInput:
    """Read with `amount` or `rate`, which check it."""

    amount: Decimal = strawberry.field(description="Exact, as a decimal string.")
    currency: CurrencyCode = strawberry.field(description="The currency of the amount.")
