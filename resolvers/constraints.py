"""What the database says to people: where a race or a rule of the schema refuses a write, and where a value is no value
for a column."""

from sqlalchemy.exc import DBAPIError, IntegrityError

from models.errors import ErrorCode, Rejected

REFUSALS: dict[str, tuple[ErrorCode, str]] = {}
"""By the name of the constraint; the verbs of a noun add theirs."""


def refuses(constraint: str, code: ErrorCode, message: str) -> None:
    """Say what a constraint means to a caller."""
    REFUSALS[constraint] = (code, message)


def refusal_of(broken: IntegrityError) -> Rejected | None:
    """The refusal a broken constraint stands for; None where it is a fault of ours."""
    name = getattr(broken.orig, "constraint_name", None) or getattr(broken.orig.__cause__, "constraint_name", None)
    if name not in REFUSALS:
        return None
    code, message = REFUSALS[name]
    return Rejected(code, message)


UNFIT = {"22000", "22003", "22008", "22021"}
"""States of what no column takes: an unreadable or too large value, an instant out of range, a broken text."""
TOO_MANY_VALUES = "number of query arguments"


def unfit(broken: DBAPIError) -> Rejected | None:
    """The refusal of a value the database cannot even compare, such as one from a cursor made by hand."""
    cause = getattr(broken.orig, "__cause__", None)
    if getattr(cause, "sqlstate", None) in UNFIT:
        return Rejected(ErrorCode.INVALID, "A number, a day or a text given here is beyond what can be kept.")
    if TOO_MANY_VALUES in str(cause):
        return Rejected(ErrorCode.INVALID, "These are too many values at once.")
    return None
