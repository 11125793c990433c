"""Home of the types made by code: filters, orders, pages, figures and groups of every noun.

They refer to one another in circles, so they name each other lazily and meet here (style.md, trap 17).
"""

import sys
from typing import Annotated, Any

import strawberry

from models.core.words import camel as camel
from models.core.words import snake as snake

MODULE = __name__


def home(made: type) -> type:
    """Give a made type this module as its home, where lazy references find it."""
    made.__module__ = MODULE
    setattr(sys.modules[MODULE], made.__name__, made)
    return made


def later(name: str) -> Any:
    """A reference to a type of this module that may not be made yet."""
    return Annotated[name, strawberry.lazy(MODULE)]


def noun(name: str) -> Any:
    """A reference to a noun by its name: `Invoice` lives in `schema/invoice.py`."""
    return Annotated[name, strawberry.lazy(f"schema.{snake(name)}")]


def described(enum: type) -> type:
    """A published enum: the class docstring describes it, each member's value describes the member."""
    if not hasattr(enum, "__strawberry_definition__"):
        strawberry.enum(enum, description=enum.__doc__)
        for value in enum.__strawberry_definition__.values:
            value.description = enum[value.name].value
    return enum
