"""What the tables' own rules ask of invented rows. A function puts a row right, or answers False to drop it."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from models import (
    AllocationState,
    CreditNoteStatus,
    ExportCadence,
    InvoiceLineKind,
    InvoiceStatus,
    JobStatus,
    LeadStatus,
    TicketStatus,
    Weekday,
)

if TYPE_CHECKING:
    from tests.compiled.invented import Inventor

Row = dict[str, Any]
ZONES = ["Asia/Tokyo", "America/New_York", "Europe/London", "Australia/Lord_Howe"]
SUBJECTS = {
    "client": "Client", "project": "Project", "task": "Task", "invoice": "Invoice", "payment": "Payment",
    "ticket": "Ticket", "lead": "Lead", "contact": "Contact", "file": "File", "user": "User",
    "pipeline_stage": "PipelineStage", "credit_note": "CreditNote", "time_entry": "TimeEntry", "comment": "Comment",
    "job": "Job", "appointment": "Appointment",
}  # fmt: skip
"""What the invented log is about, by table."""


def _one_of(row: Row, *names: str) -> bool:
    """Keep the first key that is there and drop the others; whether there was one."""
    kept = next((name for name in names if row.get(name) is not None), None)
    row.update({name: None for name in names if name != kept})
    return kept is not None


def _quarters(amount: Decimal, number: int) -> Decimal:
    """So many quarters of an amount, never more than it has."""
    return amount if number == 4 else (amount / 4).quantize(Decimal("0.0001"), ROUND_DOWN) * number


def _organisation(inventor: "Inventor", row: Row) -> None:
    row |= {"time_zone": inventor.dice.choice(ZONES), "fiscal_year_start": "04-06"}
    row |= {"address": {"street": inventor.text(), "city": "Falmouth", "country": "GB"}, "tax_id": inventor.text()}
    row["locked_before_on"] = inventor.day()


def _activity(inventor: "Inventor", row: Row) -> None:
    row["default_quantity"] = row["default_quantity"] or Decimal(1)


def _activity_rate(inventor: "Inventor", row: Row) -> bool:
    return row["sale"] is not None or row["cost"] is not None


def _priority(inventor: "Inventor", row: Row) -> None:
    row["respond_within_minutes"] = row["respond_within_minutes"] or None
    row["complete_within_minutes"] = row["complete_within_minutes"] or 1440


def _payment(inventor: "Inventor", row: Row) -> None:
    row["amount"] = row["amount"] or Decimal("0.01")
    row["refunded"] = _quarters(row["amount"], inventor.dice.choice([0, 0, 2]))
    row["allocated"] = _quarters(row["amount"], inventor.dice.choice([0, 2]))


def _lead(inventor: "Inventor", row: Row) -> None:
    converted = row["status"] is LeadStatus.CONVERTED
    client = inventor.dice.choice(inventor.rows["client"])["id"]
    row |= {
        "converted_client_id": client if converted else None,
        "converted_at": row["created_at"] if converted else None,
    }


def _notification(inventor: "Inventor", row: Row) -> bool:
    if row["contact_id"] is not None and inventor.dice.random() < 0.5:
        row["user_id"] = None
    return _one_of(row, "user_id", "contact_id") and _about_something(inventor, row)


def _presence(inventor: "Inventor", row: Row) -> bool:
    return _one_of(row, *inventor.dice.sample(["user_id", "contact_id"], 2))


def _ticket(inventor: "Inventor", row: Row) -> None:
    row["waiting_since"] = row["created_at"] if row["status"] is TicketStatus.WAITING_CLIENT else None


def _communication(inventor: "Inventor", row: Row) -> bool:
    return row["lead_id"] is not None or row["client_id"] is not None


def _reply(inventor: "Inventor", row: Row) -> bool:
    return _one_of(row, *inventor.dice.sample(["ticket_id", "discussion_id"], 2))


def _invoice(inventor: "Inventor", row: Row) -> None:
    _numbered(inventor, row, InvoiceStatus.DRAFT)
    row["paid"] = _quarters(row["total"], inventor.dice.choice([0, 2]))
    row["credited"] = _quarters(row["total"], inventor.dice.choice([0, 0, 1]))


def _credit_note(inventor: "Inventor", row: Row) -> bool:
    _numbered(inventor, row, CreditNoteStatus.DRAFT)
    row["remaining"] = _quarters(row["total"], inventor.dice.choice([0, 2, 4]))
    return inventor.parent("invoice", row["invoice_id"])["status"] is not InvoiceStatus.DRAFT


def _numbered(inventor: "Inventor", row: Row, draft: Any) -> None:
    row["number"] = None if row["status"] is draft else inventor.text(unique=True)


def _invoice_line(inventor: "Inventor", row: Row) -> None:
    sign = inventor.dice.choice([1, 1, -1])
    row |= {"unit_price": row["unit_price"] * sign, "net": row["net"] * sign, "tax": row["tax"] * sign}
    row["credited"] = _quarters(max(row["net"], Decimal(0)), 2)
    _of_job(inventor, row)


def _of_job(inventor: "Inventor", row: Row) -> None:
    """Half of the lines bill an activity of a job, if there is one of the invoice's client."""
    billed = row["job_id"] is not None and row["activity_id"] is not None
    if not billed:
        row |= {"job_id": None, "activity_id": None}
    if billed or row["kind"] is InvoiceLineKind.JOB_ACTIVITY:
        row["kind"] = InvoiceLineKind.JOB_ACTIVITY if billed else InvoiceLineKind.ITEM


