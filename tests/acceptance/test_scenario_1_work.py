"""Scenario 1, from the work to the money: S6 to S9 of the acceptance document."""

import time
from datetime import UTC, datetime
from decimal import Decimal

from . import asides, operations
from .day import WORK, Day, step

NINE = [
    "PROJECT_CREATED",
    "PROJECT_PROGRESSED",
    "PROJECT_PROGRESSED",
    "PROJECT_PROGRESSED",
    "PROJECT_PROGRESSED",
    "INVOICE_ISSUED",
    "PAYMENT_RECEIVED",
    "INVOICE_PAID",
    "PROJECT_PAID",
]
"""What ADA's stream carries from S5 to S8 (OS-49)."""


@step
def test_s6a_tasks_show_in_my_tasks(day: Day) -> None:
    """OS-16, OS-29: four tasks, in DEV's list and in his stream."""
    day.tasks = {}
    for name in ("Wireframes", "Design", "Build", "Launch"):
        made = day.dev.do(operations.S6A, project=day.project, dev=day.users["DEV"], name=name)
        day.dev_events.until("TASK_CREATED", day.dev.answered)
        assert made["task"]["project"] == {"id": day.project, "client": {"id": day.client}}
        day.tasks[name] = made["task"]["id"]
        day.last_cursor = made["cursor"]
    day.dev_tasks.wait_for(4, 1.0)
    assert list(dict.fromkeys(task_ids(day.dev_tasks.rest(0.1)))) == list(day.tasks.values())
    mine = day.dev.ask(operations.S6_CHECK, project=day.project)["myTasks"]
    assert mine["totalCount"] == 4
    assert {task["id"] for task in mine["nodes"]} == set(day.tasks.values())
    day.progress = day.ada_socket.subscribe(operations.S6G, project=day.project, after=day.last_cursor)


@step
def test_s6b_a_timer_runs_and_its_entry_is_deleted(day: Day) -> None:
    """The entry carries the project untold, and nothing of it counts once it is gone."""
    timer = day.dev.do(operations.S6B, task=day.tasks["Wireframes"])["timer"]
    assert timer["project"] == {"id": day.project}
    time.sleep(2)
    entry = day.dev.do(operations.S6C)["timeEntry"]
    assert 2 <= entry["seconds"] <= 10
    assert (entry["billable"], entry["billableState"]) == (True, "OPEN")
    assert entry["project"] == {"id": day.project}
    day.dev.do(operations.S6D, entry=entry["id"])
    seen = day.dev.ask(operations.S6_CHECK, project=day.project)["project"]
    assert seen["timeEntries"]["aggregate"]["count"] == 0
    assert seen["timeEntries"]["groups"] == []
    assert (seen["unbilled"]["seconds"], seen["unbilled"]["total"]) == (0, {"amount": "0.00"})


@step
def test_s6c_time_is_logged(day: Day) -> None:
    """Three entries, one of them not billable."""
    day.entries = {name: day.log(day.tasks[name], *terms) for name, terms in WORK.items()}
    seen = day.dev.ask(operations.S6_CHECK, project=day.project)["project"]
    assert seen["timeEntries"]["aggregate"] == {"count": 3, "sum": {"seconds": "38700"}}
    by_billable = {group["key"]["billable"]: group["aggregate"]["sum"] for group in seen["timeEntries"]["groups"]}
    assert by_billable == {True: {"seconds": "35100"}, False: {"seconds": "3600"}}
    assert seen["unbilled"] == {
        "seconds": 35100,
        "time": {"amount": "780.00"},
        "expenses": {"amount": "0.00"},
        "total": {"amount": "780.00"},
    }


