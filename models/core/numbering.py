"""The templates of gapless numbers, such as `INV-{YYYY}-{SEQ:5}` (domain.md N3)."""

import re
from datetime import date
from enum import Enum

from models.core.money import Path
from models.errors import ErrorCode, Rejected


class NumberedKind(Enum):
    """What is numbered without gaps, each kind in its own series."""

    INVOICE = "Invoices, numbered when they are issued."
    CREDIT_NOTE = "Credit notes, numbered when they are issued."
    RECEIPT = "Receipts of payments."
    PROPOSAL = "Proposals, numbered when they are sent."
    ESTIMATE = "Estimates, numbered when they are sent."
    JOB = "Jobs."
    TICKET = "Tickets."


DEFAULT_TEMPLATES = {
    NumberedKind.INVOICE: "INV-{YYYY}-{SEQ:5}",
    NumberedKind.CREDIT_NOTE: "CN-{YYYY}-{SEQ:5}",
    NumberedKind.RECEIPT: "RCT-{YYYY}-{SEQ:5}",
    NumberedKind.PROPOSAL: "PRO-{YYYY}-{SEQ:5}",
    NumberedKind.ESTIMATE: "EST-{YYYY}-{SEQ:5}",
    NumberedKind.JOB: "JOB-{SEQ:5}",
    NumberedKind.TICKET: "TIC-{SEQ:5}",
}
"""The template of each kind until the organisation chooses another."""

LONGEST_TEMPLATE = 40
"""How many characters a template may have."""

WIDEST_SEQUENCE = 12
"""How many digits a sequence number may be padded to."""

_TOKEN = re.compile(r"\{(YYYY|YY|SEQ)(?::([1-9][0-9]?))?\}")
_LITERAL = re.compile(r"[A-Za-z0-9._/-]*")


def check(template: str, path: Path) -> str:
    """The template, if it makes numbers that are unique and safe to print; else INVALID, saying what is wrong.

    It holds `{SEQ}` once, which may have a width (`{SEQ:5}` pads with zeros, and longer numbers stay whole), and may
    hold `{YYYY}` or `{YY}` once. The rest are letters, digits and `. _ / -`.
    """
    problem = _problem(template)
    if problem:
        raise Rejected(ErrorCode.INVALID, problem, path)
    return template


def has_year(template: str) -> bool:
    """Whether the series begins anew every year."""
    return any(token[1] != "SEQ" for token in _TOKEN.finditer(template))


def format(template: str, sequence: int, day: date) -> str:
    """The number a checked template makes of the sequence number and the day of issue."""

    def written(token: re.Match[str]) -> str:
        year = f"{day.year:04}"
        return {"YYYY": year, "YY": year[2:], "SEQ": str(sequence).zfill(int(token[2] or 1))}[token[1]]

    return _TOKEN.sub(written, template)


def _problem(template: str) -> str | None:
    tokens = list(_TOKEN.finditer(template))
    sequences = [token for token in tokens if token[1] == "SEQ"]
    years = [token for token in tokens if token[1] != "SEQ"]
    if len(template) > LONGEST_TEMPLATE:
        return f"A template has up to {LONGEST_TEMPLATE} characters."
    if not _LITERAL.fullmatch(_TOKEN.sub("", template)):
        return "A template holds letters, digits, . _ / - and the tokens {YYYY}, {YY} and {SEQ:5}."
    if len(sequences) != 1:
        return "A template holds {SEQ} exactly once."
    if int(sequences[0][2] or 1) > WIDEST_SEQUENCE:
        return f"A sequence number is padded to {WIDEST_SEQUENCE} digits at most."
    if len(years) > 1 or any(token[2] for token in years):
        return "A template holds {YYYY} or {YY} once at most, without a width."
    return None
