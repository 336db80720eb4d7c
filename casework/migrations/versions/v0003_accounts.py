"""Credentials, sessions and failed attempts to sign in; accounts themselves are records."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "credentials",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("password", sa.Text),
        sa.Column("secret", sa.LargeBinary),
        sa.Column("step", sa.BigInteger, nullable=False),
        sa.Column("one_time", sa.LargeBinary),
        sa.Column("one_time_until", sa.BigInteger),
        sa.Column("used", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.LargeBinary, primary_key=True),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("opened", sa.BigInteger, nullable=False),
        sa.Column("used", sa.BigInteger, nullable=False),
    )
    op.create_index("sessions_account", "sessions", ["account"])
    op.create_table(
        "sign_in_failures",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
