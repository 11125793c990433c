"""Asking once for all who came meanwhile: while one question is out, those who come gather, and go together next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Told = TypeVar("Told")

MOST = 500
"""How many are asked for at once."""


class Gathering(Generic[Asked, Told]):
    """Questions of one kind. One by one they are asked at once; a crowd is asked for in few statements.

    Nobody is told what was found before they asked: a question that is out already is not joined.
    """

    def __init__(self, ask: Callable[[Sequence[Asked]], Awaitable[Sequence[Told]]], most: int = MOST) -> None:
        self._ask, self._most = ask, most
        self._waiting: list[tuple[Asked, asyncio.Future[Told]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, one: Asked) -> Told:
        """The answer to one question. Raises what asking raised."""
        coming: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, coming))
        if self._asking is None:
            self._asking = asyncio.create_task(self._run(), name="gathering")
        return await coming

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._answer(batch)
        finally:
            self._asking = None

    async def _answer(self, batch: list[tuple[Asked, asyncio.Future[Told]]]) -> None:
        try:
            told = await self._ask([one for one, _ in batch])
        except asyncio.CancelledError:
            for _, coming in batch:
                coming.cancel()
            raise
        except Exception as raised:
            for _, coming in batch:
                if not coming.done():
                    coming.set_exception(raised)
            return
        for (_, coming), answer in zip(batch, told, strict=True):
            if not coming.done():
                coming.set_result(answer)
