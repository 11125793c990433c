"""The first sheet of a workbook as JSON: a program of its own, run by `table_file` with the workbook as its input.

A workbook of five megabytes can be made to unpack to gigabytes, or to claim billions of cells. Here that ends this
process and no other. Cells come out as text: numbers plainly, as the fifteen digits a spreadsheet shows, days and
instants in ISO 8601. Answers the rows, or a sentence that says why there are none.
"""

import json
import resource
import sys
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

MEMORY = 512 * 1024 * 1024
"""Bytes of address space, of which the program itself takes about a tenth."""
SECONDS = 20
MAX_TEXT = 40_000_000
"""Characters of all cells together. A text can stand once in the file and in every cell of the sheet."""


def rows(content: bytes, most: int) -> list[list[str]] | str:
    """The rows of the first sheet, at most one more than `most`, or why it cannot be read."""
    try:
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        found, size = [], 0
        for row in sheet.to_python(skip_empty_area=False, nrows=most + 1):
            found.append([text(value) for value in row])
            size += sum(map(len, found[-1]))
            if size > MAX_TEXT:
                return "The cells of the first sheet hold too much text."
    except PasswordError:
        return "The workbook is locked with a password."
    except (CalamineError, IndexError, OSError, ValueError):
        return "This is no workbook that can be read; save it as XLSX or CSV."
    return found


def text(value: Any) -> str:
    """A cell as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        number = f"{Decimal(format(value, '.15g')):f}"
        return number.rstrip("0").rstrip(".") if "." in number else number
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    json.dump(rows(sys.stdin.buffer.read(), int(sys.argv[1])), sys.stdout)
