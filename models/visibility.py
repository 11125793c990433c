"""Who reads a remark, a file or an entry of the log."""

from enum import Enum


class Visibility(Enum):
    """Who reads it: the staff alone, or the client's contacts as well."""

    INTERNAL = "The staff alone."
    CLIENT = "The staff and the client's contacts."
