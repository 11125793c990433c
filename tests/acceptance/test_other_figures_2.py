"""Scenario 2 once more with other figures, in a currency of three decimals: all of them were worked out by hand."""

from decimal import Decimal

from . import asides, asides_2, operations, operations_2
from .test_other_figures import let_in
from .world import World, now


def test_dinars_credited_written_off_and_refunded(world: World) -> None:
    """KWD at 12.345 an hour, by the begun quarter: 45 min are 0.75 h, 9.25875, so 9.259; 1 h 23 min 20 s are 1.5 h,
    18.5175, so 18.518; 33.333 and 12.5 % on top are 37.499625, so 37.500. Together 65.277; 5 % of it 3.264.
    On one line the hours are 2.25, 27.77625, so 27.776, and with the expense 65.276.
    """
    mina = {"name": "Mina Trading", "type": "COMPANY", "email": "mina@mina.test", "currency": "KWD"}
    terms = {"name": "Survey", "billingMethod": "PROJECT_HOURS", "hourlyRate": dinars("12.345")}
    made = world.dev.ask(
        CREATE, input=terms | {"newClient": mina, "fixedPrice": dinars("1000.000"), "budget": dinars("50.000")}
    )["createProject"]
    assert made["userErrors"] == []
    project, client = made["project"]["id"], made["project"]["client"]
    price = dinars("20.500")
    task = world.dev.do(asides.CREATE_TASK, input={"projectId": project, "name": "Measure", "hourlyRate": price})
    place = {"taskId": task["task"]["id"]}
    entry = log(world, place, 2700, -3)
    adhoc = log(world, {"projectId": project}, 5000, -2)
    expense = {"projectId": project, "category": "Maps", "billable": True, "spentOn": world.in_days(-1)}
    world.pat.do(asides_2.RECORD_EXPENSE, input=expense | {"amount": dinars("33.333"), "markupPercent": "12.5"})
    wrong = expense | {"amount": dinars("33.3333")}
    assert world.pat.refused(asides_2.RECORD_EXPENSE, input=wrong) == "INVALID"

    offers = world.dev.ask(operations_2.I9A, project=project)
    assert [offers[basis]["subtotal"]["amount"] for basis in ("fixed", "hours", "tasks")] == [
        "1000.000",
        "65.276",
        "15.375",
    ]
    bill = {
        "projectId": project,
        "basis": "PROJECT_HOURS",
        "grouping": "PER_ENTRY",
        "includeExpenses": True,
        "taxes": [{"ratePercent": "5"}],
    }
    draft = world.dev.do(asides.PROJECT_INVOICE, input=bill)["invoice"]
    assert states(world, project) == {entry: "RESERVED", adhoc: "RESERVED"}
    assert world.dev.refused(asides.PROJECT_INVOICE, input=bill) == "ALREADY_BILLED"
    world.dev.do(asides.DISCARD_DRAFT, invoice=draft["id"])
    assert states(world, project) == {entry: "OPEN", adhoc: "OPEN"}
    invoice = world.dev.do(asides.PROJECT_INVOICE, input=bill | {"issue": True, "idempotencyKey": "mina"})["invoice"]
    assert [(Decimal(line["quantity"]), line["net"]["amount"]) for line in invoice["lines"]] == [
        (Decimal("0.75"), "9.259"),
        (Decimal("1.5"), "18.518"),
        (Decimal("1"), "37.500"),
    ]
    assert (invoice["subtotal"], invoice["tax"]) == ({"amount": "65.277"}, {"amount": "3.264"})
    assert invoice["total"] == dinars("68.541")

    contact = let_in(world, client["pointOfContact"]["id"], "mina@mina.test")
    updates = world.sse(contact, operations.S4D)
    line = world.dev.ask(asides.LINES, invoice=invoice["id"])["invoice"]["lines"][1]["id"]
    credited = world.dev.do(CREDIT, invoice=invoice["id"], line=line, entry=adhoc)
    assert credited["creditNote"]["total"] == {"amount": "19.444"}
    assert credited["invoice"]["balance"] == {"amount": "49.097"}
    updates.until("CREDIT_NOTE_ISSUED", world.dev.answered)
    log(world, place, 900, 0)
    again = world.dev.ask(operations.V2_CHECK, project=project)["invoicePreview"]
    assert [(Decimal(each["quantity"]), each["net"]["amount"]) for each in again["lines"]] == [
        (Decimal("1.75"), "21.604")
    ]

    world.dev.do(asides.RECORD_PAYMENT, input=transfer(client["id"], invoice["id"], "45.000", "40.000"))
    updates.until("INVOICE_PARTIALLY_PAID", world.dev.answered)
    days = {"from": world.in_days(-7), "to": world.in_days(1)}
    reports = world.ana.ask(operations_2.I10, project=project, **days)["reports"]
    assert reports["hoursWorked"] == [
        {"user": {"name": "Pat"}, "seconds": 8600, "billableSeconds": 8600, "billedSeconds": 2700}
    ]
    assert reports["revenue"] == [
        {"invoiced": {"amount": "46.759"}, "earned": {"amount": "68.363"}, "paid": {"amount": "40.000"}}
    ]
    profit = {row["revenue"]["currency"]: row for row in reports["profit"]}
    assert [profit["KWD"][each]["amount"] for each in ("revenue", "cost", "profit")] == ["46.759", "33.333", "13.426"]
    assert profit["KWD"]["marginPercent"] == "28.7"
    assert [profit["USD"][each]["amount"] for each in ("revenue", "cost", "profit")] == ["0.00", "71.67", "-71.67"]

    written_off = world.dev.do(WRITE_OFF, invoice=invoice["id"])["invoice"]
    assert written_off == {"status": "PAID", "balance": {"amount": "0.000"}, "credited": {"amount": "28.541"}}
    payment = world.dev.ask(asides.INVOICE_PAYMENTS, invoice=invoice["id"])["payments"]["nodes"][0]["id"]
    refunded = world.dev.do(REFUND, payment=payment, amount=dinars("6.250"))
    assert refunded["payment"] == {
        "status": "PARTIALLY_REFUNDED",
        "refunded": {"amount": "6.250"},
        "unallocated": {"amount": "0.000"},
    }
    assert refunded["invoice"] == {"status": "PARTIALLY_PAID", "balance": {"amount": "1.250"}}
    balance = world.ana.ask(asides_2.BALANCE, client=client["id"])["client"]["balance"]
    assert balance == {
        "billed": {"amount": "68.541"},
        "paid": {"amount": "38.750"},
        "outstanding": dinars("1.250"),
    }
    assert contact.ask(asides.PORTAL)["viewer"]["client"]["balance"]["outstanding"] == dinars("1.250")
    updates.close()


