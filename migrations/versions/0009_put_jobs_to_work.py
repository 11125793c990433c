"""Put jobs to work: their activities, appointments, clocks and bills.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("CREATE TYPE uuidrange AS RANGE (subtype = uuid)")
    op.create_table(
        "appointment",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "SCHEDULED",
                "DISPATCHED",
                "IN_PROGRESS",
                "COMPLETED",
                "CANNOT_COMPLETE",
                "CANCELLED",
                name="appointmentstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(resource_id, resource_id, '[]')"), "&&"),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("status IN ('SCHEDULED', 'DISPATCHED', 'IN_PROGRESS')"),
            using="gist",
            name="ex_appointment_resource_id",
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_appointment_times")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_appointment_client_id")),
        sa.ForeignKeyConstraint(
            ["job_id", "client_id"],
            ["job.id", "job.client_id"],
            name=op.f("fk_appointment_job_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_appointment_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index(op.f("ix_appointment_client_id"), "appointment", ["client_id"], unique=False)
    op.create_index(op.f("ix_appointment_job_id"), "appointment", ["job_id"], unique=False)
    op.create_index("ix_appointment_resource_id_starts_at", "appointment", ["resource_id", "starts_at"], unique=False)
    op.create_index("ix_appointment_starts_at", "appointment", ["starts_at", "id"], unique=False)
    op.create_table(
        "job_clock",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("RESPOND", "COMPLETE", "DUTY", name="clockkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=True),
        sa.Column("target_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at_risk_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_seconds", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("paused_seconds >= 0", name=op.f("ck_job_clock_paused_seconds")),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_job_clock_calendar_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_job_clock_client_id")),
        sa.ForeignKeyConstraint(
            ["job_id", "client_id"],
            ["job.id", "job.client_id"],
            name=op.f("fk_job_clock_job_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_clock")),
    )
    op.create_index(op.f("ix_job_clock_calendar_id"), "job_clock", ["calendar_id"], unique=False)
    op.create_index(op.f("ix_job_clock_client_id"), "job_clock", ["client_id"], unique=False)
    op.create_index(op.f("ix_job_clock_job_id"), "job_clock", ["job_id"], unique=False)
    op.create_table(
        "job_activity",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("unit_sale", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("sale", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("cost", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("billable", sa.Boolean(), nullable=False),
        sa.Column(
            "billable_state",
            sa.Enum("NOT_BILLABLE", "OPEN", "RESERVED", "BILLED", name="billablestate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "approval_status",
            sa.Enum(
                "NOT_NEEDED", "AWAITING", "APPROVED", "REJECTED", name="approvalstatus", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("invoice_line_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_job_activity_quantity")),
        sa.CheckConstraint("unit_sale >= 0 AND unit_cost >= 0", name=op.f("ck_job_activity_prices")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_job_activity_activity_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_job_activity_client_id")),
        sa.ForeignKeyConstraint(
            ["invoice_line_id", "client_id"],
            ["invoice_line.id", "invoice_line.client_id"],
            name=op.f("fk_job_activity_invoice_line_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["job_id", "client_id"],
            ["job.id", "job.client_id"],
            name=op.f("fk_job_activity_job_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_activity")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_job_activity_id_client_id")),
        sa.UniqueConstraint("job_id", "activity_id", name=op.f("uq_job_activity_job_id_activity_id")),
    )
    op.create_index(op.f("ix_job_activity_activity_id"), "job_activity", ["activity_id"], unique=False)
    op.create_index(op.f("ix_job_activity_client_id"), "job_activity", ["client_id"], unique=False)
    op.create_index("ix_job_activity_client_id_done_at", "job_activity", ["client_id", "done_at"], unique=False)
    op.create_index(op.f("ix_job_activity_invoice_line_id"), "job_activity", ["invoice_line_id"], unique=False)
    op.add_column("billing_allocation", sa.Column("job_activity_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_billing_allocation_job_activity_id"), "billing_allocation", ["job_activity_id"], unique=False
    )
    op.create_index(
        "uq_billing_allocation_live_job_activity_id",
        "billing_allocation",
        ["job_activity_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('RESERVED', 'BILLED')"),
    )
    op.create_foreign_key(
        op.f("fk_billing_allocation_job_activity_id_client_id"),
        "billing_allocation",
        "job_activity",
        ["job_activity_id", "client_id"],
        ["id", "client_id"],
        initially="IMMEDIATE",
        deferrable=True,
    )
    op.add_column("invoice_line", sa.Column("job_id", sa.Uuid(), nullable=True))
    op.add_column("invoice_line", sa.Column("activity_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_invoice_line_activity_id"), "invoice_line", ["activity_id"], unique=False)
    op.create_index(op.f("ix_invoice_line_job_id"), "invoice_line", ["job_id"], unique=False)
    op.create_foreign_key(op.f("fk_invoice_line_activity_id"), "invoice_line", "activity", ["activity_id"], ["id"])
    op.create_foreign_key(
        op.f("fk_invoice_line_job_id_client_id"),
        "invoice_line",
        "job",
        ["job_id", "client_id"],
        ["id", "client_id"],
        initially="IMMEDIATE",
        deferrable=True,
    )
    op.add_column("job", sa.Column("work_log_type_id", sa.Uuid(), nullable=False))
    op.add_column("job", sa.Column("work_type_id", sa.Uuid(), nullable=False))
    op.add_column("job", sa.Column("priority_id", sa.Uuid(), nullable=False))
    op.add_column("job", sa.Column("team_id", sa.Uuid(), nullable=True))
    op.add_column("job", sa.Column("resource_id", sa.Uuid(), nullable=True))
    op.add_column("job", sa.Column("coding_id", sa.Uuid(), nullable=True))
    op.add_column("job", sa.Column("invoice_id", sa.Uuid(), nullable=True))
    op.add_column("job", sa.Column("at_risk_at", sa.DateTime(timezone=True), nullable=False))
    op.add_column("job", sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("job", sa.Column("resolution", sa.Text(), nullable=True))
    op.add_column("job", sa.Column("hold_reason", sa.Text(), nullable=True))
    op.add_column("job", sa.Column("cancel_reason", sa.Text(), nullable=True))
    op.create_index(op.f("ix_job_coding_id"), "job", ["coding_id"], unique=False)
    op.create_index(op.f("ix_job_invoice_id"), "job", ["invoice_id"], unique=False)
    op.create_index(op.f("ix_job_priority_id"), "job", ["priority_id"], unique=False)
    op.create_index(op.f("ix_job_resource_id"), "job", ["resource_id"], unique=False)
    op.create_index(op.f("ix_job_team_id"), "job", ["team_id"], unique=False)
    op.create_index(op.f("ix_job_work_log_type_id"), "job", ["work_log_type_id"], unique=False)
    op.create_index(op.f("ix_job_work_type_id"), "job", ["work_type_id"], unique=False)
    op.create_foreign_key(op.f("fk_job_priority_id"), "job", "priority", ["priority_id"], ["id"])
    op.create_foreign_key(op.f("fk_job_coding_id"), "job", "coding", ["coding_id"], ["id"])
    op.create_foreign_key(op.f("fk_job_work_log_type_id"), "job", "work_log_type", ["work_log_type_id"], ["id"])
    op.create_foreign_key(op.f("fk_job_team_id"), "job", "team", ["team_id"], ["id"])
    op.create_foreign_key(op.f("fk_job_work_type_id"), "job", "work_type", ["work_type_id"], ["id"])
    op.create_foreign_key(
        op.f("fk_job_invoice_id_client_id"),
        "job",
        "invoice",
        ["invoice_id", "client_id"],
        ["id", "client_id"],
        initially="IMMEDIATE",
        deferrable=True,
    )
    op.create_foreign_key(op.f("fk_job_resource_id"), "job", "resource", ["resource_id"], ["id"])
    op.drop_constraint(op.f("ck_billing_allocation_exactly_one"), "billing_allocation", type_="check")
    op.create_check_constraint(
        op.f("ck_billing_allocation_exactly_one"),
        "billing_allocation",
        "num_nonnulls(time_entry_id, expense_id, job_activity_id, project_id) = 1",
    )
    op.create_check_constraint(
        op.f("ck_invoice_line_job_id"), "invoice_line", "(job_id IS NULL) = (kind <> 'JOB_ACTIVITY')"
    )
    op.create_check_constraint(
        op.f("ck_invoice_line_activity_id"), "invoice_line", "(job_id IS NULL) = (activity_id IS NULL)"
    )
    op.create_check_constraint(op.f("ck_job_invoice_id"), "job", "(status = 'INVOICED') <= (invoice_id IS NOT NULL)")


def downgrade() -> None:
    """Go back. Policies name the columns that go; without them nothing is visible until they are raised again."""
    for table, policy in op.get_bind().exec_driver_sql("SELECT tablename, policyname FROM pg_policies").all():
        op.execute(f'DROP POLICY "{policy}" ON "{table}"')
    op.drop_constraint(op.f("ck_job_invoice_id"), "job", type_="check")
    op.drop_constraint(op.f("ck_invoice_line_activity_id"), "invoice_line", type_="check")
    op.drop_constraint(op.f("ck_invoice_line_job_id"), "invoice_line", type_="check")
    op.drop_constraint(op.f("ck_billing_allocation_exactly_one"), "billing_allocation", type_="check")
    op.create_check_constraint(
        op.f("ck_billing_allocation_exactly_one"),
        "billing_allocation",
        "num_nonnulls(time_entry_id, expense_id, project_id) = 1",
    )
    op.drop_constraint(op.f("fk_job_resource_id"), "job", type_="foreignkey")
    op.drop_constraint(op.f("fk_job_invoice_id_client_id"), "job", type_="foreignkey")
    op.drop_constraint(op.f("fk_job_work_type_id"), "job", type_="foreignkey")
    op.drop_constraint(op.f("fk_job_team_id"), "job", type_="foreignkey")
    op.drop_constraint(op.f("fk_job_work_log_type_id"), "job", type_="foreignkey")
    op.drop_constraint(op.f("fk_job_coding_id"), "job", type_="foreignkey")
    op.drop_constraint(op.f("fk_job_priority_id"), "job", type_="foreignkey")
    op.drop_index(op.f("ix_job_work_type_id"), table_name="job")
    op.drop_index(op.f("ix_job_work_log_type_id"), table_name="job")
    op.drop_index(op.f("ix_job_team_id"), table_name="job")
    op.drop_index(op.f("ix_job_resource_id"), table_name="job")
    op.drop_index(op.f("ix_job_priority_id"), table_name="job")
    op.drop_index(op.f("ix_job_invoice_id"), table_name="job")
    op.drop_index(op.f("ix_job_coding_id"), table_name="job")
    op.drop_column("job", "cancel_reason")
    op.drop_column("job", "hold_reason")
    op.drop_column("job", "resolution")
    op.drop_column("job", "paused_since")
    op.drop_column("job", "at_risk_at")
    op.drop_column("job", "invoice_id")
    op.drop_column("job", "coding_id")
    op.drop_column("job", "resource_id")
    op.drop_column("job", "team_id")
    op.drop_column("job", "priority_id")
    op.drop_column("job", "work_type_id")
    op.drop_column("job", "work_log_type_id")
    op.drop_constraint(op.f("fk_invoice_line_job_id_client_id"), "invoice_line", type_="foreignkey")
    op.drop_constraint(op.f("fk_invoice_line_activity_id"), "invoice_line", type_="foreignkey")
    op.drop_index(op.f("ix_invoice_line_job_id"), table_name="invoice_line")
    op.drop_index(op.f("ix_invoice_line_activity_id"), table_name="invoice_line")
    op.drop_column("invoice_line", "activity_id")
    op.drop_column("invoice_line", "job_id")
    op.drop_constraint(
        op.f("fk_billing_allocation_job_activity_id_client_id"), "billing_allocation", type_="foreignkey"
    )
    op.drop_index(
        "uq_billing_allocation_live_job_activity_id",
        table_name="billing_allocation",
        postgresql_where=sa.text("state IN ('RESERVED', 'BILLED')"),
    )
    op.drop_index(op.f("ix_billing_allocation_job_activity_id"), table_name="billing_allocation")
    op.drop_column("billing_allocation", "job_activity_id")
    op.drop_index(op.f("ix_job_activity_invoice_line_id"), table_name="job_activity")
    op.drop_index("ix_job_activity_client_id_done_at", table_name="job_activity")
    op.drop_index(op.f("ix_job_activity_client_id"), table_name="job_activity")
    op.drop_index(op.f("ix_job_activity_activity_id"), table_name="job_activity")
    op.drop_table("job_activity")
    op.drop_index(op.f("ix_job_clock_job_id"), table_name="job_clock")
    op.drop_index(op.f("ix_job_clock_client_id"), table_name="job_clock")
    op.drop_index(op.f("ix_job_clock_calendar_id"), table_name="job_clock")
    op.drop_table("job_clock")
    op.drop_index("ix_appointment_starts_at", table_name="appointment")
    op.drop_index("ix_appointment_resource_id_starts_at", table_name="appointment")
    op.drop_index(op.f("ix_appointment_job_id"), table_name="appointment")
    op.drop_index(op.f("ix_appointment_client_id"), table_name="appointment")
    op.drop_table("appointment")
    op.execute("DROP TYPE uuidrange")
