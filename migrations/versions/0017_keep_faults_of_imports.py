"""Keep faults of imports.

Revision 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    kept = sa.Column("row_errors", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    op.add_column("activity_import", kept)
    op.alter_column("activity_import", "row_errors", server_default=None)


def downgrade() -> None:
    """Go back."""
    op.drop_column("activity_import", "row_errors")
