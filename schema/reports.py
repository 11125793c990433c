"""Reports."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import strawberry
from sqlalchemy import Boolean, Text, cast

import models
from permissions.base import CanSeeCosts, SignedIn, StaffOnly, Visible, within
from permissions.viewer import Viewer
from resolvers import report_ageing, report_profit, report_sla, reports
from resolvers.compiled import pages
from resolvers.compiled.asked import Asked
from resolvers.context import Context
from resolvers.report_profit import ProfitBy
from resolvers.report_sla import SlaBy
from resolvers.reports import About
from schema.core.fields import Marks, argument, field
from schema.core.filters import COMPARATORS, compare
from schema.core.inputs import optional
from schema.core.made import described, later, noun
from schema.core.making import MadeField
from schema.core.money import Money
from schema.core.node import ListingField, Node, part_of, roots
from schema.report_sla import SlaRow

described(ProfitBy)
PROFIT_NODES = [model for model, _ in report_profit.NODES.values()]


@strawberry.input(description="What a report is about. Days are those of the work or the issue, as each report says.")
class ReportFilter:
    client: later("ClientFilter") | None = optional("Of these clients.")
    project: later("ProjectFilter") | None = optional("Of these projects.")
    user: later("UserFilter") | None = optional("Of these users.")
    on: COMPARATORS[date] | None = optional("Of these days.")


def _row(name: str, description: str) -> Any:
    """The row a report names by its key, as far as the viewer may see it."""
    model = getattr(models, name)
    key = f"{name.lower()}_id"

    def read(row: Any, info: Any) -> Any:
        found = getattr(row, key)
        return info.context.loaders.one(model).load(found) if found else None

    return MadeField(
        description, read, sql=lambda asked: asked.one(model, asked.place.key(key), nullable=asked.nullable)
    )


@part_of(None)
class HoursRow:
    """R1. `billedSeconds` is after rounding."""

    project: noun("Project") = _row("Project", "The project.")
    user: noun("User") | None = _row("User", "Who worked.")
    seconds: int = field("All time.")
    billable_seconds: int = field("The part of it that is to be billed, or was.")
    billed_seconds: int = field("What invoices bill of it, after rounding.")


@part_of(None)
class RevenueRow:
    """R2."""

    project: noun("Project") = _row("Project", "The project.")
    client: noun("Client") = _row("Client", "Its client.")
    invoiced: Money = field("Issued invoices less credits, net of tax.")
    earned: Money | None = field(
        "Billed, plus open billable work at its rates; for a fixed price, the price times progress. Needs SEE_COSTS.",
        CanSeeCosts,
    )
    paid: Money = field("Payments set against the project's invoices, with tax.")


class OverdueTasks(ListingField):
    """The overdue tasks of one row of the report."""

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        page = self.page(info, **kwargs)
        counted = models.Task.id.in_(source.task_ids)
        # The key tells the rows of the report apart, which otherwise stand at the same place of the operation.
        return replace(page, key=(page.key, *source.task_ids), where=(*page.where, counted))

    def listed(self, asked: Asked) -> pages.Listed:
        listed = super().listed(asked)
        of_project = models.Task.project_id.is_not_distinct_from(asked.place.key("project_id"))
        counted = asked.json("task_ids").op("?", return_type=Boolean())(cast(models.Task.id, Text()))
        return replace(listed, where=(*listed.where, of_project, counted))


@part_of(None)
class OverdueRow:
    """R3. Tasks without a project make one row."""

    project: noun("Project") | None = _row("Project", "The project; null for tasks without one.")
    overdue_tasks: int = field("How many.", source="count")
    tasks = OverdueTasks(
        "The tasks themselves.",
        (),
        Marks(),
        of="Task",
        link=None,
        where=reports.is_overdue,
        order=(),
        first=50,
        nullable=False,
    )


@part_of(None)
class AgeingRow:
    """R4. One row per client and currency."""

    client: noun("Client") = _row("Client", "Who owes it.")
    current: Money = field("Not due yet.")
    days1_to30: Money = field("1 to 30 days past due.", source="days_1_to_30", currency="currency")
    days31_to60: Money = field("31 to 60 days past due.", source="days_31_to_60", currency="currency")
    days61_to90: Money = field("61 to 90 days past due.", source="days_61_to_90", currency="currency")
    days_over90: Money = field("More than 90 days past due.", source="days_over_90", currency="currency")
    total: Money = field("All of it.")


@part_of(None)
class ProfitRow:
    """R5. One row per key and currency; with `thenBy`, per pair of keys and currency."""

    key: str = field("The node's name, number or code, or the first day of the month.", source="name")
    node: Node | None = MadeField(
        "Null for a month and for the rest.",
        lambda row, info: info.context.loaders.one(row.model).load(row.node_id) if row.node_id else None,
        sql=lambda asked: asked.referred(asked.place.value("model")[0], asked.place.key("node_id"), PROFIT_NODES),
    )
    then_key: str | None = field("The same of `thenBy`; null without it.", source="then_name")
    then_node: Node | None = MadeField(
        "Of `thenBy`, null for a month and for the rest.",
        lambda row, info: info.context.loaders.one(row.then_model).load(row.then_node_id) if row.then_node_id else None,
        sql=lambda asked: asked.referred(
            asked.place.value("then_model")[0], asked.place.key("then_node_id"), PROFIT_NODES
        ),
    )
    revenue: Money = field("Issued invoices less credits, net of tax.")
    cost: Money = field("Time at cost rates, expenses, and what was done on jobs.")
    profit: Money = field("Revenue less cost.")
    margin_percent: Decimal | None = field("Profit of revenue; null without revenue.")


@part_of(None)
class UtilisationRow:
    """R6."""

    user: noun("User") = _row("User", "Who.")
    capacity_seconds: int = field("The time there is, by the weekly capacity.")
    tracked_seconds: int = field("All time.")
    billable_seconds: int = field("The part of it that is to be billed, or was.")
    utilisation_percent: Decimal | None = field("Billable of capacity; null without a capacity.")


@part_of(None)
class UnbilledRow:
    """R8. One row per project, and one per client for jobs."""

    client: noun("Client") = _row("Client", "The client.")
    project: noun("Project") | None = _row("Project", "The project.")
    seconds: int = field("Open billable time, as recorded.")
    time: Money = field("That time, rounded, at its rates.")
    expenses: Money = field("Open billable expenses, with markup.")
    jobs: Money = field("Jobs that can be invoiced.")
    total: Money = field("All of it.")


def _about(viewer: Viewer, given: ReportFilter | None) -> About:
    def keys(model: Any, wanted: Any) -> Any:
        return within(model, viewer, wanted.predicate(viewer)) if wanted else None

    if given is None:
        return About(viewer)
    return About(
        viewer,
        keys(models.Client, given.client),
        keys(models.Project, given.project),
        keys(models.User, given.user),
        (lambda day: compare(day, given.on)) if given.on else None,
    )


FILTER = argument("filter", ReportFilter | None, "What the report is about.")
Read = Callable[[Context, dict[str, Any]], Awaitable[Sequence[Any]]]


def _report(read: Read, description: str, *permissions: type, arguments: Sequence[Any] = (FILTER,)) -> Any:
    """A report: rows worked out by rules of the business, from the arguments. In a compiled statement they come first,
    and what hangs on them is read by it."""

    async def prepare(context: Context, given: dict[str, Any]) -> list[dict[str, Any]]:
        return [_piece(row) for row in await read(context, given)]

    return MadeField(
        description,
        lambda source, info, **given: read(info.context, given),
        permissions or (Visible,),
        arguments,
        lambda asked: asked.prepared_list(prepare),
    )


def _piece(row: Any) -> dict[str, Any]:
    """A row of a report as JSON, what it works out itself included."""
    worked_out = [name for name, value in vars(type(row)).items() if isinstance(value, property)]
    piece = {name: getattr(row, name) for name in [*(each.name for each in fields(row)), *worked_out]}
    return {name: value.__name__ if isinstance(value, type) else value for name, value in piece.items()}


def _filtered(read: Callable[[Context, About], Awaitable[Sequence[Any]]]) -> Read:
    """A report that takes a ReportFilter alone."""
    return lambda context, given: read(context, _about(context.viewer, given.get("filter")))


def _ageing(context: Context, given: dict[str, Any]) -> Any:
    viewer, wanted = context.viewer, given.get("filter")
    clients = within(models.Client, viewer, wanted.predicate(viewer)) if wanted else None
    return report_ageing.receivables_ageing(context, About(viewer, clients), given.get("as_of"))


def _profit(context: Context, given: dict[str, Any]) -> Any:
    about = _about(context.viewer, given.get("filter"))
    return report_profit.profit(context, about, given["by"], given.get("then_by"))


def _job_sla(context: Context, given: dict[str, Any]) -> Any:
    wanted = given.get("filter")
    which = wanted.predicate(context.viewer) if wanted else None
    return report_sla.job_sla(context, given.get("by") or SlaBy.CLIENT, which)


def _utilisation(context: Context, given: dict[str, Any]) -> Any:
    wanted = given.get("filter")
    first, last = _span(wanted.on if wanted else None)
    return reports.utilisation(context, _about(context.viewer, wanted), first, last)


def _span(days: Any) -> tuple[date | None, date | None]:
    """The first and the last day of a DateFilter, where it names them."""
    if not days:
        return None, None
    one = timedelta(days=1)
    firsts = [days.eq or None, days.gte or None, min(days.gt, date.max - one) + one if days.gt else None]
    lasts = [days.eq or None, days.lte or None, max(days.lt, date.min + one) - one if days.lt else None]
    return max(filter(None, firsts), default=None), min(filter(None, lasts), default=None)


@part_of(None)
class Reports:
    """Figures that need a rule of the business. Null where the viewer may not read one; contacts read revenue and
    receivables of their own."""

    hours_worked: list[HoursRow] | None = _report(
        _filtered(reports.hours_worked), "R1. Time per project and user, by loggedOn. Staff.", StaffOnly
    )
    revenue: list[RevenueRow] | None = _report(
        _filtered(reports.revenue), "R2. Money per project, net of tax and credits.", SignedIn
    )
    overdue_tasks: list[OverdueRow] | None = _report(
        _filtered(reports.overdue_tasks), "R3. Tasks past their day, neither DONE nor CANCELLED. Staff.", StaffOnly
    )
    receivables_ageing: list[AgeingRow] | None = _report(
        _ageing,
        "R4. Open balances by days past due, with tax. Their total is the sum of the clients' balances.",
        SignedIn,
        arguments=[
            argument("as_of", date | None, "On this day; today by default."),
            argument("filter", later("ClientFilter") | None, "Of these clients."),
        ],
    )
    profit: list[ProfitRow] | None = _report(
        _profit,
        "R5. Revenue less cost, net of tax. The total is the same whatever the key; a row without node holds the "
        "rest. Needs SEE_COSTS.",
        CanSeeCosts,
        arguments=[
            argument("by", ProfitBy, "The key."),
            argument(
                "then_by", ProfitBy | None, "A second key, so that a row is of both, such as a client in a month."
            ),
            FILTER,
        ],
    )
    utilisation: list[UtilisationRow] | None = _report(
        _utilisation, "R6. Billable time against capacity. Staff; of colleagues it needs SEE_COSTS.", StaffOnly
    )
    job_sla: list[SlaRow] | None = _report(
        _job_sla,
        "R7. Clocks met and missed; paused time left out. Staff.",
        StaffOnly,
        arguments=[
            argument("by", SlaBy | None, "The key.", SlaBy.CLIENT),
            argument("filter", later("JobFilter") | None, "Of these jobs."),
        ],
    )
    unbilled: list[UnbilledRow] | None = _report(
        _filtered(reports.unbilled), "R8. Work in progress not yet billed, as it is now. Needs SEE_COSTS.", CanSeeCosts
    )


@roots
class ReportQueries:
    """Reading reports."""

    reports: Reports = MadeField(
        "Figures that need a rule of the business.",
        lambda source, info: {},
        sql=lambda asked: asked.object(asked.place),
    )
