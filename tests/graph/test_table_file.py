"""Tables as people really send them: read right, or refused with a sentence that says what to do."""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from time import process_time

import pytest
import xlsxwriter

from models import ClientType
from models.errors import ErrorCode, Rejected
from resolvers import table_file
from resolvers.table_file import Column
from resolvers.table_row import RowErrors, TableRow
from tests.graph.test_file import Sent

COLUMNS = (Column("code", required=True), Column("company_name"), Column("note", longest=5_000), Column("starts_on"))


async def read(content, columns=COLUMNS):
    return await table_file.read(Sent(content), columns, "csv")


async def refused(content, columns=COLUMNS):
    with pytest.raises(Rejected) as no:
        await read(content, columns)
    assert no.value.path == ["csv"]
    (fault,) = no.value.details["row_errors"]
    assert (fault.code, fault.message) == (no.value.code, no.value.message)
    return fault


def workbook(*rows, name="Sheet1"):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False})
    sheet = book.add_worksheet(name)
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.add_worksheet("Not read").write_row(0, 0, ["nonsense"])
    book.close()
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"code,company_name\nA1,Acme\n",
        b"\xef\xbb\xbfcode,company_name\r\nA1,Acme\r\n",
        b"code,company_name\rA1,Acme\r",
        b'\xef\xbb\xbf"code","company_name"\r\n"A1","Acme"',
        b"Company Name,CODE,,\r\nAcme,A1,,\r\n,,,\r\n\r\n  \r\n",
        b"companyName, code \n  Acme , A1\n\n\n",
        b"Co-de,Company NAME\nA1,Acme\n",
    ],
)
async def test_the_same_table_in_the_spellings_of_many_programs(content):
    table = await read(content)

    assert (table.rows, table.errors) == ([TableRow(2, {"code": "A1", "company_name": "Acme"})], [])


async def test_a_row_is_on_the_line_it_begins_on():
    table = await read(b'code,note\r\n1,"two\r\nlines, and ""more"""\r\n\r\n2,x\r\n3\r\n4,y\r\n')

    assert [(row.line, row.cells) for row in table.rows] == [
        (2, {"code": "1", "note": 'two\nlines, and "more"'}),
        (5, {"code": "2", "note": "x"}),
        (6, {"code": "3"}),
        (7, {"code": "4", "note": "y"}),
    ]


async def test_formulas_are_text_and_an_export_s_apostrophe_goes_again():
    table = await read(b"code\n=1+1\n+44 20 7946\n-5\n@SUM(A1)\n'=1+1\n'tis\n")

    assert [row.cells["code"] for row in table.rows] == ["=1+1", "+44 20 7946", "-5", "@SUM(A1)", "=1+1", "'tis"]


