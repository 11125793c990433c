"""Where somebody goes: beginnings of postcodes, compared without spaces and whatever the capitals."""

from collections.abc import Iterable, Sequence

from models.errors import ErrorCode, Rejected


def beginnings(given: Iterable[str], path: str) -> list[str]:
    """Beginnings as they are kept, each once; INVALID where one is empty."""
    kept = [_bare(each) for each in given]
    if "" in kept:
        raise Rejected(ErrorCode.INVALID, "This is no beginning of a postcode.", [path, kept.index("")])
    return list(dict.fromkeys(kept))


def covers(kept: Sequence[str], postcode: str | None) -> bool:
    """Whether a postcode begins with one of them. None at all cover everywhere; an unknown postcode is not covered."""
    return not kept or _bare(postcode or "").startswith(tuple(kept))


def _bare(text: str) -> str:
    return "".join(text.split()).upper()
