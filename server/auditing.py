"""`clientgraph audit verify`: whether the log, and the signatures it bears out, are as they were written."""

from collections.abc import Iterator

from resolvers.chain import Walked, walk
from resolvers.context import Context
from resolvers.proofs import Unproven, unproven
from server.operating import working_on
from server.settings import Settings
from server.terminal import Failure


def verified(settings: Settings, dsn: str, seal: str | None) -> Iterator[str]:
    """What was found to be whole, a line each. Raises Failure, which names what is not."""

    async def look(context: Context) -> tuple[Walked, tuple[int, list[Unproven]]]:
        return await walk(context, seal), await unproven(context)

    walked, (signed, doubtful) = working_on(settings, dsn, look)
    if broken := walked.broken:
        raise Failure(
            f"The log is broken at entry {walked.entries + 1}: {broken.id} of {broken.at:%Y-%m-%d %H:%M:%S} UTC, "
            f"{broken.summary!r}. The {walked.entries} before it are whole."
        )
    if not walked.passed:
        raise Failure("The log is whole in itself, but does not hold this seal: its end was taken off.")
    if doubtful:
        first, count = doubtful[0], len(doubtful)
        raise Failure(f"{first.kind} {first.id}: {first.reason}. {count} of {signed} signatures are in doubt.")
    yield f"{walked.entries:,} entries are whole; {walked.waiting} not sealed yet."
    yield f"{signed:,} signatures are what was signed."
    yield f"Seal of the last entry: {walked.head}"
