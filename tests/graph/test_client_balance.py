"""What clients were billed and owe: the sum of the rows behind it (domain.md M11)."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest

import models
from models.core import clock
from tests.graph.conftest import gid, viewer_as, viewer_of

BALANCE = """
query ($id: ID!) {
  client(id: $id) {
    balance {
      billed { amount currency } paid { amount } credited { amount } outstanding { amount } overdue { amount }
      unallocatedCredit { amount }
    }
  }
}
"""
NAMES = ("billed", "paid", "credited", "outstanding", "overdue", "unallocatedCredit")
ISSUED, PAID, PARTLY = models.InvoiceStatus.ISSUED, models.InvoiceStatus.PAID, models.InvoiceStatus.PARTIALLY_PAID
_numbers = count(1)


@pytest.fixture
def bill(make):
    """`await bill(client, 100)`: an issued invoice, due in some days."""

    async def billed(client, total, *, status=ISSUED, due_in=30, **over):
        today = clock.today("Europe/London")
        values = {"number": f"INV-{next(_numbers)}", "bill_to_name": client.name, "currency": client.currency}
        values |= {"issued_on": today - timedelta(days=60), "due_on": today + timedelta(days=due_in)}
        return await make.row(models.Invoice(client_id=client.id, status=status, total=Decimal(total), **values | over))

    return billed


@pytest.fixture
def receive(make):
    """`await receive(client, 100)`: a payment that came, not set against anything."""

    async def received(client, amount, **over):
        values = {"status": models.PaymentStatus.SUCCEEDED, "method": models.PaymentMethod.CASH}
        return await make.row(
            models.Payment(client_id=client.id, amount=Decimal(amount), currency=client.currency, **values | over)
        )

    return received


@pytest.fixture
def credit(make):
    """`await credit(invoice, 10, remaining=4)`: an issued credit note."""

    async def credited(invoice, total, **over):
        values = {"number": f"CN-{next(_numbers)}", "reason": "Sorry", "status": models.CreditNoteStatus.ISSUED}
        return await make.row(
            models.CreditNote(
                client_id=invoice.client_id,
                invoice_id=invoice.id,
                currency=invoice.currency,
                total=Decimal(total),
                **values | over,
            )
        )

    return credited


async def figures(ask, viewer, client):
    """The balance as amounts, in the order of NAMES."""
    balance = (await ask(viewer, BALANCE, id=gid(client)))["client"]["balance"]
    return [balance[name]["amount"] for name in NAMES]


async def test_a_new_client_owes_nothing_in_its_own_currency(ask, owner, make):
    balance = (await ask(owner, BALANCE, id=gid(await make.client(currency="JPY"))))["client"]["balance"]

    assert balance["billed"] == {"amount": "0", "currency": "JPY"}


async def test_every_figure_is_the_sum_of_its_rows(ask, owner, make, bill, receive, credit):
    client, other = await make.client(), await make.client()
    late = await bill(client, "100.00", status=PARTLY, due_in=-1, paid=Decimal("30.00"), credited=Decimal("6.00"))
    await bill(client, "936.00", status=PAID, paid=Decimal("936.00"), due_in=-1)
    await bill(client, "50.00", due_in=0)
    await bill(client, "7.00", status=models.InvoiceStatus.VOID, due_in=-9)
    await bill(client, "8.00", status=models.InvoiceStatus.DRAFT, number=None)
    await bill(other, "5000.00", due_in=-1)
    await receive(client, "1000.00", allocated=Decimal("966.00"), refunded=Decimal("14.00"))
    await receive(client, "77.00", status=models.PaymentStatus.FAILED)
    await receive(client, "78.00", status=models.PaymentStatus.PENDING)
    await receive(client, "79.00", status=models.PaymentStatus.REFUNDED, refunded=Decimal("79.00"))
    await credit(late, "10.00", remaining=Decimal("4.00"))
    await credit(late, "11.00", status=models.CreditNoteStatus.DRAFT, number=None)

    found = await figures(ask, owner, client)

    assert found == ["1086.00", "986.00", "10.00", "114.00", "64.00", "24.00"]
    billed, paid, credited, outstanding, _, unallocated = map(Decimal, found)
    assert billed - paid - credited == outstanding - unallocated


async def test_a_contact_needs_invoices(ask, make, bill):
    client = await make.client()
    contact = await make.contact(client)
    await bill(client, "936.00")
    ranked = "{ clients { nodes { balance { billed { amount } } } aggregate { sum { outstanding { amount } } } } }"

    may = viewer_as(contact, models.PortalPermission.INVOICES)
    may_not = viewer_as(contact, models.PortalPermission.DOCUMENTS, models.PortalPermission.PROJECTS)

    assert await figures(ask, may, client) == ["936.00", "0.00", "0.00", "936.00", "0.00", "0.00"]
    assert (await ask(may_not, ranked))["clients"] == {
        "nodes": [{"balance": None}],
        "aggregate": {"sum": {"outstanding": None}},
    }
    overdue = "{ clients(filter: {not: {hasOverdue: true}}) { totalCount } }"
    assert (await ask(may, overdue))["clients"]["totalCount"] == 1
    assert (await ask(may_not, overdue))["clients"]["totalCount"] == 0


async def test_currencies_stand_apart_and_limited_users_sum_their_own(ask, owner, make, bill):
    pounds, more, dollars = await make.client(), await make.client(), await make.client(currency="USD")
    await bill(pounds, "100.00")
    await bill(more, "20.00", due_in=-1)
    await bill(dollars, "819.50", status=PARTLY, paid=Decimal("400.00"))
    mia = viewer_of(await make.user(models.Role.STAFF_LIMITED), more)
    sums = """{
      clients {
        aggregate { sum { billed { amount currency } outstanding { amount currency } overdue { amount } } }
        groups(by: [{field: CURRENCY}]) { key { currency } aggregate { count avg { billed { amount } } } }
      }
    }"""

    everything = (await ask(owner, sums))["clients"]
    hers = (await ask(mia, sums))["clients"]

    assert everything == {
        "aggregate": {
            "sum": {
                "billed": [{"amount": "120.00", "currency": "GBP"}, {"amount": "819.50", "currency": "USD"}],
                "outstanding": [{"amount": "120.00", "currency": "GBP"}, {"amount": "419.50", "currency": "USD"}],
                "overdue": [{"amount": "20.00"}, {"amount": "0.00"}],
            }
        },
        "groups": [
            {"key": {"currency": "GBP"}, "aggregate": {"count": 2, "avg": {"billed": [{"amount": "60.00"}]}}},
            {"key": {"currency": "USD"}, "aggregate": {"count": 1, "avg": {"billed": [{"amount": "819.50"}]}}},
        ],
    }
    assert hers["aggregate"]["sum"]["billed"] == [{"amount": "20.00", "currency": "GBP"}]


async def test_clients_are_ranked_and_found_by_what_they_owe(ask, owner, make, bill):
    small, large = await make.client(name="Small"), await make.client(name="Large")
    await make.client(name="None")
    await bill(small, "1.00", due_in=-1)
    await bill(large, "900.00")

    read = await ask(
        owner,
        """{
          ranked: clients(orderBy: [{field: OUTSTANDING, direction: DESC}]) { nodes { name } }
          late: clients(filter: {hasOverdue: true}) { nodes { name } }
          fine: clients(filter: {hasOverdue: false}) { nodes { name } }
        }""",
    )

    assert {name: [each["name"] for each in page["nodes"]] for name, page in read.items()} == {
        "ranked": ["Large", "Small", "None"],
        "late": ["Small"],
        "fine": ["Large", "None"],
    }


async def test_pages_by_what_is_owed_neither_repeat_nor_miss_a_client(ask, owner, make, bill):
    for total in ("5.00", "5.00", "7.00", "1.00"):
        await bill(await make.client(), total)
    page = """query ($after: String) {
      clients(first: 1, after: $after, orderBy: [{field: OUTSTANDING}]) {
        nodes { balance { outstanding { amount } } } pageInfo { hasNextPage endCursor }
      }
    }"""

    seen, after, more = [], None, True
    while more:
        read = (await ask(owner, page, after=after))["clients"]
        seen += [each["balance"]["outstanding"]["amount"] for each in read["nodes"]]
        after, more = read["pageInfo"]["endCursor"], read["pageInfo"]["hasNextPage"]

    assert seen == ["1.00", "5.00", "5.00", "7.00"]
