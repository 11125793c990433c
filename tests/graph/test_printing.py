"""The press and the wording: whatever people write is only text, and every page is PDF/A."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from resolvers.printing import press
from resolvers.printing.page import Page, Party, Section, Table
from resolvers.printing.wording import address, day, days, moment, money, priced, quantity, rate, written

COVERED = "Müller Straße Łódź Žižkov Ștefan İstanbul Việt Αθήνα Київ Հայաստան € ¥ £ ₹ zł — „“"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def page(*descriptions, **over):
    rows = [[written(text), "1.25 hours", "12.50", "20%", "15.63"] for text in descriptions]
    columns = ["Description", "Quantity", "Price", "Tax", "Amount (GBP)"]
    values = {
        "kind": "Invoice",
        "name": "Invoice INV-2026-00001",
        "seller": Party("Studio"),
        "party": Party("Acme", label="Billed to"),
        "facts": [("Due", "1 April 2026")],
        "table": Table(columns, rows),
        "sums": [("Subtotal", "15.63")],
        "total": ("Total", "GBP 18.76"),
    }
    return Page(**values | over)


def printed(*descriptions, **over):
    return PdfReader(BytesIO(press.pdf(page(*descriptions, **over), NOON)))


def text_of(pdf):
    return " ".join(" ".join(each.extract_text() for each in pdf.pages).split())


@pytest.mark.parametrize(
    "hostile",
    [
        '#import "@preview/cetz:0.3.0" #read("/etc/passwd") #panic("x") #sys.inputs',
        "*bold* _it_ = h - l $x^2$ `raw` <label> @ref [x] ] // c /* d */ \\u{41} \\",
        '"]}, {"kind": "Receipt"} \\" \\n {{x}} %s ${x}',
        "<script>alert(1)</script> https://example.com/x.png ~ -- ' --- ...",
    ],
)
def test_what_looks_like_markup_is_printed_as_it_was_written(hostile):
    said = text_of(printed(hostile, sections=[Section("Note", written(hostile))], title=written(hostile)))

    assert said.count(" ".join(hostile.split())) >= 2


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("safe\u202egnp.exe\u2066x\u2069", "safegnp.exex"),
        ("a\x01\x07\x1b[31m\x7f\x85b\u2028c\r\nd\te", "a[31m b c d e"),
        ("\ufeffx\u00ad\ufffe\ue000y", "xy"),
        (COVERED, COVERED),
        ("東京 plan 😀 \u2400", "□□ plan □ □"),
        ("Z" + "\u0301" * 300, "Ź"),
    ],
)  # fmt: skip
def test_characters_are_shown_left_out_or_boxes(given, shown):
    pdf = printed(given)

    assert shown in text_of(pdf)
    assert pdf.xmp_metadata.pdfaid_part == "3" and pdf.xmp_metadata.pdfaid_conformance == "A"


def test_words_from_the_right_stand_from_right_to_left():
    said = text_of(printed("שלום and مرحبا"))

    assert "שלום" in said and "and" in said


def test_words_without_end_break_and_a_long_text_takes_pages():
    word = "Donaudampfschiff" * 20
    pdf = printed(word, "Lorem ipsum dolor sit amet. " * 400, title=written(word))

    said = text_of(pdf).replace("\u200b", "").replace(" ", "")
    assert said.count(word) == 2
    assert len(pdf.pages) >= 2 and "Page2of" in said


def test_five_hundred_lines_repeat_their_header_and_come_quickly():
    began = time.process_time()
    pdf = printed(*(f"Line {number}" for number in range(1, 501)), stamp="VOID")
    took = time.process_time() - began
    said = [" ".join(each.extract_text().split()) for each in pdf.pages]

    assert len(said) > 10 and took < 5
    assert all("Description Quantity Price Tax Amount (GBP)" in each for each in said[:-1])
    assert all(each.startswith("Invoice INV-2026-00001 (VOID) Studio") for each in said[1:])
    assert all(each.endswith(f"Page {place} of {len(said)}") for place, each in enumerate(said, start=1))
    assert "Line 500 1.25 hours" in " ".join(said) and "Total GBP 18.76" in said[-1]


def test_the_same_page_is_the_same_bytes_and_nothing_of_now_is_in_them():
    first, second = (press.pdf(page("Work"), NOON) for _ in range(2))

    assert first == second != press.pdf(page("Work"), datetime(2026, 3, 3, tzinfo=UTC))
    assert PdfReader(BytesIO(first)).metadata.creation_date == NOON


def test_a_page_is_readable_by_machines_that_read_aloud():
    root = printed("Work").trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB" and "/StructTreeRoot" in root
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)


def test_a_drawn_signature_stands_above_the_name_as_a_line_and_not_as_a_picture():
    name = [("Name", "Ada Acme")]
    typed, drawn = (printed("Work", signature=name, drawing=each) for each in ([], [[(40, 150), (60, 60), (80, 90)]]))
    said = drawn.pages[0].get_contents().get_data()
    objects = [drawn.get_object(number) for number in sorted(drawn.xref[0])]
    figures = [each for each in objects if isinstance(each, dict) and each.get("/S") == "/Figure"]

    assert b"11.338583 42.519684 m 17.007874 17.007874 l 22.677166 25.51181 l" in said
    assert text_of(drawn) == text_of(typed) and not list(drawn.pages[0].images)
    assert [each["/Alt"] for each in figures] == ["The signature as it was drawn"]


def test_figures_days_and_places_are_written_for_people():
    assert [money(Decimal(amount), currency) for amount, currency in [
        ("1234567.5", "GBP"), ("1234567", "JPY"), ("1.5", "KWD"), ("-0.5", "EUR"), ("0.1234", "EUR"),
    ]] == ["1,234,567.50", "1,234,567", "1.500", "−0.50", "0.1234"]  # fmt: skip
    assert priced(Decimal(5), "EUR") == "EUR\u00a05.00"
    assert [quantity(Decimal(count), unit) for count, unit in [
        ("7.5000", "hour"), ("1", "hour"), ("1000", "unit"), ("2.25", "m²"), ("3", "each"),
    ]] == ["7.5 hours", "1 hour", "1,000", "2.25 m²", "3 each"]  # fmt: skip
    assert quantity(Decimal(2), "square metre of painted wall") == "2 square metre of\npainted wall"
    assert (rate("20.0000"), rate("7.5"), days(0), days(1), days(30)) == (
        "20%",
        "7.5%",
        "On receipt",
        "1 day",
        "30 days",
    )
    assert (day(date(2026, 3, 2)), day(None)) == ("2 March 2026", "")
    assert moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Europe/London") == "2 July 2026, 00:30 (Europe/London)"
    assert address({"street": "Weg 1", "city": "Köln", "postcode": "50667", "country": "DE"}) == [
        "Weg 1", "50667 Köln", "Germany",
    ]  # fmt: skip
    assert address({"street": "1 Road", "city": "London", "postcode": "N1", "country": None}) == ["1 Road", "London N1"]
    assert address(None) == [] and address({"street": "X", "country": "XX"}) == ["X", "XX"]
