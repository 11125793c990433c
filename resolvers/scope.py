"""How the last wall learns who is asking: settings of the transaction, read once by its policies."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncSession

from permissions.viewer import SYSTEM, Viewer

FULL = "More is asked right now than can be answered; try again in a moment."
SILENT = "The database does not answer right now; try again in a moment."
AWAY = ("08", "57P", "53300")
"""States of a database that shuts down, starts, was lost, or takes no more connections."""


class Busy(Exception):
    """There is more to do than the database takes right now, or it does not answer. Nothing was done; try again."""

    def __init__(self, message: str = FULL) -> None:
        super().__init__(message)
        self.message = message


def _settings(viewer: Viewer) -> dict[str, str]:
    """What a transaction of the viewer is set to: what the wall reads, and how long each statement may run."""
    return viewer.sets() | {"statement_timeout": str(viewer.patience)}


ENTER_SCOPE = select(*(func.set_config(name, bindparam(name.replace(".", "_")), True) for name in _settings(SYSTEM)))


async def enter_scope(session: AsyncSession, viewer: Viewer) -> None:
    """Set the viewer's scope for this transaction only (design.md section 3).

    It is the first statement of every transaction, for which a connection is taken. Raises Busy where there is none.
    """
    settings = {name.replace(".", "_"): value for name, value in _settings(viewer).items()}
    try:
        await session.execute(ENTER_SCOPE, settings)
    except TimeoutError as full:
        raise Busy from full
    except OSError as silent:
        raise Busy(SILENT) from silent
    except DBAPIError as broken:
        if broken.connection_invalidated or str(getattr(broken.orig, "sqlstate", None)).startswith(AWAY):
            raise Busy(SILENT) from broken
        raise
