"""Positions and what was kept, in one small database: a record kept twice is an error."""

import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from monitor.errors import Fenced
from monitor.records import Batch, Place

TABLES = """
CREATE TABLE IF NOT EXISTS positions (topic, partition, epoch, next,
                                      PRIMARY KEY (topic, partition));
CREATE TABLE IF NOT EXISTS kept (partition, "offset", value, keeper, at REAL,
                                 PRIMARY KEY (partition, "offset"));
"""


class Ledger:
    """What a store does, and no more. Each call has a connection of its own."""

    def __init__(self, path: Path, keeper: str = "test") -> None:
        self._path, self._keeper = path, keeper
        with self._open() as connection:
            connection.executescript(TABLES)

    def _open(self) -> "closing[sqlite3.Connection]":
        return closing(sqlite3.connect(self._path, timeout=30, isolation_level=None))

    def take_over(self, topic: str, partition: int) -> tuple[Place, int]:
        with self._open() as connection:
            (epoch, following), *_ = connection.execute(
                "INSERT INTO positions VALUES (?, ?, 1, 0) ON CONFLICT DO UPDATE"
                " SET epoch = epoch + 1 RETURNING epoch, next",
                (topic, partition),
            ).fetchall()
        return Place(topic, partition, epoch), following

    def keep(self, batch: Batch) -> None:
        """Raises ``Fenced``, and then nothing is kept."""
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            for place, following in batch.next.items():
                changed = connection.execute(
                    "UPDATE positions SET next = ? WHERE (topic, partition, epoch) = (?, ?, ?)",
                    (following, *place),
                )
                if changed.rowcount != 1:
                    connection.execute("ROLLBACK")
                    raise Fenced("another owner")
            connection.executemany(
                "INSERT INTO kept VALUES (?, ?, ?, ?, ?)",
                [
                    (one.at.partition, one.at.offset, one.value, self._keeper, time.monotonic())
                    for one in batch.records
                ],
            )
            connection.execute("COMMIT")

    def move(self, topic: str, partition: int, offset: int) -> None:
        """Say that a partition is read next from there."""
        with self._open() as connection:
            connection.execute(
                "INSERT INTO positions VALUES (?, ?, 1, ?)", (topic, partition, offset)
            )

    def values(self) -> list[bytes]:
        """Everything kept, in order."""
        with self._open() as connection:
            rows = connection.execute('SELECT value FROM kept ORDER BY partition, "offset"')
            return [row[0] for row in rows]

    def keepers(self) -> dict[str, int]:
        """How much each kept."""
        with self._open() as connection:
            return dict(connection.execute("SELECT keeper, count(*) FROM kept GROUP BY keeper"))

    def count(self) -> int:
        return sum(self.keepers().values())


def work(url: str, path: str, keeper: str) -> None:
    """Keep what comes until killed."""
    from monitor.sources.kafka import open_kafka

    ledger = Ledger(Path(path), keeper)
    source = open_kafka(url, ledger)
    while (batch := source.take(1)) is not None:
        try:
            ledger.keep(batch)
        except Fenced:
            source.refused()


if __name__ == "__main__":
    work(*sys.argv[1:])
