from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.money import (
    Money,
    exponent,
    half_up,
    is_currency,
    percent,
    percentage,
    plain,
    quantity,
    settle,
    shown,
    spread,
)
from models.errors import ErrorCode, Rejected

cents = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


def money(text: str) -> Money:
    """`"12.50 GBP"` as money."""
    amount, currency = text.split()
    return Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("currency", "places"), [("GBP", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("TND", 3), ("MGA", 2)]
)
def test_a_currency_has_none_two_or_three_decimals(currency, places):
    assert exponent(currency) == places


@pytest.mark.parametrize(
    ("code", "known"),
    [("GBP", True), ("ZWG", True), ("XCG", True), ("gbp", False), ("HRK", False), ("XAU", False), ("", False)],
)
def test_only_currencies_in_use_are_known(code, known):
    assert is_currency(code) is known


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("0.0049", 2, "0.00"),
        ("-0.004", 2, "0.00"),
        ("2.5", 0, "3"),
        ("1.0005", 3, "1.001"),
        pytest.param("43.3500", 2, "43.35", id="A1 sale: 42.50 with 2 %"),
        pytest.param("27.6420", 2, "27.64", id="A1 cost: 27.10 with 2 %"),
        ("12345678901234567890123456789.005", 2, "12345678901234567890123456789.01"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value, places, rounded):
    assert str(half_up(Decimal(value), places)) == rounded


@pytest.mark.parametrize(
    ("share", "shown_percent"),
    [
        pytest.param(Fraction(1, 4), "25.0", id="P2: 1 of 4 done"),
        pytest.param(Fraction(1, 3), "33.3", id="P2: 1 of 3 done"),
        pytest.param(Fraction(0), "0.0", id="P2: none done"),
        pytest.param(Fraction(1), "100.0", id="P2: all done"),
        pytest.param(Fraction(1, 800), "0.1", id="P2: half up"),
    ],
)
def test_a_percentage_has_one_decimal(share, shown_percent):
    assert str(percent(100 * share)) == shown_percent


@pytest.mark.parametrize(
    ("stored", "currency", "text"),
    [
        ("80.0000", "GBP", "80.00"),
        ("0", "GBP", "0.00"),
        ("-0.00", "GBP", "0.00"),
        ("-12.5000", "GBP", "-12.50"),
        ("0.1250", "GBP", "0.125"),
        ("0.3333", "GBP", "0.3333"),
        ("1000.0000", "JPY", "1000"),
        ("0.5000", "JPY", "0.5"),
        ("1.5000", "KWD", "1.500"),
        ("9999999999999.9900", "GBP", "9999999999999.99"),
        ("1E+3", "GBP", "1000.00"),
    ],
)
def test_an_amount_is_shown_with_its_currencys_decimals_and_more_only_where_it_has_them(stored, currency, text):
    assert shown(Decimal(stored), currency) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("7.5000", "7.5"),
        ("2.25", "2.25"),
        ("20.0000", "20"),
        ("2E+1", "20"),
        ("0.0000", "0"),
        ("-0.0", "0"),
        ("100", "100"),
        ("-1.50", "-1.5"),
        ("0.0001", "0.0001"),
    ],
)
def test_a_number_is_shown_plainly(value, text):
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("10.00", "GBP"),
        ("10", "GBP"),
        ("-10.5", "GBP"),
        ("1000", "JPY"),
        ("1.234", "KWD"),
        ("9999999999999.99", "GBP"),
        ("1E+3", "GBP"),
    ],
)
def test_money_from_outside_is_taken_with_the_currencys_decimals(amount, currency):
    taken = Money.of(Decimal(amount), currency, ["amount"])
    assert (taken.amount, taken.currency) == (Decimal(amount), currency)
    assert -taken.amount.as_tuple().exponent == exponent(currency)


@pytest.mark.parametrize(
    ("amount", "currency", "message"),
    [
        pytest.param("10.001", "GBP", "This may have up to 2 decimals, not 3.", id="M1: 10.001 GBP"),
        pytest.param("10.000", "GBP", "This may have up to 2 decimals, not 3.", id="M1: 10.000 GBP"),
        pytest.param("1000.5", "JPY", "This may have no decimals, not 1.", id="M1: 1000.5 JPY"),
        pytest.param("1.2345", "KWD", "This may have up to 3 decimals, not 4.", id="M1: 1.2345 KWD"),
        ("NaN", "GBP", "This is not a number."),
        ("Infinity", "GBP", "This is not a number."),
        ("1E+13", "GBP", "This number is too large; it must stay below 10,000,000,000,000."),
        ("-1E+999999", "GBP", "This number is too large; it must stay below 10,000,000,000,000."),
        ("10.00", "XXX", "This is not the code of a currency in use, such as GBP."),
        ("10.00", "gbp", "This is not the code of a currency in use, such as GBP."),
    ],
)
def test_money_that_cannot_be_right_is_invalid_where_it_was_given(amount, currency, message):
    with pytest.raises(Rejected) as refusal:
        Money.of(Decimal(amount), currency, ["lines", 0, "unitPrice"])
    assert refusal.value.code is ErrorCode.INVALID
    assert refusal.value.message == message
    assert refusal.value.path == ["lines", "0", "unitPrice"]


