"""Recurring invoices: one invoice for each period, on the right day, and none for a pause."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest

import models
from models import PortalPermission
from models.core import clock
from permissions.viewer import SYSTEM
from resolvers.context import Context
from resolvers.recurring_invoice import make_due_invoices
from tests.graph.conftest import gid, viewer_as, viewer_of

PARTS = """
recurringInvoice {
  id client { id } project { id } status currency total { amount currency } unit every startsOn nextOn endsOn issue
  lines { description quantity unit unitPrice { amount } discountPercent net { amount } taxes { name ratePercent } }
  invoices(orderBy: [{field: CREATED_AT}]) { nodes {
    status number issuedOn dueOn currency total { amount } project { id } recurringInvoice { id }
    lines { description quantity unit net { amount } discount { amount } }
  } }
}
"""
CREATE = f"""
mutation ($input: CreateRecurringInvoiceInput!) {{
  createRecurringInvoice(input: $input) {{ {PARTS} userErrors {{ code path }} }}
}}
"""
PAUSE = """
mutation ($id: ID!) {
  pauseRecurringInvoice(input: {recurringInvoiceId: $id}) {
    recurringInvoice { status nextOn } userErrors { code path }
  }
}
"""
RESUME = PAUSE.replace("pause", "resume")
READ = "query ($id: ID!) { recurringInvoice(id: $id) { id } again: node(id: $id) { id } }"
RETAINER = {
    "description": "Retainer",
    "quantity": "2",
    "unit": "day",
    "unitPrice": {"amount": "400.00", "currency": "GBP"},
    "discountPercent": "10",
    "taxes": [{"name": "VAT", "ratePercent": "20"}],
}
TODAY = clock.today("Europe/London")


@pytest.fixture
async def client(make):
    return await make.client(payment_terms_days=14)


def on(day, hour=12):
    """The clock at noon of a day, in the organisation's own zone give or take an hour."""
    return clock.moved(datetime.combine(day, time(hour), UTC) - clock.now())


async def begin(ask, viewer, client, **over):
    wish = {"clientId": gid(client), "lines": [RETAINER], "unit": "MONTH", "startsOn": str(TODAY)} | over
    return (await ask(viewer, CREATE, input=wish))["createRecurringInvoice"]


def project_of(client, name):
    hours = models.BillingMethod.PROJECT_HOURS
    return models.Project(client_id=client.id, name=name, currency="GBP", billing_method=hours)


async def days_made(make):
    return sorted(str(invoice.recurring_on) for invoice in await make.all(models.Invoice))


async def test_its_fields_are_what_was_asked_for_and_its_invoice_has_them(ask, make, owner, services, client):
    project = await make.row(
        models.Project(
            client_id=client.id, name="Care", currency="GBP", billing_method=models.BillingMethod.PROJECT_HOURS
        )
    )
    ends_on = TODAY + timedelta(days=400)

    made = await begin(ask, owner, client, projectId=gid(project), every=2, endsOn=str(ends_on), issue=True)

    kept = made["recurringInvoice"]
    assert made["userErrors"] == [] and kept.pop("id") and kept.pop("invoices") == {"nodes": []}
    [line] = kept.pop("lines")
    assert line == {
        "description": "Retainer",
        "quantity": "2",
        "unit": "day",
        "unitPrice": {"amount": "400.00"},
        "discountPercent": "10.0",
        "net": {"amount": "720.00"},
        "taxes": [{"name": "VAT", "ratePercent": "20.0"}],
    }
    assert kept == {
        "client": {"id": gid(client)},
        "project": {"id": gid(project)},
        "status": "ACTIVE",
        "currency": "GBP",
        "total": {"amount": "864.00", "currency": "GBP"},
        "unit": "MONTH",
        "every": 2,
        "startsOn": str(TODAY),
        "nextOn": str(TODAY),
        "endsOn": str(ends_on),
        "issue": True,
    }

    assert (await make_due_invoices(services), await make_due_invoices(services)) == (1, 0)

    [recurring] = await make.all(models.RecurringInvoice)
    asked = f"query ($id: ID!) {{ recurringInvoice(id: $id) {{ nextOn {PARTS.split('{', 1)[1]} }}"
    again = (await ask(owner, asked, id=gid(recurring)))["recurringInvoice"]
    assert again["nextOn"] == str(recurring.day_of(1))
    assert again["invoices"]["nodes"] == [
        {
            "status": "ISSUED",
            "number": f"INV-{TODAY.year}-00001",
            "issuedOn": str(TODAY),
            "dueOn": str(TODAY + timedelta(days=14)),
            "currency": "GBP",
            "total": {"amount": "864.00"},
            "project": {"id": gid(project)},
            "recurringInvoice": {"id": gid(recurring)},
            "lines": [
                {
                    "description": "Retainer",
                    "quantity": "2",
                    "unit": "day",
                    "net": {"amount": "720.00"},
                    "discount": {"amount": "80.00"},
                }
            ],
        }
    ]


