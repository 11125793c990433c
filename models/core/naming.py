"""Names and e-mail addresses, written one way (domain.md OC-16)."""

import re

from email_validator import EmailNotValidError, validate_email

from models.core.money import Path
from models.errors import ErrorCode, Rejected

_SUFFIXES = {
    re.sub(r"\W", "", suffix).lower(): suffix
    for suffix in """
    Ltd Limited LLC LLP LP plc Inc Incorporated Corp Corporation Co CIC CIO Pty Pte
    GmbH gGmbH mbH AG KG KGaA OHG UG SE SA SAS SARL SRL SL SLU Lda BV NV VOF
    AB AS ASA ApS Oy Oyj s.r.o. Kft Zrt KK
    """.split()
}
"""Legal forms at the end of a name. Those that are words as well, such as SpA, are left as they are written."""

_JOINING = frozenset("and und et of the for in de da di del der den des du la le van von zu".split())
_ACRONYMS = frozenset({"EU", "UK", "USA", "UAE"})
_WORD_PIECE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_APOSTROPHE = re.compile(r"(['’])")


def spaced(text: str) -> str:
    """The text without leading, trailing and repeated white space."""
    return " ".join(text.split())


def person_name(text: str) -> str:
    """The name of a person: white space settled, and capitals where it is written all large or all small."""
    return " ".join(_cased(spaced(text).split(), company=False))


def company_name(text: str) -> str:
    """The name of a company: `"  ACME   ltd. "` becomes `Acme Ltd`, and `acme GMBH` becomes `Acme GmbH`.

    Legal forms at the end are written as their country writes them. Of the rest, only a name all in
    capitals or all in small letters is settled: `eBay`, `McDonald` and `ACME Research` are meant as written. In a
    name all in capitals, `BMW` (no vowel) and a lone word of up to three letters stay as they are.
    """
    words = spaced(text).split()
    end = _end_of_core(words)
    suffix = [_SUFFIXES.get(_bare(word), word.lower()) for word in words[end:]]
    core = words[:end]
    if suffix:
        core[-1] = core[-1].rstrip(",") or core[-1]
    return " ".join(_cased(core, company=True) + suffix)


def email_address(text: str, path: Path) -> str:
    """An address in small letters and without white space around it; INVALID if none can have that form.

    Only the form is checked: no name server is asked, and domains reserved for tests are as good as others.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError as no:
        raise Rejected(ErrorCode.INVALID, "This is not an e-mail address.", path) from no
    return found.normalized.lower()


def _bare(word: str) -> str:
    return re.sub(r"[.,]", "", word).lower()


def _end_of_core(words: list[str]) -> int:
    """Where the legal form begins, as in `Acme | GmbH & Co KG`; at least one word is the name itself."""
    end = len(words)
    while end > 1 and (_bare(words[end - 1]) in _SUFFIXES or (end < len(words) and words[end - 1] in ("&", "+"))):
        end -= 1
    return end


def _cased(words: list[str], company: bool) -> list[str]:
    """The words with settled capitals, unless large and small letters are mixed already."""
    text = "".join(words)
    if not (text.isupper() or text.islower()):
        return words
    return [
        word if company and _stays_large(word, alone=len(words) == 1) else _capitalised(word, first=position == 0)
        for position, word in enumerate(words)
    ]


def _stays_large(word: str, alone: bool) -> bool:
    letters = "".join(letter for letter in word if letter.isalpha())
    if not letters.isupper():
        return False
    vowelless = len(letters) >= 3 and letters.isascii() and not set(letters) & set("AEIOUY")
    return letters in _ACRONYMS or vowelless or (alone and len(letters) <= 3)


def _capitalised(word: str, first: bool) -> str:
    lowered = word.lower()
    if lowered in _JOINING and not first:
        return lowered
    return _WORD_PIECE.sub(lambda piece: _piece_capitalised(piece[0]), lowered)


def _piece_capitalised(piece: str) -> str:
    """One piece of a word: `O'Brien` has two capitals, `Joe's` has one."""
    parts = _APOSTROPHE.split(piece)
    lone_letter = len(parts) > 1 and len(parts[0]) == 1 and len(parts[2]) > 1
    return "".join(part[:1].upper() + part[1:] if at == 0 or lone_letter else part for at, part in enumerate(parts))
