"""The log in the database: read in order, found by person or officer, compared with the records."""

from collections.abc import Iterator
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, select

from casework.audit.fault import Fault, FaultKind
from casework.audit.line import Line
from casework.audit.verifying import Chained
from casework.tables import AUDIT, AUDIT_HEAD, RECORDS

BATCH = 5_000
_LINES = msgspec.json.Decoder(Line)


def chained_lines(connection: Connection, after: int = 0) -> Iterator[Chained]:
    """Every line after a sequence, with its digest, in order."""
    column = AUDIT.c
    query = select(column.body, column.digest).where(column.sequence > after)
    rows = connection.execution_options(yield_per=BATCH).execute(query.order_by(column.sequence))
    for body, digest in rows:
        yield body.encode("utf-8"), bytes(digest)


def found_lines(
    connection: Connection, person: str | None = None, actor: str | None = None
) -> Iterator[Line]:
    """The lines about a person or by an officer, or all."""
    column = AUDIT.c
    query = select(column.body).order_by(column.sequence)
    if person is not None:
        query = query.where(column.person == person)
    if actor is not None:
        query = query.where(column.actor == actor)
    for body in connection.execution_options(yield_per=BATCH).execute(query).scalars():
        yield _LINES.decode(body)


def faults_of_records(connection: Connection) -> Iterator[Fault]:
    """Records that are not what the log says was filed, and those that it says and are not there.

    Records of erased people are gone with an erasure in the log, and no fault.
    """
    filed: dict[tuple[str, str, int], tuple[int, str, str | None]] = {}
    for line in found_lines(connection):
        if line.operation == "erasure" and line.person and line.kind is None:
            filed = {key: was for key, was in filed.items() if was[2] != line.person}
        if line.content and line.kind and line.record and line.revision:
            key = (line.kind, line.record, line.revision)
            filed[key] = (line.sequence, line.content, line.person)
    column = RECORDS.c
    for row in connection.execute(select(column.kind, column.id, column.revision, column.body)):
        known = filed.pop((row.kind, row.id, row.revision), None)
        name = f"{row.kind} {row.id} revision {row.revision}"
        if known is None:
            text = f"{name} is on file, and no line says so"
            yield Fault(kind=FaultKind.RECORD, line=None, text=text)
        elif known[1] != sha256(row.body).hexdigest():
            text = f"{name} is not what was filed"
            yield Fault(kind=FaultKind.RECORD, line=known[0], text=text)
    for (kind, record, revision), (sequence, _, _person) in filed.items():
        text = f"{kind} {record} revision {revision} was filed, and is not there"
        yield Fault(kind=FaultKind.RECORD, line=sequence, text=text)


def fault_of_head(connection: Connection, last: int, digest: str) -> Iterator[Fault]:
    """The log's end as the database keeps it is the end of its lines."""
    head = connection.execute(select(AUDIT_HEAD)).one_or_none()
    if head is None or (int(head.size), bytes(head.digest).hex()) != (last, digest):
        kept = None if head is None else head.size
        text = f"the log ends at line {last}, and the database says {kept}"
        yield Fault(kind=FaultKind.TRUNCATED, line=None, text=text)
