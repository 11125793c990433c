"""Follow up once, bill each period once, and mail notifications to who asks for it.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. Until now no notification was mailed, whatever a contact's column said; so it stays."""
    op.create_table(
        "follow_up",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", "occasion", name=op.f("pk_follow_up")),
    )
    op.execute(
        """
        INSERT INTO follow_up (kind, subject_id, occasion, told_at)
        SELECT event.kind, proposal.id, proposal.created_at, min(event.at)
        FROM proposal JOIN event ON event.subject_id = proposal.id AND event.kind = 'PROPOSAL_EXPIRING'
        GROUP BY event.kind, proposal.id, proposal.created_at
        """
    )
    op.add_column("invoice", sa.Column("recurring_on", sa.Date(), nullable=True))
    op.create_unique_constraint(
        op.f("uq_invoice_recurring_invoice_id_recurring_on"), "invoice", ["recurring_invoice_id", "recurring_on"]
    )
    op.add_column("user", sa.Column("email_notifications", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("user", "email_notifications", server_default=None)
    op.execute("UPDATE contact SET email_notifications = false")


def downgrade() -> None:
    """Go back."""
    op.drop_column("user", "email_notifications")
    op.drop_constraint(op.f("uq_invoice_recurring_invoice_id_recurring_on"), "invoice", type_="unique")
    op.drop_column("invoice", "recurring_on")
    op.drop_table("follow_up")
