"""Save queries and visits.

Revision 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "presence",
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(user_id, contact_id) = 1", name=op.f("ck_presence_exactly_one")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_presence_contact_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_presence_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_presence_contact_id")),
        sa.UniqueConstraint("user_id", name=op.f("uq_presence_user_id")),
    )
    op.create_table(
        "saved_query",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("variables", sa.Text(), nullable=True),
        sa.Column("chart", sa.Text(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_saved_query_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_query")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_query_user_id_name")),
    )
    op.create_index(
        "uq_saved_query_shared_name", "saved_query", ["name"], unique=True, postgresql_where=sa.text("is_shared")
    )


def downgrade() -> None:
    """Go back. Policies name the table that goes; without them nothing is visible until they are raised again."""
    for table, policy in op.get_bind().exec_driver_sql("SELECT tablename, policyname FROM pg_policies").all():
        op.execute(f'DROP POLICY "{policy}" ON "{table}"')
    op.drop_index("uq_saved_query_shared_name", table_name="saved_query", postgresql_where=sa.text("is_shared"))
    op.drop_table("saved_query")
    op.drop_table("presence")
