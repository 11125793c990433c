"""The same tables as a plain server would map them: only the columns it shows."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The registry of the plain server's tables."""


class Client(Base):
    """A customer."""

    __tablename__ = "client"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    type: Mapped[str]
    status: Mapped[str]
    currency: Mapped[str]
    account_number: Mapped[str | None]
    payment_terms_days: Mapped[int]
    created_at: Mapped[datetime]


class Project(Base):
    """Work for one client."""

    __tablename__ = "project"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID]
    name: Mapped[str]
    status: Mapped[str]
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]


class Task(Base):
    """A piece of work."""

    __tablename__ = "task"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID | None]
    project_id: Mapped[UUID | None]
    name: Mapped[str]
    status: Mapped[str]
    priority: Mapped[str]
    estimate_minutes: Mapped[int | None]
    due_on: Mapped[date | None]


class Invoice(Base):
    """A bill to a client."""

    __tablename__ = "invoice"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID]
    number: Mapped[str | None]
    status: Mapped[str]
    currency: Mapped[str]
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    total: Mapped[Decimal]


class InvoiceLine(Base):
    """One line of an invoice."""

    __tablename__ = "invoice_line"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    invoice_id: Mapped[UUID]
    position: Mapped[int]
    description: Mapped[str]
    quantity: Mapped[Decimal]
    currency: Mapped[str]
    unit_price: Mapped[Decimal]
