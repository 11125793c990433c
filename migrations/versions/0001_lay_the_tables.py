"""Lay the tables.

Revision 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "client",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "type", sa.Enum("INDIVIDUAL", "COMPANY", name="clienttype", native_enum=False, length=40), nullable=False
        ),
        sa.Column(
            "status",
            sa.Enum("ACTIVE", "INACTIVE", "ARCHIVED", name="clientstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("billing_address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("tax_id", sa.Text(), nullable=True),
        sa.Column("account_number", sa.Text(), nullable=True),
        sa.Column("payment_terms_days", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("hourly_rate", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("internal_notes", sa.Text(), nullable=True),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("payment_terms_days >= 0", name=op.f("ck_client_payment_terms_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
    )
    op.create_index(op.f("ix_client_account_number"), "client", ["account_number"], unique=False)
    op.create_index("ix_client_created_at", "client", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_client_last_activity_at"), "client", ["last_activity_at"], unique=False)
    op.create_index(op.f("ix_client_lead_id"), "client", ["lead_id"], unique=False)
    op.create_index("ix_client_name", "client", ["name", "id"], unique=False)
    op.create_index(op.f("ix_client_tax_id"), "client", ["tax_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column(
            "xid", sa.BigInteger(), server_default=sa.text("(pg_current_xact_id()::text)::bigint"), nullable=False
        ),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "LEAD_CREATED",
                "LEAD_UPDATED",
                "LEAD_STAGE_MOVED",
                "LEAD_LOST",
                "LEAD_REOPENED",
                "LEAD_CONVERTED",
                "COMMUNICATION_LOGGED",
                "CLIENT_CREATED",
                "CLIENT_UPDATED",
                "CLIENT_MERGED",
                "CLIENT_ARCHIVED",
                "CONTACT_ADDED",
                "CONTACT_UPDATED",
                "POINT_OF_CONTACT_CHANGED",
                "PORTAL_INVITED",
                "PORTAL_ACTIVATED",
                "PORTAL_PERMISSIONS_CHANGED",
                "PORTAL_SUSPENDED",
                "PROPOSAL_CREATED",
                "PROPOSAL_REVISED",
                "PROPOSAL_SENT",
                "PROPOSAL_VIEWED",
                "PROPOSAL_SIGNED",
                "PROPOSAL_DECLINED",
                "PROPOSAL_WITHDRAWN",
                "PROPOSAL_EXPIRING",
                "PROPOSAL_EXPIRED",
                "ESTIMATE_CREATED",
                "ESTIMATE_REVISED",
                "ESTIMATE_SENT",
                "ESTIMATE_VIEWED",
                "ESTIMATE_SIGNED",
                "ESTIMATE_DECLINED",
                "ESTIMATE_WITHDRAWN",
                "ESTIMATE_EXPIRED",
                "ESTIMATE_INVOICED",
                "CONTRACT_CREATED",
                "CONTRACT_SENT",
                "CONTRACT_SIGNED",
                "CONTRACT_ACTIVATED",
                "CONTRACT_EXPIRED",
                "CONTRACT_TERMINATED",
                "DOCUMENT_LINKED",
                "FILE_UPLOADED",
                "FILE_VISIBILITY_CHANGED",
                "PROJECT_CREATED",
                "PROJECT_UPDATED",
                "PROJECT_STATUS_CHANGED",
                "PROJECT_MEMBER_ADDED",
                "PROJECT_MEMBER_REMOVED",
                "PROJECT_PROGRESSED",
                "PROJECT_PAID",
                "PROJECT_PORTAL_CHANGED",
                "MILESTONE_CREATED",
                "MILESTONE_REACHED",
                "TASK_CREATED",
                "TASK_UPDATED",
                "TASK_ASSIGNED",
                "TASK_STARTED",
                "TASK_PROGRESSED",
                "TASK_COMPLETED",
                "TASK_REOPENED",
                "TASK_CANCELLED",
                "TASK_COMMENTED",
                "REMINDER_DUE",
                "TIMER_STARTED",
                "TIMER_DISCARDED",
                "TIME_LOGGED",
                "TIME_UPDATED",
                "TIME_DELETED",
                "TIME_APPROVED",
                "PERIOD_LOCKED",
                "EXPENSE_RECORDED",
                "EXPENSE_UPDATED",
                "EXPENSE_APPROVED",
                "INVOICE_DRAFTED",
                "INVOICE_UPDATED",
                "INVOICE_DISCARDED",
                "INVOICE_ISSUED",
                "INVOICE_ATTACHED",
                "INVOICE_PARTIALLY_PAID",
                "INVOICE_PAID",
                "INVOICE_OVERDUE",
                "INVOICE_VOIDED",
                "PAYMENT_PENDING",
                "PAYMENT_RECEIVED",
                "PAYMENT_FAILED",
                "PAYMENT_ALLOCATED",
                "PAYMENT_REFUNDED",
                "PAYMENT_DISPUTED",
                "CREDIT_NOTE_ISSUED",
                "CREDIT_APPLIED",
                "INVOICE_WRITTEN_OFF",
                "RECURRING_INVOICE_CREATED",
                "RECURRING_INVOICE_PAUSED",
                "RECURRING_INVOICE_RESUMED",
                "TICKET_OPENED",
                "TICKET_REPLIED",
                "TICKET_ASSIGNED",
                "TICKET_WAITING",
                "TICKET_RESOLVED",
                "TICKET_REOPENED",
                "TICKET_CLOSED",
                "TICKET_LINKED",
                "DISCUSSION_STARTED",
                "DISCUSSION_REPLIED",
                "DISCUSSION_VISIBILITY_CHANGED",
                "SITE_CREATED",
                "SITE_UPDATED",
                "SETUP_CHANGED",
                "ACTIVITY_CREATED",
                "ACTIVITY_UPDATED",
                "ACTIVITY_RATE_SET",
                "ACTIVITIES_COPIED",
                "ACTIVITIES_IMPORTED",
                "JOB_CREATED",
                "JOB_UPDATED",
                "JOB_CODED",
                "JOB_ACTIVITY_ADDED",
                "JOB_ASSIGNED",
                "JOB_SCHEDULED",
                "JOB_STARTED",
                "JOB_HELD",
                "JOB_RESUMED",
                "JOB_COMPLETED",
                "JOB_READY_TO_INVOICE",
                "JOB_NON_CHARGEABLE",
                "JOB_INVOICED",
                "JOB_CANCELLED",
                "JOB_ABORTED",
                "JOB_AT_RISK",
                "JOB_BREACHED",
                "APPOINTMENT_SCHEDULED",
                "APPOINTMENT_DISPATCHED",
                "APPOINTMENT_FAILED",
                "APPOINTMENT_CANCELLED",
                "USER_INVITED",
                "USER_ACTIVATED",
                "USER_UPDATED",
                "USER_ROLE_CHANGED",
                "USER_CLIENTS_ASSIGNED",
                "API_TOKEN_CREATED",
                "API_TOKEN_REVOKED",
                "ORGANISATION_UPDATED",
                "NOTIFICATION_READ",
                name="eventkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_user_id", sa.Uuid(), nullable=True),
        sa.Column("actor_contact_id", sa.Uuid(), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column(
            "visibility", sa.Enum("INTERNAL", "CLIENT", name="visibility", native_enum=False, length=40), nullable=False
        ),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("data", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("hash", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("seq", name=op.f("uq_event_seq")),
    )
    op.create_index("ix_event_at", "event", ["at"], unique=False)
    op.create_index("ix_event_client_id_position", "event", ["client_id", "xid", "seq"], unique=False)
    op.create_index("ix_event_invoice_id_position", "event", ["invoice_id", "xid", "seq"], unique=False)
    op.create_index("ix_event_lead_id_position", "event", ["lead_id", "xid", "seq"], unique=False)
    op.create_index("ix_event_position", "event", ["xid", "seq"], unique=False)
    op.create_index("ix_event_project_id_position", "event", ["project_id", "xid", "seq"], unique=False)
    op.create_index("ix_event_subject_id_position", "event", ["subject_id", "xid", "seq"], unique=False)
    op.create_index(
        "ix_event_unsealed", "event", ["xid", "seq"], unique=False, postgresql_where=sa.text("hash IS NULL")
    )
    op.create_table(
        "idempotency",
        sa.Column("actor_key", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("answer", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor_key", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_created_at"), "idempotency", ["created_at"], unique=False)
    op.create_table(
        "identity",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
    )
    op.create_index("uq_identity_email", "identity", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "log_retention",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("forgotten_xid", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_retention")),
    )
    op.create_table(
        "login_attempt",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_attempt")),
    )
    op.create_index(op.f("ix_login_attempt_last_at"), "login_attempt", ["last_at"], unique=False)
    op.create_table(
        "number_series",
        sa.Column(
            "kind",
            sa.Enum(
                "INVOICE",
                "CREDIT_NOTE",
                "RECEIPT",
                "PROPOSAL",
                "ESTIMATE",
                "JOB",
                "TICKET",
                name="numberedkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "one_time_token",
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "PORTAL_INVITATION",
                "USER_INVITATION",
                "PASSWORD_RESET",
                "PROPOSAL_SIGNING",
                name="tokenpurpose",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_token_token_hash")),
    )
    op.create_index("ix_one_time_token_subject_id_purpose", "one_time_token", ["subject_id", "purpose"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("tax_id", sa.Text(), nullable=True),
        sa.Column(
            "tax_rounding",
            sa.Enum("PER_RATE", "PER_LINE", name="taxrounding", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "time_rounding",
            sa.Enum(
                "NONE",
                "UP_6",
                "UP_15",
                "UP_30",
                "NEAREST_6",
                "NEAREST_15",
                "NEAREST_30",
                name="timerounding",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "overlap_policy",
            sa.Enum("ALLOW", "WARN", "REFUSE", name="overlappolicy", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("locked_before_on", sa.Date(), nullable=True),
        sa.Column("fiscal_year_start", sa.Text(), nullable=False),
        sa.Column("payment_terms_days", sa.BigInteger(), nullable=False),
        sa.Column("approval_required", sa.Boolean(), nullable=False),
        sa.Column("show_job_sale_in_portal", sa.Boolean(), nullable=False),
        sa.Column("contacts_may_upload", sa.Boolean(), nullable=False),
        sa.Column("limit_staff_to_own_team", sa.Boolean(), nullable=False),
        sa.Column("coding_required_for", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("data_standards", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("number_templates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("contact_form_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index("uq_organisation_one", "organisation", [sa.literal_column("(true)")], unique=True)
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
    )
    op.create_index(
        "ix_outbox_mail_unsent",
        "outbox_mail",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "pipeline_stage",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("probability_percent", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("probability_percent BETWEEN 0 AND 100", name=op.f("ck_pipeline_stage_probability_percent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipeline_stage")),
    )
    op.create_index(op.f("ix_pipeline_stage_position"), "pipeline_stage", ["position"], unique=False)
    op.create_table(
        "service",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )
    op.create_index("ix_service_name", "service", ["name", "id"], unique=False)
    op.create_table(
        "activity",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("duration_minutes", sa.BigInteger(), nullable=False),
        sa.Column("default_quantity", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("sale", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("cost", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("default_quantity > 0", name=op.f("ck_activity_default_quantity")),
        sa.CheckConstraint("duration_minutes >= 0", name=op.f("ck_activity_duration_minutes")),
        sa.CheckConstraint("sale >= 0 AND cost >= 0", name=op.f("ck_activity_prices")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_activity_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("code", name=op.f("uq_activity_code")),
    )
    op.create_index("ix_activity_name", "activity", ["name", "id"], unique=False)
    op.create_index(op.f("ix_activity_service_id"), "activity", ["service_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("job_role", sa.Text(), nullable=True),
        sa.Column("is_point_of_contact", sa.Boolean(), nullable=False),
        sa.Column(
            "portal_status",
            sa.Enum("NONE", "INVITED", "ACTIVE", "SUSPENDED", name="portalstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("portal_permissions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("email_notifications", sa.Boolean(), nullable=False),
        sa.Column("invitation_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_contact_client_id")),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name=op.f("fk_contact_identity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_contact_id_client_id")),
    )
    op.create_index(op.f("ix_contact_client_id"), "contact", ["client_id"], unique=False)
    op.create_index("ix_contact_client_id_name", "contact", ["client_id", "name"], unique=False)
    op.create_index("ix_contact_email", "contact", [sa.literal_column("lower(email)")], unique=False)
    op.create_index(op.f("ix_contact_identity_id"), "contact", ["identity_id"], unique=False)
    op.create_index(
        "uq_contact_client_id_identity_id",
        "contact",
        ["client_id", "identity_id"],
        unique=True,
        postgresql_where=sa.text("identity_id IS NOT NULL"),
    )
    op.create_index(
        "uq_contact_point_of_contact",
        "contact",
        ["client_id"],
        unique=True,
        postgresql_where=sa.text("is_point_of_contact"),
    )
    op.create_table(
        "payment",
        sa.Column(
            "status",
            sa.Enum(
                "PENDING",
                "SUCCEEDED",
                "FAILED",
                "CANCELLED",
                "PARTIALLY_REFUNDED",
                "REFUNDED",
                "DISPUTED",
                name="paymentstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum(
                "CARD",
                "BANK_TRANSFER",
                "DIRECT_DEBIT",
                "CASH",
                "CHEQUE",
                "OTHER",
                name="paymentmethod",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("refunded", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("allocated", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("failure_reason", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("gateway_ref", sa.Text(), nullable=True),
        sa.Column("checkout_url", sa.Text(), nullable=True),
        sa.Column("return_url", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount")),
        sa.CheckConstraint(
            "refunded >= 0 AND allocated >= 0 AND refunded + allocated <= amount", name=op.f("ck_payment_unallocated")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_payment_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_payment_id_client_id")),
    )
    op.create_index(op.f("ix_payment_client_id"), "payment", ["client_id"], unique=False)
    op.create_index("ix_payment_client_id_received_at", "payment", ["client_id", "received_at"], unique=False)
    op.create_index("ix_payment_received_at", "payment", ["received_at", "id"], unique=False)
    op.create_index(
        "uq_payment_gateway_ref",
        "payment",
        ["provider", "gateway_ref"],
        unique=True,
        postgresql_where=sa.text("gateway_ref IS NOT NULL"),
    )
    op.create_table(
        "project",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "NOT_STARTED",
                "IN_PROGRESS",
                "ON_HOLD",
                "FINISHED",
                "CANCELLED",
                name="projectstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "billing_method",
            sa.Enum(
                "FIXED_PRICE",
                "PROJECT_HOURS",
                "TASK_HOURS",
                "NON_BILLABLE",
                name="billingmethod",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "progress_method",
            sa.Enum("TASKS", "MANUAL", name="progressmethod", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("progress_percent", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("manual_progress_percent", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column(
            "payment_status",
            sa.Enum(
                "NOT_INVOICED",
                "INVOICED",
                "PARTIALLY_PAID",
                "PAID",
                name="projectpaymentstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("fixed_price", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("hourly_rate", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("budget", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("budget_minutes", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("portal_visible", sa.Boolean(), nullable=False),
        sa.Column("show_tasks", sa.Boolean(), nullable=False),
        sa.Column("show_task_comments", sa.Boolean(), nullable=False),
        sa.Column("show_checklists", sa.Boolean(), nullable=False),
        sa.Column("show_attachments", sa.Boolean(), nullable=False),
        sa.Column("show_time", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "manual_progress_percent BETWEEN 0 AND 100", name=op.f("ck_project_manual_progress_percent")
        ),
        sa.CheckConstraint("progress_percent BETWEEN 0 AND 100", name=op.f("ck_project_progress_percent")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_project_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_project_id_client_id")),
    )
    op.create_index(op.f("ix_project_client_id"), "project", ["client_id"], unique=False)
    op.create_index("ix_project_client_id_due_on", "project", ["client_id", "due_on"], unique=False)
    op.create_index("ix_project_client_id_name", "project", ["client_id", "name"], unique=False)
    op.create_index("ix_project_due_on", "project", ["due_on", "id"], unique=False)
    op.create_table(
        "site",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("access_notes", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_site_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_site_id_client_id")),
    )
    op.create_index(op.f("ix_site_client_id"), "site", ["client_id"], unique=False)
    op.create_index("ix_site_client_id_name", "site", ["client_id", "name"], unique=False)
    op.create_index("ix_site_name", "site", ["name", "id"], unique=False)
    op.create_index(op.f("ix_site_reference"), "site", ["reference"], unique=False)
    op.create_table(
        "user",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("INVITED", "ACTIVE", "DISABLED", name="userstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "OWNER",
                "ADMIN",
                "STAFF",
                "STAFF_LIMITED",
                "ANALYST",
                "CONTACT",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("abilities", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("all_clients", sa.Boolean(), nullable=False),
        sa.Column("cost_rate", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("cost_rate_currency", sa.Text(), nullable=True),
        sa.Column("hourly_rate", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("hourly_rate_currency", sa.Text(), nullable=True),
        sa.Column("weekly_capacity_minutes", sa.BigInteger(), nullable=True),
        sa.Column("identity_id", sa.Uuid(), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name=op.f("fk_user_identity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("identity_id", name=op.f("uq_user_identity_id")),
    )
    op.create_index(op.f("ix_user_name"), "user", ["name"], unique=False)
    op.create_index("uq_user_email", "user", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "activity_client",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_client_activity_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_activity_client_client_id")),
        sa.PrimaryKeyConstraint("activity_id", "client_id", name=op.f("pk_activity_client")),
    )
    op.create_index(op.f("ix_activity_client_client_id"), "activity_client", ["client_id"], unique=False)
    op.create_table(
        "activity_rate",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("sale", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("cost", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("num_nonnulls(sale, cost) > 0", name=op.f("ck_activity_rate_sale_or_cost")),
        sa.CheckConstraint("sale >= 0 AND cost >= 0", name=op.f("ck_activity_rate_prices")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_activity_rate_days")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_rate_activity_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_activity_rate_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_rate")),
        sa.UniqueConstraint(
            "activity_id",
            "client_id",
            "starts_on",
            name=op.f("uq_activity_rate_activity_id_client_id_starts_on"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_activity_rate_client_id"), "activity_rate", ["client_id"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "OWNER",
                "ADMIN",
                "STAFF",
                "STAFF_LIMITED",
                "ANALYST",
                "CONTACT",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("abilities", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("all_clients", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_api_token_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_name"), "api_token", ["name"], unique=False)
    op.create_index(op.f("ix_api_token_user_id"), "api_token", ["user_id"], unique=False)
    op.create_table(
        "discussion",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "visibility", sa.Enum("INTERNAL", "CLIENT", name="visibility", native_enum=False, length=40), nullable=False
        ),
        sa.Column("tags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_discussion_client_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_discussion_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussion")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_discussion_id_client_id")),
    )
    op.create_index(op.f("ix_discussion_client_id"), "discussion", ["client_id"], unique=False)
    op.create_index("ix_discussion_client_id_created_at", "discussion", ["client_id", "created_at"], unique=False)
    op.create_index("ix_discussion_created_at", "discussion", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_discussion_project_id"), "discussion", ["project_id"], unique=False)
    op.create_table(
        "job",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "NEW",
                "ASSIGNED",
                "SCHEDULED",
                "IN_PROGRESS",
                "ON_HOLD",
                "COMPLETED",
                "READY_TO_INVOICE",
                "NON_CHARGEABLE",
                "INVOICED",
                "CANCELLED",
                "ABORTED",
                name="jobstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("target_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("sale", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("cost", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_job_client_id")),
        sa.ForeignKeyConstraint(
            ["contact_id", "client_id"],
            ["contact.id", "contact.client_id"],
            name=op.f("fk_job_contact_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_job_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_job_service_id")),
        sa.ForeignKeyConstraint(
            ["site_id", "client_id"],
            ["site.id", "site.client_id"],
            name=op.f("fk_job_site_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_job_id_client_id")),
        sa.UniqueConstraint("number", name=op.f("uq_job_number")),
    )
    op.create_index(op.f("ix_job_client_id"), "job", ["client_id"], unique=False)
    op.create_index("ix_job_client_id_target_at", "job", ["client_id", "target_at"], unique=False)
    op.create_index(op.f("ix_job_contact_id"), "job", ["contact_id"], unique=False)
    op.create_index("ix_job_created_at", "job", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_job_project_id"), "job", ["project_id"], unique=False)
    op.create_index(op.f("ix_job_service_id"), "job", ["service_id"], unique=False)
    op.create_index(op.f("ix_job_site_id"), "job", ["site_id"], unique=False)
    op.create_index("ix_job_target_at", "job", ["target_at", "id"], unique=False)
    op.create_table(
        "lead",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("OPEN", "CONVERTED", "LOST", name="leadstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("lost_reason", sa.Text(), nullable=True),
        sa.Column("value", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("value_currency", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("converted_client_id", sa.Uuid(), nullable=True),
        sa.Column("converted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'CONVERTED') = (converted_client_id IS NOT NULL)", name=op.f("ck_lead_converted_client")
        ),
        sa.CheckConstraint("(value IS NULL) = (value_currency IS NULL)", name=op.f("ck_lead_value_currency")),
        sa.ForeignKeyConstraint(["converted_client_id"], ["client.id"], name=op.f("fk_lead_converted_client_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_lead_owner_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["pipeline_stage.id"], name=op.f("fk_lead_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
    )
    op.create_index(op.f("ix_lead_converted_client_id"), "lead", ["converted_client_id"], unique=False)
    op.create_index("ix_lead_created_at", "lead", ["created_at", "id"], unique=False)
    op.create_index("ix_lead_email", "lead", [sa.literal_column("lower(email)")], unique=False)
    op.create_index(op.f("ix_lead_last_activity_at"), "lead", ["last_activity_at"], unique=False)
    op.create_index(op.f("ix_lead_name"), "lead", ["name"], unique=False)
    op.create_index(op.f("ix_lead_owner_id"), "lead", ["owner_id"], unique=False)
    op.create_index(op.f("ix_lead_stage_id"), "lead", ["stage_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("progress_percent", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("progress_percent BETWEEN 0 AND 100", name=op.f("ck_milestone_progress_percent")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_milestone_client_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_milestone_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_milestone_id_client_id")),
    )
    op.create_index(op.f("ix_milestone_client_id"), "milestone", ["client_id"], unique=False)
    op.create_index("ix_milestone_project_id_position", "milestone", ["project_id", "position"], unique=False)
    op.create_table(
        "notification",
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "LEAD_CREATED",
                "LEAD_UPDATED",
                "LEAD_STAGE_MOVED",
                "LEAD_LOST",
                "LEAD_REOPENED",
                "LEAD_CONVERTED",
                "COMMUNICATION_LOGGED",
                "CLIENT_CREATED",
                "CLIENT_UPDATED",
                "CLIENT_MERGED",
                "CLIENT_ARCHIVED",
                "CONTACT_ADDED",
                "CONTACT_UPDATED",
                "POINT_OF_CONTACT_CHANGED",
                "PORTAL_INVITED",
                "PORTAL_ACTIVATED",
                "PORTAL_PERMISSIONS_CHANGED",
                "PORTAL_SUSPENDED",
                "PROPOSAL_CREATED",
                "PROPOSAL_REVISED",
                "PROPOSAL_SENT",
                "PROPOSAL_VIEWED",
                "PROPOSAL_SIGNED",
                "PROPOSAL_DECLINED",
                "PROPOSAL_WITHDRAWN",
                "PROPOSAL_EXPIRING",
                "PROPOSAL_EXPIRED",
                "ESTIMATE_CREATED",
                "ESTIMATE_REVISED",
                "ESTIMATE_SENT",
                "ESTIMATE_VIEWED",
                "ESTIMATE_SIGNED",
                "ESTIMATE_DECLINED",
                "ESTIMATE_WITHDRAWN",
                "ESTIMATE_EXPIRED",
                "ESTIMATE_INVOICED",
                "CONTRACT_CREATED",
                "CONTRACT_SENT",
                "CONTRACT_SIGNED",
                "CONTRACT_ACTIVATED",
                "CONTRACT_EXPIRED",
                "CONTRACT_TERMINATED",
                "DOCUMENT_LINKED",
                "FILE_UPLOADED",
                "FILE_VISIBILITY_CHANGED",
                "PROJECT_CREATED",
                "PROJECT_UPDATED",
                "PROJECT_STATUS_CHANGED",
                "PROJECT_MEMBER_ADDED",
                "PROJECT_MEMBER_REMOVED",
                "PROJECT_PROGRESSED",
                "PROJECT_PAID",
                "PROJECT_PORTAL_CHANGED",
                "MILESTONE_CREATED",
                "MILESTONE_REACHED",
                "TASK_CREATED",
                "TASK_UPDATED",
                "TASK_ASSIGNED",
                "TASK_STARTED",
                "TASK_PROGRESSED",
                "TASK_COMPLETED",
                "TASK_REOPENED",
                "TASK_CANCELLED",
                "TASK_COMMENTED",
                "REMINDER_DUE",
                "TIMER_STARTED",
                "TIMER_DISCARDED",
                "TIME_LOGGED",
                "TIME_UPDATED",
                "TIME_DELETED",
                "TIME_APPROVED",
                "PERIOD_LOCKED",
                "EXPENSE_RECORDED",
                "EXPENSE_UPDATED",
                "EXPENSE_APPROVED",
                "INVOICE_DRAFTED",
                "INVOICE_UPDATED",
                "INVOICE_DISCARDED",
                "INVOICE_ISSUED",
                "INVOICE_ATTACHED",
                "INVOICE_PARTIALLY_PAID",
                "INVOICE_PAID",
                "INVOICE_OVERDUE",
                "INVOICE_VOIDED",
                "PAYMENT_PENDING",
                "PAYMENT_RECEIVED",
                "PAYMENT_FAILED",
                "PAYMENT_ALLOCATED",
                "PAYMENT_REFUNDED",
                "PAYMENT_DISPUTED",
                "CREDIT_NOTE_ISSUED",
                "CREDIT_APPLIED",
                "INVOICE_WRITTEN_OFF",
                "RECURRING_INVOICE_CREATED",
                "RECURRING_INVOICE_PAUSED",
                "RECURRING_INVOICE_RESUMED",
                "TICKET_OPENED",
                "TICKET_REPLIED",
                "TICKET_ASSIGNED",
                "TICKET_WAITING",
                "TICKET_RESOLVED",
                "TICKET_REOPENED",
                "TICKET_CLOSED",
                "TICKET_LINKED",
                "DISCUSSION_STARTED",
                "DISCUSSION_REPLIED",
                "DISCUSSION_VISIBILITY_CHANGED",
                "SITE_CREATED",
                "SITE_UPDATED",
                "SETUP_CHANGED",
                "ACTIVITY_CREATED",
                "ACTIVITY_UPDATED",
                "ACTIVITY_RATE_SET",
                "ACTIVITIES_COPIED",
                "ACTIVITIES_IMPORTED",
                "JOB_CREATED",
                "JOB_UPDATED",
                "JOB_CODED",
                "JOB_ACTIVITY_ADDED",
                "JOB_ASSIGNED",
                "JOB_SCHEDULED",
                "JOB_STARTED",
                "JOB_HELD",
                "JOB_RESUMED",
                "JOB_COMPLETED",
                "JOB_READY_TO_INVOICE",
                "JOB_NON_CHARGEABLE",
                "JOB_INVOICED",
                "JOB_CANCELLED",
                "JOB_ABORTED",
                "JOB_AT_RISK",
                "JOB_BREACHED",
                "APPOINTMENT_SCHEDULED",
                "APPOINTMENT_DISPATCHED",
                "APPOINTMENT_FAILED",
                "APPOINTMENT_CANCELLED",
                "USER_INVITED",
                "USER_ACTIVATED",
                "USER_UPDATED",
                "USER_ROLE_CHANGED",
                "USER_CLIENTS_ASSIGNED",
                "API_TOKEN_CREATED",
                "API_TOKEN_REVOKED",
                "ORGANISATION_UPDATED",
                "NOTIFICATION_READ",
                name="eventkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "client_id IS NOT NULL OR num_nonnulls(contact_id) = 0", name=op.f("ck_notification_parents_need_client")
        ),
        sa.CheckConstraint("num_nonnulls(user_id, contact_id) = 1", name=op.f("ck_notification_exactly_one")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_notification_client_id")),
        sa.ForeignKeyConstraint(
            ["contact_id", "client_id"],
            ["contact.id", "contact.client_id"],
            name=op.f("fk_notification_contact_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_notification_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index(op.f("ix_notification_client_id"), "notification", ["client_id"], unique=False)
    op.create_index("ix_notification_contact_id_created_at", "notification", ["contact_id", "created_at"], unique=False)
    op.create_index(
        "ix_notification_contact_id_unread",
        "notification",
        ["contact_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index(op.f("ix_notification_event_id"), "notification", ["event_id"], unique=False)
    op.create_index("ix_notification_user_id_created_at", "notification", ["user_id", "created_at"], unique=False)
    op.create_index(
        "ix_notification_user_id_unread",
        "notification",
        ["user_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "project_member",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("hourly_rate", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("hourly_rate_currency", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_project_member_client_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_project_member_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_project_member_user_id")),
        sa.PrimaryKeyConstraint("project_id", "user_id", name=op.f("pk_project_member")),
    )
    op.create_index(op.f("ix_project_member_client_id"), "project_member", ["client_id"], unique=False)
    op.create_index(op.f("ix_project_member_user_id"), "project_member", ["user_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_receipt_client_id")),
        sa.ForeignKeyConstraint(
            ["payment_id", "client_id"],
            ["payment.id", "payment.client_id"],
            name=op.f("fk_receipt_payment_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_receipt_id_client_id")),
        sa.UniqueConstraint("number", name=op.f("uq_receipt_number")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_receipt_payment_id")),
    )
    op.create_index(op.f("ix_receipt_client_id"), "receipt", ["client_id"], unique=False)
    op.create_index("ix_receipt_client_id_issued_at", "receipt", ["client_id", "issued_at"], unique=False)
    op.create_table(
        "recurring_invoice",
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("ACTIVE", "PAUSED", "ENDED", name="recurringinvoicestatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("subtotal", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("total", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax_summaries", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "unit",
            sa.Enum("WEEK", "MONTH", "QUARTER", "YEAR", name="recurrenceunit", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("every", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("issue", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_recurring_invoice_ends_on")),
        sa.CheckConstraint("every > 0", name=op.f("ck_recurring_invoice_every")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_recurring_invoice_client_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_recurring_invoice_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_invoice")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_recurring_invoice_id_client_id")),
    )
    op.create_index(op.f("ix_recurring_invoice_client_id"), "recurring_invoice", ["client_id"], unique=False)
    op.create_index(
        "ix_recurring_invoice_due",
        "recurring_invoice",
        ["next_on"],
        unique=False,
        postgresql_where=sa.text("status = 'ACTIVE'"),
    )
    op.create_index(op.f("ix_recurring_invoice_project_id"), "recurring_invoice", ["project_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("identity_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.CheckConstraint("num_nonnulls(user_id, contact_id) = 1", name=op.f("ck_session_exactly_one")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_session_contact_id")),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name=op.f("fk_session_identity_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
    )
    op.create_index(op.f("ix_session_contact_id"), "session", ["contact_id"], unique=False)
    op.create_index(op.f("ix_session_identity_id"), "session", ["identity_id"], unique=False)
    op.create_index(op.f("ix_session_user_id"), "session", ["user_id"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "OPEN",
                "IN_PROGRESS",
                "WAITING_CLIENT",
                "RESOLVED",
                "CLOSED",
                name="ticketstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "priority",
            sa.Enum("LOW", "NORMAL", "HIGH", "URGENT", name="prioritylevel", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("tags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_response_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waited_seconds", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'WAITING_CLIENT') = (waiting_since IS NOT NULL)", name=op.f("ck_ticket_waiting_since")
        ),
        sa.CheckConstraint("waited_seconds >= 0", name=op.f("ck_ticket_waited_seconds")),
        sa.ForeignKeyConstraint(["assignee_id"], ["user.id"], name=op.f("fk_ticket_assignee_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_ticket_client_id")),
        sa.ForeignKeyConstraint(
            ["contact_id", "client_id"],
            ["contact.id", "contact.client_id"],
            name=op.f("fk_ticket_contact_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_ticket_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_ticket_id_client_id")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
    )
    op.create_index(op.f("ix_ticket_assignee_id"), "ticket", ["assignee_id"], unique=False)
    op.create_index(op.f("ix_ticket_client_id"), "ticket", ["client_id"], unique=False)
    op.create_index("ix_ticket_client_id_created_at", "ticket", ["client_id", "created_at"], unique=False)
    op.create_index(op.f("ix_ticket_contact_id"), "ticket", ["contact_id"], unique=False)
    op.create_index("ix_ticket_created_at", "ticket", ["created_at", "id"], unique=False)
    op.create_index("ix_ticket_due_at", "ticket", ["due_at", "id"], unique=False)
    op.create_index(op.f("ix_ticket_project_id"), "ticket", ["project_id"], unique=False)
    op.create_table(
        "user_client",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_user_client_client_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_client_user_id")),
        sa.PrimaryKeyConstraint("user_id", "client_id", name=op.f("pk_user_client")),
    )
    op.create_index(op.f("ix_user_client_client_id"), "user_client", ["client_id"], unique=False)
    op.create_table(
        "api_token_client",
        sa.Column("api_token_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["api_token_id"], ["api_token.id"], name=op.f("fk_api_token_client_api_token_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_api_token_client_client_id")),
        sa.PrimaryKeyConstraint("api_token_id", "client_id", name=op.f("pk_api_token_client")),
    )
    op.create_index(op.f("ix_api_token_client_client_id"), "api_token_client", ["client_id"], unique=False)
    op.create_table(
        "communication",
        sa.Column(
            "channel",
            sa.Enum(
                "EMAIL", "CALL", "MEETING", "NOTE", "CHAT", name="communicationchannel", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum("INBOUND", "OUTBOUND", "INTERNAL", name="communicationdirection", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "visibility", sa.Enum("INTERNAL", "CLIENT", name="visibility", native_enum=False, length=40), nullable=False
        ),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "client_id IS NOT NULL OR num_nonnulls(contact_id) = 0", name=op.f("ck_communication_parents_need_client")
        ),
        sa.CheckConstraint("num_nonnulls(lead_id, client_id) > 0", name=op.f("ck_communication_lead_or_client")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_communication_client_id")),
        sa.ForeignKeyConstraint(
            ["contact_id", "client_id"],
            ["contact.id", "contact.client_id"],
            name=op.f("fk_communication_contact_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_communication_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communication")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_communication_id_client_id")),
    )
    op.create_index(op.f("ix_communication_client_id"), "communication", ["client_id"], unique=False)
    op.create_index("ix_communication_client_id_at", "communication", ["client_id", "at"], unique=False)
    op.create_index(op.f("ix_communication_contact_id"), "communication", ["contact_id"], unique=False)
    op.create_index("ix_communication_lead_id_at", "communication", ["lead_id", "at"], unique=False)
    op.create_table(
        "estimate",
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "SENT",
                "VIEWED",
                "SIGNED",
                "INVOICED",
                "DECLINED",
                "EXPIRED",
                "WITHDRAWN",
                "SUPERSEDED",
                name="estimatestatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("subtotal", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("total", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax_summaries", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Uuid(), nullable=True),
        sa.Column("signature_name", sa.Text(), nullable=True),
        sa.Column("signature_email", sa.Text(), nullable=True),
        sa.Column("signature_sha256", sa.Text(), nullable=True),
        sa.Column("signature_ip", sa.Text(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "client_id IS NOT NULL OR num_nonnulls(project_id) = 0", name=op.f("ck_estimate_parents_need_client")
        ),
        sa.CheckConstraint("num_nonnulls(lead_id, client_id) > 0", name=op.f("ck_estimate_lead_or_client")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_estimate_client_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_estimate_lead_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_estimate_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id", "client_id"],
            ["estimate.id", "estimate.client_id"],
            name=op.f("fk_estimate_superseded_by_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["estimate.id"], name=op.f("fk_estimate_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_estimate")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_estimate_id_client_id")),
    )
    op.create_index(op.f("ix_estimate_client_id"), "estimate", ["client_id"], unique=False)
    op.create_index("ix_estimate_client_id_created_at", "estimate", ["client_id", "created_at"], unique=False)
    op.create_index(op.f("ix_estimate_lead_id"), "estimate", ["lead_id"], unique=False)
    op.create_index(op.f("ix_estimate_project_id"), "estimate", ["project_id"], unique=False)
    op.create_index("ix_estimate_status_expires_on", "estimate", ["status", "expires_on"], unique=False)
    op.create_index(op.f("ix_estimate_superseded_by_id"), "estimate", ["superseded_by_id"], unique=False)
    op.create_index("uq_estimate_number_revision", "estimate", ["number", "revision"], unique=True)
    op.create_table(
        "proposal",
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "SENT",
                "VIEWED",
                "SIGNED",
                "DECLINED",
                "EXPIRED",
                "WITHDRAWN",
                "SUPERSEDED",
                name="proposalstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("subtotal", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("total", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax_summaries", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Uuid(), nullable=True),
        sa.Column("signature_name", sa.Text(), nullable=True),
        sa.Column("signature_email", sa.Text(), nullable=True),
        sa.Column("signature_sha256", sa.Text(), nullable=True),
        sa.Column("signature_ip", sa.Text(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "client_id IS NOT NULL OR num_nonnulls(project_id) = 0", name=op.f("ck_proposal_parents_need_client")
        ),
        sa.CheckConstraint("num_nonnulls(lead_id, client_id) > 0", name=op.f("ck_proposal_lead_or_client")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_proposal_client_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_proposal_lead_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_proposal_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id", "client_id"],
            ["proposal.id", "proposal.client_id"],
            name=op.f("fk_proposal_superseded_by_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["proposal.id"], name=op.f("fk_proposal_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_proposal_id_client_id")),
    )
    op.create_index(op.f("ix_proposal_client_id"), "proposal", ["client_id"], unique=False)
    op.create_index("ix_proposal_client_id_created_at", "proposal", ["client_id", "created_at"], unique=False)
    op.create_index(op.f("ix_proposal_lead_id"), "proposal", ["lead_id"], unique=False)
    op.create_index(op.f("ix_proposal_project_id"), "proposal", ["project_id"], unique=False)
    op.create_index("ix_proposal_status_expires_on", "proposal", ["status", "expires_on"], unique=False)
    op.create_index(op.f("ix_proposal_superseded_by_id"), "proposal", ["superseded_by_id"], unique=False)
    op.create_index("uq_proposal_number_revision", "proposal", ["number", "revision"], unique=True)
    op.create_table(
        "reply",
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("discussion_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "visibility", sa.Enum("INTERNAL", "CLIENT", name="visibility", native_enum=False, length=40), nullable=False
        ),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("num_nonnulls(ticket_id, discussion_id) = 1", name=op.f("ck_reply_exactly_one")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_reply_client_id")),
        sa.ForeignKeyConstraint(
            ["discussion_id", "client_id"],
            ["discussion.id", "discussion.client_id"],
            name=op.f("fk_reply_discussion_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id", "client_id"],
            ["ticket.id", "ticket.client_id"],
            name=op.f("fk_reply_ticket_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index(op.f("ix_reply_client_id"), "reply", ["client_id"], unique=False)
    op.create_index("ix_reply_discussion_id_created_at", "reply", ["discussion_id", "created_at"], unique=False)
    op.create_index("ix_reply_ticket_id_created_at", "reply", ["ticket_id", "created_at"], unique=False)
    op.create_table(
        "task",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELLED", name="taskstatus", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "priority",
            sa.Enum("LOW", "NORMAL", "HIGH", "URGENT", name="prioritylevel", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("percent_complete", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_visible", sa.Boolean(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("milestone_id", sa.Uuid(), nullable=True),
        sa.Column("billable", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("estimate_minutes", sa.BigInteger(), nullable=True),
        sa.Column("hourly_rate", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("hourly_rate_currency", sa.Text(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(hourly_rate IS NULL) = (hourly_rate_currency IS NULL)", name=op.f("ck_task_hourly_rate_currency")
        ),
        sa.CheckConstraint(
            "client_id IS NOT NULL OR num_nonnulls(project_id, milestone_id) = 0",
            name=op.f("ck_task_parents_need_client"),
        ),
        sa.CheckConstraint("percent_complete BETWEEN 0 AND 100", name=op.f("ck_task_percent_complete")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_task_weight")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_task_client_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_task_lead_id")),
        sa.ForeignKeyConstraint(
            ["milestone_id", "client_id"],
            ["milestone.id", "milestone.client_id"],
            name=op.f("fk_task_milestone_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_task_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_task_id_client_id")),
    )
    op.create_index(op.f("ix_task_client_id"), "task", ["client_id"], unique=False)
    op.create_index("ix_task_client_id_due_on", "task", ["client_id", "due_on"], unique=False)
    op.create_index("ix_task_due_on", "task", ["due_on", "id"], unique=False)
    op.create_index(op.f("ix_task_lead_id"), "task", ["lead_id"], unique=False)
    op.create_index(op.f("ix_task_milestone_id"), "task", ["milestone_id"], unique=False)
    op.create_index("ix_task_project_id_due_on", "task", ["project_id", "due_on"], unique=False)
    op.create_table(
        "checklist_item",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_checklist_item_client_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["user.id"], name=op.f("fk_checklist_item_done_by_id")),
        sa.ForeignKeyConstraint(
            ["task_id", "client_id"],
            ["task.id", "task.client_id"],
            name=op.f("fk_checklist_item_task_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_checklist_item_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
    )
    op.create_index(op.f("ix_checklist_item_client_id"), "checklist_item", ["client_id"], unique=False)
    op.create_index(op.f("ix_checklist_item_done_by_id"), "checklist_item", ["done_by_id"], unique=False)
    op.create_index("ix_checklist_item_task_id_position", "checklist_item", ["task_id", "position"], unique=False)
    op.create_table(
        "comment",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "visibility", sa.Enum("INTERNAL", "CLIENT", name="visibility", native_enum=False, length=40), nullable=False
        ),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_comment_client_id")),
        sa.ForeignKeyConstraint(
            ["task_id", "client_id"],
            ["task.id", "task.client_id"],
            name=op.f("fk_comment_task_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_comment_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_client_id"), "comment", ["client_id"], unique=False)
    op.create_index("ix_comment_task_id_created_at", "comment", ["task_id", "created_at"], unique=False)
    op.create_table(
        "contract",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "SENT",
                "SIGNED",
                "ACTIVE",
                "EXPIRED",
                "TERMINATED",
                name="contractstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("value_currency", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("termination_reason", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signature_name", sa.Text(), nullable=True),
        sa.Column("signature_email", sa.Text(), nullable=True),
        sa.Column("signature_sha256", sa.Text(), nullable=True),
        sa.Column("signature_ip", sa.Text(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(value IS NULL) = (value_currency IS NULL)", name=op.f("ck_contract_value_currency")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_contract_ends_on")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_contract_client_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_contract_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id", "client_id"],
            ["proposal.id", "proposal.client_id"],
            name=op.f("fk_contract_proposal_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_contract_id_client_id")),
    )
    op.create_index(op.f("ix_contract_client_id"), "contract", ["client_id"], unique=False)
    op.create_index("ix_contract_client_id_starts_on", "contract", ["client_id", "starts_on"], unique=False)
    op.create_index(op.f("ix_contract_project_id"), "contract", ["project_id"], unique=False)
    op.create_index(op.f("ix_contract_proposal_id"), "contract", ["proposal_id"], unique=False)
    op.create_index("ix_contract_status_starts_on", "contract", ["status", "starts_on"], unique=False)
    op.create_table(
        "file",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("byte_size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "visibility", sa.Enum("INTERNAL", "CLIENT", name="visibility", native_enum=False, length=40), nullable=False
        ),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("communication_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("byte_size >= 0", name=op.f("ck_file_byte_size")),
        sa.CheckConstraint(
            "client_id IS NOT NULL OR num_nonnulls(project_id) = 0", name=op.f("ck_file_parents_need_client")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_file_client_id")),
        sa.ForeignKeyConstraint(
            ["communication_id", "client_id"],
            ["communication.id", "communication.client_id"],
            name=op.f("fk_file_communication_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["communication_id"], ["communication.id"], name=op.f("fk_file_communication_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_file_lead_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_file_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["task_id", "client_id"],
            ["task.id", "task.client_id"],
            name=op.f("fk_file_task_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_file_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_file_id_client_id")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_file_storage_key")),
    )
    op.create_index(op.f("ix_file_client_id"), "file", ["client_id"], unique=False)
    op.create_index("ix_file_client_id_created_at", "file", ["client_id", "created_at"], unique=False)
    op.create_index(op.f("ix_file_communication_id"), "file", ["communication_id"], unique=False)
    op.create_index(op.f("ix_file_lead_id"), "file", ["lead_id"], unique=False)
    op.create_index(op.f("ix_file_project_id"), "file", ["project_id"], unique=False)
    op.create_index(op.f("ix_file_task_id"), "file", ["task_id"], unique=False)
    op.create_table(
        "invoice",
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("series_year", sa.BigInteger(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT", "ISSUED", "PARTIALLY_PAID", "PAID", "VOID", name="invoicestatus", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("recurring_invoice_id", sa.Uuid(), nullable=True),
        sa.Column("estimate_id", sa.Uuid(), nullable=True),
        sa.Column("bill_to_name", sa.Text(), nullable=False),
        sa.Column("bill_to_address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("bill_to_email", sa.Text(), nullable=True),
        sa.Column("bill_to_tax_id", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column(
            "tax_rounding",
            sa.Enum("PER_RATE", "PER_LINE", name="taxrounding", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("discount_percent", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("subtotal", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("discount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("total", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax_summaries", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("paid", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("credited", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("internal_note", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(status = 'DRAFT') = (number IS NULL)", name=op.f("ck_invoice_number")),
        sa.CheckConstraint("discount_percent BETWEEN 0 AND 100", name=op.f("ck_invoice_discount_percent")),
        sa.CheckConstraint("paid >= 0 AND credited >= 0 AND paid + credited <= total", name=op.f("ck_invoice_balance")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_invoice_client_id")),
        sa.ForeignKeyConstraint(
            ["estimate_id", "client_id"],
            ["estimate.id", "estimate.client_id"],
            name=op.f("fk_invoice_estimate_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_invoice_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["recurring_invoice_id", "client_id"],
            ["recurring_invoice.id", "recurring_invoice.client_id"],
            name=op.f("fk_invoice_recurring_invoice_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_invoice_id_client_id")),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
    )
    op.create_index(op.f("ix_invoice_client_id"), "invoice", ["client_id"], unique=False)
    op.create_index("ix_invoice_client_id_issued_on", "invoice", ["client_id", "issued_on"], unique=False)
    op.create_index("ix_invoice_client_id_status_due_on", "invoice", ["client_id", "status", "due_on"], unique=False)
    op.create_index(op.f("ix_invoice_estimate_id"), "invoice", ["estimate_id"], unique=False)
    op.create_index("ix_invoice_issued_on", "invoice", ["issued_on", "id"], unique=False)
    op.create_index(op.f("ix_invoice_project_id"), "invoice", ["project_id"], unique=False)
    op.create_index(op.f("ix_invoice_recurring_invoice_id"), "invoice", ["recurring_invoice_id"], unique=False)
    op.create_index("ix_invoice_status_due_on", "invoice", ["status", "due_on"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_reminder_client_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["user.id"], name=op.f("fk_reminder_recipient_id")),
        sa.ForeignKeyConstraint(
            ["task_id", "client_id"],
            ["task.id", "task.client_id"],
            name=op.f("fk_reminder_task_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_reminder_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_client_id"), "reminder", ["client_id"], unique=False)
    op.create_index(
        "ix_reminder_due", "reminder", ["remind_at"], unique=False, postgresql_where=sa.text("sent_at IS NULL")
    )
    op.create_index(op.f("ix_reminder_recipient_id"), "reminder", ["recipient_id"], unique=False)
    op.create_index(op.f("ix_reminder_task_id"), "reminder", ["task_id"], unique=False)
    op.create_table(
        "task_assignee",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_task_assignee_client_id")),
        sa.ForeignKeyConstraint(
            ["task_id", "client_id"],
            ["task.id", "task.client_id"],
            name=op.f("fk_task_assignee_task_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_assignee_task_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_task_assignee_user_id")),
        sa.PrimaryKeyConstraint("task_id", "user_id", name=op.f("pk_task_assignee")),
    )
    op.create_index(op.f("ix_task_assignee_client_id"), "task_assignee", ["client_id"], unique=False)
    op.create_index(op.f("ix_task_assignee_user_id"), "task_assignee", ["user_id"], unique=False)
    op.create_table(
        "timer",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discarded", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_timer_client_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_timer_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["task_id", "client_id"],
            ["task.id", "task.client_id"],
            name=op.f("fk_timer_task_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_timer_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
    )
    op.create_index(op.f("ix_timer_client_id"), "timer", ["client_id"], unique=False)
    op.create_index(op.f("ix_timer_project_id"), "timer", ["project_id"], unique=False)
    op.create_index(op.f("ix_timer_task_id"), "timer", ["task_id"], unique=False)
    op.create_index(op.f("ix_timer_user_id"), "timer", ["user_id"], unique=False)
    op.create_index(
        "uq_timer_running", "timer", ["user_id"], unique=True, postgresql_where=sa.text("stopped_at IS NULL")
    )
    op.create_table(
        "credit_note",
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("series_year", sa.BigInteger(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column(
            "status", sa.Enum("DRAFT", "ISSUED", name="creditnotestatus", native_enum=False, length=40), nullable=False
        ),
        sa.Column(
            "kind", sa.Enum("CREDIT", "WRITE_OFF", name="creditnotekind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("subtotal", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("total", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax_summaries", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("remaining", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(status = 'DRAFT') = (number IS NULL)", name=op.f("ck_credit_note_number")),
        sa.CheckConstraint("remaining >= 0 AND remaining <= total", name=op.f("ck_credit_note_remaining")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_credit_note_client_id")),
        sa.ForeignKeyConstraint(
            ["invoice_id", "client_id"],
            ["invoice.id", "invoice.client_id"],
            name=op.f("fk_credit_note_invoice_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_credit_note_id_client_id")),
        sa.UniqueConstraint("number", name=op.f("uq_credit_note_number")),
    )
    op.create_index(op.f("ix_credit_note_client_id"), "credit_note", ["client_id"], unique=False)
    op.create_index("ix_credit_note_client_id_issued_on", "credit_note", ["client_id", "issued_on"], unique=False)
    op.create_index(op.f("ix_credit_note_invoice_id"), "credit_note", ["invoice_id"], unique=False)
    op.create_table(
        "invoice_line",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "FIXED", "TIME", "EXPENSE", "JOB_ACTIVITY", "ITEM", name="invoicelinekind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("discount_percent", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("discount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("taxes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("net", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("document_discount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("credited", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("credited >= 0 AND credited <= greatest(net, 0)", name=op.f("ck_invoice_line_credited")),
        sa.CheckConstraint("discount_percent BETWEEN 0 AND 100", name=op.f("ck_invoice_line_discount_percent")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_invoice_line_client_id")),
        sa.ForeignKeyConstraint(
            ["invoice_id", "client_id"],
            ["invoice.id", "invoice.client_id"],
            name=op.f("fk_invoice_line_invoice_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_invoice_line_id_client_id")),
    )
    op.create_index(op.f("ix_invoice_line_client_id"), "invoice_line", ["client_id"], unique=False)
    op.create_index("ix_invoice_line_invoice_id_position", "invoice_line", ["invoice_id", "position"], unique=False)
    op.create_table(
        "payment_allocation",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("refunded", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_allocation_amount")),
        sa.CheckConstraint("refunded >= 0 AND refunded <= amount", name=op.f("ck_payment_allocation_refunded")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_payment_allocation_client_id")),
        sa.ForeignKeyConstraint(
            ["invoice_id", "client_id"],
            ["invoice.id", "invoice.client_id"],
            name=op.f("fk_payment_allocation_invoice_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["payment_id", "client_id"],
            ["payment.id", "payment.client_id"],
            name=op.f("fk_payment_allocation_payment_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_allocation")),
    )
    op.create_index(op.f("ix_payment_allocation_client_id"), "payment_allocation", ["client_id"], unique=False)
    op.create_index(op.f("ix_payment_allocation_invoice_id"), "payment_allocation", ["invoice_id"], unique=False)
    op.create_index(op.f("ix_payment_allocation_payment_id"), "payment_allocation", ["payment_id"], unique=False)
    op.create_table(
        "credit_allocation",
        sa.Column("credit_note_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_credit_allocation_amount")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_credit_allocation_client_id")),
        sa.ForeignKeyConstraint(
            ["credit_note_id", "client_id"],
            ["credit_note.id", "credit_note.client_id"],
            name=op.f("fk_credit_allocation_credit_note_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id", "client_id"],
            ["invoice.id", "invoice.client_id"],
            name=op.f("fk_credit_allocation_invoice_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_allocation")),
    )
    op.create_index(op.f("ix_credit_allocation_client_id"), "credit_allocation", ["client_id"], unique=False)
    op.create_index(op.f("ix_credit_allocation_credit_note_id"), "credit_allocation", ["credit_note_id"], unique=False)
    op.create_index(op.f("ix_credit_allocation_invoice_id"), "credit_allocation", ["invoice_id"], unique=False)
    op.create_table(
        "credit_line",
        sa.Column("credit_note_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_line_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("net", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("net >= 0 AND tax >= 0", name=op.f("ck_credit_line_amounts")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_credit_line_client_id")),
        sa.ForeignKeyConstraint(
            ["credit_note_id", "client_id"],
            ["credit_note.id", "credit_note.client_id"],
            name=op.f("fk_credit_line_credit_note_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["invoice_line_id", "client_id"],
            ["invoice_line.id", "invoice_line.client_id"],
            name=op.f("fk_credit_line_invoice_line_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_line")),
    )
    op.create_index(op.f("ix_credit_line_client_id"), "credit_line", ["client_id"], unique=False)
    op.create_index(op.f("ix_credit_line_credit_note_id"), "credit_line", ["credit_note_id"], unique=False)
    op.create_index(op.f("ix_credit_line_invoice_line_id"), "credit_line", ["invoice_line_id"], unique=False)
    op.create_table(
        "expense",
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("markup_percent", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("billable_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("receipt_file_id", sa.Uuid(), nullable=True),
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
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "client_id IS NOT NULL OR num_nonnulls(project_id, invoice_line_id) = 0",
            name=op.f("ck_expense_parents_need_client"),
        ),
        sa.CheckConstraint("markup_percent >= 0", name=op.f("ck_expense_markup_percent")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_expense_client_id")),
        sa.ForeignKeyConstraint(
            ["invoice_line_id", "client_id"],
            ["invoice_line.id", "invoice_line.client_id"],
            name=op.f("fk_expense_invoice_line_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_expense_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["receipt_file_id", "client_id"],
            ["file.id", "file.client_id"],
            name=op.f("fk_expense_receipt_file_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["receipt_file_id"], ["file.id"], name=op.f("fk_expense_receipt_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_expense_id_client_id")),
    )
    op.create_index(op.f("ix_expense_client_id"), "expense", ["client_id"], unique=False)
    op.create_index("ix_expense_client_id_spent_on", "expense", ["client_id", "spent_on"], unique=False)
    op.create_index(op.f("ix_expense_invoice_line_id"), "expense", ["invoice_line_id"], unique=False)
    op.create_index(op.f("ix_expense_project_id"), "expense", ["project_id"], unique=False)
    op.create_index(op.f("ix_expense_receipt_file_id"), "expense", ["receipt_file_id"], unique=False)
    op.create_index("ix_expense_spent_on", "expense", ["spent_on", "id"], unique=False)
    op.create_table(
        "time_entry",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("logged_on", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("billed_seconds", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("rate", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("value", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("cost_rate", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("cost_currency", sa.Text(), nullable=True),
        sa.Column("cost", sa.Numeric(precision=19, scale=4), nullable=True),
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
        sa.CheckConstraint("(cost_rate IS NULL) = (cost_currency IS NULL)", name=op.f("ck_time_entry_cost_currency")),
        sa.CheckConstraint("(rate IS NULL) = (currency IS NULL)", name=op.f("ck_time_entry_currency")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_time_entry_ended_at")),
        sa.CheckConstraint("seconds > 0 AND seconds <= 86400", name=op.f("ck_time_entry_seconds")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_time_entry_client_id")),
        sa.ForeignKeyConstraint(
            ["invoice_line_id", "client_id"],
            ["invoice_line.id", "invoice_line.client_id"],
            name=op.f("fk_time_entry_invoice_line_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_time_entry_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["task_id", "client_id"],
            ["task.id", "task.client_id"],
            name=op.f("fk_time_entry_task_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_time_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_entry")),
        sa.UniqueConstraint("id", "client_id", name=op.f("uq_time_entry_id_client_id")),
    )
    op.create_index(op.f("ix_time_entry_client_id"), "time_entry", ["client_id"], unique=False)
    op.create_index("ix_time_entry_client_id_logged_on", "time_entry", ["client_id", "logged_on"], unique=False)
    op.create_index(op.f("ix_time_entry_invoice_line_id"), "time_entry", ["invoice_line_id"], unique=False)
    op.create_index("ix_time_entry_project_id_logged_on", "time_entry", ["project_id", "logged_on"], unique=False)
    op.create_index(op.f("ix_time_entry_task_id"), "time_entry", ["task_id"], unique=False)
    op.create_index("ix_time_entry_user_id_logged_on", "time_entry", ["user_id", "logged_on"], unique=False)
    op.create_table(
        "billing_allocation",
        sa.Column("invoice_line_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("RESERVED", "BILLED", "RELEASED", name="allocationstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("time_entry_id", sa.Uuid(), nullable=True),
        sa.Column("expense_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("share_percent", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("net", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("credit_note_id", sa.Uuid(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'RELEASED') = (released_at IS NOT NULL)", name=op.f("ck_billing_allocation_released_at")
        ),
        sa.CheckConstraint(
            "(project_id IS NULL) = (share_percent IS NULL)", name=op.f("ck_billing_allocation_share_percent")
        ),
        sa.CheckConstraint(
            "num_nonnulls(time_entry_id, expense_id, project_id) = 1", name=op.f("ck_billing_allocation_exactly_one")
        ),
        sa.CheckConstraint(
            "share_percent > 0 AND share_percent <= 100", name=op.f("ck_billing_allocation_share_percent_range")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_billing_allocation_client_id")),
        sa.ForeignKeyConstraint(
            ["credit_note_id", "client_id"],
            ["credit_note.id", "credit_note.client_id"],
            name=op.f("fk_billing_allocation_credit_note_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["expense_id", "client_id"],
            ["expense.id", "expense.client_id"],
            name=op.f("fk_billing_allocation_expense_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["invoice_line_id", "client_id"],
            ["invoice_line.id", "invoice_line.client_id"],
            name=op.f("fk_billing_allocation_invoice_line_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "client_id"],
            ["project.id", "project.client_id"],
            name=op.f("fk_billing_allocation_project_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["time_entry_id", "client_id"],
            ["time_entry.id", "time_entry.client_id"],
            name=op.f("fk_billing_allocation_time_entry_id_client_id"),
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_allocation")),
    )
    op.create_index(op.f("ix_billing_allocation_client_id"), "billing_allocation", ["client_id"], unique=False)
    op.create_index(
        op.f("ix_billing_allocation_credit_note_id"), "billing_allocation", ["credit_note_id"], unique=False
    )
    op.create_index(op.f("ix_billing_allocation_expense_id"), "billing_allocation", ["expense_id"], unique=False)
    op.create_index(
        op.f("ix_billing_allocation_invoice_line_id"), "billing_allocation", ["invoice_line_id"], unique=False
    )
    op.create_index(op.f("ix_billing_allocation_project_id"), "billing_allocation", ["project_id"], unique=False)
    op.create_index(op.f("ix_billing_allocation_time_entry_id"), "billing_allocation", ["time_entry_id"], unique=False)
    op.create_index(
        "uq_billing_allocation_live_expense_id",
        "billing_allocation",
        ["expense_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('RESERVED', 'BILLED')"),
    )
    op.create_index(
        "uq_billing_allocation_live_time_entry_id",
        "billing_allocation",
        ["time_entry_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('RESERVED', 'BILLED')"),
    )
    op.create_foreign_key(op.f("fk_client_lead_id"), "client", "lead", ["lead_id"], ["id"], use_alter=True)


def downgrade() -> None:
    """Go back."""
    op.drop_constraint(op.f("fk_client_lead_id"), "client", type_="foreignkey")
    op.drop_index(
        "uq_billing_allocation_live_time_entry_id",
        table_name="billing_allocation",
        postgresql_where=sa.text("state IN ('RESERVED', 'BILLED')"),
    )
    op.drop_index(
        "uq_billing_allocation_live_expense_id",
        table_name="billing_allocation",
        postgresql_where=sa.text("state IN ('RESERVED', 'BILLED')"),
    )
    op.drop_index(op.f("ix_billing_allocation_time_entry_id"), table_name="billing_allocation")
    op.drop_index(op.f("ix_billing_allocation_project_id"), table_name="billing_allocation")
    op.drop_index(op.f("ix_billing_allocation_invoice_line_id"), table_name="billing_allocation")
    op.drop_index(op.f("ix_billing_allocation_expense_id"), table_name="billing_allocation")
    op.drop_index(op.f("ix_billing_allocation_credit_note_id"), table_name="billing_allocation")
    op.drop_index(op.f("ix_billing_allocation_client_id"), table_name="billing_allocation")
    op.drop_table("billing_allocation")
    op.drop_index("ix_time_entry_user_id_logged_on", table_name="time_entry")
    op.drop_index(op.f("ix_time_entry_task_id"), table_name="time_entry")
    op.drop_index("ix_time_entry_project_id_logged_on", table_name="time_entry")
    op.drop_index(op.f("ix_time_entry_invoice_line_id"), table_name="time_entry")
    op.drop_index("ix_time_entry_client_id_logged_on", table_name="time_entry")
    op.drop_index(op.f("ix_time_entry_client_id"), table_name="time_entry")
    op.drop_table("time_entry")
    op.drop_index("ix_expense_spent_on", table_name="expense")
    op.drop_index(op.f("ix_expense_receipt_file_id"), table_name="expense")
    op.drop_index(op.f("ix_expense_project_id"), table_name="expense")
    op.drop_index(op.f("ix_expense_invoice_line_id"), table_name="expense")
    op.drop_index("ix_expense_client_id_spent_on", table_name="expense")
    op.drop_index(op.f("ix_expense_client_id"), table_name="expense")
    op.drop_table("expense")
    op.drop_index(op.f("ix_credit_line_invoice_line_id"), table_name="credit_line")
    op.drop_index(op.f("ix_credit_line_credit_note_id"), table_name="credit_line")
    op.drop_index(op.f("ix_credit_line_client_id"), table_name="credit_line")
    op.drop_table("credit_line")
    op.drop_index(op.f("ix_credit_allocation_invoice_id"), table_name="credit_allocation")
    op.drop_index(op.f("ix_credit_allocation_credit_note_id"), table_name="credit_allocation")
    op.drop_index(op.f("ix_credit_allocation_client_id"), table_name="credit_allocation")
    op.drop_table("credit_allocation")
    op.drop_index(op.f("ix_payment_allocation_payment_id"), table_name="payment_allocation")
    op.drop_index(op.f("ix_payment_allocation_invoice_id"), table_name="payment_allocation")
    op.drop_index(op.f("ix_payment_allocation_client_id"), table_name="payment_allocation")
    op.drop_table("payment_allocation")
    op.drop_index("ix_invoice_line_invoice_id_position", table_name="invoice_line")
    op.drop_index(op.f("ix_invoice_line_client_id"), table_name="invoice_line")
    op.drop_table("invoice_line")
    op.drop_index(op.f("ix_credit_note_invoice_id"), table_name="credit_note")
    op.drop_index("ix_credit_note_client_id_issued_on", table_name="credit_note")
    op.drop_index(op.f("ix_credit_note_client_id"), table_name="credit_note")
    op.drop_table("credit_note")
    op.drop_index("uq_timer_running", table_name="timer", postgresql_where=sa.text("stopped_at IS NULL"))
    op.drop_index(op.f("ix_timer_user_id"), table_name="timer")
    op.drop_index(op.f("ix_timer_task_id"), table_name="timer")
    op.drop_index(op.f("ix_timer_project_id"), table_name="timer")
    op.drop_index(op.f("ix_timer_client_id"), table_name="timer")
    op.drop_table("timer")
    op.drop_index(op.f("ix_task_assignee_user_id"), table_name="task_assignee")
    op.drop_index(op.f("ix_task_assignee_client_id"), table_name="task_assignee")
    op.drop_table("task_assignee")
    op.drop_index(op.f("ix_reminder_task_id"), table_name="reminder")
    op.drop_index(op.f("ix_reminder_recipient_id"), table_name="reminder")
    op.drop_index("ix_reminder_due", table_name="reminder", postgresql_where=sa.text("sent_at IS NULL"))
    op.drop_index(op.f("ix_reminder_client_id"), table_name="reminder")
    op.drop_table("reminder")
    op.drop_index("ix_invoice_status_due_on", table_name="invoice")
    op.drop_index(op.f("ix_invoice_recurring_invoice_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_project_id"), table_name="invoice")
    op.drop_index("ix_invoice_issued_on", table_name="invoice")
    op.drop_index(op.f("ix_invoice_estimate_id"), table_name="invoice")
    op.drop_index("ix_invoice_client_id_status_due_on", table_name="invoice")
    op.drop_index("ix_invoice_client_id_issued_on", table_name="invoice")
    op.drop_index(op.f("ix_invoice_client_id"), table_name="invoice")
    op.drop_table("invoice")
    op.drop_index(op.f("ix_file_task_id"), table_name="file")
    op.drop_index(op.f("ix_file_project_id"), table_name="file")
    op.drop_index(op.f("ix_file_lead_id"), table_name="file")
    op.drop_index(op.f("ix_file_communication_id"), table_name="file")
    op.drop_index("ix_file_client_id_created_at", table_name="file")
    op.drop_index(op.f("ix_file_client_id"), table_name="file")
    op.drop_table("file")
    op.drop_index("ix_contract_status_starts_on", table_name="contract")
    op.drop_index(op.f("ix_contract_proposal_id"), table_name="contract")
    op.drop_index(op.f("ix_contract_project_id"), table_name="contract")
    op.drop_index("ix_contract_client_id_starts_on", table_name="contract")
    op.drop_index(op.f("ix_contract_client_id"), table_name="contract")
    op.drop_table("contract")
    op.drop_index("ix_comment_task_id_created_at", table_name="comment")
    op.drop_index(op.f("ix_comment_client_id"), table_name="comment")
    op.drop_table("comment")
    op.drop_index("ix_checklist_item_task_id_position", table_name="checklist_item")
    op.drop_index(op.f("ix_checklist_item_done_by_id"), table_name="checklist_item")
    op.drop_index(op.f("ix_checklist_item_client_id"), table_name="checklist_item")
    op.drop_table("checklist_item")
    op.drop_index("ix_task_project_id_due_on", table_name="task")
    op.drop_index(op.f("ix_task_milestone_id"), table_name="task")
    op.drop_index(op.f("ix_task_lead_id"), table_name="task")
    op.drop_index("ix_task_due_on", table_name="task")
    op.drop_index("ix_task_client_id_due_on", table_name="task")
    op.drop_index(op.f("ix_task_client_id"), table_name="task")
    op.drop_table("task")
    op.drop_index("ix_reply_ticket_id_created_at", table_name="reply")
    op.drop_index("ix_reply_discussion_id_created_at", table_name="reply")
    op.drop_index(op.f("ix_reply_client_id"), table_name="reply")
    op.drop_table("reply")
    op.drop_index("uq_proposal_number_revision", table_name="proposal")
    op.drop_index(op.f("ix_proposal_superseded_by_id"), table_name="proposal")
    op.drop_index("ix_proposal_status_expires_on", table_name="proposal")
    op.drop_index(op.f("ix_proposal_project_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_lead_id"), table_name="proposal")
    op.drop_index("ix_proposal_client_id_created_at", table_name="proposal")
    op.drop_index(op.f("ix_proposal_client_id"), table_name="proposal")
    op.drop_table("proposal")
    op.drop_index("uq_estimate_number_revision", table_name="estimate")
    op.drop_index(op.f("ix_estimate_superseded_by_id"), table_name="estimate")
    op.drop_index("ix_estimate_status_expires_on", table_name="estimate")
    op.drop_index(op.f("ix_estimate_project_id"), table_name="estimate")
    op.drop_index(op.f("ix_estimate_lead_id"), table_name="estimate")
    op.drop_index("ix_estimate_client_id_created_at", table_name="estimate")
    op.drop_index(op.f("ix_estimate_client_id"), table_name="estimate")
    op.drop_table("estimate")
    op.drop_index("ix_communication_lead_id_at", table_name="communication")
    op.drop_index(op.f("ix_communication_contact_id"), table_name="communication")
    op.drop_index("ix_communication_client_id_at", table_name="communication")
    op.drop_index(op.f("ix_communication_client_id"), table_name="communication")
    op.drop_table("communication")
    op.drop_index(op.f("ix_api_token_client_client_id"), table_name="api_token_client")
    op.drop_table("api_token_client")
    op.drop_index(op.f("ix_user_client_client_id"), table_name="user_client")
    op.drop_table("user_client")
    op.drop_index(op.f("ix_ticket_project_id"), table_name="ticket")
    op.drop_index("ix_ticket_due_at", table_name="ticket")
    op.drop_index("ix_ticket_created_at", table_name="ticket")
    op.drop_index(op.f("ix_ticket_contact_id"), table_name="ticket")
    op.drop_index("ix_ticket_client_id_created_at", table_name="ticket")
    op.drop_index(op.f("ix_ticket_client_id"), table_name="ticket")
    op.drop_index(op.f("ix_ticket_assignee_id"), table_name="ticket")
    op.drop_table("ticket")
    op.drop_index(op.f("ix_session_user_id"), table_name="session")
    op.drop_index(op.f("ix_session_identity_id"), table_name="session")
    op.drop_index(op.f("ix_session_contact_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_recurring_invoice_project_id"), table_name="recurring_invoice")
    op.drop_index(
        "ix_recurring_invoice_due", table_name="recurring_invoice", postgresql_where=sa.text("status = 'ACTIVE'")
    )
    op.drop_index(op.f("ix_recurring_invoice_client_id"), table_name="recurring_invoice")
    op.drop_table("recurring_invoice")
    op.drop_index("ix_receipt_client_id_issued_at", table_name="receipt")
    op.drop_index(op.f("ix_receipt_client_id"), table_name="receipt")
    op.drop_table("receipt")
    op.drop_index(op.f("ix_project_member_user_id"), table_name="project_member")
    op.drop_index(op.f("ix_project_member_client_id"), table_name="project_member")
    op.drop_table("project_member")
    op.drop_index(
        "ix_notification_user_id_unread", table_name="notification", postgresql_where=sa.text("read_at IS NULL")
    )
    op.drop_index("ix_notification_user_id_created_at", table_name="notification")
    op.drop_index(op.f("ix_notification_event_id"), table_name="notification")
    op.drop_index(
        "ix_notification_contact_id_unread", table_name="notification", postgresql_where=sa.text("read_at IS NULL")
    )
    op.drop_index("ix_notification_contact_id_created_at", table_name="notification")
    op.drop_index(op.f("ix_notification_client_id"), table_name="notification")
    op.drop_table("notification")
    op.drop_index("ix_milestone_project_id_position", table_name="milestone")
    op.drop_index(op.f("ix_milestone_client_id"), table_name="milestone")
    op.drop_table("milestone")
    op.drop_index(op.f("ix_lead_stage_id"), table_name="lead")
    op.drop_index(op.f("ix_lead_owner_id"), table_name="lead")
    op.drop_index(op.f("ix_lead_name"), table_name="lead")
    op.drop_index(op.f("ix_lead_last_activity_at"), table_name="lead")
    op.drop_index("ix_lead_email", table_name="lead")
    op.drop_index("ix_lead_created_at", table_name="lead")
    op.drop_index(op.f("ix_lead_converted_client_id"), table_name="lead")
    op.drop_table("lead")
    op.drop_index("ix_job_target_at", table_name="job")
    op.drop_index(op.f("ix_job_site_id"), table_name="job")
    op.drop_index(op.f("ix_job_service_id"), table_name="job")
    op.drop_index(op.f("ix_job_project_id"), table_name="job")
    op.drop_index("ix_job_created_at", table_name="job")
    op.drop_index(op.f("ix_job_contact_id"), table_name="job")
    op.drop_index("ix_job_client_id_target_at", table_name="job")
    op.drop_index(op.f("ix_job_client_id"), table_name="job")
    op.drop_table("job")
    op.drop_index(op.f("ix_discussion_project_id"), table_name="discussion")
    op.drop_index("ix_discussion_created_at", table_name="discussion")
    op.drop_index("ix_discussion_client_id_created_at", table_name="discussion")
    op.drop_index(op.f("ix_discussion_client_id"), table_name="discussion")
    op.drop_table("discussion")
    op.drop_index(op.f("ix_api_token_user_id"), table_name="api_token")
    op.drop_index(op.f("ix_api_token_name"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(op.f("ix_activity_rate_client_id"), table_name="activity_rate")
    op.drop_table("activity_rate")
    op.drop_index(op.f("ix_activity_client_client_id"), table_name="activity_client")
    op.drop_table("activity_client")
    op.drop_index("uq_user_email", table_name="user")
    op.drop_index(op.f("ix_user_name"), table_name="user")
    op.drop_table("user")
    op.drop_index(op.f("ix_site_reference"), table_name="site")
    op.drop_index("ix_site_name", table_name="site")
    op.drop_index("ix_site_client_id_name", table_name="site")
    op.drop_index(op.f("ix_site_client_id"), table_name="site")
    op.drop_table("site")
    op.drop_index("ix_project_due_on", table_name="project")
    op.drop_index("ix_project_client_id_name", table_name="project")
    op.drop_index("ix_project_client_id_due_on", table_name="project")
    op.drop_index(op.f("ix_project_client_id"), table_name="project")
    op.drop_table("project")
    op.drop_index("uq_payment_gateway_ref", table_name="payment", postgresql_where=sa.text("gateway_ref IS NOT NULL"))
    op.drop_index("ix_payment_received_at", table_name="payment")
    op.drop_index("ix_payment_client_id_received_at", table_name="payment")
    op.drop_index(op.f("ix_payment_client_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_index("uq_contact_point_of_contact", table_name="contact", postgresql_where=sa.text("is_point_of_contact"))
    op.drop_index(
        "uq_contact_client_id_identity_id", table_name="contact", postgresql_where=sa.text("identity_id IS NOT NULL")
    )
    op.drop_index(op.f("ix_contact_identity_id"), table_name="contact")
    op.drop_index("ix_contact_email", table_name="contact")
    op.drop_index("ix_contact_client_id_name", table_name="contact")
    op.drop_index(op.f("ix_contact_client_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_activity_service_id"), table_name="activity")
    op.drop_index("ix_activity_name", table_name="activity")
    op.drop_table("activity")
    op.drop_index("ix_service_name", table_name="service")
    op.drop_table("service")
    op.drop_index(op.f("ix_pipeline_stage_position"), table_name="pipeline_stage")
    op.drop_table("pipeline_stage")
    op.drop_index("ix_outbox_mail_unsent", table_name="outbox_mail", postgresql_where=sa.text("sent_at IS NULL"))
    op.drop_table("outbox_mail")
    op.drop_index("uq_organisation_one", table_name="organisation")
    op.drop_table("organisation")
    op.drop_index("ix_one_time_token_subject_id_purpose", table_name="one_time_token")
    op.drop_table("one_time_token")
    op.drop_table("number_series")
    op.drop_index(op.f("ix_login_attempt_last_at"), table_name="login_attempt")
    op.drop_table("login_attempt")
    op.drop_table("log_retention")
    op.drop_index("uq_identity_email", table_name="identity")
    op.drop_table("identity")
    op.drop_index(op.f("ix_idempotency_created_at"), table_name="idempotency")
    op.drop_table("idempotency")
    op.drop_index("ix_event_unsealed", table_name="event", postgresql_where=sa.text("hash IS NULL"))
    op.drop_index("ix_event_subject_id_position", table_name="event")
    op.drop_index("ix_event_project_id_position", table_name="event")
    op.drop_index("ix_event_position", table_name="event")
    op.drop_index("ix_event_lead_id_position", table_name="event")
    op.drop_index("ix_event_invoice_id_position", table_name="event")
    op.drop_index("ix_event_client_id_position", table_name="event")
    op.drop_index("ix_event_at", table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_client_tax_id"), table_name="client")
    op.drop_index("ix_client_name", table_name="client")
    op.drop_index(op.f("ix_client_lead_id"), table_name="client")
    op.drop_index(op.f("ix_client_last_activity_at"), table_name="client")
    op.drop_index("ix_client_created_at", table_name="client")
    op.drop_index(op.f("ix_client_account_number"), table_name="client")
    op.drop_table("client")
