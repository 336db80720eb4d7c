"""What alerts were worth, for models to learn from, and what was approved on a report."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "monitor_labels",
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("alert", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("monitor_labels_person", "monitor_labels", ["person"])
    op.create_table(
        "monitor_approvals",
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
    )
