"""Erasure: all records of a person and the content key, with a certificate that holds neither."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Engine, delete

from casework.act import Act, Operation
from casework.audit.line import Line, Subject
from casework.audit.verifying import Chained, verify
from casework.errors import CaseworkError
from casework.records.person import Person
from casework.records.retention import LegalHold, RetentionOutcome, RetentionReview
from casework.retention.due import holding
from casework.store import Store
from casework.tables import RECORDS
from casework.writing import Writing

Eraser = Callable[[Connection, str], int]
"""Removes what another part of Skerry keeps of a person in the same database; returns how much."""


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


def erase(
    store: Store, act: Act, person: str, others: Mapping[str, Eraser] | None = None
) -> Certificate:
    """Erase a person: records of every kind, what ``others`` keep, and the key to all of it.

    Raises ``CaseworkError`` where a hold stands, where the latest retention review does not say
    so, and where its reviewer is the one who would erase: it takes two.
    """
    with store.writing(act) as writing:
        review = permitted(writing, act, person)
        certificate = _erased(writing, person, review.reviewer, review.id, others or {})
    scrub(store.engine)
    return certificate


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


def repeat_erasures(store: Store, act: Act, lines: Iterable[Chained]) -> list[Certificate]:
    """Erase again whom a log kept elsewhere says were erased: after restoring an older backup.

    Raises ``CaseworkError`` where that log does not stand. Whoever is not on file, or was put on
    file again after the erasure, is left alone.
    """
    kept = list(lines)
    if not verify(kept).is_whole:
        raise CaseworkError("the log that names the erasures does not stand")
    erased = {}
    for body, _digest in kept:
        line = msgspec.json.decode(body, type=Line)
        if line.operation is Operation.ERASURE and line.person:
            erased[line.person] = datetime.fromisoformat(line.at)
    with store.reading() as reading:
        on_file = {person: reading.find(Person, person) for person in erased}
    return [
        _erase_again(store, act, person)
        for person, stored in on_file.items()
        if stored is not None and stored.recorded < erased[person]
    ]


def _erase_again(store: Store, act: Act, person: str) -> Certificate:
    with store.writing(act) as writing:
        certificate = _erased(writing, person, "", "repeated", {})
    scrub(store.engine)
    return certificate


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
    return latest.record


def scrub(engine: Engine) -> None:
    """Let go of the pages on which the erased rows stood: SQLite's log, PostgreSQL's dead rows."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if engine.dialect.name == "postgresql":
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
            cursor.execute("VACUUM records, content_keys")
            connection.driver_connection.autocommit = False  # type: ignore[union-attr]
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        connection.close()
