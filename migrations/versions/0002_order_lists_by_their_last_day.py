"""Order lists by their last day.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.drop_index(op.f("ix_credit_note_client_id_issued_on"), table_name="credit_note")
    op.create_index(
        "ix_credit_note_client_id_issued_on",
        "credit_note",
        ["client_id", sa.literal_column("issued_on DESC NULLS LAST")],
        unique=False,
    )
    op.drop_index(op.f("ix_invoice_client_id_issued_on"), table_name="invoice")
    op.create_index(
        "ix_invoice_client_id_issued_on",
        "invoice",
        ["client_id", sa.literal_column("issued_on DESC NULLS LAST")],
        unique=False,
    )
    op.drop_index(op.f("ix_invoice_issued_on"), table_name="invoice")
    op.create_index(
        "ix_invoice_issued_on", "invoice", [sa.literal_column("issued_on DESC NULLS LAST"), "id"], unique=False
    )
    op.drop_index(op.f("ix_payment_client_id_received_at"), table_name="payment")
    op.create_index(
        "ix_payment_client_id_received_at",
        "payment",
        ["client_id", sa.literal_column("received_at DESC NULLS LAST")],
        unique=False,
    )
    op.drop_index(op.f("ix_payment_received_at"), table_name="payment")
    op.create_index(
        "ix_payment_received_at", "payment", [sa.literal_column("received_at DESC NULLS LAST"), "id"], unique=False
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_payment_received_at", table_name="payment")
    op.create_index(op.f("ix_payment_received_at"), "payment", ["received_at", "id"], unique=False)
    op.drop_index("ix_payment_client_id_received_at", table_name="payment")
    op.create_index(op.f("ix_payment_client_id_received_at"), "payment", ["client_id", "received_at"], unique=False)
    op.drop_index("ix_invoice_issued_on", table_name="invoice")
    op.create_index(op.f("ix_invoice_issued_on"), "invoice", ["issued_on", "id"], unique=False)
    op.drop_index("ix_invoice_client_id_issued_on", table_name="invoice")
    op.create_index(op.f("ix_invoice_client_id_issued_on"), "invoice", ["client_id", "issued_on"], unique=False)
    op.drop_index("ix_credit_note_client_id_issued_on", table_name="credit_note")
    op.create_index(op.f("ix_credit_note_client_id_issued_on"), "credit_note", ["client_id", "issued_on"], unique=False)
