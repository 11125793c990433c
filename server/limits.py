"""How much a request, an operation, a connection and a viewer may ask for (security.md 5.5)."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True)
class Allowance:
    """What one audience may ask for. A point is an object of an answer."""

    cost: int
    """Points one operation may ask for."""
    points: int
    """Points a viewer may spend in a minute; they come back evenly, and as many can be saved up."""
    sockets: int = 10
    """Open at once by one viewer, in one process."""

    def __post_init__(self) -> None:
        if not 0 < self.cost <= self.points:
            raise ValueError("a minute must have points for the dearest operation")


@dataclass(frozen=True)
class Limits:
    """What one document, one operation, one connection and one viewer may cost. Sizes in bytes or characters, times in
    seconds. Beyond `cost` nobody gets; who may ask for how much of it says the allowance of their audience."""

    body: int = 256 * KIB
    upload: int = 32 * MIB
    """More than the largest file, so that a file somewhat too large is refused by the verb, in words."""
    characters: int = 100_000
    tokens: int = 3_000
    values: int = 10_000
    comments: int = 500
    depth: int = 20
    fields: int = 600
    aliases: int = 100
    directives: int = 50
    searches: int = 5
    """Each looks through every noun, for a tenth of a second and more, whatever it answers; a page has one or two."""
    overlaps: int = 8_000
    """Comparisons of fields that repeat one another, as validation counts them."""
    errors: int = 5
    """Of a document that is not valid, told at once."""
    operations: int = 10
    fragments: int = 150
    """Validation goes through each by itself."""
    digits: int = 400
    """Of a number that is written in a document; a decimal is written as text."""
    cost: int = 200_000
    anonymous: Allowance = Allowance(10_000, 60_000)
    """Of strangers, by the address they come from."""
    contact: Allowance = Allowance(50_000, 600_000)
    staff: Allowance = Allowance(200_000, 24_000_000, sockets=20)
    """A program with somebody's token may ask as fast as one process answers, and no faster. Twenty tabs are many."""
    analyst: Allowance = Allowance(200_000, 24_000_000, sockets=20)
    refused: int = 10
    """Points of a document that is refused."""
    refused_milliseconds: int = 300
    """Of a processor, for reading a viewer's documents that are refused, in a minute. Then they are not read."""
    refusal_pause: float = 0.08
    """Before it is said that a document is not read, so that who loops does not loop faster."""
    verb: int = 10
    """Points of a verb beside what it answers."""
    default_page: int = 50
    assumed_list: int = 10
    introspection: int = 20_000
    documents_waiting: int = 64
    """To be read; who comes later is asked to come again."""
    cached_documents: int = 512
    cached_tokens: int = 100_000
    automatic_characters: int = 4_000_000
    """Of documents kept to be asked again by their hash alone."""
    init_seconds: float = 5
    ping_seconds: float = 20
    send_seconds: float = 30
    heartbeat_seconds: float = 15
    subscriptions: int = 20
    operations_in_flight: int = 100
    """Of one connection."""
    operations_at_once: int = 10
    """Of one viewer, however many connections they have. Others of theirs wait their turn."""
    operations_waiting: int = 100
    """Of one viewer. Who sends more is asked to come again."""
    at_once: int = 12
    """Operations of all viewers that run at once in one process. Those beyond wait a moment or are asked to come again;
    signing in and paying have places of their own."""
    long_at_once: int = 5
    """How many of them may be such as take long: at most half as many as there are connections for queries."""
    alike_at_once: int = 8
    """How many of them may be of the same document: fewer than there are connections for queries."""
    sockets: int = 10_000
    """Open at once in one process."""
    sockets_unsigned: int = 100
    """Open at once from one address with nobody signed in."""


DEFAULT = Limits()