@step
def test_s6d_tasks_are_done_and_ada_watches(day: Day) -> None:
    """OS-17, OS-30, OS-57: the same figure everywhere, also to someone whose socket was cut in between."""
    day.dev_tasks.rest(0.1)
    for number, (name, percent) in enumerate(zip(day.tasks, ("25.0", "50.0", "75.0", "100.0"), strict=True), 1):
        done = day.dev.do(operations.S6F, task=day.tasks[name])
        answered = day.dev.answered
        assert done["task"] == {"status": "DONE", "percentComplete": 100}
        assert done["project"] == {"progressPercent": percent}
        day.dev_events.until("TASK_COMPLETED", answered)
        seen = day.dev.ask(operations.S6_CHECK, project=day.project)
        assert seen["project"]["progressPercent"] == percent
        assert seen["myTasks"]["totalCount"] == 4 - number
        assert {"id": day.tasks[name], "status": "DONE"} in seen["project"]["tasks"]["nodes"]
        assert "TASK_COMPLETED" in [event["kind"] for event in seen["project"]["timeline"]["nodes"]]
        if percent == "75.0":
            day.ada_socket.resume()
            answered = None
        (moved,) = day.progress.take(1, answered)
        assert (moved["kind"], moved["progressPercent"]) == ("PROJECT_PROGRESSED", percent)
        assert (moved["doneTasks"], moved["openTasks"], moved["task"]) == (number, 4 - number, None)
        (update,) = day.updates.take(1, answered)
        assert (update["kind"], update["subject"]["id"]) == ("PROJECT_PROGRESSED", day.project)
        if percent == "50.0":
            day.ada_socket.cut()
    assert [message.data["progressPercent"] for message in day.progress.messages] == ["25.0", "50.0", "75.0", "100.0"]
    assert set(task_ids(day.dev_tasks.rest())) == set(day.tasks.values())
    assert day.progress.unread == [] and day.updates.unread == []
    day.status = day.olive.ask(asides.PROJECT_STATUS, project=day.project)["project"]["status"]


@step
def test_s7_the_invoice(day: Day) -> None:
    """OS-06, OS-14, OS-31, OS-32, OS-46, OS-47, OS-58: from the project, to the penny, and at ADA's at once."""
    bill = day.bill(day.project, "s7")
    preview = day.dev.ask(operations.S7A, input=bill)["invoicePreview"]
    assert priced(preview["lines"]) == {"Wireframes": ("7.5", "80", "600.00"), "Design": ("2.25", "80", "180.00")}
    assert {line["kind"] for line in preview["lines"]} == {"TIME"}
    assert (preview["subtotal"], preview["tax"]) == ({"amount": "780.00"}, {"amount": "156.00"})
    assert preview["total"] == {"amount": "936.00", "currency": "GBP"}
    assert preview["excluded"] == [{"reason": "NOT_BILLABLE", "billable": {"id": day.entries["Build"]}}]
    assert day.ada.ask(asides.COUNTS)["invoices"]["totalCount"] == 0

    made = day.dev.do(operations.S7B, input=bill)
    answered = day.dev.answered
    (update,) = day.updates.take(1, answered)
    told = day.notifications.until("INVOICE_ISSUED", answered)
    day.dev_events.until("INVOICE_ISSUED", answered)
    invoice = made["invoice"]
    day.invoice = invoice["id"]
    assert invoice["number"].endswith("00001")
    assert invoice["status"] == "ISSUED"
    assert (invoice["issuedOn"], invoice["dueOn"]) == (day.in_days(0), day.in_days(30))
    assert (invoice["client"]["name"], invoice["project"]["name"]) == ("Acme Ltd", "Website redesign")
    assert invoice["billTo"] == {"name": "Acme Ltd", "email": "ada@acme.test"}
    assert [{**line, "allocations": None} for line in invoice["lines"]] == [
        {**line, "allocations": None} for line in preview["lines"]
    ]
    allocations = [each for line in invoice["lines"] for each in line["allocations"]["nodes"]]
    assert {each["billable"]["id"]: (each["state"], each["seconds"]) for each in allocations} == {
        day.entries["Wireframes"]: ("BILLED", 27000),
        day.entries["Design"]: ("BILLED", 8100),
    }
    assert len(allocations) == 2
    assert (invoice["subtotal"], invoice["tax"]) == ({"amount": "780.00"}, {"amount": "156.00"})
    assert invoice["total"] == {"amount": "936.00", "currency": "GBP"}
    assert invoice["balance"] == {"amount": "936.00"}

    assert (update["kind"], update["subject"]) == ("INVOICE_ISSUED", {"__typename": "Invoice", "id": day.invoice})
    assert told["notification"]["subject"] == {"id": day.invoice}
    seen = day.ada.ask(operations.S7C, invoice=day.invoice)
    assert (seen["invoice"]["payable"], seen["invoice"]["isOverdue"]) == (True, False)
    assert seen["invoice"]["balance"] == {"amount": "936.00"}
    assert seen["invoice"]["project"] == {"name": "Website redesign"}
    assert [line["allocations"] for line in seen["invoice"]["lines"]] == [None, None]
    assert seen["invoices"]["totalCount"] == 1
    unread = seen["viewer"]["notifications"]
    assert [each["subject"] for each in unread["nodes"] if each["kind"] == "INVOICE_ISSUED"] == [{"id": day.invoice}]
    assert unread["unreadCount"] == told["unreadCount"] == len(unread["nodes"])

    assert day.dev.do(operations.S7B, input=bill)["invoice"] == invoice
    assert day.dev.refused(operations.S7B, input={**bill, "idempotencyKey": "s7-again"}) == "ALREADY_BILLED"
    assert day.dev.ask(asides.COUNTS)["invoices"]["totalCount"] == 1
    assert len(day.mail.messages) == 1


