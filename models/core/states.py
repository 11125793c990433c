"""State machines: which moves a status may make (domain.md 3.3)."""

from collections.abc import Collection, Mapping
from enum import Enum
from typing import Generic, TypeVar

from models.core.money import Path
from models.errors import ErrorCode, Rejected

State = TypeVar("State", bound=Enum)


class Machine(Generic[State]):
    """The moves of one noun. A state that is not a key has none: it is final."""

    def __init__(self, noun: str, moves: Mapping[State, Collection[State]]) -> None:
        self.noun = noun
        self.moves = moves

    def allows(self, now: State, to: State) -> bool:
        """Whether the move is listed."""
        return to in self.moves.get(now, ())

    def move(self, now: State, to: State) -> State:
        """The new state, or INVALID_STATE where the move is not listed."""
        if not self.allows(now, to):
            raise self.refusal(now, f"cannot become {to.name}")
        return to

    def require(self, now: State, *allowed: State, path: Path | None = None) -> None:
        """INVALID_STATE unless the row is in one of the states."""
        if now not in allowed:
            raise self.refusal(now, "does not allow this", path)

    def refusal(self, now: State, why: str, path: Path | None = None) -> Rejected:
        """INVALID_STATE, in words."""
        return Rejected(ErrorCode.INVALID_STATE, f"The {self.noun} is {now.name} and {why}.", path)
