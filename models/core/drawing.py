"""Drawn signatures: strokes of a pen, as a path in a grammar so small that nothing else can be said in it.

`M10 120L14 118L20 110M40 90L41 90`: each stroke begins with `M` and goes on with one `L` or more, between whole
numbers inside the field. There are no other commands, no markup, and no second way to write the same drawing.
"""

import re

from models.errors import ErrorCode, Rejected

Stroke = list[tuple[int, int]]

WIDTH, HEIGHT = 600, 200
"""The field that is drawn in, from its upper left corner."""
MOST_POINTS = 1_000
LONGEST = 9 * MOST_POINTS
"""Characters a drawing of that many points can have: a letter, two numbers, the space between them."""
LEAST_EXTENT = 20
"""A drawing is at least so wide or so high; less is a slip of the pen."""

_POINT = r"(?:0|[1-9]\d{0,2}) (?:0|[1-9]\d{0,2})"
_PATH = re.compile(rf"(?:M{_POINT}(?:L{_POINT})+)+", re.ASCII)


def drawn(path: str | None, *where: str) -> str | None:
    """The path as it is kept; None where none is given. REQUIRED where it is empty, INVALID where it is no drawing."""
    if path is None:
        return None
    if not path:
        raise Rejected(ErrorCode.REQUIRED, "Draw your signature, or type your name alone.", where)
    if len(path) > LONGEST or not _PATH.fullmatch(path):
        raise Rejected(ErrorCode.INVALID, "This is not a drawing of a signature.", where)
    points = [point for stroke in strokes(path) for point in stroke]
    if len(points) > MOST_POINTS or any(x > WIDTH or y > HEIGHT for x, y in points):
        raise Rejected(ErrorCode.INVALID, f"Draw inside the field, with at most {MOST_POINTS} points.", where)
    if max(max(along) - min(along) for along in zip(*points, strict=True)) < LEAST_EXTENT:
        raise Rejected(ErrorCode.INVALID, "Draw your signature larger.", where)
    return path


def strokes(path: str | None) -> list[Stroke]:
    """The strokes of a kept drawing, each as its points; none of no drawing."""
    return [[_point(each) for each in stroke.split("L")] for stroke in (path or "").split("M") if stroke]


def _point(text: str) -> tuple[int, int]:
    x, y = text.split(" ")
    return int(x), int(y)
