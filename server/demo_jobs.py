"""The lives of jobs in the demo business: each a generator that says when its next step is due."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import models
from models import Appointment, ClockKind, EventKind, Job, JobActivity
from models.core import numbering
from models.core.open_hours import EVERY_HOUR, Hours
from models.core.postcodes import covers
from resolvers import job_clock as clocks
from resolvers.activity_price import Prices
from resolvers.job_activity import add_up
from server.demo_bulk import Bulk

ZONE = ZoneInfo("Europe/London")
SLOTS = (time(8), time(10), time(13), time(15))
"""When visits begin."""
VISIT = timedelta(minutes=90)
ACCESS = "The tenant has to give access."


@dataclass
class Firm:
    """What the jobs of the year are made of, as rows."""

    kinds: dict[str, models.WorkLogType]
    work_types: dict[str, models.WorkType]
    priorities: dict[str, models.Priority]
    calendars: dict[UUID, models.Calendar]
    hours: dict[UUID, Hours]
    codings: dict[str, models.Coding]
    activities: dict[str, list[models.Activity]]
    """By the name of their service."""
    services: dict[str, models.Service]
    teams: dict[str, models.Team]
    """By the name of a service they offer."""
    resources: dict[str, list[models.Resource]]
    """By the name of a service they have the skill for."""
    prices: dict[UUID, dict[UUID, Prices]]
    """Of each activity for each client."""
    taken: set[tuple[UUID, datetime]] = field(default_factory=set)
    jobs: int = 0

    def number(self, moment: datetime) -> str:
        """The number of the next job."""
        self.jobs += 1
        template = numbering.DEFAULT_TEMPLATES[numbering.NumberedKind.JOB]
        return numbering.format(template, self.jobs, moment.astimezone(ZONE).date())

    def activity(self, key: UUID) -> models.Activity:
        """An activity by its key."""
        return next(each for several in self.activities.values() for each in several if each.id == key)

    def clock_hours(self, clock: models.JobClock) -> Hours:
        """What a clock counts."""
        return self.hours[clock.calendar_id] if clock.calendar_id else EVERY_HOUR

    def slot(self, skill: str, after: datetime) -> tuple[models.Resource, datetime]:
        """Who with a skill is free first at or after a moment, within the hours of their team, and when."""
        calendar = self.teams[skill].calendar_id
        day = after.astimezone(ZONE).date()
        while True:
            for slot in SLOTS:
                begin = datetime.combine(day, slot, ZONE)
                if begin < after or (calendar and self.hours[calendar].between(begin, begin + VISIT) != VISIT):
                    continue
                for resource in self.resources[skill]:
                    if (resource.id, begin) not in self.taken:
                        self.taken.add((resource.id, begin))
                        return resource, begin
            day += timedelta(days=1)


@dataclass
class Life:
    """One job: its rows, and what happens to them step by step. Each step is what the verb of its name does."""

    firm: Firm
    dice: Random
    book: Bulk
    skill: str
    site: models.Site
    job: Job = field(init=False)
    clocks: list[models.JobClock] = field(init=False)
    activities: list[JobActivity] = field(init=False)
    visits: list[Appointment] = field(default_factory=list)

    @property
    def rows(self) -> list[Any]:
        """Everything that may change."""
        return [self.job, *self.clocks, *self.activities, *self.visits]

    def run(self) -> Iterator[datetime]:
        """From its making on."""
        dice = self.dice
        self.create()
        if self.job.team_id is None:
            yield self._in(days=3)
            self.cancel("Nobody of ours goes there; passed on.")
            return
        if dice.random() < 0.05:
            yield self._in(hours=dice.randint(3, 60))
            self.cancel(dice.choice(("The tenant mended it.", "Reported twice.", "Not ours to repair.")))
            return
        emergency = self.firm.priorities["Emergency"].id == self.job.priority_id
        yield self._in(minutes=dice.randint(5, 40) if emergency else dice.randint(40, 900))
        wait = 1 if emergency else 24 * dice.choice((1, 1, 1, 2, 2, 3, 4, 9))
        visit = self.schedule(self._in(hours=wait))
        yield visit.starts_at - timedelta(minutes=25)
        self.dispatch(visit)
        if dice.random() < 0.1:
            yield visit.starts_at + timedelta(minutes=10)
            self.fail(visit, "Nobody was in.")
            self.hold(ACCESS)
            yield self._in(days=dice.randint(3, 16))
            if dice.random() < 0.15:
                self.abort("The tenant gives no access.")
                return
            self.resume()
            visit = self.schedule(self._in(hours=24))
            yield visit.starts_at - timedelta(minutes=25)
            self.dispatch(visit)
        yield visit.starts_at + timedelta(minutes=dice.randint(50, 120))
        self.complete()
        yield self._in(hours=dice.randint(12, 40))
        if dice.random() < 0.05:
            self.waive("Our own mistake put right.")
        else:
            self.make_ready()

    def create(self) -> None:
        """createJob, of one activity or two."""
        firm, dice, site = self.firm, self.dice, self.site
        damp = self.skill == "Carpentry" and dice.random() < 0.35
        planned = not damp and dice.random() < 0.2
        kind = firm.kinds["Planned" if planned else "Reactive"]
        named = "Damp and mould" if damp else "Planned works" if planned else "Responsive repair"
        ranked = "Damp and mould" if damp else "Routine" if planned else dice.choice(("Urgent", "Routine", "Emergency"))
        code = "DMP" if damp else "CAP" if planned else "REV"
        wanted = sorted(dice.sample(firm.activities[self.skill], dice.choice((1, 1, 2))), key=lambda each: each.code)
        team = firm.teams[self.skill]
        is_covered = covers(team.postcodes, site.address["postcode"])
        job = self.job = Job(
            client_id=site.client_id,
            site_id=site.id,
            work_log_type_id=kind.id,
            work_type_id=firm.work_types[named].id,
            service_id=firm.services[self.skill].id,
            priority_id=firm.priorities[ranked].id,
            coding_id=firm.codings[code].id if dice.random() < 0.8 else None,
            description=f"{wanted[0].name} at {site.name}",
            number=firm.number(self.book.now),
            currency="GBP",
        )
        self.book.make(job)
        job.assign(team.id if is_covered else None, None)
        priority = firm.priorities[ranked]
        self.clocks = clocks.build(job, priority, firm.calendars[priority.calendar_id])
        self.activities = [self._priced(each, place) for place, each in enumerate(wanted, start=1)]
        add_up(job, self.activities)
        for row in (*self.clocks, *self.activities):
            row.job_id = job.id
            self.book.make(row)
        self.book.tell(EventKind.JOB_CREATED, job)
        self.book.note(*self.rows)

    def schedule(self, after: datetime) -> Appointment:
        """assignJob with times, for whoever has the skill and is free first."""
        resource, begin = self.firm.slot(self.skill, after)
        self.job.assign(self.job.team_id, resource.id)
        self.job.schedule(resource.id)
        visit = self.book.make(
            Appointment(
                client_id=self.job.client_id,
                job_id=self.job.id,
                resource_id=resource.id,
                starts_at=begin,
                ends_at=begin + VISIT,
            )
        )
        self.book.tell(EventKind.APPOINTMENT_SCHEDULED, visit, f"Appointment scheduled: {self.job.number}")
        self.book.note(visit)
        self.visits.append(visit)
        self.book.tell(EventKind.JOB_SCHEDULED, self.job)
        return visit

    def dispatch(self, visit: Appointment) -> None:
        """dispatchAppointment; the first one begins the job."""
        visit.dispatch()
        self.book.tell(EventKind.APPOINTMENT_DISPATCHED, visit, f"Appointment dispatched: {self.job.number}")
        if self.job.status is models.JobStatus.SCHEDULED:
            self.job.start(self.book.now)
            self._meet(ClockKind.RESPOND)
            self.book.tell(EventKind.JOB_STARTED, self.job)

    def fail(self, visit: Appointment, reason: str) -> None:
        """failAppointment."""
        visit.fail(reason)
        self.book.tell(EventKind.APPOINTMENT_FAILED, visit, f"Appointment failed: {self.job.number}")

    def hold(self, reason: str) -> None:
        """holdJob, waiting for the client."""
        self.job.hold(reason)
        for clock in self.clocks:
            clock.pause(self.book.now)
        self._told_by_clocks()
        self.book.tell(EventKind.JOB_HELD, self.job)

    def resume(self) -> None:
        """resumeJob."""
        self.job.resume()
        for clock in self.clocks:
            clock.resume(self.book.now, self.firm.clock_hours(clock))
        self._told_by_clocks()
        self.book.tell(EventKind.JOB_RESUMED, self.job)

    def complete(self) -> None:
        """completeJob, with every activity done."""
        self.job.complete("Done.", self.book.now)
        for row in self.activities:
            row.done_at = self.book.now
        add_up(self.job, self.activities)
        self._meet(*ClockKind)
        for visit in self._coming():
            visit.finish()
        self.book.touch(*self.activities, *self.visits)
        self.book.tell(EventKind.JOB_COMPLETED, self.job)

    def make_ready(self) -> None:
        """markJobReadyToInvoice."""
        self.job.make_ready()
        self.book.tell(EventKind.JOB_READY_TO_INVOICE, self.job)

    def waive(self, reason: str) -> None:
        """markJobNonChargeable."""
        self.job.waive(reason)
        self._charge_nothing()
        self.book.tell(EventKind.JOB_NON_CHARGEABLE, self.job)

    def cancel(self, reason: str) -> None:
        """cancelJob."""
        self.job.cancel(reason)
        self._give_up()
        self.book.tell(EventKind.JOB_CANCELLED, self.job)

    def abort(self, reason: str) -> None:
        """abortJob."""
        self.job.abort(reason)
        self._give_up()
        self.book.tell(EventKind.JOB_ABORTED, self.job)

    def _give_up(self) -> None:
        for clock in self.clocks:
            clock.pause(self.book.now)
        self._told_by_clocks()
        self._charge_nothing()
        for visit in self._coming():
            visit.cancel(self.job.cancel_reason)
            self.book.tell(EventKind.APPOINTMENT_CANCELLED, visit)

    def _charge_nothing(self) -> None:
        for row in self.activities:
            row.set_billable(False)
        self.book.touch(*self.activities)

    def _meet(self, *kinds: ClockKind) -> None:
        for clock in self.clocks:
            if clock.kind in kinds:
                clock.meet(self.book.now, self.firm.clock_hours(clock))
        self._told_by_clocks()

    def _told_by_clocks(self) -> None:
        clocks.tell(self.job, self.clocks)
        self.book.touch(*self.clocks)

    def _coming(self) -> list[Appointment]:
        return [each for each in self.visits if each.status in models.appointment.COMING]

    def _priced(self, activity: models.Activity, position: int) -> JobActivity:
        prices = self.firm.prices[self.job.client_id][activity.id]
        row = JobActivity(
            client_id=self.job.client_id,
            activity_id=activity.id,
            position=position,
            currency=prices.sale.currency,
            unit_sale=prices.sale.amount,
            unit_cost=prices.cost.amount,
        )
        row.set_quantity(Decimal(self.dice.choice((1, 1, 1, 2))))
        return row

    def _in(self, **later: float) -> datetime:
        return self.book.now + timedelta(**later)
