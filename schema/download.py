"""Where documents can be read as PDF."""

from typing import Any

from models.rendition import PRINTED, face_of
from permissions.file import FileBodies
from resolvers import download
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import Pieces, where
from schema.core.making import MadeField


def pdf_of(model: type[Any], description: str) -> Any:
    """`download_url: str | None = pdf_of(models.Invoice, "…")` on what is printed; null while it is a draft."""
    address, out_since = download.ADDRESSES[model], PRINTED[model]

    def read(row: Any, info: Any) -> str | None:
        return address(info.context, row.id) if face_of(row) else None

    def sql(asked: Asked) -> Pieces:
        there = asked.place.here(out_since).is_not(None)
        return where(there, asked.filled(address, asked.key()), ["null"])

    return MadeField(description, read, [FileBodies], sql=sql)
