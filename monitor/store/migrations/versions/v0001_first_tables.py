"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the first tables."""
    _make_actions()
    _make_alerts()
    _make_archive()
    _make_deliveries()
    _make_keys()
    _make_outbox()
    _make_people()
    _make_positions()
    _make_quarantine()
    _make_reasons()
    _make_refused()
    _make_seen()
    _make_silences()
    _make_workers()


def _make_actions() -> None:
    op.create_table(
        "monitor_actions",
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("alert", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("monitor_actions_alert", "monitor_actions", ["alert"])


def _make_alerts() -> None:
    op.create_table(
        "monitor_alerts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("theme", sa.Text, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("raised", sa.BigInteger),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("opened", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("monitor_alerts_due", "monitor_alerts", ["due"])
    op.create_index("monitor_alerts_person", "monitor_alerts", ["person", "theme"])


def _make_archive() -> None:
    op.create_table(
        "monitor_archive",
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("kept_until", sa.BigInteger),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("apart", sa.Text),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("monitor_archive_person", "monitor_archive", ["person", "first"])


def _make_deliveries() -> None:
    op.create_table(
        "monitor_deliveries",
        sa.Column("target", sa.Text, primary_key=True),
        sa.Column("alert", sa.Text, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def _make_keys() -> None:
    op.create_table(
        "monitor_keys",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def _make_outbox() -> None:
    op.create_table(
        "monitor_outbox",
        sa.Column("target", sa.Text, primary_key=True),
        sa.Column("alert", sa.Text, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def _make_people() -> None:
    op.create_table(
        "monitor_people",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("wake", sa.BigInteger),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def _make_positions() -> None:
    op.create_table(
        "monitor_positions",
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("partition", sa.Integer, primary_key=True),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("next", sa.BigInteger, nullable=False),
        sa.Column("latest", sa.BigInteger, nullable=False),
    )


def _make_quarantine() -> None:
    op.create_table(
        "monitor_quarantine",
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("partition", sa.Integer, primary_key=True),
        sa.Column("offset", sa.BigInteger, primary_key=True),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("replayed", sa.BigInteger),
        sa.Column("told", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )


def _make_reasons() -> None:
    op.create_table(
        "monitor_reasons",
        sa.Column("identity", sa.LargeBinary, primary_key=True),
        sa.Column("theme", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("alert", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("monitor_reasons_person", "monitor_reasons", ["person"])


def _make_refused() -> None:
    op.create_table(
        "monitor_refused",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def _make_seen() -> None:
    op.create_table(
        "monitor_seen",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("identity", sa.LargeBinary, primary_key=True),
        sqlite_with_rowid=False,
    )


def _make_silences() -> None:
    op.create_table(
        "monitor_silences",
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("person", sa.Text),
        sa.Column("theme", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("lifted", sa.BigInteger),
    )


def _make_workers() -> None:
    op.create_table(
        "monitor_workers",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("started", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("events", sa.BigInteger, nullable=False),
        sa.Column("lag", sa.BigInteger),
        sa.Column("rate", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
