"""Signed checkpoints of the log."""

import sqlalchemy as sa
from alembic import op

from casework.migrations.append_only import refuse

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    refuse("checkpoints", "update", "delete")
