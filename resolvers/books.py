"""Whether the books add up: money, hours, numbers and the log say the same (domain.md M9, B1, N2, L1, L4).

It is looked into after a restore, after races and by hand (`clientgraph books`); nothing is changed.
"""

from dataclasses import dataclass

from sqlalchemy import text

from resolvers.chain import walk
from resolvers.context import Context

NAMED = 3
"""Of what does not add up, so many are named."""

CHECKS = {
    "invoices whose paid amount is not that of their payments": """
        SELECT invoice.id FROM invoice LEFT JOIN (
          SELECT part.invoice_id, sum(part.amount - part.refunded) AS paid
          FROM payment_allocation part JOIN payment ON payment.id = part.payment_id
          WHERE payment.status IN ('SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED') GROUP BY 1
        ) parts ON parts.invoice_id = invoice.id
        WHERE invoice.paid <> coalesce(parts.paid, 0)""",
    "invoices whose credited amount is not that of their credit notes": """
        SELECT invoice.id FROM invoice LEFT JOIN (
          SELECT invoice_id, sum(amount) AS credited FROM credit_allocation GROUP BY 1
        ) parts ON parts.invoice_id = invoice.id
        WHERE invoice.credited <> coalesce(parts.credited, 0)""",
    "paid invoices with something left to pay":
        "SELECT id FROM invoice WHERE status = 'PAID' AND total <> paid + credited",
    "invoices whose total is not that of their lines": """
        SELECT invoice.id FROM invoice LEFT JOIN (
          SELECT invoice_id, sum(net) AS net FROM invoice_line GROUP BY 1
        ) lines ON lines.invoice_id = invoice.id
        WHERE invoice.status <> 'DRAFT' AND invoice.subtotal <> coalesce(lines.net, 0)""",
    "payments whose allocated amount is not that of their parts": """
        SELECT payment.id FROM payment LEFT JOIN (
          SELECT payment_id, sum(amount - refunded) AS allocated FROM payment_allocation GROUP BY 1
        ) parts ON parts.payment_id = payment.id
        WHERE payment.status IN ('SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED')
          AND payment.allocated <> coalesce(parts.allocated, 0)""",
    "hours that are billed twice, or marked as billed and are not": """
        SELECT entry.id FROM time_entry entry LEFT JOIN (
          SELECT time_entry_id, count(*) AS times FROM billing_allocation WHERE state <> 'RELEASED' GROUP BY 1
        ) live ON live.time_entry_id = entry.id
        WHERE coalesce(live.times, 0) <> CASE WHEN entry.invoice_line_id IS NULL THEN 0 ELSE 1 END""",
    "invoices out of their series": """
        SELECT invoice.id FROM invoice JOIN number_series series
          ON series.kind = 'INVOICE' AND series.year = invoice.series_year WHERE invoice.sequence > series.last""",
    "series of numbers with a gap": """
        SELECT series.kind || ' ' || series.year FROM number_series series LEFT JOIN (
          SELECT 'INVOICE' AS kind, series_year AS year, count(DISTINCT sequence) AS numbers FROM invoice GROUP BY 2
          UNION ALL SELECT 'CREDIT_NOTE', series_year, count(DISTINCT sequence) FROM credit_note GROUP BY 2
        ) made USING (kind, year)
        WHERE series.kind IN ('INVOICE', 'CREDIT_NOTE') AND series.last <> coalesce(made.numbers, 0)
        UNION ALL
        SELECT kind FROM (
          SELECT 'RECEIPT' AS kind, count(DISTINCT number) AS numbers FROM receipt
          UNION ALL SELECT 'JOB', count(DISTINCT number) FROM job
          UNION ALL SELECT 'TICKET', count(DISTINCT number) FROM ticket
        ) made JOIN (SELECT kind, sum(last) AS last FROM number_series GROUP BY 1) series USING (kind)
        WHERE series.last <> made.numbers""",
    "invoices whose issue or end the log does not tell once": """
        SELECT invoice.id FROM invoice LEFT JOIN (
          SELECT subject_id, count(*) FILTER (WHERE kind = 'INVOICE_ISSUED') AS issued,
                 count(*) FILTER (WHERE kind = 'INVOICE_VOIDED') AS voided
          FROM event WHERE kind IN ('INVOICE_ISSUED', 'INVOICE_VOIDED') GROUP BY 1
        ) told ON told.subject_id = invoice.id
        WHERE coalesce(told.issued, 0) <> CASE WHEN invoice.number IS NULL THEN 0 ELSE 1 END
           OR coalesce(told.voided, 0) <> CASE WHEN invoice.status = 'VOID' THEN 1 ELSE 0 END""",
    "payments without a receipt, or whose coming the log does not tell once": """
        SELECT payment.id FROM payment LEFT JOIN receipt ON receipt.payment_id = payment.id LEFT JOIN (
          SELECT subject_id, count(*) AS times FROM event WHERE kind = 'PAYMENT_RECEIVED' GROUP BY 1
        ) told ON told.subject_id = payment.id
        WHERE (receipt.id IS NULL) <> (payment.received_at IS NULL)
           OR coalesce(told.times, 0) <> CASE WHEN payment.received_at IS NULL THEN 0 ELSE 1 END""",
}  # fmt: skip
"""What does not add up, as a noun, and a statement that answers who."""


@dataclass(frozen=True)
class Books:
    """What was looked into: how many entries of the log are sealed, how many not yet, and a sentence for whatever does
    not add up."""

    entries: int
    waiting: int
    complaints: list[str]


async def examine(context: Context) -> Books:
    """Look into everything."""
    complaints = []
    for what, statement in CHECKS.items():
        found = [str(key) for (key,) in await context.as_system().rows(text(statement))]
        if found:
            complaints.append(f"{len(found)} {what}: {', '.join(found[:NAMED])}{' …' if len(found) > NAMED else ''}")
    walked = await walk(context)
    if walked.broken is not None:
        complaints.append(f"the log is broken at entry {walked.entries + 1}: {walked.broken.id}")
    return Books(walked.entries, walked.waiting, complaints)
