"""What a constraint of the database says to people, where a race or a rule of the schema refuses a write."""

from sqlalchemy.exc import IntegrityError

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
