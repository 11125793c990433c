"""Documents as PDF. Each face is printed once, when it is first asked for, and kept: what was sent is what is kept."""

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from models import Face, Rendition
from models.core.base import new_id
from models.rendition import face_of
from resolvers.context import Context
from resolvers.file import name_of
from resolvers.printing.pages import page_of
from resolvers.printing.press import printed
from resolvers.row_state import label

KINDS = {"CreditNote": "Credit note"}
"""What a model is called on paper where that is not its name."""


async def pdf_of(context: Context, document: Any) -> tuple[str, bytes] | None:
    """A document's file name and PDF as it stands now; None for a draft. Who may see it is judged before.

    Raises FileNotFoundError where the kept bytes are gone, or are not those that were kept.
    """
    found = face_of(document)
    if found is None:
        return None
    face, since = found
    system = context.as_system()
    kept = await _kept(system, document, face)
    if kept is None:
        page = await page_of(system, document, face, since)
        content = await printed(page, since, system.services.fonts_dir)
        kept = await _keep(system, document, face, content)
    content = await system.services.storage.get(kept.storage_key)
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise FileNotFoundError(f"{kept.storage_key} holds other bytes")
    return file_name(document, face), content


def file_name(document: Any, face: Face) -> str:
    """What the PDF is saved as: `Invoice INV-2026-00001.pdf`, `Proposal PRO-2026-00002 (signed).pdf`."""
    kind = type(document).__name__
    state = f" ({face.name.lower()})" if face in (Face.VOID, Face.SIGNED) else ""
    return name_of(f"{KINDS.get(kind, kind)} {label(document)}".replace("/", "-")[:200] + f"{state}.pdf")


async def _kept(system: Context, document: Any, face: Face) -> Rendition | None:
    return await system.scalar(
        select(Rendition).where(
            Rendition.document_type == type(document).__name__,
            Rendition.document_id == document.id,
            Rendition.face == face,
        )
    )


async def _keep(system: Context, document: Any, face: Face, content: bytes) -> Rendition | None:
    """Note the bytes, which lie under their hash. Of two that print at once, what came first stays."""
    sha256 = hashlib.sha256(content).hexdigest()
    # The bytes come first: a row is never without them. They stay even if this fails, for they may be another's too.
    await system.services.storage.put(Rendition.key_of(sha256), content)
    async with system.change() as change:
        row = insert(Rendition).values(
            id=new_id(),
            document_type=type(document).__name__,
            document_id=document.id,
            face=face,
            sha256=sha256,
            byte_size=len(content),
        )
        await change.session.execute(row.on_conflict_do_nothing())
    return await _kept(system, document, face)
