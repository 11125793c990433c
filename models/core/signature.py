"""Signatures: who accepted what, and the proof of it (domain.md 3.3, security of signed documents)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any

from sqlalchemy.orm import Mapped

from models.core.drawing import drawn
from models.errors import ErrorCode, Rejected


def content_sha256(content: dict[str, Any]) -> str:
    """The SHA-256 of a document's content, over its one canonical JSON form."""
    return sha256(dumps(content, sort_keys=True, separators=(",", ":"), default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Signer:
    """Who signs: by what they said of themselves, from which address, and the drawing where they made one."""

    name: str
    email: str
    ip: str | None = None
    drawing: str | None = None


class Signable:
    """The columns of a signature. All are null until the document is signed, and never change afterwards."""

    signature_name: Mapped[str | None]
    signature_email: Mapped[str | None]
    signature_drawing: Mapped[str | None]
    """As it was drawn (`models.core.drawing`); null where the name was typed alone."""
    signature_sha256: Mapped[str | None]
    """SHA-256 of what was signed."""
    signature_ip: Mapped[str | None]
    signed_at: Mapped[datetime | None]

    def content(self) -> dict[str, Any]:
        """What the signer is shown, and what the hash is taken of."""
        raise NotImplementedError

    def signed_content(self) -> dict[str, Any]:
        """What was signed: the content that was shown, and the drawing it was signed with where there is one."""
        drawing = {} if self.signature_drawing is None else {"drawing": self.signature_drawing}
        return self.content() | drawing

    def put_signature(self, signer: Signer, now: datetime) -> None:
        """Write the signature down. REQUIRED without a name or an e-mail address, INVALID with what is no drawing."""
        for field, value in (("name", signer.name), ("email", signer.email)):
            if not value.strip():
                raise Rejected(ErrorCode.REQUIRED, "A signature needs a name and an e-mail address.", [field])
        self.signature_name = signer.name.strip()
        self.signature_email = signer.email.strip()
        self.signature_ip = signer.ip
        self.signature_drawing = drawn(signer.drawing, "drawing")
        self.signature_sha256 = content_sha256(self.signed_content())
        self.signed_at = now