def test_a_rate_may_have_four_decimals_in_any_currency():
    assert Money.rate(Decimal("0.0125"), "JPY", ["rate"]).amount == Decimal("0.0125")


def test_a_rate_with_five_decimals_is_invalid():
    with pytest.raises(Rejected) as refusal:
        Money.rate(Decimal("0.01255"), "GBP", ["rate"])
    assert refusal.value.code is ErrorCode.INVALID


@pytest.mark.parametrize("value", ["0.00001", "NaN", "-Infinity", "1E+13"])
def test_a_quantity_that_cannot_be_right_is_invalid(value):
    with pytest.raises(Rejected) as refusal:
        quantity(Decimal(value), ["quantity"])
    assert (refusal.value.code, refusal.value.path) == (ErrorCode.INVALID, ["quantity"])


@pytest.mark.parametrize("value", ["0", "9.975", "100"])
def test_a_percentage_from_none_to_all_is_taken(value):
    assert percentage(Decimal(value), ["discountPercent"]) == Decimal(value)


@pytest.mark.parametrize("value", ["-0.01", "100.01", "NaN", "1.00001"])
def test_a_percentage_beyond_none_and_all_is_invalid(value):
    with pytest.raises(Rejected) as refusal:
        percentage(Decimal(value), ["discountPercent"])
    assert (refusal.value.code, refusal.value.path) == (ErrorCode.INVALID, ["discountPercent"])


def test_money_adds_subtracts_negates_and_multiplies():
    assert money("10.00 GBP") + money("0.01 GBP") == money("10.01 GBP")
    assert money("10.00 GBP") - money("10.01 GBP") == money("-0.01 GBP")
    assert -money("10.00 GBP") == money("-10.00 GBP")
    assert money("80.00 GBP") * Decimal("7.5") == 8 * money("75.00 GBP") == money("600.00 GBP")
    assert (money("0.3333 GBP") * 3).rounded() == money("1.00 GBP")


def test_money_compares_within_its_currency():
    assert money("1.00 GBP") < money("1.01 GBP") <= money("1.01 GBP")
    assert money("1.01 GBP") > money("1.00 GBP") >= money("1.00 GBP")
    assert money("1.0 GBP") == money("1.0000 GBP")
    assert hash(money("1.0 GBP")) == hash(money("1.0000 GBP"))
    assert money("1.00 GBP") != money("1.00 USD")


def test_only_zero_money_is_false_and_zero_has_no_sign():
    assert not Money.zero("GBP")
    assert money("0.01 GBP")
    assert str((money("5.00 GBP") * 0 * -1).amount) == "0.00"
    assert str(money("-0.00 GBP")) == "0.00 GBP"


def test_a_sum_of_nothing_is_zero_of_the_currency():
    assert Money.sum([], "JPY") == money("0 JPY")
    assert Money.sum([money("1.10 GBP"), money("2.20 GBP")], "GBP") == money("3.30 GBP")


@pytest.mark.parametrize(
    "meeting",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a < b,
        lambda a, b: a >= b,
        lambda a, b: Money.sum([a, b], a.currency),
        lambda a, b: a.require(b.currency),
    ],
    ids=["add", "subtract", "less", "at least", "sum", "require"],
)
def test_two_currencies_never_meet(meeting):
    with pytest.raises(Rejected) as refusal:
        meeting(money("10.00 GBP"), money("10.00 USD"))
    assert refusal.value.code is ErrorCode.CURRENCY_MISMATCH


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        pytest.param("100.00 GBP", [1, 1, 1], ["33.34", "33.33", "33.33"], id="M4: the first gets the odd penny"),
        pytest.param("0.05 GBP", [10, 20, 30], ["0.01", "0.02", "0.02"], id="M4: the largest remainder gets it"),
        pytest.param("-1.00 GBP", [1, 1, 1], ["-0.33", "-0.33", "-0.34"], id="M4: a credit sums too"),
        pytest.param("100 JPY", [1, 2], ["33", "67"], id="M4: no decimals"),
        pytest.param("1.00 GBP", [0, 0], ["0.50", "0.50"], id="M4: no weight at all"),
        pytest.param("1.00 GBP", [0, 5], ["0.00", "1.00"], id="M4: no weight, no part"),
        pytest.param("0.00 GBP", [], [], id="M4: nothing over nobody"),
    ],
)
def test_money_is_spread_by_largest_remainder(total, weights, parts):
    assert [str(part.amount) for part in spread(money(total), weights)] == parts


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_money_is_not_spread_over_nobody_nor_over_negative_weights(weights):
    with pytest.raises(ValueError):
        spread(money("1.00 GBP"), weights)


def test_equal_remainders_are_served_in_the_order_of_their_ties():
    halves = [Decimal("0.005"), Decimal("0.005")]
    assert settle(halves, Decimal("0.01"), 2, ["b", "a"]) == [Decimal("0.00"), Decimal("0.01")]


@settings(max_examples=60, deadline=None)
@given(cents, st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_spread_parts_always_sum_exactly_and_stray_less_than_a_penny(amount, weights):
    parts = spread(Money(amount, "GBP"), weights)
    assert Money.sum(parts, "GBP") == Money(amount, "GBP")
    if any(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(Fraction(part.amount) - Fraction(amount) * weight / sum(weights)) < Fraction(1, 100)
