"""Keep documents as they were printed.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "rendition",
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column(
            "face",
            sa.Enum("ISSUED", "VOID", "SENT", "SIGNED", name="face", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("byte_size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendition")),
        sa.UniqueConstraint(
            "document_type", "document_id", "face", name=op.f("uq_rendition_document_type_document_id_face")
        ),
    )
    op.add_column("organisation", sa.Column("registration_number", sa.Text(), nullable=True))
    op.add_column("organisation", sa.Column("email", sa.Text(), nullable=True))
    op.add_column("organisation", sa.Column("phone", sa.Text(), nullable=True))
    op.add_column("organisation", sa.Column("bank_details", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("organisation", "bank_details")
    op.drop_column("organisation", "phone")
    op.drop_column("organisation", "email")
    op.drop_column("organisation", "registration_number")
    op.drop_table("rendition")
