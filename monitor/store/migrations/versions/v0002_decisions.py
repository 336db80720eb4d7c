"""What people decided apart from alerts, and who lifted a silence."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table, and the column."""
    op.create_table(
        "monitor_decisions",
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.add_column("monitor_silences", sa.Column("lifted_by", sa.Text))
    op.create_index("monitor_decisions_person", "monitor_decisions", ["person"])