@step
def test_s8_the_payment(day: Day) -> None:
    """OS-33 to OS-37, OS-48, OS-49, OS-59, OC-12: one answer changes everything the payment touches."""
    declined = day.ada.ask(operations.S8, invoice=day.invoice, token="tok_declined", key="s8-declined")["payInvoice"]
    assert [error["code"] for error in declined["userErrors"]] == ["PAYMENT_DECLINED"]
    assert (declined["payment"], declined["receipt"]) == (None, None)
    day.dev_events.until("PAYMENT_FAILED", day.ada.answered)
    assert day.ada.ask(operations.S7C, invoice=day.invoice)["invoice"]["balance"] == {"amount": "936.00"}
    attempts = day.olive.ask(asides.CLIENT_PAYMENTS, client=day.client)["client"]["payments"]["nodes"]
    assert [(attempt["status"], attempt["receipt"]) for attempt in attempts] == [("FAILED", None)]
    assert day.ada.ask(asides.COUNTS)["payments"]["totalCount"] == 0

    paid = day.ada.do(operations.S8, invoice=day.invoice, token="tok_ok", key="s8")
    answered = day.ada.answered
    received, settled, cleared = day.updates.take(3, answered)
    day.dev_events.until("PROJECT_PAID", answered)
    day.payment = paid["payment"]["id"]
    assert paid["payment"]["status"] == "SUCCEEDED"
    assert paid["payment"]["amount"] == {"amount": "936.00", "currency": "GBP"}
    assert paid["receipt"]["number"] and paid["receipt"]["amount"] == {"amount": "936.00"}
    assert paid["invoice"] == {
        "status": "PAID",
        "payable": False,
        "paid": {"amount": "936.00"},
        "balance": {"amount": "0.00"},
        "client": {"balance": {"outstanding": {"amount": "0.00"}, "paid": {"amount": "936.00"}}},
        "project": {"paymentStatus": "PAID"},
        "payments": {"nodes": [{"id": day.payment}]},
    }
    assert paid["checkoutUrl"] is None

    everywhere = day.olive.ask(operations.S8_CHECK, client=day.client, project=day.project)
    assert everywhere["client"]["balance"] == {
        "billed": {"amount": "936.00"},
        "paid": {"amount": "936.00"},
        "credited": {"amount": "0.00"},
        "outstanding": {"amount": "0.00"},
        "overdue": {"amount": "0.00"},
    }
    history = {event["kind"] for event in everywhere["client"]["timeline"]["nodes"]}
    assert {"PAYMENT_RECEIVED", "TASK_COMPLETED"} <= history
    receipts = [payment["receipt"] for payment in everywhere["client"]["payments"]["nodes"]]
    assert [receipt for receipt in receipts if receipt] == [{"number": paid["receipt"]["number"]}]
    assert everywhere["project"] == {
        "status": day.status,
        "paymentStatus": "PAID",
        "unbilled": {"seconds": 0, "total": {"amount": "0.00"}},
        "finance": {"invoiced": {"amount": "780.00"}, "paid": {"amount": "936.00"}},
    }
    assert everywhere["reports"]["receivablesAgeing"] == []

    assert [received["subject"]["id"], settled["subject"]["id"]] == [day.payment, day.invoice]
    assert cleared["subject"]["id"] == day.project
    again = day.ada.do(operations.S8, invoice=day.invoice, token="tok_ok", key="s8")
    assert (again["payment"], again["receipt"]) == (paid["payment"], paid["receipt"])
    assert day.ada.refused(operations.S8, invoice=day.invoice, token="tok_ok", key="s8-new") == "INVALID_STATE"
    payments = day.olive.ask(asides.CLIENT_PAYMENTS, client=day.client)["client"]["payments"]["nodes"]
    (reference,) = [payment["reference"] for payment in payments if payment["id"] == day.payment]
    for _ in range(2):
        assert day.provider_says(day.payment, "936.00", reference=reference, message_id="msg-s8") == 200
    assert day.olive.ask(operations.S8_CHECK, client=day.client, project=day.project) == everywhere
    assert day.updates.rest() == []
    assert day.updates.kinds == NINE
    day.updates.assert_open()
    day.notifications.assert_open()


