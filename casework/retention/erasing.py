"""Erasure: all records of a person and the content key, with a certificate that holds neither."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

import msgspec
from sqlalchemy import Connection, Engine, delete, select

from casework.accounts.break_glass import BreakGlass
from casework.act import Act, Operation
from casework.audit.line import Line, Subject
from casework.audit.verifying import Chained, verify
from casework.errors import CaseworkError
from casework.reading import Reading
from casework.records.person import Person
from casework.records.retention import (
    Archiving,
    LegalHold,
    RetentionOutcome,
    RetentionReview,
)
from casework.retention.due import holding
from casework.store import Store
from casework.tables import RECORDS
from casework.writing import Writing


class Eraser(Protocol):
    """What another part of Skerry keeps of a person, and how it is erased."""

    def __call__(self, connection: Connection, person: str, /) -> int:
        """Remove it all, in the transaction of the erasure; how much it was.

        Raises ``CaseworkError`` where it cannot: then nobody is erased. What is kept outside this
        database is removed before returning, and may be gone although the transaction fails.
        """
        ...


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """That a person's records were erased: how many of what, by whom, on whose review; no content.

    ``line`` is the erasure's line in the log, ``digest`` that line's digest.
    """

    person: str
    erased: datetime
    erased_by: str
    reviewed_by: str
    review: str
    counts: dict[str, int]
    line: int
    digest: str

    @property
    def total(self) -> int:
        """How much was there to be erased."""
        return sum(self.counts.values())


def erase(
    store: Store, act: Act, person: str, others: Mapping[str, Eraser] | None = None
) -> Certificate:
    """Erase a person: records of every kind, what ``others`` keep, and the key to all of it.

    Raises ``CaseworkError`` where a hold stands, where the latest retention review does not say
    so, and where its reviewer is the one who would erase: it takes two.
    """
    with store.writing(act) as writing:
        certificate = erase_in(writing, person, others)
    scrub(store.engine)
    return certificate


def erase_in(
    writing: Writing, person: str, others: Mapping[str, Eraser] | None = None
) -> Certificate:
    """The same in the caller's transaction; ``scrub`` is to follow it."""
    review = permitted(writing, writing.act, person)
    return _erased(writing, person, review.reviewer, review.id, others or {})


def _erased(
    writing: Writing, person: str, reviewed_by: str, review: str, others: Mapping[str, Eraser]
) -> Certificate:
    counts: dict[str, int] = dict(writing.kinds_of(person))
    writing.connection.execute(delete(RECORDS).where(RECORDS.c.person == person))
    for name, eraser in others.items():
        counts[name] = eraser(writing.connection, person)
    writing.keys.destroy(person)
    line = writing.note(Operation.ERASURE, Subject(person=person), {**counts})
    return Certificate(
        person=person,
        erased=datetime.fromisoformat(line.at),
        erased_by=writing.act.actor,
        reviewed_by=reviewed_by,
        review=review,
        counts=counts,
        line=line.sequence,
        digest=writing.log.digest.hex(),
    )


def repeat_erasures(
    store: Store,
    act: Act,
    lines: Iterable[Chained],
    others: Mapping[str, Eraser] | None = None,
) -> list[Certificate]:
    """Erase again whom a log kept elsewhere says were erased: after restoring an older backup.

    Raises ``CaseworkError`` where that log does not stand. Whoever was put on file again after the
    erasure is left alone. Of whom nothing is on file, ``others`` may still keep something.
    """
    kept = list(lines)
    if not verify(kept).is_whole:
        raise CaseworkError("the log that names the erasures does not stand")
    done = []
    for person, erased in erasures_in(kept).items():
        if not _to_repeat(store, person, erased, others or {}):
            continue
        with store.writing(act) as writing:
            certificate = _erased(writing, person, "", "repeated", others or {})
        done += [certificate] if certificate.total else []
    scrub(store.engine)
    return done


def erasures_in(lines: Iterable[Chained]) -> dict[str, datetime]:
    """Who was erased, and when last."""
    erased = {}
    for body, _digest in lines:
        line = msgspec.json.decode(body, type=Line)
        if line.operation is Operation.ERASURE and line.person:
            erased[line.person] = datetime.fromisoformat(line.at)
    return erased


def _to_repeat(store: Store, person: str, erased: datetime, others: Mapping[str, Eraser]) -> bool:
    with store.reading() as reading:
        stored = reading.find(Person, person)
    return bool(others) if stored is None else stored.recorded < erased


def permitted(writing: Writing, act: Act, person: str) -> RetentionReview:
    """The review under which the person may be erased; raises ``CaseworkError``."""
    hold = holding(stored.record for stored in writing.of(person, LegalHold))
    if hold is not None:
        raise CaseworkError(f"{person} is under legal hold {hold.id} ({hold.authority})")
    reviews = writing.of(person, RetentionReview)
    latest = max(reviews, key=lambda stored: stored.sequence, default=None)
    if latest is None or latest.record.outcome is not RetentionOutcome.ERASE:
        raise CaseworkError(f"{person}: no retention review says that this is to be erased")
    if act.actor in (latest.record.reviewer, latest.author):
        raise CaseworkError(f"{person}: the one who reviewed is not the one who erases")
    later = filed_after(writing, person, latest.sequence)
    if later:
        raise CaseworkError(f"{person}: {', '.join(later)} filed since the review: review again")
    if any(stored.record.seen_by is None for stored in writing.of(person, BreakGlass)):
        raise CaseworkError(f"{person}: a broken glass is not answered yet: accounts seen")
    return latest.record


KEEPING = (LegalHold.KIND, Archiving.KIND, RetentionReview.KIND, BreakGlass.KIND)
"""Kinds of which a later record does not put a review in doubt."""


def filed_after(reading: Reading, person: str, sequence: int) -> list[str]:
    """What kinds of records were filed or changed after a line of the log, but for ``KEEPING``."""
    column = RECORDS.c
    query = select(column.kind).where(column.person == person, column.sequence > sequence)
    query = query.where(column.kind.not_in(KEEPING)).distinct().order_by(column.kind)
    return list(reading.connection.execute(query).scalars())


def scrub(engine: Engine, tables: str = "records, content_keys") -> bool:
    """Let go of the pages on which the erased rows stood: SQLite's log, PostgreSQL's dead rows.

    False where another program still reads what was before, so that SQLite keeps its log.
    """
    done = True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if engine.dialect.name == "postgresql":
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
            cursor.execute(f"VACUUM {tables}")
            connection.driver_connection.autocommit = False  # type: ignore[union-attr]
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_ = cursor.fetchone() or (1,)
            done = not busy
        cursor.close()
    finally:
        connection.close()
    return done
