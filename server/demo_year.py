"""A year of field service in the demo business: sites, jobs in the order they came in, and the bills of each month.

Jobs and their bills are written a month at a time (server/demo_bulk.py); the rest is done by the verbs.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

import models
from models import EventKind, JobStatus, NumberedKind, NumberSeries, Site
from models.core import clock, ids
from models.core.base import Base
from resolvers.activity_price import ForWhom, prices
from resolvers.context import Context, Services
from resolvers.job_crew import hours_of
from server.demo_bills import bill
from server.demo_bulk import Bulk
from server.demo_jobs import ACCESS, VISIT, ZONE, Firm, Life
from server.demo_projects import VAT
from server.demo_teller import Teller
from server.demo_trade import HOUSING, SECOND, Trade, set_up

BILLED_UNTIL = timedelta(days=50)
"""What was done since is not billed yet."""
STREETS = ("Quay Street", "Mill Lane", "Castle Road", "Harbour View", "Chapel Hill", "Orchard Way", "Station Road",
           "Lime Grove", "West Terrace", "Meadow Close")  # fmt: skip
SKILLS = ("Plumbing", "Plumbing", "Heating", "Heating", "Electrical", "Carpentry")
SHARE_OF_SECOND = 0.08
"""Of the jobs, those of the second client."""


@dataclass(frozen=True)
class Year:
    """How much there is to tell: months that end today, jobs in each, and sites of the housing client."""

    months: int
    jobs: int
    sites: int

    @property
    def days(self) -> float:
        """How long it is."""
        return self.months * 365 / 12


YEAR = Year(months=12, jobs=36, sites=200)
BRIEF = Year(months=3, jobs=8, sites=10)
"""Enough to have one of everything."""


class Field:
    """Tells the year, month by month."""

    def __init__(self, services: Services, teller: Teller, year: Year) -> None:
        self.services, self.teller, self.year = services, teller, year
        self.dice, self.end = Random(41), clock.now()
        self.begin = self.end - timedelta(days=year.days)
        self.lives: dict[int, Life] = {}
        self.steps: list[tuple[datetime, int, Iterator[datetime] | None]] = []
        self.done: list[Life] = []
        """Ready to be billed."""
        self.unpaid: list[models.Invoice] = []

    async def prepare(self) -> None:
        """Set everything up, as of the first day."""
        self.viewer = await self.teller.hold("owner")
        self.trade = await set_up(self.teller, self.begin.date())
        self.firm = await firm_of(self.services, self.trade)
        moments = sorted(self._moment() for _ in range(self.year.months * self.year.jobs))
        self.steps = [(moment, place, None) for place, moment in enumerate(moments)]
        heapq.heapify(self.steps)
        async with self._book() as book:
            self.sites = {name: [self._site(book, name, n) for n in range(count)] for name, count in self._counts()}
            await book.write()

    async def month(self, number: int) -> None:
        """What happened in a month, and its bill."""
        begin = self.begin + timedelta(days=number * 365 / 12)
        until = begin + timedelta(days=365 / 12)
        with clock.moved(begin - clock.now()):
            await self._pay()
        async with self._book() as book:
            while self.steps and self.steps[0][0] <= until:
                moment, place, running = heapq.heappop(self.steps)
                book.at(moment)
                running = running or self._new_life(book, place)
                following = next(running, None)
                if following is None:
                    self._end(self.lives.pop(place))
                else:
                    heapq.heappush(self.steps, (max(following, moment), place, running))
            book.at(until)
            if until <= self.end - BILLED_UNTIL:
                await self._settle(book)
            await book.write()
            await self._number(book, until)

    def _end(self, life: Life) -> None:
        """Nothing more happens to a job but its bill."""
        if life.job.status is JobStatus.READY_TO_INVOICE:
            self.done.append(life)

    async def today(self) -> None:
        """What the office did today: a bill, one that was voided, and a job in every state but the last ones."""
        ready = await self._ready(HOUSING)
        if ready:
            wrong = await self._bill(ready[:6])
            await self.teller.do(
                "owner", "voidInvoice", "invoice { status }", invoiceId=wrong, reason="Wrong order number"
            )
            await self._bill(ready[:4])
        far, *near = sorted(self.sites[HOUSING], key=lambda site: not site.address["postcode"].startswith("PL"))
        await self._ask_for(far, "The tap in the kitchen drips.")
        await self._ask_for(near[0], "No hot water in the bathroom.")
        for site, reaches in zip(near[1:], ("startJob", "holdJob", "completeJob"), strict=False):
            await self._send_to(await self._ask_for(site, "Water under the sink."), reaches)

    async def _ask_for(self, site: Site, description: str) -> str:
        """A tap to be renewed at a site."""
        made = await self.teller.do("owner", "createJob", "job { id }", siteId=ids.global_id("Site", site.id),
                                    workLogTypeId=self.trade.kinds["Reactive"],
                                    activities=[{"activityId": self.trade.activities["630001"]}],
                                    description=description)  # fmt: skip
        key: str = made["job"]["id"]
        return key

    async def _send_to(self, job: str, reaches: str) -> None:
        """Send somebody, as far as a verb."""
        resource, begin = self.firm.slot("Plumbing", self.end + timedelta(hours=1))
        span = {"startsAt": begin.isoformat(), "endsAt": (begin + VISIT).isoformat()}
        await self.teller.do("owner", "assignJob", "job { status }", jobId=job, **span,
                             resourceId=ids.global_id("Resource", resource.id))  # fmt: skip
        await self.teller.do("owner", "startJob", "job { status }", jobId=job)
        if reaches == "holdJob":
            await self.teller.do("owner", reaches, "job { status }", jobId=job, reason=ACCESS, waitsForClient=True)
        elif reaches == "completeJob":
            await self.teller.do("owner", reaches, "job { status }", jobId=job, resolution="Renewed the trap.")

    def _counts(self) -> list[tuple[str, int]]:
        return [(HOUSING, self.year.sites), (SECOND, max(2, self.year.sites // 25))]

    def _site(self, book: Bulk, client: str, place: int) -> Site:
        street = STREETS[place % len(STREETS)]
        name = f"{place // len(STREETS) + 1} {street}"
        if client == SECOND:
            name = f"Flat {place + 1}, Quay House"
        area = "PL1" if place % 25 == 7 else f"EX{place % 4 + 1}"
        address = {"street": name, "city": "Plymouth" if area == "PL1" else "Exeter", "region": None}
        site = book.make(
            Site(
                client_id=ids.key_of("Client", self.trade.clients[client]),
                name=name,
                address=address | {"postcode": f"{area} {place % 9 + 1}AA", "country": "GB"},
                reference=f"{client[0]}{place + 1:04}",
                access_notes="Key in the box by the door." if place % 9 == 4 else None,
            )
        )
        book.tell(EventKind.SITE_CREATED, site)
        return site

    def _moment(self) -> datetime:
        """When a job comes in: at any hour, mostly of a working day."""
        moment = self.begin + timedelta(days=self.dice.uniform(0.5, self.year.days - 0.2))
        if moment.weekday() >= 5 and self.dice.random() < 0.8:
            moment -= timedelta(days=2)
        if self.dice.random() < 0.9:
            at = time(self.dice.randint(8, 16), self.dice.randint(0, 59))
            moment = datetime.combine(moment.astimezone(ZONE).date(), at, ZONE)
        return min(max(moment, self.begin + timedelta(hours=1)), self.end)

    def _new_life(self, book: Bulk, place: int) -> Iterator[datetime]:
        client = SECOND if self.dice.random() < SHARE_OF_SECOND else HOUSING
        life = self.lives[place] = Life(
            self.firm, self.dice, book, self.dice.choice(SKILLS), self.dice.choice(self.sites[client])
        )
        return life.run()

    def _book(self) -> Bulk:
        """A unit of work over the jobs that are under way."""
        book = Bulk(Context(self.services, self.viewer))
        known = [*self.lives.values(), *self.done]
        book.open([row for life in known for row in life.rows])
        for life in known:
            life.book = book
        return book

    async def _number(self, book: Bulk, until: datetime) -> None:
        """Where the series of the jobs stands now."""
        held = {"last": self.firm.jobs, "last_on": until.astimezone(ZONE).date()}
        put = insert(NumberSeries).values(kind=NumberedKind.JOB, year=0, **held)
        await book.session.execute(put.on_conflict_do_update(index_elements=["kind", "year"], set_=held))

    async def _settle(self, book: Bulk) -> None:
        """Send the month's bills."""
        for client in self.trade.clients.values():
            key = ids.key_of("Client", client)
            if lives := [life for life in self.done if life.job.client_id == key]:
                self.unpaid.append(await bill(book, lives))
        self.done = []

    async def _pay(self) -> None:
        """The bills of the month before are paid."""
        for invoice in self.unpaid:
            total = {"amount": str(invoice.total), "currency": invoice.currency}
            await self.teller.do(
                "owner",
                "recordPayment",
                "payment { status }",
                clientId=ids.global_id("Client", invoice.client_id),
                amount=total,
                method="BANK_TRANSFER",
                receivedAt=clock.now().isoformat(),
                allocations=[{"invoiceId": ids.global_id("Invoice", invoice.id), "amount": total}],
                idempotencyKey=f"demo-{invoice.number}",
            )
        self.unpaid = []

    async def _bill(self, jobs: list[UUID]) -> str:
        keys = [ids.global_id("Job", each) for each in jobs]
        made = await self.teller.do(
            "owner", "createInvoiceFromJobs", "invoice { id }", jobIds=keys, taxes=VAT, issue=True
        )
        key: str = made["invoice"]["id"]
        return key

    async def _ready(self, client: str) -> list[UUID]:
        key = ids.key_of("Client", self.trade.clients[client])
        ready = select(models.Job.id).where(
            models.Job.client_id == key, models.Job.status == JobStatus.READY_TO_INVOICE
        )
        return list(await Context(self.services).as_system().scalars(ready.order_by(models.Job.number)))


