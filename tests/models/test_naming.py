import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.naming import company_name, email_address, person_name, spaced
from models.errors import ErrorCode, Rejected


@pytest.mark.parametrize(
    ("written", "settled"),
    [
        pytest.param("  ACME   ltd. ", "Acme Ltd", id="OC-16 capitals, spaces and suffix"),
        pytest.param("acme GMBH", "Acme GmbH", id="OC-16 German suffix"),
        pytest.param("McDonald", "McDonald", id="OC-16 mixed case is meant"),
        pytest.param("eBay", "eBay", id="OC-16 mixed case with a small beginning"),
        ("Acme Ltd", "Acme Ltd"),
        ("ACME Research limited", "ACME Research Limited"),
        ("acme,  INC.", "Acme Inc"),
        ("acme\tb.v.", "Acme BV"),
        ("müller & söhne gmbh & co. kg", "Müller & Söhne GmbH & Co KG"),
        ("SMITH & CO", "Smith & Co"),
        ("BANK OF ENGLAND", "Bank of England"),
        ("THE GOOD SHOP PLC", "The Good Shop plc"),
        ("JOE'S BAR", "Joe's Bar"),
        ("o'brien llp", "O'Brien LLP"),
        ("jean-luc sarl", "Jean-Luc SARL"),
        ("J.P. MORGAN", "J.P. Morgan"),
        ("BMW", "BMW"),
        ("KPMG UK", "KPMG UK"),
        ("IBM ltd", "IBM Ltd"),
        ("3M", "3M"),
        ("serenity spa", "Serenity Spa"),
        ("LTD", "LTD"),
        ("株式会社 日立", "株式会社 日立"),
        ("", ""),
    ],
)
def test_a_company_name_is_settled(written, settled):
    assert company_name(written) == settled


@pytest.mark.parametrize(
    ("written", "settled"),
    [
        ("  ada   ACME ", "ada ACME"),
        ("ADA ACME", "Ada Acme"),
        ("ANN", "Ann"),
        ("ludwig van beethoven", "Ludwig van Beethoven"),
        ("Ronald McDonald", "Ronald McDonald"),
        ("SIOBHÁN O’NEILL-HART", "Siobhán O’Neill-Hart"),
    ],
)
def test_the_name_of_a_person_is_settled(written, settled):
    assert person_name(written) == settled


def test_white_space_of_every_kind_is_one_space():
    assert spaced("\u00a0a \n\t b\u2003") == "a b"


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abIOXltdLTDco.,&'- ", max_size=20))
def test_a_settled_name_stays_as_it_is(text):
    settled = company_name(text)
    assert company_name(settled) == settled
    assert person_name(person_name(text)) == person_name(text)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" Ada@ACME.test ", "ada@acme.test"),
        ("pm+site@Birch.example", "pm+site@birch.example"),
        ("o'neil@acme.co.uk", "o'neil@acme.co.uk"),
        ("jürgen@müller.de", "jürgen@müller.de"),
    ],
)
def test_an_email_address_is_written_in_small_letters(written, address):
    assert email_address(written, ["email"]) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ada",
        "ada@",
        "@acme.test",
        "ada@acme",
        "a b@acme.test",
        "ada@acme.test, bea@birch.test",
        "ada@acme.test\r\nBcc: eve@evil.test",
        "Ada <ada@acme.test>",
        "a" * 65 + "@acme.test",
    ],
)
def test_what_is_not_an_email_address_is_invalid(written):
    with pytest.raises(Rejected) as refusal:
        email_address(written, ["contact", "email"])
    assert refusal.value.code is ErrorCode.INVALID
    assert refusal.value.message == "This is not an e-mail address."
    assert refusal.value.path == ["contact", "email"]
