"""Lists written to a file row by row, in constant memory: CSV and XLSX, safe to open in a spreadsheet, and JSON Lines.

A cell that a spreadsheet would take for a formula gets an apostrophe in CSV, and is marked as text in XLSX
(security.md 2.3). Numbers are numbers, and so a negative one stays as it is.
"""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from io import TextIOWrapper
from typing import Any, BinaryIO, Protocol
from zoneinfo import ZoneInfo

import orjson

from server.export_columns import Column

NUMBERS = frozenset({"Decimal", "Int", "Float"})
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767
"""Characters of a cell in XLSX."""


class Writer(Protocol):
    """Writes a table to a file."""

    def write(self, node: Any) -> None:
        """One row: a node as the graph gives it."""

    def close(self) -> None:
        """The end; the file is complete."""


class CsvWriter:
    """CSV as spreadsheets read it best: UTF-8 with a byte order mark, RFC 4180, every cell in quotation marks."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], time_zone: str) -> None:
        self._columns = columns
        self._text = TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
        self._csv = csv.writer(self._text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._csv.writerow([column.name for column in columns])

    def write(self, node: Any) -> None:
        """One row. Days and instants are ISO 8601, instants in UTC."""
        self._csv.writerow([self._cell(node, column) for column in self._columns])

    def _cell(self, node: Any, column: Column) -> str:
        text = plain(column.of(node))
        return f"'{text}" if text.startswith(FORMULA) and column.scalar not in NUMBERS else text

    def close(self) -> None:
        """The end of the text; the file stays open."""
        self._text.flush()
        self._text.detach()


class XlsxWriter:
    """A workbook of one sheet. Numbers, days and instants are those of a spreadsheet, instants in the organisation's
    time zone, which a spreadsheet does not name."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], time_zone: str) -> None:
        import xlsxwriter  # when it is first needed: it is large, and few servers write workbooks

        self._columns, self._zone, self._row = columns, ZoneInfo(time_zone), 0
        self._book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
        self._sheet = self._book.add_worksheet()
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._escaped = self._book.add_format({"quote_prefix": True})
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column.name)

    def write(self, node: Any) -> None:
        """One row."""
        self._row += 1
        for place, column in enumerate(self._columns):
            value = column.of(node)
            if value is not None:
                self._cell(place, value, column.scalar)

    def _cell(self, place: int, value: Any, scalar: str) -> None:
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, place, value)
        elif scalar in NUMBERS and not isinstance(value, list):
            self._sheet.write_number(self._row, place, float(value))
        elif scalar == "Date" and not isinstance(value, list):
            self._sheet.write_datetime(self._row, place, date.fromisoformat(value), self._day)
        elif scalar == "DateTime" and not isinstance(value, list):
            instant = datetime.fromisoformat(value).astimezone(self._zone).replace(tzinfo=None)
            self._sheet.write_datetime(self._row, place, instant, self._instant)
        else:
            text = plain(value)[:LONGEST_CELL]
            form = self._escaped if text.startswith(FORMULA) else None
            self._sheet.write_string(self._row, place, text, form)

    def close(self) -> None:
        """Pack the workbook into the file."""
        self._book.close()


class JsonLinesWriter:
    """JSON Lines: an object for each row, as the graph answers it. A decimal is a text, so that no reader rounds it."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], time_zone: str) -> None:
        self._file = file

    def write(self, node: Any) -> None:
        """One row. Texts are as they are: nothing reads formulas out of JSON."""
        self._file.write(orjson.dumps(node, option=orjson.OPT_APPEND_NEWLINE))

    def close(self) -> None:
        """The end; the file stays open."""
        self._file.flush()


def plain(value: Any) -> str:
    """A value as text; those of a list after one another."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(plain, value))
    return value if isinstance(value, str) else str(value)
