"""Scenario 2, the money: I9 and I10 of the acceptance document."""

from decimal import Decimal

from . import asides, asides_2, operations, operations_2
from .client import Caller, at_once
from .day import Day, step
from .world import now

HELD = {"userErrors": [{"code": "ALREADY_BILLED"}], "invoice": None}


@step
def test_i09_three_ways_to_bill(day: Day) -> None:
    """IN-06 to IN-09, IN-42: two at once make one invoice, and it says what the preview said."""
    birch = day.birch
    offers = day.dev.ask(operations_2.I9A, project=birch.project)
    assert offers["fixed"]["subtotal"] == {"amount": "5000.00"}
    assert offers["fixed"]["lines"] == [{"kind": "FIXED", "quantity": offers["fixed"]["lines"][0]["quantity"]}]
    assert offers["hours"] == {"subtotal": {"amount": "745.00"}, "excluded": []}
    assert offers["tasks"]["subtotal"] == {"amount": "240.00"}
    assert offers["tasks"]["excluded"] == [
        {"reason": "NO_TASK", "billable": {"id": birch.adhoc, "note": "ad-hoc call"}}
    ]

    def bill(who: Caller, number: int) -> dict:
        document, key = operations_2.I9B, f"i9-{number + 1}"
        return who.ask(document, project=birch.project, key=key)["createInvoiceFromProject"]

    answers = at_once(day.dev, 2, bill)
    (update,) = birch.updates.take(1)
    assert [answer for answer in answers if answer["userErrors"]] == [HELD]
    (invoice,) = [answer["invoice"] for answer in answers if answer["invoice"]]
    birch.invoice = invoice["id"]
    day.world.seen.add(birch.invoice)
    assert (update["kind"], update["subject"]) == ("INVOICE_ISSUED", {"__typename": "Invoice", "id": birch.invoice})
    assert invoice["number"].endswith("00002")
    assert (invoice["status"], invoice["currency"]) == ("ISSUED", "USD")
    assert [(line["kind"], Decimal(line["quantity"]), line["net"]["amount"]) for line in invoice["lines"]] == [
        ("TIME", Decimal(2), "180.00"),
        ("TIME", Decimal("3.5"), "315.00"),
        ("EXPENSE", Decimal(1), "250.00"),
    ]
    assert [[dict(each) for each in line["allocations"]["nodes"]] for line in invoice["lines"]] == [
        [{"seconds": 7200, "state": "BILLED"}],
        [{"seconds": 12600, "state": "BILLED"}],
        [{"seconds": None, "state": "BILLED"}],
    ]
    assert (invoice["subtotal"], invoice["tax"]) == ({"amount": "745.00"}, {"amount": "74.50"})
    assert invoice["total"] == {"amount": "819.50", "currency": "USD"}
    assert (invoice["client"], invoice["project"]["id"]) == ({"id": birch.client}, birch.project)
    nothing = {"amount": "0.00"}
    assert invoice["project"]["unbilled"] == {"seconds": 0, "time": nothing, "expenses": nothing, "total": nothing}
    assert day.dev.ask(operations_2.I2_CHECK, project=birch.project)["project"]["invoices"] == {"totalCount": 1}
    for entry in (birch.entry, birch.adhoc):
        assert day.dev.refused(operations_2.I9D, entry=entry) == "ALREADY_BILLED"
    kept = day.dev.ask(asides_2.SPOKEN_FOR, project=birch.project)["project"]["timeEntries"]["nodes"]
    assert {each["id"]: each["seconds"] for each in kept} == {birch.entry: 7200, birch.adhoc: 12000}


@step
def test_i09c_a_part_is_paid(day: Day) -> None:
    """IN-42: a transfer in part, and everybody knows."""
    birch = day.birch
    paid = day.dev.do(operations_2.I9C, client=birch.client, invoice=birch.invoice, now=now())
    received, settled = birch.updates.take(2, day.dev.answered)
    assert (received["kind"], settled["kind"]) == ("PAYMENT_RECEIVED", "INVOICE_PARTIALLY_PAID")
    assert (settled["subject"]["id"], received["subject"]["__typename"]) == (birch.invoice, "Payment")
    birch.payment = received["subject"]["id"]
    payment = paid["payment"]
    assert (payment["status"], payment["method"]) == ("SUCCEEDED", "BANK_TRANSFER")
    assert payment["unallocated"] == {"amount": "0.00"} and payment["receipt"]["number"]
    assert paid["invoice"] == {
        "status": "PARTIALLY_PAID",
        "paid": {"amount": "400.00"},
        "balance": {"amount": "419.50"},
        "project": {"paymentStatus": "PARTIALLY_PAID"},
    }
    assert day.bea.ask(operations.S7C, invoice=birch.invoice)["invoice"]["balance"] == {"amount": "419.50"}


