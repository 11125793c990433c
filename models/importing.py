"""Imports: what becomes of rows that are there already."""

from enum import Enum


class DuplicatePolicy(Enum):
    """What an import does with a code that exists."""

    REJECT = "The row is an error, and nothing is imported."
    UPDATE = "The row changes what is there."
    SKIP = "The row is left out."
