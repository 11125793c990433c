"""The shape of the tables: keys, indexes, walls between clients, and described enums."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    cast,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool

import models
from models.core.base import OfClient, OfClientLater
from models.errors import ErrorCode

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TABLES = list(models.Base.metadata.sorted_tables)
ENUMS = [one for name in models.__all__ if isinstance(one := getattr(models, name), type) and issubclass(one, Enum)]
SCOPED = [
    mapper.class_.__table__
    for mapper in sorted(models.Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)
    if issubclass(mapper.class_, OfClient | OfClientLater)
    or mapper.class_ in (models.ProjectMember, models.TaskAssignee)
]


def named(table: Table) -> str:
    return table.name


def foreign_keys(table: Table) -> Iterator[tuple[list[str], Table]]:
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint):
            yield constraint.column_keys, constraint.referred_table


def leading_columns(table: Table) -> set[str]:
    whole = [index for index in table.indexes if index.dialect_options["postgresql"]["where"] is None]
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint | PrimaryKeyConstraint)]
    keys: list[Index | UniqueConstraint | PrimaryKeyConstraint] = [*whole, *unique]
    return {next(iter(key.columns)).name for key in keys if len(key.columns)}


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_every_foreign_key_is_indexed(table: Table) -> None:
    assert {columns[0] for columns, _ in foreign_keys(table)} - leading_columns(table) == set()


@pytest.mark.parametrize("table", SCOPED, ids=named)
def test_a_parent_of_the_same_client_is_reached_by_a_composite_key(table: Table) -> None:
    composite = {columns[0] for columns, _ in foreign_keys(table) if columns[1:] == ["client_id"]}
    plain = {columns[0]: parent for columns, parent in foreign_keys(table) if len(columns) == 1}
    scoped_parents = {column for column, parent in plain.items() if parent in SCOPED}
    assert {columns[0] for columns, parent in foreign_keys(table) if parent.name == "client"} == {"client_id"}
    assert scoped_parents - composite == set()


@pytest.mark.parametrize("table", [each for each in SCOPED if each.c.client_id.nullable], ids=named)
def test_a_row_without_a_client_cannot_point_into_the_tree_of_one(table: Table) -> None:
    composite = {columns[0] for columns, _ in foreign_keys(table) if columns[1:] == ["client_id"]}
    plain = {columns[0] for columns, _ in foreign_keys(table) if len(columns) == 1}
    checks = " ".join(str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint))
    assert [column for column in composite - plain if column not in checks] == []


@pytest.mark.parametrize("enum", [*ENUMS, ErrorCode], ids=lambda enum: enum.__name__)
def test_every_member_says_in_one_sentence_what_it_is(enum: type[Enum]) -> None:
    assert enum.__doc__ and enum.__doc__.strip().endswith(".")
    assert all(isinstance(member.value, str) and member.value.endswith(".") for member in enum)
    assert len(list(enum)) == len(enum.__members__), "two members share a description and so became one"


def test_every_table_and_enum_is_named_in_models() -> None:
    tables = {mapper.class_.__name__ for mapper in models.Base.registry.mappers}
    stored = {
        column.type.enum_class.__name__ for table in TABLES for column in table.c if hasattr(column.type, "enums")
    }
    assert (tables | stored) - set(models.__all__) == set()


def test_a_new_row_has_its_id_state_and_zeros_before_it_is_stored() -> None:
    invoice = models.Invoice(bill_to_name="Blue Fig", currency="GBP", paid=Decimal(2), total=Decimal(5))
    assert (invoice.status, invoice.balance, invoice.version) == (models.InvoiceStatus.DRAFT, Decimal(3), 1)
    assert invoice.id is not None
    assert models.Client().id != models.Client().id


# --- On the real database


@pytest.fixture(scope="module")
def dsn(database: Callable[[str], str]) -> str:
    return database("tables")


def on(dsn: str, work: Callable[[AsyncSession], Any]) -> Any:
    """Run work on a session of its own, rolled back at the end."""

    async def run() -> Any:
        engine = create_async_engine(dsn, poolclass=NullPool)
        try:
            async with AsyncSession(engine, expire_on_commit=False) as session:
                return await work(session)
        finally:
            await engine.dispose()

    return asyncio.run(run())


async def put(session: AsyncSession, *rows: Any) -> None:
    for row in rows:
        session.add(row)
        await session.flush()


def client(name: str) -> models.Client:
    return models.Client(name=name, type=models.ClientType.COMPANY, currency="GBP")


def project(of: models.Client) -> models.Project:
    return models.Project(
        name="Site", client_id=of.id, currency="GBP", billing_method=models.BillingMethod.PROJECT_HOURS
    )


def user(email: str) -> models.User:
    return models.User(name="Uma", email=email, role=models.Role.STAFF)


def test_a_row_cannot_point_into_another_clients_tree(dsn: str) -> None:
    async def work(session: AsyncSession) -> None:
        fig, pear = client("Fig"), client("Pear")
        ours = project(fig)
        await put(session, fig, pear, ours)
        with pytest.raises(IntegrityError, match="fk_invoice_project_id_client_id"):
            await put(
                session, models.Invoice(client_id=pear.id, project_id=ours.id, bill_to_name="Pear", currency="GBP")
            )

    on(dsn, work)


def test_a_task_without_a_client_has_no_project(dsn: str) -> None:
    async def work(session: AsyncSession) -> None:
        fig = client("Fig")
        ours = project(fig)
        await put(session, fig, ours, models.Task(name="On its own"))
        with pytest.raises(IntegrityError, match="ck_task_parents_need_client"):
            await put(session, models.Task(name="Astray", project_id=ours.id))

    on(dsn, work)


def test_a_tree_moves_to_another_client_within_one_transaction(dsn: str) -> None:
    async def work(session: AsyncSession) -> None:
        fig, pear = client("Fig"), client("Pear")
        ours = project(fig)
        await put(session, fig, pear, ours, models.Task(name="Draw", project_id=ours.id, client_id=fig.id))
        await session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        for model in (models.Project, models.Task):
            await session.execute(update(model).where(model.client_id == fig.id).values(client_id=pear.id))
        await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))

    on(dsn, work)


def test_a_user_has_one_running_timer(dsn: str) -> None:
    async def work(session: AsyncSession) -> None:
        fig, uma = client("Fig"), user("uma@studio.example")
        ours = project(fig)
        await put(session, fig, uma, ours)

        def timer() -> models.Timer:
            return models.Timer(user_id=uma.id, client_id=fig.id, project_id=ours.id, started_at=NOON)

        first = timer()
        await put(session, first)
        first.stop(NOON)
        await session.flush()
        await put(session, timer())
        with pytest.raises(IntegrityError, match="uq_timer_running"):
            await put(session, timer())

    on(dsn, work)


def test_a_time_entry_has_one_live_allocation(dsn: str) -> None:
    async def work(session: AsyncSession) -> None:
        fig, uma = client("Fig"), user("uma@studio.example")
        ours = project(fig)
        entry = models.TimeEntry(
            user_id=uma.id, client_id=fig.id, project_id=ours.id, logged_on=date(2026, 3, 2), seconds=3600
        )
        invoice = models.Invoice(client_id=fig.id, bill_to_name="Fig", currency="GBP")
        line = models.InvoiceLine(
            client_id=fig.id, invoice_id=invoice.id, description="Time", currency="GBP", unit_price=Decimal(80)
        )

        def allocation() -> models.BillingAllocation:
            return models.BillingAllocation(
                client_id=fig.id,
                invoice_line_id=line.id,
                time_entry_id=entry.id,
                quantity=Decimal(1),
                currency="GBP",
                net=Decimal(80),
            )

        first = allocation()
        await put(session, fig, uma, ours, entry, invoice, line, first)
        first.release(NOON)
        await session.flush()
        await put(session, allocation())
        with pytest.raises(IntegrityError, match="uq_billing_allocation_live_time_entry_id"):
            await put(session, allocation())

    on(dsn, work)


def test_a_change_raises_the_version_and_an_old_copy_is_stale(dsn: str) -> None:
    async def work(session: AsyncSession) -> None:
        fig = client("Fig")
        await put(session, fig)
        fig.name = "Blue Fig"
        await session.flush()
        assert fig.version == 2
        elsewhere = update(models.Client.__table__).where(models.Client.__table__.c.id == fig.id)
        await session.execute(elsewhere.values(version=7))
        fig.name = "Green Fig"
        with pytest.raises(StaleDataError):
            await session.flush()

    on(dsn, work)


def test_an_absent_object_is_null_not_the_word_null(dsn: str) -> None:
    async def work(session: AsyncSession) -> None:
        fig = client("Fig")
        fig.billing_address = None
        await put(session, fig)
        found = select(models.Client.name).where(models.Client.id == fig.id, models.Client.billing_address.is_(None))
        assert await session.scalar(found) == "Fig"

    on(dsn, work)


def test_there_is_one_organisation(dsn: str) -> None:
    async def work(session: AsyncSession) -> None:
        def organisation() -> models.Organisation:
            return models.Organisation(
                name="Studio", currency="GBP", time_zone="Europe/London", contact_form_key="form"
            )

        await put(session, organisation())
        with pytest.raises(IntegrityError, match="uq_organisation_one"):
            await put(session, organisation())

    on(dsn, work)


def test_addresses_are_unique_whatever_their_capitals(dsn: str) -> None:
    async def work(session: AsyncSession) -> None:
        await put(session, models.Identity(email="uma@studio.example"))
        with pytest.raises(IntegrityError, match="uq_identity_email"):
            await put(session, models.Identity(email="Uma@Studio.example"))

    on(dsn, work)


def test_an_event_knows_its_position_and_is_found_behind_another(dsn: str) -> None:
    async def work(session: AsyncSession) -> None:
        fig = client("Fig")
        first, second = (
            models.Event(
                kind=models.EventKind.CLIENT_CREATED,
                subject_type="Client",
                subject_id=fig.id,
                client_id=fig.id,
                summary="Client created: Fig",
            )
            for _ in range(2)
        )
        await put(session, first, second)
        own = await session.scalar(select(cast(cast(func.pg_current_xact_id(), Text), BigInteger)))
        assert first.xid == second.xid == own
        assert first.seq < second.seq
        event = models.Event
        later = select(event.id).where(tuple_(event.xid, event.seq) > tuple_(first.xid, first.seq), event.xid <= own)
        assert await session.scalar(later) == second.id

    on(dsn, work)


def test_an_invoice_is_never_settled_beyond_its_total(dsn: str) -> None:
    async def work(session: AsyncSession) -> None:
        fig = client("Fig")
        await put(session, fig)
        with pytest.raises(DBAPIError, match="ck_invoice_balance"):
            await put(
                session,
                models.Invoice(
                    client_id=fig.id, bill_to_name="Fig", currency="GBP", total=Decimal(10), paid=Decimal(11)
                ),
            )

    on(dsn, work)
