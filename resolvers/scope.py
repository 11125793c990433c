"""How the last wall learns who is asking: settings of the transaction, read once by its policies."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from permissions.viewer import SYSTEM, Viewer


def _settings(viewer: Viewer) -> dict[str, str]:
    """What a transaction of the viewer is set to: what the wall reads, and how long each statement may run."""
    return viewer.sets() | {"statement_timeout": str(viewer.patience)}


ENTER_SCOPE = select(*(func.set_config(name, bindparam(name.replace(".", "_")), True) for name in _settings(SYSTEM)))


async def enter_scope(session: AsyncSession, viewer: Viewer) -> None:
    """Set the viewer's scope for this transaction only (design.md section 3)."""
    await session.execute(ENTER_SCOPE, {name.replace(".", "_"): value for name, value in _settings(viewer).items()})
