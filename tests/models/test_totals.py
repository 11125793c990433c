from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.rounding import TaxRounding
from models.core.totals import Line, Tax, add_up
from models.errors import ErrorCode, Rejected

ZERO = Decimal(0)


def vat(rate: str, name: str = "VAT") -> Tax:
    """A plain tax."""
    return Tax(name, Decimal(rate))


def line(quantity: str, price: str, *taxes: Tax, percent: str = "0", amount: str = "0") -> Line:
    """A line with its discounts."""
    return Line(Decimal(quantity), Decimal(price), taxes, Decimal(percent), Decimal(amount))


def figures(totals) -> tuple[str, ...]:
    """Subtotal, discount, tax and total, as they are printed."""
    return tuple(str(figure) for figure in (totals.subtotal, totals.discount, totals.tax, totals.total))


GST, QST = vat("5", "GST"), vat("9.975", "QST")


@pytest.mark.parametrize(
    ("lines", "rounding", "expected"),
    [
        pytest.param(
            [line("1", "55.55", vat("23")), line("1", "11.11", vat("23"))],
            TaxRounding.PER_RATE,
            ("66.66", "0.00", "15.33", "81.99"),
            id="odoo/odoo#36675 per rate",
        ),
        pytest.param(
            [line("1", "55.55", vat("23")), line("1", "11.11", vat("23"))],
            TaxRounding.PER_LINE,
            ("66.66", "0.00", "15.34", "82.00"),
            id="odoo/odoo#36675 per line",
        ),
        pytest.param(
            [line("1", "8500", vat("19"), amount="7500")],
            TaxRounding.PER_RATE,
            ("1000.00", "0.00", "190.00", "1190.00"),
            id="invoiceninja/invoiceninja#10856 as a discount",
        ),
        pytest.param(
            [line("1", "8500", vat("19")), line("1", "-7500", vat("19"))],
            TaxRounding.PER_RATE,
            ("1000.00", "0.00", "190.00", "1190.00"),
            id="invoiceninja/invoiceninja#10856 as a line",
        ),
        pytest.param(
            [line("2.25", "64.22")],
            TaxRounding.PER_RATE,
            ("144.50", "0.00", "0.00", "144.50"),
            id="invoiceninja/invoiceninja#3195",
        ),
        pytest.param(
            [line("2.25", "64.22", percent="100")],
            TaxRounding.PER_RATE,
            ("0.00", "0.00", "0.00", "0.00"),
            id="invoiceninja/invoiceninja#3195 with 100 % discount",
        ),
        pytest.param(
            [line("1", "140.00", GST, QST)],
            TaxRounding.PER_RATE,
            ("140.00", "0.00", "20.97", "160.97"),
            id="invoiceninja/invoiceninja#1453 140.00",
        ),
        pytest.param(
            [line("1", "1140.00", GST, QST)],
            TaxRounding.PER_RATE,
            ("1140.00", "0.00", "170.72", "1310.72"),
            id="invoiceninja/invoiceninja#1453 1140.00",
        ),
        pytest.param(
            [line("10", "0.31", vat("20"))],
            TaxRounding.PER_RATE,
            ("3.10", "0.00", "0.62", "3.72"),
            id="vendurehq/vendure#1835",
        ),
        pytest.param(
            [line("7.5", "80.00", vat("20")), line("2.25", "80.00", vat("20"))],
            TaxRounding.PER_RATE,
            ("780.00", "0.00", "156.00", "936.00"),
            id="acceptance S7",
        ),
        pytest.param(
            [line("2", "90", vat("10")), line("3.5", "90", vat("10")), line("1", "250", vat("10"))],
            TaxRounding.PER_RATE,
            ("745.00", "0.00", "74.50", "819.50"),
            id="acceptance I9",
        ),
        pytest.param([], TaxRounding.PER_RATE, ("0.00", "0.00", "0.00", "0.00"), id="no line"),
    ],
)
def test_a_document_comes_to_its_total(lines, rounding, expected):
    assert figures(add_up(lines, "EUR", rounding=rounding)) == expected


def test_several_taxes_on_a_line_are_each_their_own_summary():
    taxes = add_up([line("1", "140.00", GST, QST)], "CAD").taxes
    assert [(tax.name, tax.taxable, tax.tax) for tax in taxes] == [
        ("GST", Decimal("140.00"), Decimal("7.00")),
        ("QST", Decimal("140.00"), Decimal("13.97")),
    ]


