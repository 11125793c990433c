"""Tell a restored log from the one before.

Revision 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("log_retention", sa.Column("incarnation", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("log_retention", "incarnation")