async def test_each_period_is_billed_once_by_servers_that_stood_still(ask, make, owner, services, client):
    started = date(TODAY.year + 1, 1, 31)
    await begin(ask, owner, client, startsOn=str(started), endsOn=str(started + timedelta(days=120)))
    assert await make_due_invoices(services) == 0

    with on(date(started.year, 5, 30)):
        made = await asyncio.gather(*(make_due_invoices(services) for _ in range(3)))

    year, short = started.year, 29 if started.year % 4 == 0 else 28
    assert sum(made) == 4
    assert await days_made(make) == [f"{year}-01-31", f"{year}-02-{short}", f"{year}-03-31", f"{year}-04-30"]
    [recurring] = await make.all(models.RecurringInvoice)
    assert (recurring.status.name, str(recurring.next_on)) == ("ACTIVE", f"{year}-05-31")
    assert {invoice.status.name for invoice in await make.all(models.Invoice)} == {"DRAFT"}

    with on(date(year, 6, 30)):
        assert await make_due_invoices(services) == 1
    [recurring] = await make.all(models.RecurringInvoice)
    assert (recurring.status.name, recurring.next_on) == ("ENDED", None)


async def test_a_discarded_draft_is_not_made_again(ask, make, owner, services, client):
    await begin(ask, owner, client)
    await make_due_invoices(services)
    [draft] = await make.all(models.Invoice)

    discard = "mutation ($id: ID!) { discardDraftInvoice(input: {invoiceId: $id}) { userErrors { code } } }"
    await ask(owner, discard, id=gid(draft))

    assert (await make_due_invoices(services), await make.all(models.Invoice)) == (0, [])


async def test_a_day_begins_where_the_organisation_is(ask, make, owner, services, client):
    [organisation] = await make.all(models.Organisation)
    day = TODAY + timedelta(days=10)
    await begin(ask, owner, client, startsOn=str(day))
    async with Context(services, SYSTEM).change() as change:
        (await change.get(models.Organisation, organisation.id)).time_zone = "Pacific/Auckland"

    with on(day - timedelta(days=1), hour=10):
        assert await make_due_invoices(services) == 0
    with on(day - timedelta(days=1), hour=13):
        assert await make_due_invoices(services) == 1


async def test_what_falls_into_a_pause_is_not_made_up(ask, make, owner, services, client):
    recurring = (await begin(ask, owner, client, unit="WEEK"))["recurringInvoice"]["id"]
    await make_due_invoices(services)

    assert (await ask(owner, PAUSE, id=recurring))["pauseRecurringInvoice"] == {
        "recurringInvoice": {"status": "PAUSED", "nextOn": str(TODAY + timedelta(days=7))},
        "userErrors": [],
    }
    twice = (await ask(owner, PAUSE, id=recurring))["pauseRecurringInvoice"]["userErrors"]
    with on(TODAY + timedelta(days=24)):
        assert await make_due_invoices(services) == 0
        resumed = (await ask(owner, RESUME, id=recurring))["resumeRecurringInvoice"]
        assert await make_due_invoices(services) == 0
    with on(TODAY + timedelta(days=28)):
        assert await make_due_invoices(services) == 1

    assert twice == [{"code": "INVALID_STATE", "path": None}]
    assert resumed["recurringInvoice"] == {"status": "ACTIVE", "nextOn": str(TODAY + timedelta(days=28))}
    assert await days_made(make) == [str(TODAY), str(TODAY + timedelta(days=28))]
    kinds = [event.kind.name for event in await make.all(models.Event)]
    assert kinds[0] == "RECURRING_INVOICE_CREATED" and kinds[2:4] == [
        "RECURRING_INVOICE_PAUSED",
        "RECURRING_INVOICE_RESUMED",
    ]


