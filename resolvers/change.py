"""The unit of work: one transaction that holds a write, its events, its notifications and its idempotent answer.

Nothing leaves before the commit. The transaction runs as the platform at the last wall, because one write often
touches rows its caller may not read (a contact's payment moves the project); what the caller may name is decided
by `find`, which looks through the caller's own scope.
"""

from collections.abc import Iterable
from datetime import date, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Select, Uuid, any_, inspect, literal, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

import models
from models.core import clock, ids
from models.core.base import Base, new_id
from models.errors import ErrorCode, Rejected, not_found
from permissions.base import visible
from permissions.viewer import SYSTEM
from resolvers.answer import Answer, stored
from resolvers.bulk import append_all, insert_all
from resolvers.constraints import refusal_of, unfit
from resolvers.deferred import PUT_OFF, Deferred, PutOff
from resolvers.idempotency import claim_key, keep_answer
from resolvers.letter import Letter, wanting_letters
from resolvers.outbox_mail import send_letter
from resolvers.positions import Position
from resolvers.row_state import hung_on, state_of, summary_of
from resolvers.scope import enter_scope

if TYPE_CHECKING:
    from resolvers.context import Context

Found = TypeVar("Found", bound=Base)


class Declined(Exception):
    """A refusal that is kept: the transaction commits what it recorded, and the caller is refused."""

    def __init__(self, refusal: Rejected) -> None:
        super().__init__()
        self.refusal = refusal


