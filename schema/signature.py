"""Signatures of proposals, estimates and contracts."""

from datetime import datetime
from typing import Any

from models.core.drawing import HEIGHT, MOST_POINTS, WIDTH
from permissions.base import StaffOnly
from schema.core.fields import field, part
from schema.core.inputs import optional
from schema.core.node import part_of


@part_of(None)
class Signature:
    """Proof that a document was accepted. What was signed can never be changed."""

    name: str = field("Who signed.", source="signature_name")
    email: str = field("Their e-mail address, as they gave it.", source="signature_email")
    signed_at: datetime = field("When.")
    drawing: str | None = field(
        f"As it was drawn: an SVG path of M and L between whole numbers, {WIDTH} wide and {HEIGHT} high; null where "
        "the name was typed alone.",
        source="signature_drawing",
    )
    content_sha256: str = field(
        "SHA-256 of the content that was shown, and of the drawing where there is one.", source="signature_sha256"
    )
    ip_address: str | None = field("Where from. Staff.", StaffOnly, source="signature_ip")


def drawing_given() -> Any:
    """`drawing: str | None = drawing_given()` on the input of whatever can be signed."""
    return optional(
        "The signature as it was drawn, beside the name: an SVG path of M and L between whole numbers, such as "
        f"M10 120L14 118L20 110, in a field {WIDTH} wide and {HEIGHT} high, of at most {MOST_POINTS:,} points."
    )


def signature_of(description: str) -> Any:
    """`signature: Signature | None = signature_of("…")` on whatever can be signed; null until it is."""
    return part(description, present="signed_at")
