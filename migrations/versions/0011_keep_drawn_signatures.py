"""Keep drawn signatures.

Revision 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("contract", sa.Column("signature_drawing", sa.Text(), nullable=True))
    op.add_column("estimate", sa.Column("signature_drawing", sa.Text(), nullable=True))
    op.add_column("proposal", sa.Column("signature_drawing", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("proposal", "signature_drawing")
    op.drop_column("estimate", "signature_drawing")
    op.drop_column("contract", "signature_drawing")
