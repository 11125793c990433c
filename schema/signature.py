"""Signatures of proposals, estimates and contracts."""

from datetime import datetime
from typing import Any

from permissions.base import StaffOnly
from schema.core.fields import field, part
from schema.core.node import part_of


@part_of(None)
class Signature:
    """Proof that a document was accepted. What was signed can never be changed."""

    name: str = field("Who signed.", source="signature_name")
    email: str = field("Their e-mail address, as they gave it.", source="signature_email")
    signed_at: datetime = field("When.")
    content_sha256: str = field("SHA-256 of the content that was shown.", source="signature_sha256")
    ip_address: str | None = field("Where from. Staff.", StaffOnly, source="signature_ip")


def signature_of(description: str) -> Any:
    """`signature: Signature | None = signature_of("…")` on whatever can be signed; null until it is."""
    return part(description, present="signed_at")
