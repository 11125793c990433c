<%def name="steps(lines)">${"\n".join(line for line in (lines or "pass").splitlines() if "###" not in line).strip()}</%def>\
"""${message}.

Revision ${up_revision}, after ${down_revision or "nothing"}.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    ${steps(upgrades)}


def downgrade() -> None:
    """Go back."""
    ${steps(downgrades)}
