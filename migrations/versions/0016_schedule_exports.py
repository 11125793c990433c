"""Schedule exports.

Revision 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "scheduled_export",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("saved_query_id", sa.Uuid(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("variables", sa.Text(), nullable=True),
        sa.Column(
            "form",
            sa.Enum("CSV", "XLSX", "JSON_LINES", "PARQUET", "ARROW", name="exportform", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "cadence",
            sa.Enum("DAILY", "WEEKLY", "MONTHLY", name="exportcadence", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "weekday",
            sa.Enum(
                "MONDAY",
                "TUESDAY",
                "WEDNESDAY",
                "THURSDAY",
                "FRIDAY",
                "SATURDAY",
                "SUNDAY",
                name="weekday",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("day_of_month", sa.BigInteger(), nullable=True),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("webhook_endpoint_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("ACTIVE", "PAUSED", "ARCHIVED", name="scheduledexportstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("paused_reason", sa.Text(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(cadence = 'MONTHLY') = (day_of_month IS NOT NULL) AND day_of_month BETWEEN 1 AND 31",
            name=op.f("ck_scheduled_export_day_of_month"),
        ),
        sa.CheckConstraint("(cadence = 'WEEKLY') = (weekday IS NOT NULL)", name=op.f("ck_scheduled_export_weekday")),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_scheduled_export_hour")),
        sa.CheckConstraint("num_nonnulls(saved_query_id, query) <= 1", name=op.f("ck_scheduled_export_one_list")),
        sa.ForeignKeyConstraint(
            ["saved_query_id"], ["saved_query.id"], name=op.f("fk_scheduled_export_saved_query_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_scheduled_export_user_id")),
        sa.ForeignKeyConstraint(
            ["webhook_endpoint_id"], ["webhook_endpoint.id"], name=op.f("fk_scheduled_export_webhook_endpoint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_export")),
    )
    op.create_index(
        "ix_scheduled_export_due",
        "scheduled_export",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("status = 'ACTIVE'"),
    )
    op.create_index("ix_scheduled_export_name", "scheduled_export", ["name", "id"], unique=False)
    op.create_index(op.f("ix_scheduled_export_saved_query_id"), "scheduled_export", ["saved_query_id"], unique=False)
    op.create_index(op.f("ix_scheduled_export_user_id"), "scheduled_export", ["user_id"], unique=False)
    op.create_index(
        op.f("ix_scheduled_export_webhook_endpoint_id"), "scheduled_export", ["webhook_endpoint_id"], unique=False
    )
    op.create_table(
        "scheduled_export_recipient",
        sa.Column("scheduled_export_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheduled_export_id"],
            ["scheduled_export.id"],
            name=op.f("fk_scheduled_export_recipient_scheduled_export_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_scheduled_export_recipient_user_id")),
        sa.PrimaryKeyConstraint("scheduled_export_id", "user_id", name=op.f("pk_scheduled_export_recipient")),
    )
    op.create_index(
        op.f("ix_scheduled_export_recipient_user_id"), "scheduled_export_recipient", ["user_id"], unique=False
    )
    op.create_table(
        "scheduled_export_run",
        sa.Column("scheduled_export_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_demand", sa.Boolean(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("CSV", "XLSX", "JSON_LINES", "PARQUET", "ARROW", name="exportform", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "WAITING", "MADE", "FAILED", "WITHHELD", name="scheduledexportrunstatus", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=True),
        sa.Column("byte_size", sa.BigInteger(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("withheld", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("made_for", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheduled_export_id"], ["scheduled_export.id"], name=op.f("fk_scheduled_export_run_scheduled_export_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_export_run")),
        sa.UniqueConstraint(
            "scheduled_export_id", "due_at", name=op.f("uq_scheduled_export_run_scheduled_export_id_due_at")
        ),
    )
    op.create_index("ix_scheduled_export_run_due_at", "scheduled_export_run", ["due_at", "id"], unique=False)
    op.create_index(
        "ix_scheduled_export_run_waiting",
        "scheduled_export_run",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("status = 'WAITING'"),
    )
    op.add_column("webhook_delivery", sa.Column("export_run_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_webhook_delivery_export_run_id"), "webhook_delivery", ["export_run_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_webhook_delivery_export_run_id"), "webhook_delivery", "scheduled_export_run", ["export_run_id"], ["id"]
    )


def downgrade() -> None:
    """Go back. Policies name the tables that go; without them nothing is visible until they are raised again."""
    for table, policy in op.get_bind().exec_driver_sql("SELECT tablename, policyname FROM pg_policies").all():
        op.execute(f'DROP POLICY "{policy}" ON "{table}"')
    op.drop_constraint(op.f("fk_webhook_delivery_export_run_id"), "webhook_delivery", type_="foreignkey")
    op.drop_index(op.f("ix_webhook_delivery_export_run_id"), table_name="webhook_delivery")
    op.drop_column("webhook_delivery", "export_run_id")
    op.drop_index(
        "ix_scheduled_export_run_waiting",
        table_name="scheduled_export_run",
        postgresql_where=sa.text("status = 'WAITING'"),
    )
    op.drop_index("ix_scheduled_export_run_due_at", table_name="scheduled_export_run")
    op.drop_table("scheduled_export_run")
    op.drop_index(op.f("ix_scheduled_export_recipient_user_id"), table_name="scheduled_export_recipient")
    op.drop_table("scheduled_export_recipient")
    op.drop_index(op.f("ix_scheduled_export_webhook_endpoint_id"), table_name="scheduled_export")
    op.drop_index(op.f("ix_scheduled_export_user_id"), table_name="scheduled_export")
    op.drop_index(op.f("ix_scheduled_export_saved_query_id"), table_name="scheduled_export")
    op.drop_index("ix_scheduled_export_name", table_name="scheduled_export")
    op.drop_index(
        "ix_scheduled_export_due", table_name="scheduled_export", postgresql_where=sa.text("status = 'ACTIVE'")
    )
    op.drop_table("scheduled_export")
