"""A project's money as the API shows it."""

from decimal import Decimal

import models
from resolvers import billable_time
from resolvers import project_finance as finance
from schema.core.fields import computed
from schema.core.money import Money
from schema.core.node import part_of


@part_of(models.Project)
class UnbilledSummary:
    """What could be invoiced now."""

    seconds: int = computed(billable_time.unbilled_seconds(), "Open billable time, as recorded.")
    time: Money = computed(billable_time.unbilled_time(), "That time, rounded, at its rates.")
    expenses: Money = computed(billable_time.unbilled_expenses(), "Open billable expenses, with markup.")
    total: Money = computed(finance.unbilled, "Both together.")


@part_of(models.Project)
class ProjectFinance:
    """A project's money: paid and outstanding with tax, the rest net of it."""

    invoiced: Money = computed(finance.invoiced, "Issued invoices less credits.")
    earned: Money = computed(
        finance.earned, "Billed, plus open billable work at its rates; for a fixed price, the price times progress."
    )
    paid: Money = computed(finance.paid, "Settled by payments.")
    outstanding: Money = computed(finance.outstanding, "Left to pay.")
    cost: Money = computed(finance.cost, "Time at cost rates, expenses and job activities.")
    profit: Money = computed(finance.profit, "invoiced less cost.")
    margin_percent: Decimal | None = computed(
        finance.margin_percent, "Profit as a percentage of what is invoiced; null where nothing is."
    )