def test_a_compound_tax_is_charged_on_the_taxes_before_it():
    totals = add_up([line("1", "100.00", GST, Tax("PST", Decimal(10), compound=True))], "CAD")
    assert [(tax.name, tax.taxable, tax.tax) for tax in totals.taxes] == [
        ("GST", Decimal("100.00"), Decimal("5.00")),
        ("PST", Decimal("105.00"), Decimal("10.50")),
    ]
    assert totals.total == Decimal("115.50")


def test_taxes_are_summed_by_rate_in_order_of_first_appearance_with_those_of_no_percent():
    totals = add_up(
        [
            line("1", "10", vat("20")),
            line("1", "30", vat("0")),
            line("1", "5", vat("5")),
            line("1", "20", vat("20.00")),
        ],
        "GBP",
    )
    assert [(str(tax.rate_percent), str(tax.taxable), str(tax.tax)) for tax in totals.taxes] == [
        ("20", "30.00", "6.00"),
        ("0", "30.00", "0.00"),
        ("5", "5.00", "0.25"),
    ]


def test_a_line_discount_is_of_the_rounded_amount_and_may_be_a_percentage_and_an_amount():
    totals = add_up([line("2.25", "64.22", percent="10", amount="4.05")], "USD")
    assert [str(figure) for figure in (totals.lines[0].amount, totals.lines[0].discount, totals.lines[0].net)] == [
        "144.50",
        "18.50",
        "126.00",
    ]


def test_the_discount_of_a_document_is_spread_over_its_lines_before_tax():
    lines = [line("1", "33.33", vat("20")), line("1", "33.33", vat("5")), line("1", "33.34")]
    totals = add_up(lines, "GBP", discount_percent=Decimal("10"))
    assert [str(each.document_discount) for each in totals.lines] == ["3.33", "3.33", "3.34"]
    assert [(str(tax.taxable), str(tax.tax)) for tax in totals.taxes] == [("30.00", "6.00"), ("30.00", "1.50")]
    assert figures(totals) == ("100.00", "10.00", "7.50", "97.50")


@pytest.mark.parametrize("included", [False, True])
@pytest.mark.parametrize("whole", ["line", "document"])
def test_a_full_discount_leaves_zero_and_never_negative_zero(whole, included):
    percent = "100" if whole == "line" else "0"
    totals = add_up(
        [line("2.25", "64.22", vat("20"), percent=percent), line("3", "0.333", vat("5"), percent=percent)],
        "USD",
        discount_percent=Decimal(100 if whole == "document" else 0),
        prices_include_tax=included,
    )
    assert str(totals.total) == str(totals.tax) == "0.00"
    assert [str(tax.tax) for tax in totals.taxes] == ["0.00", "0.00"]
    assert [str(each.gross) for each in totals.lines] == ["0.00", "0.00"]


@pytest.mark.parametrize(
    ("lines", "discount", "expected"),
    [
        pytest.param([line("1", "120.00", vat("20"))], "0", ("100.00", "0.00", "20.00", "120.00"), id="M7 one line"),
        pytest.param([line("3", "9.99", vat("20"))], "0", ("24.97", "0.00", "5.00", "29.97"), id="M7 odd penny"),
        pytest.param(
            [line("1", "100.00", vat("19"))],
            "0",
            ("84.03", "0.00", "15.97", "100.00"),
            id="invoiceninja/invoiceninja#1782",
        ),
        pytest.param([line("1", "0.01", vat("20"))] * 3, "0", ("0.02", "0.00", "0.01", "0.03"), id="M7 an exact half"),
        pytest.param([line("1", "114.975", GST, QST)], "0", ("100.00", "0.00", "14.98", "114.98"), id="M7 two taxes"),
        pytest.param([line("1", "120.00", vat("20"))], "10", ("100.00", "10.00", "18.00", "108.00"), id="M7 discount"),
        pytest.param([line("1", "50.00")], "0", ("50.00", "0.00", "0.00", "50.00"), id="M7 untaxed"),
    ],
)
def test_prices_with_tax_keep_their_gross(lines, discount, expected):
    totals = add_up(lines, "CAD", discount_percent=Decimal(discount), prices_include_tax=True)
    assert figures(totals) == expected


@pytest.mark.parametrize(
    ("currency", "expected"),
    [("JPY", ("1000", "0", "100", "1100")), ("KWD", ("999.500", "0.000", "99.950", "1099.450"))],
)
def test_figures_have_the_decimals_of_the_currency(currency, expected):
    assert figures(add_up([line("1", "999.5", vat("10"))], currency)) == expected


