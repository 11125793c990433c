"""The scalars of the graph, and how values become text."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.file_uploads import Upload

from models.core.money import is_currency, plain

MAX_TEXT = 65_536

Cursor = NewType("Cursor", str)
CurrencyCode = NewType("CurrencyCode", str)


def percent_text(value: Decimal) -> str:
    """A percentage: at least one decimal, more only where the value has them."""
    text = plain(value)
    return text if "." in text else f"{text}.0"


def _decimal_out(value: Any) -> str:
    return value if isinstance(value, str) else plain(value)


def _decimal_in(value: Any) -> Decimal:
    if isinstance(value, bool | float):
        raise GraphQLError('A Decimal is sent as a string, such as "80.00".')
    try:
        parsed = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        raise GraphQLError(f"{value!r} is not a decimal number.") from None
    if not parsed.is_finite() or len(parsed.as_tuple().digits) > 40 or abs(parsed.adjusted()) > 30:
        raise GraphQLError(f"{value!r} is not a decimal number this graph can hold.")
    return parsed


def datetime_text(value: datetime) -> str:
    """An instant as answers say it, in UTC and without zeros at its end."""
    text = value.astimezone(UTC).isoformat().removesuffix("+00:00")
    return f"{text.rstrip('0') if '.' in text else text}Z"


def _datetime_in(value: Any) -> datetime:
    try:
        parsed = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError(f"{value!r} is not an instant such as 2026-03-02T09:00:00Z.") from None
    if parsed.tzinfo is None:
        raise GraphQLError(f"{value!r} has no time zone; end it in Z or an offset.")
    return parsed.astimezone(UTC)


def _date_in(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError(f"{value!r} is not a day such as 2026-03-02.") from None


def _upload_in(value: Any) -> Any:
    if not hasattr(value, "filename"):
        raise GraphQLError("An Upload is sent by the GraphQL multipart request specification, never as a value.")
    return value


def _currency_in(value: Any) -> str:
    if not isinstance(value, str) or not is_currency(value):
        raise GraphQLError(f"{value!r} is not an ISO 4217 currency code such as GBP.")
    return value


SCALARS: dict[Any, Any] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC, ISO 8601, such as 2026-03-02T09:00:00Z. Fields of this type end in At.",
        serialize=datetime_text,
        parse_value=_datetime_in,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A calendar day in the organisation's time zone, YYYY-MM-DD. Fields of this type end in On.",
        serialize=lambda value: value if isinstance(value, str) else value.isoformat(),
        parse_value=_date_in,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number, carried as a string such as "80.00". Never a float.',
        serialize=_decimal_out,
        parse_value=_decimal_in,
    ),
    Cursor: strawberry.scalar(
        name="Cursor",
        description="A position in the event log. Opaque; a payload's is just after its write. "
        "Given back as `after`, a stream goes on from there.",
        serialize=str,
        parse_value=str,
    ),
    CurrencyCode: strawberry.scalar(
        name="CurrencyCode",
        description="An ISO 4217 currency code, such as GBP.",
        serialize=str,
        parse_value=_currency_in,
    ),
    Upload: strawberry.scalar(
        name="Upload",
        description="Represents a file upload.",
        serialize=str,
        parse_value=_upload_in,
    ),
}