@step
def test_s9_one_change_everywhere(day: Day) -> None:
    """OS-08, OS-10, OS-18, OS-54, OC-02, OC-04, OC-17: entered once, read everywhere, and not on what was issued."""
    day.then = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    time.sleep(0.05)
    changed = day.olive.do(operations.S9, client=day.client)
    day.dev_events.until("CLIENT_UPDATED", day.olive.answered)
    assert changed["client"] == {"name": "Acme Group Ltd"}
    seen = day.olive.ask(
        operations.S9_CHECK, client=day.client, lead=day.lead, project=day.project, invoice=day.invoice, then=day.then
    )
    assert seen["client"] == {
        "name": "Acme Group Ltd",
        "projects": {"totalCount": 1},
        "invoices": {"totalCount": 1},
        "documents": {"totalCount": 2},
        "communications": {"totalCount": 4},
    }
    assert seen["before"] == {"name": "Acme Ltd"}
    assert seen["lead"] == {"convertedClient": {"name": "Acme Group Ltd"}}
    assert seen["project"] == {"client": {"name": "Acme Group Ltd"}}
    assert seen["invoice"] == {"client": {"name": "Acme Group Ltd"}, "billTo": {"name": "Acme Ltd"}}
    day.eve_sees_nothing("Website")


@step
def test_s9_the_day_left_one_mail_and_open_streams(day: Day) -> None:
    """OS-51, OS-52: the invitation and nothing else was mailed; nobody's stream broke or missed anything."""
    assert len(day.mail.messages) == len(day.mail.addressed_to("ada@acme.test")) == 1
    streams = [day.updates, day.notifications, day.progress, day.dev_events, day.dev_tasks, day.dev_notifications]
    for stream in streams:
        stream.assert_open()
        cursors = [message.data["cursor"] for message in stream.messages]
        assert len(cursors) == len(set(cursors))
    ids = [message.data["event"]["id"] for message in day.dev_events.messages]
    assert len(ids) == len(set(ids))


def task_ids(messages: list[dict]) -> list[str]:
    """The tasks of a stream's messages."""
    return [message["task"]["id"] for message in messages]


def priced(lines: list[dict]) -> dict[str, tuple[str, str, str]]:
    """Quantity, unit price and net of each line, by the task its description names."""
    return {
        next(name for name in WORK if name in line["description"]): (
            str(Decimal(line["quantity"]).normalize()),
            format(Decimal(line["unitPrice"]["amount"]).normalize(), "f"),
            line["net"]["amount"],
        )
        for line in lines
    }
