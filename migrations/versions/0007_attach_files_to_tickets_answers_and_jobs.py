"""Attach files to tickets, answers and jobs.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SUBJECTS = ("ticket", "reply", "job")
NEEDS_CLIENT = "client_id IS NOT NULL OR num_nonnulls({}) = 0"


def upgrade() -> None:
    """Go forward."""
    op.create_unique_constraint(op.f("uq_reply_id_client_id"), "reply", ["id", "client_id"])
    for subject in SUBJECTS:
        column = f"{subject}_id"
        op.add_column("file", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_index(op.f(f"ix_file_{column}"), "file", [column], unique=False)
        op.create_foreign_key(
            op.f(f"fk_file_{column}_client_id"),
            "file",
            subject,
            [column, "client_id"],
            ["id", "client_id"],
            initially="IMMEDIATE",
            deferrable=True,
        )
    _compare("project_id", "ticket_id", "reply_id", "job_id")


def downgrade() -> None:
    """Go back."""
    _compare("project_id")
    for subject in reversed(SUBJECTS):
        column = f"{subject}_id"
        op.drop_constraint(op.f(f"fk_file_{column}_client_id"), "file", type_="foreignkey")
        op.drop_index(op.f(f"ix_file_{column}"), table_name="file")
        op.drop_column("file", column)
    op.drop_constraint(op.f("uq_reply_id_client_id"), "reply", type_="unique")


def _compare(*columns: str) -> None:
    """Say again which parents a file without a client cannot have."""
    name = op.f("ck_file_parents_need_client")
    op.drop_constraint(name, "file", type_="check")
    op.create_check_constraint(name, "file", NEEDS_CLIENT.format(", ".join(columns)))