@pytest.mark.parametrize(
    ("content", "line", "column", "code", "words"),
    [
        (b"", 1, None, "INVALID", "The file is empty."),
        (b"\r\n \r\n", 1, None, "INVALID", "The file is empty."),
        (b"code\n", 1, None, "INVALID", "The table has no rows."),
        (b"code;company_name\nA1;Acme\n", 1, None, "INVALID", "not separated by commas"),
        (b"code\tcompany_name\nA1\tAcme\n", 1, None, "INVALID", "not separated by commas"),
        (b"code,company_name\nA1,Acme\nA2,M\xfcller\n", 3, None, "INVALID", "Line 3 is not in UTF-8"),
        ("code\nA1\n".encode("utf-16"), 1, None, "INVALID", "Line 1 is not in UTF-8"),
        (b"code,colour\nA1,red\n", 1, "colour", "INVALID", "There is no column colour. The columns are: code, "),
        (b"code,note,Code\nA1,x,A2\n", 1, "code", "INVALID", "The column code is there twice."),
        (b"note\nx\n", 1, "code", "REQUIRED", "The column code is missing."),
        (b"code,,note\nA1,,x\n", 1, None, "INVALID", "Column 2 has no name."),
        (b'code,note\nA1,x\nA2,"never\nends\n', 3, None, "INVALID", "begins on line 3 and never ends"),
        (b'code,note\nA1,"x" y\n', 2, None, "INVALID", "The quotation marks of line 2 do not fit"),
        (b"code\n" + b"1\n" * 50_001, 50_002, None, "INVALID", "at most 50,000 rows"),
        (b"x" * 5_000_001, 1, None, "INVALID", "at most 5 MB"),
        (b"PK\x03\x04 not a workbook", 1, None, "INVALID", "no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 1, None, "INVALID", "not in UTF-8"),
        (workbook(["code", "code"], [1, 2]), 1, "code", "INVALID", "twice"),
    ],
)
async def test_what_is_no_table_is_refused_whole(content, line, column, code, words):
    fault = await refused(content)

    assert (fault.line, fault.column, fault.code.name) == (line, column, code)
    assert words in fault.message


async def test_rows_that_cannot_be_kept_are_all_named():
    table = await read(b"code,note\nA\x001,x\nA2,y,surplus\n%s,z\nA4,%s\n" % (b"1" * 1_001, b"2" * 5_000))

    assert [(fault.line, fault.column, fault.code.name) for fault in table.errors] == [
        (2, "code", "INVALID"),
        (3, None, "INVALID"),
        (4, "code", "INVALID"),
    ]


async def test_a_workbook_s_first_sheet_is_a_table_of_text():
    content = workbook(
        ["Code", "Company name", "Starts on", None],
        [630001, "Acme", date(2026, 1, 31)],
        [],
        [0.1 + 0.2, "=1+1", 46_053],
        [4915112345678, True, datetime(2026, 1, 31, 8, 30)],
    )

    table = await read(content)

    assert [(row.line, row.cells) for row in table.rows] == [
        (2, {"code": "630001", "company_name": "Acme", "starts_on": "2026-01-31"}),
        (4, {"code": "0.3", "company_name": "=1+1", "starts_on": "46053"}),
        (5, {"code": "4915112345678", "company_name": "true", "starts_on": "2026-01-31T08:30:00"}),
    ]
    assert [row.day("starts_on") for row in table.rows[:2]] == [date(2026, 1, 31)] * 2
    with pytest.raises(Rejected):
        table.rows[2].day("starts_on")


async def test_a_workbook_made_to_eat_memory_is_refused():
    """A cell at the far end of a sheet makes billions of cells; so does a text that stands in a million cells."""
    content = workbook(["code"], ["x" * 30_000])
    far, made = io.BytesIO(content), io.BytesIO()
    with zipfile.ZipFile(far) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            new.writestr(name, text)

    assert "too large" in (await refused(made.getvalue())).message
    repeated = workbook(["code"], *[["x" * 30_000]] * 2_000)
    assert len(repeated) < table_file.LARGEST
    assert "too much text" in (await refused(repeated)).message


async def test_fifty_thousand_rows_take_seconds():
    rows = [["code", "company_name"], *([f"C{place}", f"Company {place}"] for place in range(50_000))]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    sheet = workbook(*rows)
    started = process_time()

    of_csv, of_sheet = await read(text.getvalue().encode()), await read(sheet)

    assert process_time() - started < 10
    assert [row.cells for row in of_csv.rows] == [row.cells for row in of_sheet.rows]
    assert of_sheet.rows[-1].line == 50_001


@pytest.mark.parametrize(
    ("text", "number"),
    [("1234.50", "1234.50"), ("-0.5", "-0.5"), (".5", "0.5"), ("+3", "3")]
    + [(text, None) for text in ("1,5", "1.234,50", "1 234", "£5", "1e3", "٣", "nan", "--1", "0x1")],
)
def test_a_number_has_a_decimal_point_and_nothing_else(text, number):
    row = TableRow(2, {"sale": text})
    if number is None:
        with pytest.raises(Rejected) as no:
            row.number("sale")
        assert (no.value.code, no.value.path) == (ErrorCode.INVALID, ["sale"])
    else:
        assert row.number("sale") == Decimal(number)


def test_cells_are_read_as_what_they_stand_for():
    row = TableRow(
        2, {"a": "COMPANY", "b": "individual", "c": "Yes", "d": "0", "e": "2026-02-30", "f": "45", "g": "1.5"}
    )
    errors = RowErrors()

    assert [row.choice(name, ClientType) for name in "abz"] == [ClientType.COMPANY, ClientType.INDIVIDUAL, None]
    assert [row.flag(name) for name in "cdz"] == [True, False, None]
    assert (row.whole("f"), row.day("z"), row.text("z")) == (45, None, None)
    for read, name in [(row.day, "e"), (row.day, "f"), (row.whole, "g"), (row.required, "z"), (row.flag, "g")]:
        with errors.of(row):
            read(name)
    with errors.of(row):
        row.choice("g", ClientType)

    assert [(fault.column, fault.code.name) for fault in errors] == [
        ("e", "INVALID"),
        ("f", "INVALID"),
        ("g", "INVALID"),
        ("z", "REQUIRED"),
        ("g", "INVALID"),
        ("g", "INVALID"),
    ]
