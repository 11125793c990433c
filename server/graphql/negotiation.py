"""What a client can read, from its `Accept` header (GraphQL over HTTP, section Media Types; RFC 9110, 12.5.1)."""

from dataclasses import dataclass
from functools import lru_cache

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True)
class Accepted:
    """The JSON type to answer in, None where none will do, and whether an event stream will."""

    json: str | None
    stream: bool

    @property
    def error_type(self) -> str:
        """The type for refusals of the request itself."""
        return content_type(self.json or JSON)


def content_type(media_type: str) -> str:
    """The value of the Content-Type header for a JSON type."""
    return f"{media_type}; charset=utf-8"


@lru_cache(maxsize=256)
def negotiate(header: str | None) -> Accepted:
    """Read an `Accept` header. Without one, and where anything will do, the answer is `application/json`.

    urql lists `text/event-stream` on every request, so a stream is taken only for subscriptions or when nothing
    else is acceptable; the caller decides.
    """
    wishes = _wishes(header or "*/*")
    best = max((JSON, RESPONSE_JSON), key=lambda offer: _rank(offer, wishes))
    return Accepted(
        json=best if _quality(best, wishes) > 0 else None,
        stream=_quality(EVENT_STREAM, wishes) > 0,
    )


def _wishes(header: str) -> list[tuple[str, float]]:
    """Media ranges with their weights, in the order they were sent. An unreadable weight counts as 1."""
    found = []
    for part in header.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((each[2:] for each in parameters if each.lower().startswith("q=")), "1")
        try:
            quality = min(max(float(weight), 0.0), 1.0)
        except ValueError:
            quality = 1.0
        if name:
            found.append((name.lower(), quality))
    return found


def _match(offer: str, wishes: list[tuple[str, float]]) -> tuple[int, int]:
    """How precisely the best range names the offer (2, 1, 0; -1 not at all), and which one it is."""
    ranges = (offer, f"{offer.split('/')[0]}/*", "*/*")
    names = [name for name, _ in wishes]
    return next(((2 - at, names.index(each)) for at, each in enumerate(ranges) if each in names), (-1, -1))


def _quality(offer: str, wishes: list[tuple[str, float]]) -> float:
    precision, position = _match(offer, wishes)
    return wishes[position][1] if precision >= 0 else 0.0


def _rank(offer: str, wishes: list[tuple[str, float]]) -> tuple[float, int, int]:
    """Weight first, then precision, then the order sent."""
    precision, position = _match(offer, wishes)
    return _quality(offer, wishes), precision, -position