async def firm_of(services: Services, trade: Trade) -> Firm:
    """What was set up, as rows, with the price of each activity for each client."""
    platform = Context(services).as_system()

    async def rows(model: type[Base], keys: dict[str, str]) -> dict[str, Any]:
        found = {row.id: row for row in await platform.scalars(select(model))}
        return {name: found[ids.key_of(model.__name__, key)] for name, key in keys.items()}

    services_by_key = {row.id: row for row in await platform.scalars(select(models.Service))}
    activities: dict[str, list[models.Activity]] = {}
    for activity in (await rows(models.Activity, trade.activities)).values():
        activities.setdefault(services_by_key[activity.service_id].name, []).append(activity)
    calendars = {row.id: row for row in await platform.scalars(select(models.Calendar))}
    teams, resources = await rows(models.Team, trade.teams), await rows(models.Resource, trade.resources)
    skills: dict[str, list[models.Resource]] = {}
    for tie in await platform.scalars(select(models.ResourceService)):
        (resource,) = [each for each in resources.values() if each.id == tie.resource_id]
        skills.setdefault(services_by_key[tie.service_id].name, []).append(resource)
    offers = {}
    for offer in await platform.scalars(select(models.TeamService)):
        (team,) = [each for each in teams.values() if each.id == offer.team_id]
        offers[services_by_key[offer.service_id].name] = team
    priced = {}
    async with platform.change() as change:
        for client in trade.clients.values():
            key = ids.key_of("Client", client)
            wanted = [each for several in activities.values() for each in several]
            priced[key] = await prices(change, wanted, ForWhom(client_id=key), await change.today())
    return Firm(
        kinds=await rows(models.WorkLogType, trade.kinds),
        work_types=await rows(models.WorkType, trade.work_types),
        priorities=await rows(models.Priority, trade.priorities),
        calendars=calendars,
        hours={key: hours_of(each) for key, each in calendars.items()},
        codings=await rows(models.Coding, trade.codings),
        activities=activities,
        services={each.name: each for each in services_by_key.values()},
        teams=offers,
        resources={name: sorted(each, key=lambda one: one.name) for name, each in skills.items()},
        prices=priced,
    )