def _job(inventor: "Inventor", row: Row) -> None:
    if row["invoice_id"] is None and row["status"] is JobStatus.INVOICED:
        row["status"] = JobStatus.READY_TO_INVOICE


def _job_activity(inventor: "Inventor", row: Row) -> None:
    row["quantity"] = row["quantity"] or Decimal(1)


def _appointment(inventor: "Inventor", row: Row) -> bool:
    row["starts_at"], row["ends_at"] = sorted((row["starts_at"], row["ends_at"]))
    return row["starts_at"] < row["ends_at"]


def _payment_allocation(inventor: "Inventor", row: Row) -> None:
    row["amount"] = row["amount"] or Decimal(1)
    row["refunded"] = _quarters(row["amount"], inventor.dice.choice([0, 2]))


def _credit_allocation(inventor: "Inventor", row: Row) -> None:
    row["amount"] = row["amount"] or Decimal(1)


def _credit_line(inventor: "Inventor", row: Row) -> bool:
    invoice = inventor.parent("credit_note", row["credit_note_id"])["invoice_id"]
    lines = [each["id"] for each in inventor.rows["invoice_line"] if each["invoice_id"] == invoice]
    row["invoice_line_id"] = inventor.dice.choice(lines) if lines else None
    return bool(lines)


def _time_entry(inventor: "Inventor", row: Row) -> None:
    row["seconds"] = inventor.dice.randint(1, 86_400)
    row["billed_seconds"] = inventor.dice.choice([None, 0, 900, 86_400])
    for figure, currency in (("rate", "currency"), ("cost_rate", "cost_currency")):
        row[currency] = None if row[figure] is None else row[currency] or "GBP"
    row["value"] = None if row["currency"] is None else row["value"]
    row["cost"] = None if row["cost_currency"] is None else row["cost"]
    if row["started_at"] is None or row["ended_at"] is None:
        row["ended_at"] = None
    else:
        row["started_at"], row["ended_at"] = sorted((row["started_at"], row["ended_at"]))


def _billing_allocation(inventor: "Inventor", row: Row) -> bool:
    if not _one_of(row, *inventor.dice.sample(["time_entry_id", "expense_id", "job_activity_id", "project_id"], 4)):
        return False
    row["share_percent"] = Decimal(50) if row["project_id"] else None
    row["released_at"] = row["created_at"] if row["state"] is AllocationState.RELEASED else None
    return True


def _recurring_invoice(inventor: "Inventor", row: Row) -> None:
    row["every"] = inventor.dice.randint(1, 12)


def _scheduled_export(inventor: "Inventor", row: Row) -> None:
    _one_of(row, "saved_query_id", "query")
    row["hour"] = inventor.dice.randint(0, 23)
    row["weekday"] = inventor.dice.choice(list(Weekday)) if row["cadence"] is ExportCadence.WEEKLY else None
    row["day_of_month"] = inventor.dice.randint(1, 31) if row["cadence"] is ExportCadence.MONTHLY else None


def _event(inventor: "Inventor", row: Row) -> bool:
    people = inventor.dice.choice(["actor_user_id", "actor_contact_id"])
    row |= {"actor_user_id": None, "actor_contact_id": None, people: row["actor_user_id"] and inventor._anybody()}
    return _about_something(inventor, row)


def _about_something(inventor: "Inventor", row: Row) -> bool:
    table = inventor.dice.choice(list(SUBJECTS))
    if not inventor.rows.get(table):
        return False
    subject = inventor.dice.choice(inventor.rows[table])
    client = subject["id"] if table == "client" else subject.get("client_id")
    if row.get("contact_id") is None:
        row["client_id"] = client
    elif row["client_id"] != client:
        return False
    row |= {"subject_type": SUBJECTS[table], "subject_id": subject["id"]}
    if row.get("changes"):
        row["changes"] = _changed(inventor, table, subject)
    for name in ("lead", "project", "invoice"):
        if f"{name}_id" in row:
            row[f"{name}_id"] = subject["id"] if table == name else subject.get(f"{name}_id")
    return True


def _changed(inventor: "Inventor", table: str, subject: Row) -> dict[str, list[Any]]:
    """Some columns of a subject as they were, with what another row has for it."""
    other = inventor.dice.choice(inventor.rows[table])
    told = [name for name in subject if name not in ("id", "version") and not name.endswith("_id")]
    names = inventor.dice.sample(told, 3)
    return {name: [_as_json(other[name]), _as_json(subject[name])] for name in names}


def _as_json(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)


FITTING: dict[str, Callable[["Inventor", Row], bool | None]] = {
    "organisation": _organisation,
    "activity": _activity,
    "activity_rate": _activity_rate,
    "payment": _payment,
    "priority": _priority,
    "lead": _lead,
    "notification": _notification,
    "presence": _presence,
    "ticket": _ticket,
    "communication": _communication,
    "proposal": _communication,
    "estimate": _communication,
    "reply": _reply,
    "invoice": _invoice,
    "credit_note": _credit_note,
    "invoice_line": _invoice_line,
    "job": _job,
    "job_activity": _job_activity,
    "appointment": _appointment,
    "payment_allocation": _payment_allocation,
    "credit_allocation": _credit_allocation,
    "credit_line": _credit_line,
    "time_entry": _time_entry,
    "billing_allocation": _billing_allocation,
    "recurring_invoice": _recurring_invoice,
    "scheduled_export": _scheduled_export,
    "event": _event,
}
