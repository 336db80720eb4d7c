"""The monitor's store: SQLite by default, PostgreSQL by URL; one transaction a batch."""
