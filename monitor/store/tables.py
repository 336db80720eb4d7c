"""The tables as they stand after the last migration. Times are µs since 1970 UTC.

Words of people are only in columns called ``sealed``, encrypted under the person's key; the other
columns are references, counts, times and reasons. Names begin with ``monitor_``, so that one
database may hold casework too.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

METADATA = MetaData()
Number = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives: SQLite counts only in INTEGER columns."""

POSITIONS = Table(
    "monitor_positions",
    METADATA,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("next", BigInteger, nullable=False),
    Column("latest", BigInteger, nullable=False),
)
"""Where each partition is read from next, by which owner, and the latest receipt met in it."""

SEEN = Table(
    "monitor_seen",
    METADATA,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("identity", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)
"""Events that had their effect, by the day of their own time: a duplicate falls on the same day."""

PEOPLE = Table(
    "monitor_people",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("wake", BigInteger),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""What is remembered of each person between events; ``version`` grows with every change.

``wake`` is when silence would be worth telling, if nothing came before.
"""

BASELINES = Table(
    "monitor_baselines",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""What is usual for each person: read and written only when a day of theirs is over."""

ALERTS = Table(
    "monitor_alerts",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("raised", BigInteger),
    Column("revision", BigInteger, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("due", BigInteger),
    Column("level", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("monitor_alerts_person", "person", "theme"),
    Index("monitor_alerts_due", "due"),
)
"""Groups. ``raised`` is null for one that is below the threshold: it is no alert yet."""

OUTBOX = Table(
    "monitor_outbox",
    METADATA,
    Column("target", Text, primary_key=True),
    Column("alert", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("level", Integer, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""What is raised and not delivered yet, a row a target and alert."""

DELIVERIES = Table(
    "monitor_deliveries",
    METADATA,
    Column("target", Text, primary_key=True),
    Column("alert", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("level", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""The last that each target acknowledged of each alert."""

REASONS = Table(
    "monitor_reasons",
    METADATA,
    Column("identity", LargeBinary, primary_key=True),
    Column("theme", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("alert", Text),
    Column("reason", Text, nullable=False),
    Index("monitor_reasons_person", "person"),
    sqlite_with_rowid=False,
)
"""What became of every event that might have alerted."""

REFUSED = Table(
    "monitor_refused",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Events outside the basis: only their number, and when the last was received."""

QUARANTINE = Table(
    "monitor_quarantine",
    METADATA,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("offset", BigInteger, primary_key=True),
    Column("length", BigInteger, nullable=False),
    Column("sha256", Text),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("replayed", BigInteger),
    Column("told", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""Records that could not be understood: where they stand, never what they hold."""

ARCHIVE = Table(
    "monitor_archive",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("person", Text, nullable=False),
    Column("kept_until", BigInteger),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
    Column("apart", Text),
    Column("sealed", LargeBinary, nullable=False),
    Index("monitor_archive_person", "person", "first"),
)
"""Events that passed, packed a person and batch; ``apart`` says why some are held unread."""

SILENCES = Table(
    "monitor_silences",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("person", Text),
    Column("theme", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("lifted", BigInteger),
    Column("lifted_by", Text),
)
"""Themes that someone asked not to be told of for a while; without a person, for everybody."""

ACTIONS = Table(
    "monitor_actions",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("alert", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("monitor_actions_alert", "alert"),
)
"""What people did with alerts, each with its reason or note."""

DECISIONS = Table(
    "monitor_decisions",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("person", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("events", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("monitor_decisions_person", "person"),
)
"""What people decided about a person's events: by whom, about how many, and why."""

LABELS = Table(
    "monitor_labels",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("person", Text, nullable=False),
    Column("alert", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("monitor_labels_person", "person"),
)
"""What alerts, and some that did not alert, were worth: counts of each at the verdict."""

APPROVALS = Table(
    "monitor_approvals",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("what", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("summary", Text, nullable=False),
)
"""Changes of rules that somebody approved on a report of what they would change."""

KEYS = Table(
    "monitor_keys",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""A key a person, wrapped under the unit's master key, which is not in the database."""

WORKERS = Table(
    "monitor_workers",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("started", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("events", BigInteger, nullable=False),
    Column("lag", BigInteger),
    Column("rate", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Monitor processes and their last sign of life."""
