from datetime import date

import pytest

from models.core import numbering
from models.core.numbering import DEFAULT_TEMPLATES, NumberedKind
from models.errors import ErrorCode, Rejected

DAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("template", "sequence", "number"),
    [
        pytest.param("INV-{YYYY}-{SEQ:5}", 1, "INV-2026-00001", id="N3 the example"),
        ("INV-{YYYY}-{SEQ:5}", 123456, "INV-2026-123456"),
        ("{SEQ}", 7, "7"),
        ("{YY}/{SEQ:3}", 42, "26/042"),
        ("{SEQ:12}_A.b", 1, "000000000001_A.b"),
    ],
)
def test_a_template_makes_a_number(template, sequence, number):
    assert numbering.check(template, ["template"]) == template
    assert numbering.format(template, sequence, DAY) == number


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("INVOICE", "INV-2026-00012"),
        ("CREDIT_NOTE", "CN-2026-00012"),
        ("RECEIPT", "RCT-2026-00012"),
        ("PROPOSAL", "PRO-2026-00012"),
        ("ESTIMATE", "EST-2026-00012"),
        ("JOB", "JOB-00012"),
        ("TICKET", "TIC-00012"),
    ],
)
def test_every_kind_has_a_template_from_the_first_day(kind, number):
    template = DEFAULT_TEMPLATES[NumberedKind[kind]]
    assert numbering.format(numbering.check(template, ["template"]), 12, DAY) == number


def test_a_template_with_a_year_begins_anew_every_year():
    assert numbering.has_year("INV-{YYYY}-{SEQ:5}")
    assert numbering.has_year("{YY}{SEQ}")
    assert not numbering.has_year("JOB-{SEQ:5}")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("INV-{YYYY}", "A template holds {SEQ} exactly once."),
        ("", "A template holds {SEQ} exactly once."),
        ("{SEQ}-{SEQ:5}", "A template holds {SEQ} exactly once."),
        ("{SEQ:13}", "A sequence number is padded to 12 digits at most."),
        ("{YYYY}{YY}{SEQ}", "A template holds {YYYY} or {YY} once at most, without a width."),
        ("{YYYY:4}{SEQ}", "A template holds {YYYY} or {YY} once at most, without a width."),
        ("{MM}-{SEQ}", "A template holds letters, digits, . _ / - and the tokens {YYYY}, {YY} and {SEQ:5}."),
        ("{SEQ:0}", "A template holds letters, digits, . _ / - and the tokens {YYYY}, {YY} and {SEQ:5}."),
        ("INV {SEQ}", "A template holds letters, digits, . _ / - and the tokens {YYYY}, {YY} and {SEQ:5}."),
        ("INV\n{SEQ}", "A template holds letters, digits, . _ / - and the tokens {YYYY}, {YY} and {SEQ:5}."),
        ("{{SEQ}", "A template holds letters, digits, . _ / - and the tokens {YYYY}, {YY} and {SEQ:5}."),
        ("A" * 36 + "{SEQ}", "A template has up to 40 characters."),
    ],
)
def test_a_template_that_makes_no_good_number_is_invalid(template, message):
    with pytest.raises(Rejected) as refusal:
        numbering.check(template, ["numberSeries", 0, "template"])
    assert refusal.value.code is ErrorCode.INVALID
    assert refusal.value.message == message
    assert refusal.value.path == ["numberSeries", "0", "template"]


@pytest.mark.parametrize("kind", NumberedKind, ids=lambda kind: kind.name)
def test_every_kind_is_described_in_a_sentence(kind):
    assert kind.value.endswith(".")
