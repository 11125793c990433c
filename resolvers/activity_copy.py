"""Activities of a client taken over by another, dearer or cheaper (domain.md A1, A2, FS-02, FS-13).

What the other client has not yet is made its own at the price of today, raised and rounded half up to the decimals of
the currency; rates of the first client that hold for a work log type, a team or certain days are taken over likewise.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from models import Activity, ActivityClient, ActivityRate, Client, EventKind, WorkTypeClient
from models.core.money import Money, quantity
from models.errors import ErrorCode, Rejected
from permissions.base import visible
from resolvers.activity_bulk import SPAN, Bulk, Values
from resolvers.activity_import import first_of
from resolvers.activity_price import ForWhom, Prices, prices
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given

HIGHEST = 1_000
"""Percent; more is a slip of the decimal point."""
AT_ONCE = 5_000
"""Activities priced at once."""


class Uplift:
    """By how much prices are raised, in percent. Zero stays zero."""

    def __init__(self, given: Given) -> None:
        self._factors = {
            part: 1 + _percent(given.value(name), given.shown(name)) / 100
            for part, name in (("sale", "uplift_sale_percent"), ("cost", "uplift_cost_percent"))
        }

    def of(self, part: str, money: Money) -> Decimal:
        """A price raised."""
        return (money * self._factors[part]).rounded().amount


async def copy_activities(context: Context, given: Given) -> Answer:
    """Take the activities of a client over for another. A second run changes nothing (domain.md A2)."""
    async with context.change() as change:
        source = await change.find(Client, given.from_client_id, "fromClientId", lock=False)
        target = await change.find(Client, given.to_client_id, "toClientId")
        if source.id == target.id:
            raise Rejected(ErrorCode.INVALID, "A client has its own activities already.", ["toClientId"])
        with_work_types = bool(given.include_work_type_mappings)
        bulk = await _taken(change, source, target, Uplift(given))
        if not given.dry_run:
            await _keep(change, source, target, bulk, with_work_types=with_work_types)
        shown = None if given.dry_run else await first_of(change, bulk.touched)
        return change.answer(**bulk.counts, activities=shown, row_errors=[])


async def take_over(change: Change, source: Client, target: Client, given: Given) -> None:
    """The same for a client that is being made."""
    bulk = await _taken(change, source, target, Uplift(given))
    await _keep(change, source, target, bulk, with_work_types=bool(given.copy_work_type_mappings))


async def _taken(change: Change, source: Client, target: Client, uplift: Uplift) -> Bulk:
    """What the target would take over."""
    of_client = select(ActivityClient.activity_id)
    theirs = visible(Activity, change.viewer).where(
        Activity.id.in_(of_client.where(ActivityClient.client_id == source.id))
    )
    columns = theirs.with_only_columns(Activity.id, Activity.code, Activity.sale, Activity.cost, Activity.currency)
    found = (await change.session.execute(columns.order_by(Activity.code))).all()
    has = set(await change.session.scalars(of_client.where(ActivityClient.client_id == target.id)))
    missing = [each for each in found if each.id not in has]
    bulk, today = Bulk(change, target.id), await change.today()
    bulk.skipped = len(found) - len(missing)
    for start in range(0, len(missing), AT_ONCE):
        part = missing[start : start + AT_ONCE]
        priced = await prices(change, part, ForWhom(source.id), today)
        narrower = await _narrower(change, source, [each.id for each in part], today)
        for each in part:
            rates = [_raised(rate, uplift) for rate in narrower.get(each.id, [])]
            bulk.link(each.code, each.id, *_plain(priced[each.id], uplift), *rates)
    return bulk


def _plain(priced: Prices, uplift: Uplift) -> list[Values]:
    """The price of today as a rate for every work log type, team and day.

    Sale and cost of one rate are in one currency; where they are not, the activity keeps its own.
    """
    if priced.sale.currency != priced.cost.currency:
        return []
    amounts = {part: uplift.of(part, getattr(priced, part)) for part in ("sale", "cost")}
    return [{**dict.fromkeys(SPAN), **amounts, "currency": priced.sale.currency}]


async def _narrower(change: Change, source: Client, keys: list[UUID], today: date) -> dict[UUID, list[ActivityRate]]:
    """The rates of a client for a work log type, a team or certain days that have not ended, by activity."""
    narrow = or_(*(getattr(ActivityRate, name).is_not(None) for name in (*SPAN, "team_id")))
    theirs = select(ActivityRate).where(
        ActivityRate.client_id == source.id,
        ActivityRate.activity_id == any_(literal(keys, ARRAY(Uuid()))),
        or_(ActivityRate.ends_on.is_(None), ActivityRate.ends_on >= today),
        narrow,
    )
    found: dict[UUID, list[ActivityRate]] = {}
    for rate in await change.all(theirs.order_by(ActivityRate.id)):
        found.setdefault(rate.activity_id, []).append(rate)
    return found


def _raised(rate: ActivityRate, uplift: Uplift) -> Values:
    values: Values = {name: getattr(rate, name) for name in (*SPAN, "team_id", "currency")}
    for part in ("sale", "cost"):
        amount = getattr(rate, part)
        values[part] = None if amount is None else uplift.of(part, Money(amount, rate.currency))
    return values


async def _keep(change: Change, source: Client, target: Client, bulk: Bulk, *, with_work_types: bool) -> None:
    await bulk.write(_untold)
    mapped = await _map_work_types(change, source, target) if with_work_types else 0
    if bulk.touched or mapped:
        data = {"fromClientId": str(source.id), **bulk.counts, "workTypes": mapped}
        change.record(EventKind.ACTIVITIES_COPIED, target, f"Activities copied: {target.name}", data=data)


async def _map_work_types(change: Change, source: Client, target: Client) -> int:
    """Make the work types of a client another's as well; answers how many were not."""
    theirs = select(WorkTypeClient.work_type_id, literal(target.id)).where(WorkTypeClient.client_id == source.id)
    copied = insert(WorkTypeClient).from_select(["work_type_id", "client_id"], theirs).on_conflict_do_nothing()
    return len((await change.session.execute(copied.returning(WorkTypeClient.work_type_id))).all())


async def _untold(rows: int) -> None:
    """Copies are done before anybody asks how far they are."""


def _percent(value: Decimal | None, path: str) -> Decimal:
    if value is None:
        return Decimal(0)
    kept = quantity(value, [path])
    if not -100 <= kept <= HIGHEST:
        raise Rejected(ErrorCode.INVALID, f"This must be from -100 to {HIGHEST:,} percent.", [path])
    return kept
