"""What is set right in a database that was restored from a backup, before anybody works on it."""

from sqlalchemy import func, insert, select, update

from models import ApiToken, EventKind, LogRetention, OneTimeToken, Organisation, Session
from resolvers import secrets
from resolvers.context import Context


async def is_anything_there(context: Context) -> bool:
    """Whether there is a business in the database at all."""
    return await context.as_system().scalar(select(Organisation.id)) is not None


async def note_backup(context: Context) -> None:
    """Tell the log that a backup is made; it is in the backup, too."""
    async with context.change() as change:
        change.record(EventKind.BACKUP_MADE, await change.organisation())


async def settle(context: Context) -> int:
    """Make it another incarnation of the log, and end what a backup may have brought back to life: sessions and
    one-time tokens that were over. Answers how many keys of programs are alive, which somebody has to look through."""
    async with context.change() as change:
        if not await change.scalar(select(LogRetention.id)):
            await change.session.execute(insert(LogRetention).values(id=1, forgotten_xid=0))
        await change.session.execute(update(LogRetention).values(incarnation=secrets.new_token()[:8]))
        for model in (Session, OneTimeToken):
            await change.session.execute(
                update(model)
                .where(model.revoked_at.is_(None))
                .values(revoked_at=change.now)
                .execution_options(synchronize_session=False)
            )
        if await change.scalar(select(Organisation.id)):
            change.record(EventKind.BACKUP_RESTORED, await change.organisation())
        live = (ApiToken.revoked_at.is_(None), ApiToken.expires_at > change.now)
        return await change.scalar(select(func.count()).select_from(ApiToken).where(*live))
