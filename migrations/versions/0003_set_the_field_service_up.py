"""Set the field service up.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "calendar",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("hours", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("holidays", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
    )
    op.create_index("ix_calendar_name", "calendar", ["name", "id"], unique=False)
    op.create_table(
        "coding",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
        sa.UniqueConstraint("code", name=op.f("uq_coding_code")),
    )
    op.create_table(
        "work_log_type",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("require_activities_complete", sa.Boolean(), nullable=False),
        sa.Column("allowed_roles", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_log_type")),
    )
    op.create_index("ix_work_log_type_name", "work_log_type", ["name", "id"], unique=False)
    op.create_table(
        "coding_client",
        sa.Column("coding_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_coding_client_client_id")),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], name=op.f("fk_coding_client_coding_id")),
        sa.PrimaryKeyConstraint("coding_id", "client_id", name=op.f("pk_coding_client")),
    )
    op.create_index(op.f("ix_coding_client_client_id"), "coding_client", ["client_id"], unique=False)
    op.create_table(
        "coding_work_log_type",
        sa.Column("coding_id", sa.Uuid(), nullable=False),
        sa.Column("work_log_type_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], name=op.f("fk_coding_work_log_type_coding_id")),
        sa.ForeignKeyConstraint(
            ["work_log_type_id"], ["work_log_type.id"], name=op.f("fk_coding_work_log_type_work_log_type_id")
        ),
        sa.PrimaryKeyConstraint("coding_id", "work_log_type_id", name=op.f("pk_coding_work_log_type")),
    )
    op.create_index(
        op.f("ix_coding_work_log_type_work_log_type_id"), "coding_work_log_type", ["work_log_type_id"], unique=False
    )
    op.create_table(
        "priority",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("respond_within_minutes", sa.BigInteger(), nullable=True),
        sa.Column("complete_within_minutes", sa.BigInteger(), nullable=False),
        sa.Column("targets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "respond_within_minutes > 0 AND complete_within_minutes > 0", name=op.f("ck_priority_minutes")
        ),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_priority_calendar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority")),
    )
    op.create_index(op.f("ix_priority_calendar_id"), "priority", ["calendar_id"], unique=False)
    op.create_index("ix_priority_name", "priority", ["name", "id"], unique=False)
    op.create_table(
        "team",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("postcodes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=True),
        sa.Column("feed_version", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_team_calendar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
    )
    op.create_index(op.f("ix_team_calendar_id"), "team", ["calendar_id"], unique=False)
    op.create_index("ix_team_name", "team", ["name", "id"], unique=False)
    op.create_table(
        "resource",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("labour_rate", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("labour_rate_currency", sa.Text(), nullable=True),
        sa.Column("calendar_id", sa.Uuid(), nullable=True),
        sa.Column("postcodes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("feed_version", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(labour_rate IS NULL) = (labour_rate_currency IS NULL)", name=op.f("ck_resource_labour_rate_currency")
        ),
        sa.CheckConstraint("labour_rate >= 0", name=op.f("ck_resource_labour_rate")),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_resource_calendar_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_resource_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_resource_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("user_id", name=op.f("uq_resource_user_id")),
    )
    op.create_index(op.f("ix_resource_calendar_id"), "resource", ["calendar_id"], unique=False)
    op.create_index("ix_resource_name", "resource", ["name", "id"], unique=False)
    op.create_index(op.f("ix_resource_team_id"), "resource", ["team_id"], unique=False)
    op.create_table(
        "team_client",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_team_client_client_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_client_team_id")),
        sa.PrimaryKeyConstraint("team_id", "client_id", name=op.f("pk_team_client")),
    )
    op.create_index(op.f("ix_team_client_client_id"), "team_client", ["client_id"], unique=False)
    op.create_table(
        "team_service",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_team_service_service_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_service_team_id")),
        sa.PrimaryKeyConstraint("team_id", "service_id", name=op.f("pk_team_service")),
    )
    op.create_index(op.f("ix_team_service_service_id"), "team_service", ["service_id"], unique=False)
    op.create_table(
        "work_type",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("default_priority_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["default_priority_id"], ["priority.id"], name=op.f("fk_work_type_default_priority_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_type")),
    )
    op.create_index(op.f("ix_work_type_default_priority_id"), "work_type", ["default_priority_id"], unique=False)
    op.create_index("ix_work_type_name", "work_type", ["name", "id"], unique=False)
    op.create_index("ix_work_type_position", "work_type", ["position", "id"], unique=False)
    op.create_table(
        "resource_service",
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_resource_service_resource_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_resource_service_service_id")),
        sa.PrimaryKeyConstraint("resource_id", "service_id", name=op.f("pk_resource_service")),
    )
    op.create_index(op.f("ix_resource_service_service_id"), "resource_service", ["service_id"], unique=False)
    op.create_table(
        "work_type_client",
        sa.Column("work_type_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_work_type_client_client_id")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_work_type_client_work_type_id")),
        sa.PrimaryKeyConstraint("work_type_id", "client_id", name=op.f("pk_work_type_client")),
    )
    op.create_index(op.f("ix_work_type_client_client_id"), "work_type_client", ["client_id"], unique=False)
    op.create_table(
        "work_type_priority",
        sa.Column("work_type_id", sa.Uuid(), nullable=False),
        sa.Column("priority_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["priority_id"], ["priority.id"], name=op.f("fk_work_type_priority_priority_id")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_work_type_priority_work_type_id")),
        sa.PrimaryKeyConstraint("work_type_id", "priority_id", name=op.f("pk_work_type_priority")),
    )
    op.create_index(op.f("ix_work_type_priority_priority_id"), "work_type_priority", ["priority_id"], unique=False)
    op.create_table(
        "work_type_service",
        sa.Column("work_type_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_work_type_service_service_id")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_work_type_service_work_type_id")),
        sa.PrimaryKeyConstraint("work_type_id", "service_id", name=op.f("pk_work_type_service")),
    )
    op.create_index(op.f("ix_work_type_service_service_id"), "work_type_service", ["service_id"], unique=False)
    op.create_table(
        "work_type_work_log_type",
        sa.Column("work_type_id", sa.Uuid(), nullable=False),
        sa.Column("work_log_type_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_log_type_id"], ["work_log_type.id"], name=op.f("fk_work_type_work_log_type_work_log_type_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_work_type_work_log_type_work_type_id")
        ),
        sa.PrimaryKeyConstraint("work_type_id", "work_log_type_id", name=op.f("pk_work_type_work_log_type")),
    )
    op.create_index(
        op.f("ix_work_type_work_log_type_work_log_type_id"),
        "work_type_work_log_type",
        ["work_log_type_id"],
        unique=False,
    )
    op.add_column("activity", sa.Column("default_team_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_activity_default_team_id"), "activity", ["default_team_id"], unique=False)
    op.create_foreign_key(op.f("fk_activity_default_team_id"), "activity", "team", ["default_team_id"], ["id"])
    op.add_column("activity_rate", sa.Column("work_log_type_id", sa.Uuid(), nullable=True))
    op.add_column("activity_rate", sa.Column("team_id", sa.Uuid(), nullable=True))
    op.drop_constraint(op.f("uq_activity_rate_activity_id_client_id_starts_on"), "activity_rate", type_="unique")
    op.create_index(op.f("ix_activity_rate_team_id"), "activity_rate", ["team_id"], unique=False)
    op.create_index(op.f("ix_activity_rate_work_log_type_id"), "activity_rate", ["work_log_type_id"], unique=False)
    op.create_unique_constraint(
        "uq_activity_rate_whom_and_when",
        "activity_rate",
        ["activity_id", "client_id", "work_log_type_id", "team_id", "starts_on"],
        postgresql_nulls_not_distinct=True,
    )
    op.create_foreign_key(
        op.f("fk_activity_rate_work_log_type_id"), "activity_rate", "work_log_type", ["work_log_type_id"], ["id"]
    )
    op.create_foreign_key(op.f("fk_activity_rate_team_id"), "activity_rate", "team", ["team_id"], ["id"])


def downgrade() -> None:
    """Go back."""
    op.drop_constraint(op.f("fk_activity_rate_team_id"), "activity_rate", type_="foreignkey")
    op.drop_constraint(op.f("fk_activity_rate_work_log_type_id"), "activity_rate", type_="foreignkey")
    op.drop_constraint("uq_activity_rate_whom_and_when", "activity_rate", type_="unique")
    op.drop_index(op.f("ix_activity_rate_work_log_type_id"), table_name="activity_rate")
    op.drop_index(op.f("ix_activity_rate_team_id"), table_name="activity_rate")
    op.create_unique_constraint(
        op.f("uq_activity_rate_activity_id_client_id_starts_on"),
        "activity_rate",
        ["activity_id", "client_id", "starts_on"],
        postgresql_nulls_not_distinct=True,
    )
    op.drop_column("activity_rate", "team_id")
    op.drop_column("activity_rate", "work_log_type_id")
    op.drop_constraint(op.f("fk_activity_default_team_id"), "activity", type_="foreignkey")
    op.drop_index(op.f("ix_activity_default_team_id"), table_name="activity")
    op.drop_column("activity", "default_team_id")
    op.drop_index(op.f("ix_work_type_work_log_type_work_log_type_id"), table_name="work_type_work_log_type")
    op.drop_table("work_type_work_log_type")
    op.drop_index(op.f("ix_work_type_service_service_id"), table_name="work_type_service")
    op.drop_table("work_type_service")
    op.drop_index(op.f("ix_work_type_priority_priority_id"), table_name="work_type_priority")
    op.drop_table("work_type_priority")
    op.drop_index(op.f("ix_work_type_client_client_id"), table_name="work_type_client")
    op.drop_table("work_type_client")
    op.drop_index(op.f("ix_resource_service_service_id"), table_name="resource_service")
    op.drop_table("resource_service")
    op.drop_index("ix_work_type_position", table_name="work_type")
    op.drop_index("ix_work_type_name", table_name="work_type")
    op.drop_index(op.f("ix_work_type_default_priority_id"), table_name="work_type")
    op.drop_table("work_type")
    op.drop_index(op.f("ix_team_service_service_id"), table_name="team_service")
    op.drop_table("team_service")
    op.drop_index(op.f("ix_team_client_client_id"), table_name="team_client")
    op.drop_table("team_client")
    op.drop_index(op.f("ix_resource_team_id"), table_name="resource")
    op.drop_index("ix_resource_name", table_name="resource")
    op.drop_index(op.f("ix_resource_calendar_id"), table_name="resource")
    op.drop_table("resource")
    op.drop_index("ix_team_name", table_name="team")
    op.drop_index(op.f("ix_team_calendar_id"), table_name="team")
    op.drop_table("team")
    op.drop_index("ix_priority_name", table_name="priority")
    op.drop_index(op.f("ix_priority_calendar_id"), table_name="priority")
    op.drop_table("priority")
    op.drop_index(op.f("ix_coding_work_log_type_work_log_type_id"), table_name="coding_work_log_type")
    op.drop_table("coding_work_log_type")
    op.drop_index(op.f("ix_coding_client_client_id"), table_name="coding_client")
    op.drop_table("coding_client")
    op.drop_index("ix_work_log_type_name", table_name="work_log_type")
    op.drop_table("work_log_type")
    op.drop_table("coding")
    op.drop_index("ix_calendar_name", table_name="calendar")
    op.drop_table("calendar")
