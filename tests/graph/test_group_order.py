"""Groups in an order: the largest first, the others put together as the rest, and nothing told by it."""

from decimal import Decimal

import pytest

import models
from tests.graph.conftest import viewer_of
from tests.graph.work import a_project, an_entry

TOP = """
query ($order: [LeadGroupOrder!], $first: Int, $rest: Boolean) {
  leads {
    groups(by: [{field: SOURCE}], first: $first, orderBy: $order, rest: $rest) {
      key { source } restOf aggregate { count sum { value { amount currency } } }
    }
  }
}
"""


@pytest.fixture
async def sources(make):
    """Leads by source: what they are worth, in two currencies."""
    stage = await make.row(models.PipelineStage(name="New", position=1, probability_percent=Decimal(50)))
    for source, amount, currency in [
        ("Fair", 500, "GBP"), ("Fair", 100, "GBP"), ("Web", 90, "GBP"), ("Web", 900, "USD"), ("Web", None, None),
        ("Mail", 40, "GBP"), ("Call", 40, "GBP"), (None, 2000, "USD"),
    ]:  # fmt: skip
        lead = models.Lead(name="L", stage_id=stage.id, source=source, value=amount, value_currency=currency)
        await make.row(lead)


def by(field, direction="DESC", **more):
    return {"field": field, "direction": direction} | more


async def test_the_first_groups_and_the_rest_are_the_whole(ask, owner, sources):
    found = await ask(owner, TOP, order=[by("SUM_VALUE")], first=2, rest=True)

    assert found["leads"]["groups"] == [
        {
            "key": {"source": "Fair"},
            "restOf": None,
            "aggregate": {"count": 2, "sum": {"value": [{"amount": "600.00", "currency": "GBP"}]}},
        },
        {
            "key": {"source": "Web"},
            "restOf": None,
            "aggregate": {
                "count": 3,
                "sum": {"value": [{"amount": "90.00", "currency": "GBP"}, {"amount": "900.00", "currency": "USD"}]},
            },
        },
        {
            "key": {"source": None},
            "restOf": 3,
            "aggregate": {
                "count": 3,
                "sum": {"value": [{"amount": "80.00", "currency": "GBP"}, {"amount": "2000.00", "currency": "USD"}]},
            },
        },
    ]


async def test_groups_stand_in_the_order_asked_for(ask, owner, sources):
    for order, expected in [
        ([by("SUM_VALUE")], ["Fair", "Web", "Call", "Mail", None]),
        ([by("SUM_VALUE", "ASC")], ["Call", "Mail", "Web", "Fair", None]),
        ([by("SUM_VALUE"), by("SOURCE")], ["Fair", "Web", "Mail", "Call", None]),
        ([by("SUM_VALUE", currency="USD")], [None, "Web", "Call", "Fair", "Mail"]),
        ([by("AVG_VALUE", "ASC")], ["Call", "Mail", "Web", "Fair", None]),
        ([by("COUNT"), by("MIN_VALUE")], ["Web", "Fair", "Call", "Mail", None]),
        ([by("SOURCE")], ["Web", "Mail", "Fair", "Call", None]),
        ([], ["Call", "Fair", "Mail", "Web", None]),
    ]:
        found = (await ask(owner, TOP, order=order, first=5, rest=True))["leads"]["groups"]

        assert [each["key"]["source"] for each in found] == expected, order
        assert {each["restOf"] for each in found} == {None}  # there is no rest


async def test_a_measure_that_is_withheld_orders_nothing(ask, owner, make):
    project = await a_project(make)
    for name, cost in [("Ann", 5), ("Bob", 90), ("Cid", 30)]:
        await an_entry(make, project, await make.user(name=name), cost=Decimal(cost), cost_rate=1, cost_currency="GBP")
    asked = """{ timeEntries { groups(by: [{field: USER}], orderBy: [{field: SUM_COST, direction: DESC}]) {
      key { user { name } } } } }"""
    by_key = asked.replace(", orderBy: [{field: SUM_COST, direction: DESC}]", "")
    staff = viewer_of(await make.user(models.Role.STAFF))

    def names(found):
        return [each["key"]["user"]["name"] for each in found["timeEntries"]["groups"]]

    assert names(await ask(owner, asked)) == ["Bob", "Cid", "Ann"]
    assert names(await ask(staff, asked)) == names(await ask(owner, by_key))


async def test_an_order_that_cannot_be_is_refused(ask, owner, make):
    for groups, message in [
        ("orderBy: [{field: STAGE}]", "The groups have no STAGE: add it to `by`."),
        ('orderBy: [{field: COUNT, currency: "GBP"}]', "COUNT is no money; leave `currency` out."),
        (f"orderBy: [{'{field: COUNT} ' * 6}]", "At most 5 orderings."),
        ("first: 1001", "`first` is between 1 and 1000; `rest` puts all other groups together as one."),
        (
            "orderBy: [{field: SUM_VALU}]",
            "Value 'SUM_VALU' does not exist in 'LeadGroupOrderField' enum. Did you mean the enum value 'SUM_VALUE',"
            " 'AVG_VALUE', 'MAX_VALUE', or 'MIN_VALUE'?",
        ),
    ]:
        answer = await ask.whole(owner, f"{{ leads {{ groups(by: [{{field: SOURCE}}], {groups}) {{ restOf }} }} }}")

        assert [each.message for each in answer.errors] == [message]
