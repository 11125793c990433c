"""Refusals of the business: typed, addressed, and turned into `userErrors` once, by the schema."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any


class ErrorCode(Enum):
    """The reasons for which a write is refused."""

    NOT_FOUND = "Unknown, or hidden from the viewer: the two cannot be told apart."
    FORBIDDEN = "The viewer sees the node but may not do this to it."
    UNAUTHENTICATED = "The verb needs a signed-in viewer."
    INVALID_CREDENTIALS = "Wrong e-mail or password; which of the two is not said."
    INVALID_TOKEN = "The token is unknown, used, expired or withdrawn."
    INVALID = "The value cannot be right; the message says why."
    REQUIRED = "A value is missing."
    CONFLICT = "It contradicts what is there."
    STALE_VERSION = "The row was changed since `expectedVersion`."
    INVALID_STATE = "The state machine has no such move."
    ALREADY_BILLED = "It is on a draft or an issued invoice."
    NOTHING_TO_BILL = "No billable matches the request."
    CURRENCY_MISMATCH = "Two currencies meet where one is needed."
    AMOUNT_EXCEEDS_BALANCE = "More than is left to pay, credit or allocate."
    PAYMENT_DECLINED = "The provider did not take the payment."
    TIMER_RUNNING = "A timer of this user is running already."
    OVERLAP = "The time overlaps with other time of the user."
    PERIOD_LOCKED = "The day lies in a closed period."
    WORK_TYPE_NOT_FOR_CLIENT = "The work type is not one of the client's."
    NO_WORK_TYPE = "No work type of the client fits."
    SERVICE_MISMATCH = "The service is missing."
    TEAM_NOT_ELIGIBLE = "The team cannot take the job."
    RESOURCE_NOT_ELIGIBLE = "The resource cannot take the job."
    CODING_NOT_ALLOWED = "The code is not assigned to the client and the work log type."
    ACTIVITY_NOT_FOR_CLIENT = "The activity is not assigned to the client."
    DUPLICATE = "One like it exists."
    IDEMPOTENCY_MISMATCH = "The idempotency key was used with another input."
    RATE_LIMITED = "Too many attempts; wait and try again."


@dataclass(frozen=True)
class Refusal:
    """What a caller is told of a refusal, or warned of."""

    code: ErrorCode
    message: str
    path: list[str] | None = None


class Rejected(Exception):
    """An expected refusal. Raised anywhere below the schema; the transaction is rolled back.

    `path` names the place in `input`, in the spelling of the schema: `["lines", "0", "unitPrice"]`.
    `details` are rows a payload may show beside the refusal, such as `candidates` of a DUPLICATE.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        path: Sequence[str | int] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = None if path is None else [str(step) for step in path]
        self.details = details

    @property
    def refusal(self) -> Refusal:
        """What the caller is told."""
        return Refusal(self.code, self.message, self.path)


def not_found(*path: str | int) -> Rejected:
    """The one answer for an id that is unknown, hidden, deleted, malformed or of another type (domain.md S3)."""
    return Rejected(ErrorCode.NOT_FOUND, "Nothing with this id is here for you.", path or None)
