"""Casework beside its floors: ``python -m benchmarks.casework``.

On each database, in the same run: single transactions of the store (a sealed record, its line in
the chained log, the log's new end) beside the same rows written by the plain driver in as many
transactions; and 5,000 people loaded as one import beside the same rows in one plain transaction.
PostgreSQL is a private cluster in a temporary folder, left out where it is not installed.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

import psycopg
from pysqlite3 import dbapi2
from sqlalchemy import select

from benchmarks.machine import machine
from casework.act import Act
from casework.audit.stored_log import chained_lines, faults_of_records
from casework.audit.verifying import verify
from casework.basis.everybody import everybody
from casework.importing.loading import load
from casework.records.person import Person
from casework.store import Store, open_store
from casework.tables import AUDIT, RECORDS
from examples.people import made_up, people_csv
from tests.casework.postgres import Cluster, program

ACT = Act(actor="benchmark")
ROWS = (RECORDS, AUDIT)
Row = tuple[object, ...]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.casework", description=__doc__)
    parser.add_argument("--transactions", type=int, default=300)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    print("\n".join(f"{name:14}{value}" for name, value in machine().items()), flush=True)
    with tempfile.TemporaryDirectory(prefix="skerry-casework-") as temporary:
        folder = Path(temporary)
        take(folder, "SQLite", None, given)
        if program("initdb") is None:
            print("PostgreSQL is not installed: left out")
            return 0
        folder.chmod(0o755)
        cluster = Cluster(folder / "cluster")
        try:
            take(folder, "PostgreSQL", cluster, given)
        finally:
            cluster.stop("immediate")
            shutil.rmtree(cluster.folder)
    return 0


def take(folder: Path, name: str, cluster: Cluster | None, given: argparse.Namespace) -> None:
    """All figures on one database."""
    single, plain = [], []
    for number in range(given.repeat):
        home = folder / f"{name}-{number}"
        address = cluster.database() if cluster else None
        store = open_store(home, address)
        single.append(timed(partial(singly, store, given.transactions)))
        rows = written(store)
        store.close()
        target = cluster.database() if cluster else str(home / "floor.db")
        plain.append(timed(partial(floor, target, rows, given.transactions)))
    rate = [given.transactions / seconds for seconds in single]
    bare = [given.transactions / seconds for seconds in plain]
    tell(name, "transactions/s, store", rate)
    tell(name, "transactions/s, plain driver (floor)", bare)
    print(f"{name}: {median(bare) / median(rate):.2f} x the floor's time a transaction")
    whole(folder, name, cluster, given.people)


def whole(folder: Path, name: str, cluster: Cluster | None, people: int) -> None:
    """The import, beside its floor; and reading all of it."""
    listed = folder / "people.csv"
    listed.write_text(people_csv(people))
    home = folder / f"{name}-whole"
    store = open_store(home, cluster.database() if cluster else None)
    seconds = timed(lambda: load(store, ACT, listed, "people", dry_run=False))
    print(f"{name}: import of {people}: {seconds:.2f} s")
    rows = written(store)
    target = cluster.database() if cluster else str(home / "floor.db")
    seconds = timed(lambda: floor(target, rows, 1))
    print(f"{name}: the same rows, plain, one transaction: {seconds:.2f} s")
    with store.reading() as reading:
        print(
            f"{name}: everybody read and opened: {timed(lambda: list(reading.every(Person))):.2f} s"
        )
        print(
            f"{name}: basis of everybody: {timed(lambda: everybody(reading, store.clock())):.2f} s"
        )
        seconds = timed(lambda: verify(chained_lines(reading.connection)))
        print(f"{name}: {store.position()} lines verified: {seconds:.2f} s")
        seconds = timed(lambda: list(faults_of_records(reading.connection)))
        print(f"{name}: {people} records held against the log: {seconds:.2f} s", flush=True)
    store.close()


def timed(work: Callable[[], object]) -> float:
    """Seconds by the clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def singly(store: Store, count: int) -> None:
    """So many people, a transaction each."""
    people = (one for one in made_up(count) if isinstance(one, Person))
    for person in people:
        with store.writing(ACT) as writing:
            writing.add(person)


def written(store: Store) -> list[list[Row]]:
    """The rows of the records and of the log, as they are stored."""
    with store.reading() as reading:
        return [[tuple(row) for row in reading.connection.execute(select(table))] for table in ROWS]


def floor(target: str, rows: list[list[Row]], transactions: int) -> None:
    """The same rows by the plain driver, in as many transactions, as durable."""
    connection, mark = plain_connection(target)
    try:
        cursor = connection.cursor()
        for statement in tables():
            cursor.execute(statement)
        connection.commit()
        for part in parts(rows, transactions):
            for table, some in zip(ROWS, part, strict=True):
                marks = ", ".join([mark] * len(table.columns))
                cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", some)
            connection.commit()
    finally:
        connection.close()


def plain_connection(target: str) -> tuple[dbapi2.Connection | psycopg.Connection, str]:
    """A connection of the driver's own, and its mark for a value."""
    if target.startswith("postgresql"):
        return psycopg.connect(target), "%s"
    connection = dbapi2.connect(target)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection, "?"


def tables() -> Iterator[str]:
    """The two tables with their keys, and nothing beside."""
    yield (
        "CREATE TABLE records (kind TEXT, id TEXT, revision INTEGER, person TEXT, recorded BIGINT,"
        " author TEXT, sequence BIGINT, body BYTEA, PRIMARY KEY (kind, id, revision))"
    )
    yield (
        "CREATE TABLE audit (sequence BIGINT PRIMARY KEY, at BIGINT, actor TEXT, operation TEXT,"
        " person TEXT, body TEXT, digest BYTEA)"
    )


def parts(rows: list[list[Row]], count: int) -> Iterator[list[list[Row]]]:
    """The rows of each table in so many parts."""
    for number in range(count):
        yield [
            some[len(some) * number // count : len(some) * (number + 1) // count] for some in rows
        ]


def tell(name: str, what: str, rates: list[float]) -> None:
    """One figure with its spread."""
    print(f"{name}: {what}: {median(rates):.0f} ({min(rates):.0f}-{max(rates):.0f})", flush=True)


if __name__ == "__main__":
    sys.exit(main())
