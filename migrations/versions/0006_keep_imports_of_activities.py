"""Keep imports of activities.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "activity_import",
        sa.Column(
            "phase",
            sa.Enum("CHECKING", "WRITING", "DONE", "REFUSED", name="importphase", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("total_rows", sa.BigInteger(), nullable=False),
        sa.Column("written_rows", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_activity_import_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_import")),
    )
    op.create_index(op.f("ix_activity_import_client_id"), "activity_import", ["client_id"], unique=False)
    op.create_index("ix_activity_import_created_at", "activity_import", ["created_at", "id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_activity_import_created_at", table_name="activity_import")
    op.drop_index(op.f("ix_activity_import_client_id"), table_name="activity_import")
    op.drop_table("activity_import")