async def test_who_made_it_is_told_once_that_an_invoice_could_not_be_made(ask, make, owner, services, client):
    maker, limited = await make.user(abilities=["BILL"]), viewer_of(await make.user(models.Role.STAFF_LIMITED))
    with on(TODAY + timedelta(days=3)):
        # Numbers do not go back: until that day nothing more can be issued (domain.md N4).
        await begin(ask, owner, client, startsOn=str(TODAY + timedelta(days=3)), issue=True)
        assert await make_due_invoices(services) == 1
    stuck = (await begin(ask, viewer_of(maker), client, issue=True))["recurringInvoice"]["id"]

    made = [await make_due_invoices(services) for _ in range(3)]

    told = [each for each in await make.all(models.Notification) if each.kind.name == "RECURRING_INVOICE_FAILED"]
    assert made == [0, 0, 0] and sorted(str(each.user_id) for each in told) == sorted(
        str(each) for each in (maker.id, owner.user_id)
    )
    assert told[0].title.startswith(f"The recurring invoice of {TODAY} could not be made: ")
    listed = "{ recurringInvoices(filter: {status: {eq: ACTIVE}}) { totalCount nodes { id nextOn } } }"
    assert {"id": stuck, "nextOn": str(TODAY)} in (await ask(owner, listed))["recurringInvoices"]["nodes"]
    for caller in (limited, viewer_as(await make.contact(client), *PortalPermission)):
        assert await ask(caller, listed) == {"recurringInvoices": {"totalCount": 0, "nodes": []}}
    with on(TODAY + timedelta(days=3)):
        assert await make_due_invoices(services) == 1


async def test_one_resumed_past_its_last_day_has_ended(ask, make, owner, services, client):
    recurring = (await begin(ask, owner, client, endsOn=str(TODAY)))["recurringInvoice"]["id"]
    await ask(owner, PAUSE, id=recurring)

    with on(TODAY + timedelta(days=1)):
        resumed = (await ask(owner, RESUME, id=recurring))["resumeRecurringInvoice"]["recurringInvoice"]

    assert resumed == {"status": "ENDED", "nextOn": None} and await make.all(models.Invoice) == []


async def test_what_is_refused_makes_nothing(ask, make, owner, client):
    other = await make.client()
    theirs = await make.row(
        models.Project(
            client_id=other.id, name="Theirs", currency="GBP", billing_method=models.BillingMethod.PROJECT_HOURS
        )
    )
    wishes = [
        ({"lines": []}, "REQUIRED", ["lines"]),
        ({"every": 0}, "INVALID", ["every"]),
        ({"endsOn": str(TODAY - timedelta(days=1))}, "INVALID", ["endsOn"]),
        ({"startsOn": str(TODAY - timedelta(days=400))}, "INVALID", ["startsOn"]),
        ({"currency": "USD"}, "CURRENCY_MISMATCH", ["lines", "0", "unitPrice"]),
        ({"projectId": gid(theirs)}, "INVALID", ["projectId"]),
        ({"lines": [RETAINER | {"quantity": "-1"}]}, "INVALID", ["lines"]),
    ]
    for over, code, path in wishes:
        answer = await begin(ask, owner, client, **over)
        assert [(error["code"], error["path"]) for error in answer["userErrors"]] == [(code, path)], over
    assert await make.all(models.RecurringInvoice) == []


async def test_who_may(ask, make, owner, nobody, client):
    made = (await begin(ask, owner, client))["recurringInvoice"]["id"]
    staff = viewer_of(await make.user())
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client())
    contact = viewer_as(await make.contact(client), *PortalPermission)
    callers = [
        (nobody, "UNAUTHENTICATED", "UNAUTHENTICATED"),
        (contact, "FORBIDDEN", "NOT_FOUND"),
        (limited, "NOT_FOUND", "NOT_FOUND"),
        (staff, None, None),
    ]

    for caller, begins, halts in callers:
        begun = await begin(ask, caller, client)
        paused = (await ask(caller, PAUSE, id=made))["pauseRecurringInvoice"]
        resumed = (await ask(caller, RESUME, id=made))["resumeRecurringInvoice"]
        for answer, code in ((begun, begins), (paused, halts), (resumed, halts)):
            assert [error["code"] for error in answer["userErrors"]] == ([code] if code else [])
    assert (await begin(ask, staff, client, issue=True))["userErrors"] == [{"code": "FORBIDDEN", "path": ["issue"]}]
    assert len(await make.all(models.RecurringInvoice)) == 2
    for caller in (nobody, contact, limited):
        assert await ask(caller, READ, id=made) == {"recurringInvoice": None, "again": None}
