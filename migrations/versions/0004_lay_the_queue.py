"""Lay the queue, and let the outbox be read.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

from migrations import queue

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. Letters that were not sent yet are put into the queue; any of them may hold a token."""
    queue.lay(op.get_bind())
    op.add_column("outbox_mail", sa.Column("is_secret", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("outbox_mail", sa.Column("status", sa.String(40), nullable=False, server_default="WAITING"))
    op.execute("UPDATE outbox_mail SET status = 'SENT' WHERE sent_at IS NOT NULL")
    op.execute("UPDATE outbox_mail SET status = 'FAILED', body = '' WHERE sent_at IS NULL AND attempts >= 20")
    op.execute(
        """
        SELECT job_queue.procrastinate_defer_jobs_v1(array_agg(
          ROW('default', 'send_letter', 0, NULL, NULL, jsonb_build_object('letter_id', id), NULL)
          ::job_queue.procrastinate_job_to_defer_v1))
        FROM outbox_mail WHERE status = 'WAITING' HAVING count(*) > 0
        """
    )
    op.alter_column("outbox_mail", "is_secret", server_default=None)
    op.alter_column("outbox_mail", "status", server_default=None)
    op.drop_index("ix_outbox_mail_unsent", table_name="outbox_mail", postgresql_where=sa.text("sent_at IS NULL"))
    op.drop_column("outbox_mail", "next_attempt_at")
    op.create_index("ix_outbox_mail_created_at", "outbox_mail", ["created_at", "id"], unique=False)


def downgrade() -> None:
    """Go back. Letters that were only kept go: before, nothing but what was to be sent was here."""
    op.execute("DELETE FROM outbox_mail WHERE status = 'KEPT'")
    op.drop_index("ix_outbox_mail_created_at", table_name="outbox_mail")
    op.add_column(
        "outbox_mail",
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.alter_column("outbox_mail", "next_attempt_at", server_default=None)
    op.create_index(
        "ix_outbox_mail_unsent", "outbox_mail", ["next_attempt_at"], postgresql_where=sa.text("sent_at IS NULL")
    )
    op.drop_column("outbox_mail", "status")
    op.drop_column("outbox_mail", "is_secret")
    queue.remove(op.get_bind())
