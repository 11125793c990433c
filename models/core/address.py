"""Postal addresses, kept as JSON in the row they belong to."""

import re
from typing import Any

from models.core.money import Path
from models.core.naming import spaced
from models.errors import ErrorCode, Rejected

PARTS = ("street", "city", "region", "postcode", "country")
_COUNTRY = re.compile(r"[A-Z]{2}")


def address(given: dict[str, Any] | None, path: Path) -> dict[str, Any] | None:
    """Check an address from outside and settle its white space: REQUIRED without a street, INVALID with a country
    that is not a two-letter code. None stays None."""
    if given is None:
        return None
    kept = {part: spaced(given.get(part) or "") or None for part in PARTS}
    if kept["street"] is None:
        raise Rejected(ErrorCode.REQUIRED, "An address needs a street.", [*path, "street"])
    if kept["country"]:
        kept["country"] = kept["country"].upper()
        if not _COUNTRY.fullmatch(kept["country"]):
            raise Rejected(ErrorCode.INVALID, "A country is a two-letter code, such as GB.", [*path, "country"])
    return kept
