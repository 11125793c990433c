"""What the database writes into the text of an answer is what Python writes elsewhere."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import text

from models.core import ids
from models.core.base import new_id
from models.core.money import exponent, is_currency, plain, shown
from resolvers.context import Context
from schema.core.scalars import SCALARS, percent_text
from tests.graph.conftest import services  # noqa: F401 (fixture)

NUMBERS = [
    Decimal(each)
    for each in (
        "0",
        "0.0000",
        "1",
        "10.50",
        "100",
        "-3.1400",
        "0.0001",
        "1234567890123.4567",
        "2.5",
        "-0.5",
        "33.3333",
    )
]
CODES = ["GBP", "JPY", "KWD", "USD", "BHD", "ISK", "CHF"]
INSTANTS = [
    datetime(2026, 3, 2, 9, tzinfo=UTC),
    datetime(2026, 3, 2, 9, 0, 0, 120_000, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2026, 6, 1, 0, 0, 0, 1, tzinfo=UTC),
]


@pytest.fixture
def said(services):  # noqa: F811
    """`await said("app_number(:a)", a=…)`: what an expression gives, as text."""

    async def ask(expression, **values):
        return await Context(services).as_system().scalar(text(f"SELECT ({expression})::text").bindparams(**values))

    return ask


@pytest.mark.parametrize("name", ["Task", "Client", "BillingAllocation"])
async def test_ids(said, name):
    for key in (new_id(), UUID(int=0), UUID(int=2**128 - 1)):
        written = await said("app_id(CAST(:key AS uuid), CAST(:name AS text)::bytea)", key=key, name=name)
        assert written == ids.global_id(name, key)
        assert ids.parse(written) == (name, key)


async def test_numbers_and_percentages(said):
    for number in NUMBERS:
        assert await said("app_number(CAST(:a AS numeric))", a=number) == plain(number)
        assert await said("app_percent(CAST(:a AS numeric))", a=number) == percent_text(number)


async def test_amounts(said):
    for code in CODES:
        assert is_currency(code)
        assert await said("app_decimals(CAST(:c AS text))", c=code) == str(exponent(code))
        for number in NUMBERS:
            written = await said("app_amount(CAST(:a AS numeric), CAST(:c AS text))", a=number, c=code)
            assert written == shown(number, code)


async def test_instants(said):
    written = SCALARS[datetime].serialize if hasattr(SCALARS[datetime], "serialize") else None
    serialize = written or SCALARS[datetime]._scalar_definition.serialize
    for instant in INSTANTS:
        assert await said("app_instant(CAST(:a AS timestamptz))", a=instant) == f'"{serialize(instant)}"'


@pytest.mark.parametrize(
    "given",
    ["", "x", ids.global_id("Task", UUID(int=1)).upper(), ids.global_id("Task", UUID(int=1)) + " ", "zz" * 20, "é"],
)
def test_what_is_no_id_finds_nothing(given):
    assert ids.parse(given) is None
