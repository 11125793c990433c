"""Kinds of columns that several tables share."""

from typing import Annotated, Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column

Document = Annotated[dict[str, Any], mapped_column(JSONB(none_as_null=True))]
"""An object stored as JSON, such as an address. None is SQL NULL, not the JSON word null."""
