"""The same story with other names, other money and another order: every figure here was worked out by hand."""

from decimal import Decimal

from . import asides, operations
from .client import Caller
from .world import World, now


def test_yen_for_an_individual_who_is_let_in_last(world: World) -> None:
    """Project, work and bill come before the portal; the desk takes the money. JPY has no decimals.

    8333 an hour: 1.5 h is 12499.5, so 12500; 50 min are billed as 1 h, 8333; 16 min 40 s as 0.5 h, 4166.5, so 4167.
    Together 25000, 10 % of it 2500.
    """
    person = {"name": "Kenji Mori", "type": "INDIVIDUAL", "email": "kenji@mori.test", "currency": "JPY"}
    client = world.olive.do(asides.CREATE_CLIENT, input=person)["client"]
    assert client["currency"] == "JPY"
    terms = {"clientId": client["id"], "name": "Garden", "billingMethod": "PROJECT_HOURS", "hourlyRate": yen("8333")}
    made = world.olive.do(asides.CREATE_PROJECT, input={**terms, "memberIds": [world.users["DEV"]]})
    project, start = made["project"]["id"], made["cursor"]
    tasks = [task_in(world, project, name) for name in ("Plan", "Fence", "Plant", "Water")]
    assert progress_of(world, tasks) == ["25.0", "33.3", "0.0", "33.3", "66.7", "100.0"]

    for seconds in (5400, 3000, 1000):
        world.dev.do(asides.LOG_TIME, input={"taskId": tasks[0], "loggedOn": world.in_days(0), "seconds": seconds})
    unbilled = world.dev.ask(asides.UNBILLED, project=project)["project"]
    assert (unbilled["progressPercent"], unbilled["unbilled"]["seconds"]) == ("100.0", 9400)
    bill = {
        "projectId": project,
        "basis": "PROJECT_HOURS",
        "grouping": "PER_ENTRY",
        "taxes": [{"name": "Consumption tax", "ratePercent": "10"}],
        "issue": True,
        "idempotencyKey": "garden",
    }
    preview = world.dev.ask(asides.PREVIEW, input=bill)["invoicePreview"]
    invoice = world.dev.do(asides.PROJECT_INVOICE, input=bill)["invoice"]
    assert {name: invoice[name] for name in preview} == preview
    assert sorted((Decimal(line["quantity"]), line["net"]["amount"]) for line in invoice["lines"]) == [
        (Decimal("0.5"), "4167"),
        (Decimal("1"), "8333"),
        (Decimal("1.5"), "12500"),
    ]
    assert (invoice["subtotal"], invoice["tax"]) == ({"amount": "25000"}, {"amount": "2500"})
    assert invoice["total"] == yen("27500")
    assert invoice["dueOn"] == world.in_days(30)
    assert world.dev.ask(asides.UNBILLED, project=project)["project"]["unbilled"] == {
        "seconds": 0,
        "total": {"amount": "0"},
    }

    kenji = let_in(world, client["pointOfContact"]["id"], "kenji@mori.test")
    seen = kenji.ask(asides.PORTAL)
    assert (seen["viewer"]["client"]["name"], seen["clients"]["totalCount"]) == ("Kenji Mori", 1)
    assert seen["viewer"]["client"]["balance"]["outstanding"] == yen("27500")
    assert seen["projects"]["nodes"] == [
        {
            "name": "Garden",
            "progressPercent": "100.0",
            "paymentStatus": "INVOICED",
            "hourlyRate": None,
            "fixedPrice": None,
        }
    ]
    assert [(each["id"], each["payable"]) for each in seen["invoices"]["nodes"]] == [(invoice["id"], True)]
    history = world.sse(kenji, operations.S6G, project=project, after=start)
    percents = [message["progressPercent"] for message in history.take(6)]
    assert percents == ["25.0", "33.3", "0.0", "33.3", "66.7", "100.0"]
    updates = world.sse(kenji, operations.S4D)

    assert world.olive.refused(asides.RECORD_PAYMENT, input=transfer(client["id"], "27500.5")) == "INVALID"
    desk = transfer(client["id"], "27500", [{"invoiceId": invoice["id"], "amount": yen("27500")}])
    paid = world.olive.do(asides.RECORD_PAYMENT, input=desk)
    messages = updates.take(3, world.olive.answered)
    assert [message["kind"] for message in messages] == ["PAYMENT_RECEIVED", "INVOICE_PAID", "PROJECT_PAID"]
    assert (paid["payment"]["status"], paid["payment"]["method"]) == ("SUCCEEDED", "BANK_TRANSFER")
    assert paid["payment"]["amount"] == yen("27500") and paid["payment"]["unallocated"] == {"amount": "0"}
    assert paid["payment"]["receipt"]["number"]
    assert paid["invoice"] == {
        "status": "PAID",
        "paid": {"amount": "27500"},
        "balance": {"amount": "0"},
        "project": {"paymentStatus": "PAID"},
    }
    late = {"invoice": invoice["id"], "token": "tok_ok", "key": "garden-again"}
    assert kenji.refused(operations.S8, **late) == "INVALID_STATE"
    assert kenji.ask(asides.PORTAL)["viewer"]["client"]["balance"] == {
        "billed": {"amount": "27500"},
        "paid": {"amount": "27500"},
        "outstanding": yen("0"),
    }
    updates.close()
    history.close()


