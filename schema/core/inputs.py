"""Inputs: what is required, and what may be left out."""

from typing import Any

import strawberry
from strawberry.types.unset import UNSET


def given(description: str, default: Any = UNSET, name: str | None = None) -> Any:
    """A part of an input that has to be given, or has a default."""
    if default is UNSET:
        return strawberry.field(description=description, name=name)
    return strawberry.field(description=description, default=default, name=name)


def optional(description: str, name: str | None = None) -> Any:
    """A part that may be absent; absent is told apart from null."""
    return strawberry.field(description=description, default=UNSET, name=name)