@step
def test_i10_what_it_came_to(day: Day) -> None:
    """IN-38 to IN-40, IN-49: hours, revenue, what is overdue, profit, ageing; and each viewer has their part of it."""
    birch = day.birch
    terms = {"project": birch.project, "from": day.in_days(-7), "to": day.in_days(1)}
    reports = day.ana.ask(operations_2.I10, **terms)["reports"]
    assert reports["hoursWorked"] == [
        {"user": {"name": "Pat"}, "seconds": 19200, "billableSeconds": 19200, "billedSeconds": 19800}
    ]
    money = {"invoiced": {"amount": "745.00"}, "earned": {"amount": "745.00"}, "paid": {"amount": "400.00"}}
    assert reports["revenue"] == [money]
    assert reports["overdueTasks"] == [{"overdueTasks": 1, "tasks": {"nodes": [{"name": "Build"}]}}]
    assert reports["profit"] == [
        {
            "key": "Campaign",
            "node": {"id": birch.project},
            "revenue": {"amount": "745.00", "currency": "USD"},
            "cost": {"amount": "410.00"},
            "profit": {"amount": "335.00"},
            "marginPercent": "45.0",
        }
    ]
    owed = {"current": {"amount": "419.50"}, "total": {"amount": "419.50", "currency": "USD"}}
    assert reports["receivablesAgeing"] == [owed]
    assert reports["unbilled"] == []
    assert day.ana.refused(operations_2.I10C, project=birch.project) == "FORBIDDEN"

    seen = day.pat.ask(operations_2.I10, **terms)["reports"]
    assert all(day.pat.withheld(field) for field in ("profit", "earned", "unbilled"))
    assert (seen["profit"], seen["unbilled"]) == (None, None)
    assert seen["revenue"] == [money | {"earned": None}]
    same = ("hoursWorked", "overdueTasks", "receivablesAgeing")
    assert {each: seen[each] for each in same} == {each: reports[each] for each in same}
    assert day.bea.ask(operations_2.I10, **terms)["reports"]["hoursWorked"] is None
    nothing = day.eve.ask(operations_2.I10, **terms)["reports"]
    assert [found for found in nothing.values() if found] == []
    assert nothing["hoursWorked"] == nothing["revenue"] == nothing["overdueTasks"] == []


@step
def test_i10b_figures_nobody_foresaw(day: Day) -> None:
    """IN-38, M8: by milestone and user, and two currencies that are never added."""
    birch = day.birch
    seen = day.ana.ask(operations_2.I10B, project=birch.project)
    assert seen["timeEntries"]["totalCount"] == 2
    assert seen["timeEntries"]["aggregate"] == {
        "count": 2,
        "sum": {
            "seconds": "19200",
            "value": [{"amount": "540.00", "currency": "USD"}],
            "cost": [{"amount": "160.00", "currency": "USD"}],
        },
        "max": {"seconds": "12000", "loggedOn": day.in_days(-1)},
    }
    groups = {
        (group["key"]["milestone"] or {}).get("name"): (group["key"]["user"]["name"], group["aggregate"])
        for group in seen["timeEntries"]["groups"]
    }
    assert groups == {
        "Phase 1": ("Pat", {"count": 1, "sum": {"seconds": "7200"}}),
        None: ("Pat", {"count": 1, "sum": {"seconds": "12000"}}),
    }
    invoices = seen["invoices"]
    assert invoices["aggregate"]["count"] == 2
    assert by_currency(invoices["aggregate"]["sum"]["total"]) == {"GBP": "936.00", "USD": "819.50"}
    assert {group["key"]["issuedOn"] for group in invoices["groups"]} == {f"{day.today.year}-01-01"}
    assert {group["key"]["client"]["name"]: group["aggregate"]["sum"] for group in invoices["groups"]} == {
        "Acme Group Ltd": {
            "total": [{"amount": "936.00", "currency": "GBP"}],
            "balance": [{"amount": "0.00", "currency": "GBP"}],
        },
        "Birch Studio": {
            "total": [{"amount": "819.50", "currency": "USD"}],
            "balance": [{"amount": "419.50", "currency": "USD"}],
        },
    }
    empty = day.eve.ask(operations_2.I10B, project=birch.project)
    assert (empty["timeEntries"]["totalCount"], empty["timeEntries"]["groups"]) == (0, [])
    assert (empty["invoices"]["aggregate"]["count"], empty["invoices"]["groups"]) == (0, [])


@step
def test_i10c_nobody_missed_anything_and_nothing_was_mailed(day: Day) -> None:
    """OS-51, OS-52: BEA's invitation is the one new letter; every stream is open and said everything once."""
    birch = day.birch
    assert len(day.mail.messages) == 2 and len(day.mail.addressed_to("bea@birch.test")) == 1
    streams = [birch.updates, birch.notifications, birch.events, birch.tasks_changed, birch.told]
    for stream in streams:
        stream.assert_open()
        cursors = [message.data["cursor"] for message in stream.messages]
        assert len(cursors) == len(set(cursors))
    assert birch.updates.unread == []
    reminders = day.pat.ask(asides_2.NOTIFIED, kind="REMINDER_DUE")["viewer"]["notifications"]
    assert reminders["totalCount"] == 1
    assert day.ada.ask(asides.COUNTS)["clients"] == day.bea.ask(asides.COUNTS)["clients"] == {"totalCount": 1}


def by_currency(amounts: list[dict]) -> dict[str, str]:
    """Amounts by their currency."""
    return {each["currency"]: each["amount"] for each in amounts}
