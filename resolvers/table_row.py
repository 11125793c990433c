"""One row of an imported table, its cells read as the values they stand for, and what is wrong with rows."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from models.core.words import snake
from models.errors import ErrorCode, Rejected

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SERIAL = re.compile(r"[0-9]{1,5}")
FIRST_SERIAL = date(1899, 12, 30)
"""Day 0 of a spreadsheet. Day 1 is two days later, for a 29 February 1900 that never was."""
LARGEST_WHOLE = 10_000_000
MOST_ERRORS = 1_000
"""Faults of a table that are told; beyond them only how many there are."""
YES, NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})

Choice = TypeVar("Choice", bound=Enum)


@dataclass(frozen=True)
class RowError:
    """A fault in one row of an import. The header is line 1."""

    line: int
    column: str | None
    code: ErrorCode
    message: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: the line it begins on, and its cells by column, those that are empty left out.

    The readers answer None for an empty cell, and raise Rejected at the column for one that does not fit.
    """

    line: int
    cells: dict[str, str]
    is_sheet: bool = False
    """Whether it comes from a workbook, where a day may lie as the number of days since 1900."""

    def __contains__(self, column: str) -> bool:
        return column in self.cells

    def text(self, column: str) -> str | None:
        """The text of a cell."""
        return self.cells.get(column)

    def required(self, column: str) -> str:
        """The text of a cell that has to be filled: REQUIRED."""
        if column not in self.cells:
            raise Rejected(ErrorCode.REQUIRED, "This cannot be empty.", [column])
        return self.cells[column]

    def number(self, column: str) -> Decimal | None:
        """A number with a decimal point: INVALID with a comma, a currency sign or separators of thousands."""
        text = self.cells.get(column)
        if text is None:
            return None
        if not NUMBER.fullmatch(text):
            raise Rejected(ErrorCode.INVALID, "Write a number with a decimal point, such as 1234.50.", [column])
        return Decimal(text)

    def whole(self, column: str) -> int | None:
        """A whole number: INVALID with decimals, or beyond ten millions."""
        number = self.number(column)
        if number is None:
            return None
        if abs(number) > LARGEST_WHOLE or number != number.to_integral_value():
            raise Rejected(ErrorCode.INVALID, "Write a whole number up to 10,000,000.", [column])
        return int(number)

    def day(self, column: str) -> date | None:
        """A day as 2026-01-31; in a workbook also a date of the spreadsheet. INVALID otherwise."""
        text = self.cells.get(column)
        if text is None:
            return None
        if self.is_sheet and SERIAL.fullmatch(text):
            return FIRST_SERIAL + timedelta(days=int(text))
        try:
            if DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise Rejected(ErrorCode.INVALID, "Write a day as year, month and day, such as 2026-01-31.", [column])

    def flag(self, column: str) -> bool | None:
        """Yes or no, in these words, as true or false, or as 1 or 0."""
        text = self.cells.get(column, "").lower()
        if text and text not in YES | NO:
            raise Rejected(ErrorCode.INVALID, "Write yes or no.", [column])
        return text in YES if text else None

    def choice(self, column: str, choices: type[Choice]) -> Choice | None:
        """One of an enum's names, in any case."""
        text = self.cells.get(column)
        if text is None:
            return None
        name = text.upper().replace(" ", "_")
        if name not in choices.__members__:
            raise Rejected(ErrorCode.INVALID, f"Write one of: {', '.join(choices.__members__)}.", [column])
        return choices[name]


class RowErrors(list[RowError]):
    """What is wrong with the rows of a table: every fault that was found, by line."""

    def add(self, row: TableRow, column: str | None, code: ErrorCode, message: str) -> None:
        """Note a fault."""
        self.append(RowError(row.line, column, code, message))

    @contextmanager
    def of(self, row: TableRow, column: str | None = None) -> Iterator[None]:
        """Note a refusal of what is done inside, at the column, else at the one the refusal names."""
        try:
            yield
        except Rejected as no:
            named = next((step for step in no.path or () if not step.isdigit()), None)
            self.add(row, column or (snake(named) if named else None), no.code, no.message)

    def repeated(self, rows: Iterable[tuple[TableRow, str | None]], column: str) -> None:
        """DUPLICATE at each row whose key, None for none, stands in an earlier row of the file."""
        first: dict[str, int] = {}
        for row, key in rows:
            if key is not None and first.setdefault(key, row.line) != row.line:
                self.add(row, column, ErrorCode.DUPLICATE, f"Line {first[key]} has the same.")

    def told(self) -> list[RowError]:
        """The faults by line, those of a kind once for each cell: the first thousand, and after them one that counts
        the others."""
        once: dict[tuple[int, str | None, ErrorCode], RowError] = {}
        for fault in self:
            once.setdefault((fault.line, fault.column, fault.code), fault)
        faults = sorted(once.values(), key=lambda fault: fault.line)
        shown, others = faults[:MOST_ERRORS], faults[MOST_ERRORS:]
        if others:
            message = f"From this line on there are {len(others):,} more faults."
            shown.append(RowError(others[0].line, None, ErrorCode.INVALID, message))
        return shown