def test_a_fixed_price_in_two_shares_paid_backwards(world: World) -> None:
    """A lead without a company becomes an INDIVIDUAL in EUR; 30 and 70 % of 3333.33 are billed, the second paid first.

    30 % is 999.999, so 1000.00, with 21 % tax 1210.00; 70 % is 2333.331, so 2333.33, with tax 2823.33.
    """
    lead = world.olive.do(asides.CREATE_LEAD, name="Lena Lund", email="lena@lund.test")["lead"]["id"]
    terms = {"lead": lead, "type": "INDIVIDUAL", "currency": "EUR"}
    client = world.olive.do(asides.CONVERT_LEAD, **terms)["client"]
    assert (client["name"], client["type"], client["currency"]) == ("Lena Lund", "INDIVIDUAL", "EUR")
    assert world.olive.do(asides.CONVERT_LEAD, **terms)["client"] == client
    project_terms = {"clientId": client["id"], "name": "Shop", "billingMethod": "FIXED_PRICE"}
    made = world.olive.do(asides.CREATE_PROJECT, input={**project_terms, "fixedPrice": euro("3333.33")})["project"]
    assert (made["progressPercent"], made["paymentStatus"]) == ("0.0", "NOT_INVOICED")

    first, second = (
        world.dev.do(asides.PROJECT_INVOICE, input=share(made["id"], percent))["invoice"] for percent in ("30", "70")
    )
    assert [(line["kind"], Decimal(line["quantity"])) for line in first["lines"]] == [("FIXED", Decimal("0.3"))]
    assert (first["subtotal"], first["tax"]) == ({"amount": "1000.00"}, {"amount": "210.00"})
    assert (second["subtotal"], second["tax"]) == ({"amount": "2333.33"}, {"amount": "490.00"})
    assert (first["total"], second["total"]) == (euro("1210.00"), euro("2823.33"))
    assert world.dev.refused(asides.PROJECT_INVOICE, input=share(made["id"], "1"))
    assert world.dev.ask(asides.PROJECT_INVOICES, project=made["id"])["project"]["invoices"]["totalCount"] == 2

    lena = let_in(world, client["pointOfContact"]["id"], "lena@lund.test")
    assert lena.ask(asides.PORTAL)["viewer"]["client"]["balance"]["outstanding"] == euro("4033.33")
    part = pay(lena, second["id"], "lena-1", amount=euro("823.33"))
    assert (part["status"], part["balance"]["amount"]) == ("PARTIALLY_PAID", "2000.00")
    assert part["project"]["paymentStatus"] == "PARTIALLY_PAID"
    rest = pay(lena, second["id"], "lena-2")
    assert (rest["status"], rest["project"]["paymentStatus"]) == ("PAID", "PARTIALLY_PAID")
    assert rest["client"]["balance"] == {"outstanding": {"amount": "1210.00"}, "paid": {"amount": "2823.33"}}
    last = pay(lena, first["id"], "lena-3")
    assert (last["status"], last["project"]["paymentStatus"]) == ("PAID", "PAID")
    assert last["client"]["balance"] == {"outstanding": {"amount": "0.00"}, "paid": {"amount": "4033.33"}}


def yen(amount: str) -> dict[str, str]:
    """Money in JPY."""
    return {"amount": amount, "currency": "JPY"}


def euro(amount: str) -> dict[str, str]:
    """Money in EUR."""
    return {"amount": amount, "currency": "EUR"}


def task_in(world: World, project: str, name: str) -> str:
    """A task of DEV's in a project."""
    terms = {"projectId": project, "name": name, "assigneeIds": [world.users["DEV"]]}
    return world.dev.do(asides.CREATE_TASK, input=terms)["task"]["id"]


def progress_of(world: World, tasks: list[str]) -> list[str]:
    """One done, one cancelled, the first reopened, then the three that are left done: the progress after each."""
    moves = [
        (asides.COMPLETE_TASK, tasks[0]),
        (asides.CANCEL_TASK, tasks[1]),
        (asides.REOPEN_TASK, tasks[0]),
        *((asides.COMPLETE_TASK, task) for task in (tasks[0], tasks[2], tasks[3])),
    ]
    return [world.dev.do(document, task=task)["project"]["progressPercent"] for document, task in moves]


def let_in(world: World, contact: str, email: str) -> Caller:
    """Open the portal for a contact, who accepts by mail."""
    world.olive.do(asides.INVITE_CONTACT, contact=contact, permissions=["INVOICES", "PROJECTS"])
    invite = world.mail.token_for(email)
    session = world.stranger.do(operations.S4B, invite=invite, password="a long enough password")
    return world.caller(session["token"])


def share(project: str, percent: str) -> dict:
    """A share of a project's fixed price, issued with 21 % tax."""
    return {
        "projectId": project,
        "basis": "FIXED_PRICE",
        "fixedPricePercent": percent,
        "taxes": [{"ratePercent": "21"}],
        "issue": True,
        "idempotencyKey": f"shop-{percent}",
    }


def pay(contact: Caller, invoice: str, key: str, **terms: dict) -> dict:
    """The invoice after a payment by card."""
    return contact.do(operations.S8, invoice=invoice, token="tok_ok", key=key, **terms)["invoice"]


def transfer(client: str, amount: str, allocations: list[dict] | None = None) -> dict:
    """Money that came to the bank."""
    return {
        "clientId": client,
        "amount": yen(amount),
        "method": "BANK_TRANSFER",
        "receivedAt": now(),
        "allocations": allocations or [],
        "idempotencyKey": f"desk-{amount}",
    }
