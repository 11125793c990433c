"""Look for clocks that run out.

Revision 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index(
        "ix_job_clock_running",
        "job_clock",
        ["at_risk_at"],
        unique=False,
        postgresql_where=sa.text("met_at IS NULL AND paused_since IS NULL"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index(
        "ix_job_clock_running",
        table_name="job_clock",
        postgresql_where=sa.text("met_at IS NULL AND paused_since IS NULL"),
    )
