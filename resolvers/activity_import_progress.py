"""How far an import of activities is: written in transactions of its own, so that it is seen before the import ends."""

from collections.abc import Iterable
from dataclasses import asdict
from uuid import UUID

from models import ActivityImport, Client, ImportPhase
from models.core.base import new_id
from resolvers.change import Change
from resolvers.context import Context
from resolvers.table_row import RowError


class Progress:
    """The record of one import under way."""

    def __init__(self, context: Context, is_dry: bool, total: int) -> None:
        self._context, self._is_dry, self._total = context, is_dry, total
        self._key: UUID | None = None
        self._written = 0

    async def begin(self, client: Client) -> None:
        """Note that the rows are being looked at."""
        key = new_id()
        async with self._beside() as change:
            await change.add(ActivityImport(id=key, client_id=client.id, dry_run=self._is_dry, total_rows=self._total))
        self._key = key

    async def wrote(self, rows: int) -> None:
        """Note that so many rows more are stored."""
        self._written += rows
        await self._tell(ImportPhase.WRITING)

    async def end(self, phase: ImportPhase, errors: Iterable[RowError] = ()) -> None:
        """Note what came of it, and what was wrong with its rows."""
        await self._tell(phase, errors)

    async def _tell(self, phase: ImportPhase, errors: Iterable[RowError] = ()) -> None:
        if self._key is None:
            return
        async with self._beside() as change:
            kept = await change.get(ActivityImport, self._key)
            if kept is not None:
                kept.phase = phase
                kept.written_rows = 0 if phase is ImportPhase.REFUSED else self._written
                kept.row_errors = [asdict(each) | {"code": each.code.name} for each in errors]

    def _beside(self) -> Change:
        return Context(self._context.services, self._context.viewer).change()
