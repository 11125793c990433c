"""What the plain server can be asked by: as much of the graph's filters and groups as the questions need."""

from datetime import date
from enum import Enum

import strawberry


@strawberry.enum
class GroupField(Enum):
    ISSUED_ON = "ISSUED_ON"


@strawberry.enum
class Bucket(Enum):
    MONTH = "MONTH"


@strawberry.input
class GroupBy:
    field: GroupField
    bucket: Bucket


@strawberry.enum
class InvoiceStatus(Enum):
    DRAFT = "DRAFT"
    ISSUED = "ISSUED"
    PARTIALLY_PAID = "PARTIALLY_PAID"
    PAID = "PAID"
    VOID = "VOID"


@strawberry.input
class IDFilter:
    eq: strawberry.ID | None = None
    in_: list[strawberry.ID] | None = strawberry.field(name="in", default=None)


@strawberry.input
class StringFilter:
    eq: str


@strawberry.input
class DateFilter:
    gte: date
    lt: date


@strawberry.input
class StatusFilter:
    in_: list[InvoiceStatus] = strawberry.field(name="in")


@strawberry.input
class ClientFilter:
    id: IDFilter | None = None
    account_number: StringFilter | None = None


@strawberry.input
class TaskFilter:
    client: ClientFilter


@strawberry.input
class InvoiceFilter:
    client: ClientFilter | None = None
    status: StatusFilter | None = None
    issued_on: DateFilter | None = None
