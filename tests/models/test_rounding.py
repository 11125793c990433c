from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.money import Money
from models.core.rounding import TaxRounding, TimeRounding, billed_seconds, hours, value


@pytest.mark.parametrize(
    ("seconds", "rounding", "billed"),
    [
        (1, "NONE", 1),
        (1, "UP_6", 360),
        (360, "UP_6", 360),
        (361, "UP_6", 720),
        (1, "UP_15", 900),
        (900, "UP_15", 900),
        pytest.param(12000, "UP_15", 12600, id="acceptance scenario 2: 3 h 20 min are 3.5 h"),
        pytest.param(7200, "UP_15", 7200, id="acceptance scenario 2: 2 h stay 2 h"),
        (1801, "UP_30", 3600),
        (179, "NEAREST_6", 0),
        (180, "NEAREST_6", 360),
        (449, "NEAREST_15", 0),
        (450, "NEAREST_15", 900),
        (1349, "NEAREST_15", 900),
        (1350, "NEAREST_15", 1800),
        (899, "NEAREST_30", 0),
        (900, "NEAREST_30", 1800),
        (86400, "NEAREST_30", 86400),
    ],
)
def test_an_entry_is_billed_by_the_steps_the_organisation_chose(seconds, rounding, billed):
    assert billed_seconds(seconds, TimeRounding[rounding]) == billed


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 86400), st.sampled_from(TimeRounding))
def test_billed_time_is_whole_steps_and_less_than_a_step_from_the_raw_time(seconds, rounding):
    billed = billed_seconds(seconds, rounding)
    step = int(rounding.name.partition("_")[2] or 0) * 60 or 1
    assert billed % step == 0
    assert abs(billed - seconds) < step
    if rounding.name.startswith("UP"):
        assert billed >= seconds


@pytest.mark.parametrize(
    ("seconds", "quantity"),
    [(27000, "7.5000"), (8100, "2.2500"), (1200, "0.3333"), (1201, "0.3336"), (1, "0.0003"), (0, "0.0000")],
)
def test_hours_have_four_decimals(seconds, quantity):
    assert str(hours(seconds)) == quantity


@pytest.mark.parametrize(
    ("seconds", "rate", "currency", "amount"),
    [
        pytest.param(27000, "80.00", "GBP", "600.00", id="acceptance S7: Wireframes"),
        pytest.param(8100, "80.00", "GBP", "180.00", id="acceptance S7: Design"),
        pytest.param(12600, "90.00", "USD", "315.00", id="acceptance I9: the ad-hoc call"),
        pytest.param(1200, "300.00", "GBP", "99.99", id="M3: as 0.3333 h x 300.00 prints it"),
        (900, "0.5", "JPY", "0"),
        (3600, "1.5", "JPY", "2"),
    ],
)
def test_time_is_worth_what_the_line_of_an_invoice_will_say(seconds, rate, currency, amount):
    worth = value(seconds, Money(Decimal(rate), currency))
    assert (str(worth.amount), worth.currency) == (amount, currency)


@pytest.mark.parametrize("choice", [*TaxRounding, *TimeRounding], ids=lambda choice: choice.name)
def test_every_choice_is_described_in_a_sentence(choice):
    assert choice.value.endswith(".")