class Change:
    """`async with context.change() as change:` — commits at the end, or leaves everything as it was."""

    def __init__(self, context: "Context") -> None:
        self.context, self.viewer, self.now = context, context.viewer, clock.now()
        self._before: dict[Base, dict[str, Any]] = {}
        self._events: list[models.Event] = []
        self._answer: Answer = {}
        self._put: list[str] = []
        self._put_off: list[PutOff] = []
        self._wrote = False
        self._organisation: models.Organisation | None = None

    async def __aenter__(self) -> "Change":
        self.session = self.context.services.sessions()
        await self.session.begin()
        try:
            await enter_scope(self.session, SYSTEM)
            await claim_key(self.session, self.context, self.viewer)
        except BaseException:
            await self.session.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is not None and not isinstance(error, Declined):
                if isinstance(error, DBAPIError) and (refusal := unfit(error)):
                    raise refusal from error
                if isinstance(error, StaleDataError):
                    raise error
                return
            await self._finish(error.refusal if isinstance(error, Declined) else None)
        except StaleDataError:
            raise Rejected(ErrorCode.STALE_VERSION, "Somebody changed this a moment ago; read it again.") from None
        except DBAPIError as broken:
            raise unfit(broken) or broken from broken
        finally:
            await self._close()
        if self._wrote:
            self.context.services.bus.wake()
        self.context.forget()
        if isinstance(error, Declined):
            raise error.refusal

    async def _close(self) -> None:
        """Roll back what was not committed, and take out the files that were for it."""
        await self.session.close()
        for key in self._put:
            await self.context.services.storage.delete(key)

    # --- finding what a caller names

    async def find(self, model: type[Found], given: str | None, *path: str | int, lock: bool = True) -> Found:
        """The visible row behind a global id, locked for writing; NOT_FOUND otherwise, whatever the reason."""
        key = ids.key_of(model.__name__, given)
        row = await self._one(visible(model, self.viewer).where(model.id == key), lock) if key else None
        if row is None:
            raise not_found(*path)
        return row

    async def find_all(self, model: type[Found], given: Iterable[str], *path: str | int) -> list[Found]:
        """The visible rows behind global ids, each once, in the order given, locked in the order of their keys."""
        keys = [ids.key_of(model.__name__, each) for each in given]
        wanted = visible(model, self.viewer).where(model.id.in_([key for key in keys if key])).order_by(model.id)
        found = {row.id: row for row in await self.all(wanted.with_for_update(of=model, key_share=True))}
        for place, key in enumerate(keys):
            if key not in found:
                raise not_found(*path, place)
        return [found[key] for key in dict.fromkeys(keys)]

    async def get(self, model: type[Found], key: UUID | None, *, lock: bool = True) -> Found | None:
        """A row by its key, whoever asks: for rows the rule reaches by itself, never for an id a caller gave."""
        return None if key is None else await self._one(select(model).where(model.id == key), lock)

    async def _one(self, statement: Select[Any], lock: bool) -> Any:
        model = statement.column_descriptions[0]["entity"]
        # Not against those who only hang something on the row: two locks that wait for each other in turn.
        rows = await self.all(statement.with_for_update(of=model, key_share=True) if lock else statement)
        return rows[0] if rows else None

    async def all(self, statement: Select[Any]) -> list[Any]:
        """Every row of a statement, as the platform sees it."""
        await self.flush()
        rows = list((await self.session.scalars(statement.execution_options(populate_existing=True))).all())
        for row in rows:
            if isinstance(row, Base):
                self._before.setdefault(row, state_of(row))
        return rows

    async def organisation(self) -> "models.Organisation":
        """The organisation's settings, as they are in this transaction."""
        if self._organisation is None:
            self._organisation = (await self.all(select(models.Organisation)))[0]
        return self._organisation

    async def today(self) -> date:
        """The calendar day in the organisation's time zone."""
        return clock.today((await self.organisation()).time_zone)

    async def scalar(self, statement: Any) -> Any:
        """The first column of the first row, or None."""
        await self.flush()
        return await self.session.scalar(statement)

    # --- writing

    async def add(self, row: Found) -> Found:
        """Insert a row now, so that its constraints speak where the rule is."""
        if hasattr(row, "created_by") and row.created_by is None:
            row.created_by = self.viewer.actor_id
        self.session.add(row)
        await self.flush()
        return row

    async def add_all(self, rows: list[Found]) -> list[Found]:
        """Insert many new rows of one table, in few statements. They are written once: what is set on them afterwards
        is not."""
        for row in rows:
            row.id = row.id or new_id()
            if hasattr(row, "created_by") and row.created_by is None:
                row.created_by = self.viewer.actor_id
        await self.flush()
        await insert_all(self.session, rows)
        return rows

    async def put(self, key: str, content: bytes) -> None:
        """Put the bytes of a file into the store; taken out again where the write comes to nothing."""
        self._put.append(key)
        await self.context.services.storage.put(key, content)

    async def remove(self, row: Base) -> None:
        """Delete a row that nothing issued, signed, billed or paid rests on."""
        await self.session.delete(row)
        await self.flush()

    async def flush(self) -> None:
        """Send pending updates, so that a statement of this transaction sees them."""
        try:
            await self.session.flush()
        except IntegrityError as broken:
            raise refusal_of(broken) or broken from broken

    def expect(self, row: Any, version: int | None) -> None:
        """Refuse where the caller has not seen the row's last change."""
        if version is not None and row.version != version:
            raise Rejected(
                ErrorCode.STALE_VERSION, "It was changed since you read it; read it again.", ["expectedVersion"]
            )

    def update(self, row: Base, given: Any, *names: str) -> None:
        """Plain updates: of the named fields those that were given; null clears what may be empty, else REQUIRED."""
        columns = inspect(type(row)).columns
        for name, value in given.only(*names).items():
            if value is None and not columns[name].nullable:
                raise Rejected(ErrorCode.REQUIRED, "This cannot be empty.", [given.shown(name)])
            setattr(row, name, value)

    def changed(self, row: Base) -> dict[str, list[Any]]:
        """What this unit of work changed on a row so far: field → [before, after], ready for JSON."""
        before = self._before.get(row)
        if before is None:
            return {}
        after = state_of(row)
        return {name: [before[name], value] for name, value in after.items() if before[name] != value}

    # --- telling

    def record(
        self,
        kind: "models.EventKind",
        subject: Any,
        summary: str | None = None,
        *,
        visibility: "models.Visibility | None" = None,
        data: dict[str, Any] | None = None,
        **about: UUID | None,
    ) -> "models.Event":
        """Append to the log (domain.md L1). What the subject hangs on is read from the subject, or given by name:
        `client_id`, `lead_id`, `project_id`, `invoice_id`."""
        hangs_on = {name: about.get(name, hung_on(subject, name)) for name in models.Event.TOPICS}
        event = models.Event(
            id=new_id(),
            at=self.now,
            kind=kind,
            actor_user_id=self.viewer.user_id,
            actor_contact_id=self.viewer.contact_id,
            subject_type=type(subject).__name__,
            subject_id=subject.id,
            visibility=visibility or kind.visibility,
            summary=summary or summary_of(kind, subject),
            changes=self.changed(subject) or None,
            data=data,
            **hangs_on,
        )
        self._events.append(event)
        if subject in self._before:
            self._before[subject] = state_of(subject)
        return event

    async def notify(
        self,
        event: "models.Event",
        title: str,
        *,
        users: Iterable[UUID] = (),
        contacts: Iterable[UUID] = (),
    ) -> None:
        """Tell people of an event, each once, and never who caused it (domain.md D7); by mail too who wants that."""
        told_users, told_contacts = (
            [key for key in dict.fromkeys(keys) if key != self.viewer.actor_id] for keys in (users, contacts)
        )
        told = [{"user_id": key} for key in told_users] + [{"contact_id": key} for key in told_contacts]
        for recipient in told:
            self.session.add(
                models.Notification(
                    kind=event.kind,
                    title=title,
                    subject_type=event.subject_type,
                    subject_id=event.subject_id,
                    client_id=event.client_id,
                    event_id=event.id,
                    **recipient,
                )
            )
        if told:
            wanting = await self.session.execute(wanting_letters(told_users, told_contacts, event.client_id))
            for letter in [Letter(address, name, title) for address, name in wanting]:
                self.mail(letter.address, letter.title, letter.body(self.context.services.public_url))

    def mail(self, recipient: str, subject: str, body: str, *, secret: bool = False) -> None:
        """Put a letter in the outbox. Where a mail service is set it leaves after the commit; else it is kept there
        to be read, but for the text of one with a token in it (`secret`)."""
        letter = models.OutboxMail(
            id=new_id(), recipient=recipient, subject=" ".join(subject.split()), body=body, is_secret=secret
        )
        if self.context.services.mail_enabled:
            self.defer(send_letter, letter_id=str(letter.id))
        else:
            letter.keep()
        self.session.add(letter)

    def defer(self, work: Deferred, *, at: datetime | None = None, **arguments: Any) -> None:
        """Put work off until after the commit, and not before an instant (resolvers/deferred.py)."""
        self._put_off.append(PutOff(work, arguments, at))

    def answer(self, **parts: Any) -> Answer:
        """What the payload shows: rows, lists of rows and plain values, by the payload's field names."""
        self._answer = parts
        return parts

    def decline(self, refusal: Rejected) -> Declined:
        """`raise change.decline(…)`: keep what was recorded, and refuse."""
        return Declined(refusal)

    # --- the end

    async def _finish(self, refusal: Rejected | None) -> None:
        await self.flush()
        if self._put_off:
            rows = [each.row() for each in self._put_off]
            await self.session.execute(PUT_OFF, {"jobs": orjson.dumps(rows).decode()})
        position = await self._append()
        if self.context.idempotency:
            kept = stored(self._answer, refusal, position.cursor())
            await keep_answer(self.session, self.context.idempotency, self.viewer, kept)
        # A commit that breaks off may have been kept: from here on the files stay.
        self._put.clear()
        await self.session.commit()
        self.context.cursor = position.cursor()

    async def _append(self) -> Position:
        last = await append_all(self.session, self._events)
        await self._note_activity()
        xid, snapshot = (
            await self.session.execute(
                select(
                    text("CAST(CAST(pg_current_xact_id_if_assigned() AS text) AS bigint)"),
                    text("CAST(pg_current_snapshot() AS text)"),
                )
            )
        ).one()
        self._wrote = xid is not None
        return Position.after_write(xid, last, snapshot)

    async def _note_activity(self) -> None:
        """Move `last_activity_at` of what the events are about; not a change of the row, so its version stays."""
        for model, topic in ((models.Client, "client_id"), (models.Lead, "lead_id")):
            keys = {key for event in self._events if (key := getattr(event, topic))}
            if keys:
                about = model.id == any_(literal(list(keys), ARRAY(Uuid())))
                quieter = select(model.id).where(about, model.last_activity_at < self.now)
                in_order = quieter.order_by(model.id).with_for_update(key_share=True)
                await self.session.execute(
                    update(model)
                    .where(model.id.in_(in_order))
                    .values(last_activity_at=self.now, updated_at=model.updated_at)
                    .execution_options(synchronize_session=False)
                )
