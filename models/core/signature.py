"""Signatures: who accepted what, and the proof of it (domain.md 3.3, security of signed documents)."""

from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any

from sqlalchemy.orm import Mapped

from models.errors import ErrorCode, Rejected


def content_sha256(content: dict[str, Any]) -> str:
    """The SHA-256 of a document's content, over its one canonical JSON form."""
    return sha256(dumps(content, sort_keys=True, separators=(",", ":"), default=str).encode()).hexdigest()


class Signable:
    """The columns of a signature. All are null until the document is signed, and never change afterwards."""

    signature_name: Mapped[str | None]
    signature_email: Mapped[str | None]
    signature_sha256: Mapped[str | None]
    """SHA-256 of the content that was shown."""
    signature_ip: Mapped[str | None]
    signed_at: Mapped[datetime | None]

    def content(self) -> dict[str, Any]:
        """What the signer is shown, and what the hash is taken of."""
        raise NotImplementedError

    def put_signature(self, name: str, email: str, ip: str | None, now: datetime) -> None:
        """Write the signature down. REQUIRED without a name or an e-mail address."""
        for field, value in (("name", name), ("email", email)):
            if not value.strip():
                raise Rejected(ErrorCode.REQUIRED, "A signature needs a name and an e-mail address.", [field])
        self.signature_name = name.strip()
        self.signature_email = email.strip()
        self.signature_ip = ip
        self.signature_sha256 = content_sha256(self.content())
        self.signed_at = now