CREATE = """
mutation CreateProject($input: CreateProjectInput!) {
  createProject(input: $input) {
    project { id client { id pointOfContact { id } } }
    userErrors { code path }
  }
}
"""
CREDIT = operations.V2.replace('idempotencyKey: "v2"', 'idempotencyKey: "mina-credit"')
WRITE_OFF = """
mutation WriteOff($invoice: ID!) {
  writeOffInvoice(input: {invoiceId: $invoice, reason: "Not worth it", idempotencyKey: "mina-off"}) {
    invoice { status balance { amount } credited { amount } }
    userErrors { code }
  }
}
"""
REFUND = """
mutation Refund($payment: ID!, $amount: MoneyInput!) {
  refundPayment(input: {paymentId: $payment, amount: $amount, idempotencyKey: "mina-back"}) {
    payment { status refunded { amount } unallocated { amount } }
    invoice { status balance { amount } }
    userErrors { code }
  }
}
"""


def log(world: World, place: dict[str, str], seconds: int, days: int) -> str:
    """PAT logs time; the entry's id."""
    terms = {"loggedOn": world.in_days(days), "seconds": seconds, **place}
    return world.pat.do(asides.LOG_TIME, input=terms)["timeEntry"]["id"]


def states(world: World, project: str) -> dict[str, str]:
    """How each hour of a project stands."""
    found = world.dev.ask(asides_2.SPOKEN_FOR, project=project)["project"]["timeEntries"]["nodes"]
    return {each["id"]: each["billableState"] for each in found}


def transfer(client: str, invoice: str, amount: str, part: str) -> dict:
    """Money that came to the bank, a part of it for an invoice."""
    return {
        "clientId": client,
        "amount": dinars(amount),
        "method": "BANK_TRANSFER",
        "receivedAt": now(),
        "allocations": [{"invoiceId": invoice, "amount": dinars(part)}],
        "idempotencyKey": f"mina-{amount}",
    }


def dinars(amount: str) -> dict[str, str]:
    """Money in KWD."""
    return {"amount": amount, "currency": "KWD"}
