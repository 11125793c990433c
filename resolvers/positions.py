"""Positions in the event log, and the cursors that carry them (domain.md L2, L7).

Events are ordered by (transaction, sequence). A transaction with a lower number may commit later; a cursor
therefore remembers which lower ones were still open, so that nothing they write is ever passed over.
"""

import base64
import binascii
import json
from dataclasses import dataclass, field, replace

from models.errors import ErrorCode, Rejected

END_OF_TRANSACTION = 2**62
MOST = 2**63
MOST_PENDING = 1_000
"""More than a database has connections."""

_incarnation: list[str] = []
"""Of the log this process works on, where it was restored from a backup: part of every position it gives out."""


def belong_to(incarnation: str | None) -> None:
    """Say which log this process works on; told once, when the services are opened."""
    _incarnation[:] = [incarnation] if incarnation else []


def tail() -> str:
    """What positions of this log end with, as JSON: nothing as long as it never was restored."""
    return "".join("," + json.dumps(each) for each in _incarnation)


@dataclass(frozen=True)
class Position:
    """Everything up to (xid, seq) has been seen, save for what `pending` transactions wrote after the sequence
    number noted beside each."""

    xid: int
    seq: int
    pending: dict[int, int] = field(default_factory=dict)
    is_foreign: bool = False
    """Whether it is of the log as it was before a restore: what lies behind it is not known."""

    @classmethod
    def after_write(cls, xid: int | None, seq: int, snapshot: str) -> "Position":
        """Just behind a transaction's own events; `snapshot` is PostgreSQL's text `xmin:xmax:xip,…`."""
        if xid is None or not seq:
            return cls.of_snapshot(snapshot)
        _, xmax, open_ = snapshot.split(":")
        listed = {int(each) for each in open_.split(",") if each}
        # Whatever lies at xmax or above had not ended either, though PostgreSQL lists only what lies below.
        return cls(xid, seq, {each: 0 for each in sorted(listed | set(range(int(xmax), xid))) if each < xid})

    @classmethod
    def of_snapshot(cls, snapshot: str) -> "Position":
        """Behind everything that is committed in a snapshot: where a stream without `after` begins."""
        _, xmax, open_ = snapshot.split(":")
        return cls(int(xmax) - 1, END_OF_TRANSACTION, {int(each): 0 for each in open_.split(",") if each})

    def passed(self, xid: int, seq: int) -> "Position":
        """The position once the event at (xid, seq) was delivered too."""
        if xid in self.pending:
            return replace(self, pending={**self.pending, xid: seq})
        return Position(xid, seq, {each: at for each, at in self.pending.items() if each > xid})

    def advanced(self, horizon: int) -> "Position":
        """The position once everything below the horizon was read, whether or not any of it was for this reader."""
        if horizon > self.xid:
            return Position(horizon - 1, END_OF_TRANSACTION)
        return replace(self, pending={each: at for each, at in self.pending.items() if each >= horizon})

    def columns(self) -> tuple[int, int, dict[str, int]]:
        """As columns of a table keep it."""
        return self.xid, self.seq, {str(each): at for each, at in self.pending.items()}

    @classmethod
    def of_columns(cls, xid: int, seq: int, pending: dict[str, int]) -> "Position":
        """As it was kept in columns."""
        return cls(xid, seq, {int(each): at for each, at in pending.items()})

    @property
    def lowest(self) -> tuple[int, int]:
        """What may be missing lies behind this."""
        return (min(self.pending) - 1, END_OF_TRANSACTION) if self.pending else (self.xid, self.seq)

    def precedes(self, xid: int, seq: int) -> bool:
        """Whether the event at (xid, seq) was not seen here."""
        return (xid, seq) > (self.xid, self.seq) or (xid in self.pending and seq > self.pending[xid])

    def cursor(self) -> str:
        """The opaque text the API shows."""
        content = [self.xid, self.seq, sorted(self.pending.items()), *_incarnation]
        return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, given: str) -> "Position":
        """The position behind a cursor; Rejected INVALID where it is not one of this log's."""
        try:
            raw = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True)
            xid, seq, pending, *of = json.loads(raw)
            if len(pending) > MOST_PENDING:
                raise ValueError("No snapshot has as many transactions open.")
            numbers = [int(each) for each in (xid, seq, *(part for pair in pending for part in pair))]
            if not all(0 <= each < MOST for each in numbers):
                raise ValueError("No transaction has such a number.")
            open_ = dict(zip(numbers[2::2], numbers[3::2], strict=True))
            return cls(numbers[0], numbers[1], open_, of != _incarnation)
        except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
            raise Rejected(ErrorCode.INVALID, "This cursor is not a position in the log.", ["after"]) from None