def test_a_document_too_large_to_store_is_invalid():
    with pytest.raises(Rejected) as refusal:
        add_up([line("9999999999999", "9999999999999")], "GBP")
    assert (refusal.value.code, refusal.value.path) == (ErrorCode.INVALID, ["lines"])


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (line("0.00001", "1"), ["quantity"]),
        (line("1", "1", percent="100.5"), ["discountPercent"]),
        (line("1", "1", vat("20"), vat("-1")), ["taxes", "1", "ratePercent"]),
        (line("1", "1", vat("20"), vat("20.0")), ["taxes", "1"]),
    ],
    ids=["quantity", "discount", "rate", "tax twice"],
)
def test_a_line_that_cannot_be_right_is_invalid_at_the_figure(wrong, place):
    with pytest.raises(Rejected) as refusal:
        wrong.checked(["lines", 2])
    assert refusal.value.code is ErrorCode.INVALID
    assert refusal.value.path == ["lines", "2", *place]


def test_a_line_that_can_be_right_passes():
    good = line("1.25", "80", vat("20"), percent="12.5")
    assert good.checked(["lines", 0]) is good


taxes = st.lists(
    st.builds(
        Tax,
        name=st.sampled_from(["VAT", "GST", "QST"]),
        rate_percent=st.sampled_from([Decimal(rate) for rate in ("0", "5", "9.975", "20", "23")]),
        compound=st.booleans(),
    ),
    max_size=3,
    unique=True,
).map(tuple)
percents = st.sampled_from([Decimal(percent) for percent in ("0", "0.5", "10", "33.3333", "100")])
documents = st.lists(
    st.builds(
        Line,
        quantity=st.decimals(min_value=-50, max_value=50, places=4),
        unit_price=st.decimals(min_value=0, max_value=500, places=4),
        taxes=taxes,
        discount_percent=percents,
    ),
    max_size=7,
)
currencies = st.sampled_from(["GBP", "JPY", "KWD"])


@settings(max_examples=150, deadline=None)
@given(documents, currencies, percents, st.booleans(), st.sampled_from(TaxRounding))
def test_the_lines_sum_exactly_to_the_document_and_its_figures_to_its_total(
    lines, currency, percent, included, rounding
):
    totals = add_up(lines, currency, discount_percent=percent, prices_include_tax=included, rounding=rounding)
    assert sum((each.net for each in totals.lines), ZERO) == totals.subtotal
    assert sum((each.document_discount for each in totals.lines), ZERO) == totals.discount
    assert sum((each.tax for each in totals.lines), ZERO) == totals.tax
    assert sum((tax.tax for tax in totals.taxes), ZERO) == totals.tax
    assert sum((each.gross for each in totals.lines), ZERO) == totals.total
    assert totals.total == totals.subtotal - totals.discount + totals.tax
    assert not any(
        str(figure).startswith("-") and not figure
        for figure in (totals.subtotal, totals.discount, totals.tax, totals.total)
    )


@settings(max_examples=80, deadline=None)
@given(documents, currencies, st.sampled_from(TaxRounding))
def test_prices_with_tax_always_keep_the_gross_of_every_line(lines, currency, rounding):
    totals = add_up(lines, currency, prices_include_tax=True, rounding=rounding)
    assert totals.discount == 0
    assert totals.total == sum((each.amount - each.discount for each in totals.lines), ZERO)
    assert all(each.gross == each.amount - each.discount for each in totals.lines)


@settings(max_examples=80, deadline=None)
@given(documents.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))), percents, st.booleans())
def test_the_order_of_the_lines_changes_no_total(orders, percent, included):
    one, other = (add_up(lines, "GBP", discount_percent=percent, prices_include_tax=included) for lines in orders)
    assert replace(one, lines=(), taxes=()) == replace(other, lines=(), taxes=())
    assert {(tax.name, tax.rate_percent, tax.taxable, tax.tax) for tax in one.taxes} == {
        (tax.name, tax.rate_percent, tax.taxable, tax.tax) for tax in other.taxes
    }


@settings(max_examples=60, deadline=None)
@given(documents, currencies, st.booleans())
def test_a_full_discount_of_the_document_always_leaves_zero(lines, currency, included):
    totals = add_up(lines, currency, discount_percent=Decimal(100), prices_include_tax=included)
    assert totals.total == totals.tax == 0
    assert totals.discount == totals.subtotal
    assert all(each.gross == 0 for each in totals.lines)
