"""What a printed page holds, whatever the document: finished texts, in the order they are read."""

from dataclasses import dataclass, field

from models.core.drawing import Stroke


@dataclass(frozen=True)
class Party:
    """Somebody named on a document; `lines` are the address and whatever identifies them."""

    name: str
    lines: list[str] = field(default_factory=list)
    label: str = ""


@dataclass(frozen=True)
class Table:
    """Lines of a document. The first column is text, all others are figures."""

    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Section:
    """A text under a heading. Line breaks in it are kept."""

    title: str
    text: str


@dataclass(frozen=True)
class Page:
    """One document. `footer` stands at the foot of every page, `stamp` across the first."""

    kind: str
    name: str
    """What it is called in a file's properties and above its later pages."""
    seller: Party
    party: Party
    facts: list[tuple[str, str]]
    title: str = ""
    table: Table | None = None
    sums: list[tuple[str, str]] = field(default_factory=list)
    total: tuple[str, str] | None = None
    remark: str = ""
    sections: list[Section] = field(default_factory=list)
    signature: list[tuple[str, str]] = field(default_factory=list)
    drawing: list[Stroke] = field(default_factory=list)
    """The signature as it was drawn, in the field of `models.core.drawing`."""
    stamp: str = ""
    footer: str = ""
