"""Tables people send, as CSV or as XLSX: read into rows of text, or refused with a sentence (domain.md A3, A6).

CSV is RFC 4180 in UTF-8, with or without a byte order mark; of a workbook the first sheet is read. The first line is
the header. What makes the whole file unreadable is a refusal and stands in its `row_errors` as well, at its line.
"""

import asyncio
import csv
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import orjson

from models.core.words import snake
from models.errors import ErrorCode, Rejected
from resolvers.table_row import RowError, RowErrors, TableRow

LARGEST = 5_000_000
"""Bytes of a file."""
MOST_ROWS = 50_000
LONGEST_TEXT = 1_000
"""Characters of a cell, unless its column takes more."""
SHEET = Path(__file__).with_name("table_sheet.py")
SHEET_SECONDS = 60
LINE_END = re.compile(rb"\r\n|\r|\n")
ESCAPED = re.compile(r"'[=+\-@]")
"""How our own exports write a cell that a spreadsheet would take for a formula."""


@dataclass(frozen=True)
class Column:
    """A column a table may have."""

    name: str
    required: bool = False
    """Whether the header has to name it. Whether each cell is filled is for whoever reads the rows."""
    longest: int = LONGEST_TEXT


@dataclass(frozen=True)
class Table:
    """What a file holds: its rows, those without any text left out, and the faults found in reading them."""

    rows: list[TableRow]
    errors: RowErrors


async def read(sent: Any, columns: Sequence[Column], field: str) -> Table:
    """The table of an upload; `field` names the upload in the input.

    INVALID for what is no such table, too large, or has a column that is unknown or twice; REQUIRED without one.
    """
    try:
        content = await _content(sent)
        if content.startswith(b"PK\x03\x04"):
            lines = enumerate(await _of_sheet(content), start=1)
            return await asyncio.to_thread(_table, lines, columns, is_sheet=True)
        return await asyncio.to_thread(_table, _of_csv(content), columns, is_sheet=False)
    except Rejected as no:
        no.path = [field]
        raise


async def _content(sent: Any) -> bytes:
    if (sent.size or 0) > LARGEST:
        raise _refused("A table has at most 5 MB.")
    # A verb that lost a race runs again, and reads again.
    await sent.seek(0)
    content: bytes = await sent.read()
    if len(content) > LARGEST:
        raise _refused("A table has at most 5 MB.")
    if not content.strip():
        raise _refused("The file is empty.")
    return content


async def _of_sheet(content: bytes) -> list[list[str]]:
    """The cells of a workbook's first sheet, read by a process of its own."""
    reading = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(SHEET), str(MOST_ROWS + 1)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        answer, _ = await asyncio.wait_for(reading.communicate(content), SHEET_SECONDS)
    except TimeoutError:
        answer = b""
    finally:
        with suppress(ProcessLookupError):
            reading.kill()
        await reading.wait()
    if not answer:
        raise _refused("The first sheet is too large to be read; save it as CSV.")
    found = orjson.loads(answer)
    if isinstance(found, str):
        raise _refused(found)
    return found


def _of_csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The cells of each record, with the line it begins on."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(LINE_END.findall(content, 0, error.start)) + 1
        raise _refused(f"Line {line} is not in UTF-8. Save the table as “CSV UTF-8”.", line) from None
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _refused(_broken(str(error), begins), begins) from None


def _broken(reason: str, line: int) -> str:
    if "field limit" in reason:
        return f"A cell that begins on line {line} is far too long; a quotation mark may be missing."
    if "unexpected end" in reason:
        return f"A cell in quotation marks begins on line {line} and never ends."
    return f"The quotation marks of line {line} do not fit; one inside of a cell is written twice."


def _table(lines: Iterable[tuple[int, list[str]]], columns: Sequence[Column], *, is_sheet: bool) -> Table:
    lines = iter(lines)
    names = _header(next(lines, (1, []))[1], columns)
    longest = {column.name: column.longest for column in columns}
    table = Table([], RowErrors())
    for line, cells in lines:
        filled = {place: kept for place, cell in enumerate(cells) if (kept := _text(cell))}
        if not filled:
            continue
        if len(table.rows) == MOST_ROWS:
            raise _refused(f"A table has at most {MOST_ROWS:,} rows.", line)
        row = TableRow(line, {names[place]: filled[place] for place in filled if place < len(names)}, is_sheet)
        table.rows.append(row)
        if max(filled) >= len(names):
            table.errors.add(row, None, ErrorCode.INVALID, "There are more cells than columns.")
        for name, text in row.cells.items():
            if len(text) > longest[name]:
                table.errors.add(row, name, ErrorCode.INVALID, f"At most {longest[name]:,} characters.")
            elif "\x00" in text:
                table.errors.add(row, name, ErrorCode.INVALID, "This holds a character that cannot be stored.")
    if not table.rows:
        raise _refused("The table has no rows.")
    return table


def _header(cells: list[str], columns: Sequence[Column]) -> list[str]:
    """The names of the columns, in the order of the file: `Tax ID`, `taxId` and `TAX-ID` are `tax_id`."""
    shown = [cell.strip() for cell in cells]
    while shown and not shown[-1]:
        shown.pop()
    offered = [column.name for column in columns]
    if len(shown) < 2 and re.search("[;\t]", "".join(shown)):
        raise _refused("The columns are not separated by commas. Save the table as “CSV UTF-8 (comma delimited)”.")
    known = {_letters(name): name for name in offered}
    names = [known.get(_letters(each)) or _named(each) for each in shown]
    for place, name in enumerate(names):
        if not name:
            raise _refused(f"Column {place + 1} has no name.")
        if name not in offered:
            raise _refused(f"There is no column {shown[place][:80]}. The columns are: {', '.join(offered)}.", 1, name)
        if name in names[:place]:
            raise _refused(f"The column {name} is there twice.", 1, name)
    for column in columns:
        if column.required and column.name not in names:
            message = f"The column {column.name} is missing."
            raise _refused(message, 1, column.name, ErrorCode.REQUIRED)
    return names


def _letters(shown: str) -> str:
    return re.sub(r"[\s_-]+", "", shown).lower()


def _named(shown: str) -> str:
    if shown.isupper():
        shown = shown.lower()
    parts = re.split(r"[\s_-]+", shown)
    return "_".join(snake(part[:1].lower() + part[1:]) for part in parts)


def _text(cell: str) -> str:
    text = cell.strip()
    if ESCAPED.match(text):
        text = text[1:]
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refused(message: str, line: int = 1, column: str | None = None, code: ErrorCode = ErrorCode.INVALID) -> Rejected:
    return Rejected(code, message, row_errors=[RowError(line, column, code, message)])
