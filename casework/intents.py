"""Things done outside the database: intent logged first, outcome after.

Where the thing and its line cannot be one transaction (an examination file, a paper handed over),
a crash between them leaves an intent without outcome, which is reported until somebody says what
became of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import msgspec
from sqlalchemy import Select, delete, insert, select

from casework.act import Act, Operation
from casework.audit.line import Detail, Line, Subject
from casework.audit.log import NOBODY
from casework.errors import CaseworkError
from casework.store import Store
from casework.tables import AUDIT, INTENTS

Outcome = Literal["done", "failed"]


def begin(
    store: Store,
    act: Act,
    operation: Operation,
    subject: Subject = NOBODY,
    detail: Detail | None = None,
) -> int:
    """Log what is about to be done; returns its sequence, durable when this returns."""
    with store.writing(act) as writing:
        writing.demand_reason(operation)
        line = writing.log.append(act, operation, subject, detail, stage="intent")
        writing.log.flush()
        writing.connection.execute(insert(INTENTS), {"sequence": line.sequence})
    return line.sequence


def conclude(
    store: Store, act: Act, intent: int, outcome: Outcome, note: str | None = None
) -> None:
    """Log what became of it; raises ``CaseworkError`` where nothing open was begun under that."""
    with store.writing(act) as writing:
        wanted = INTENTS.c.sequence == intent
        if writing.connection.execute(delete(INTENTS).where(wanted)).rowcount != 1:
            raise CaseworkError(f"nothing that was begun in line {intent} is open")
        begun = _line(writing.connection.execute(_body_of(intent)).scalars().one())
        subject = Subject(person=begun.person, kind=begun.kind, record=begun.record)
        detail: Detail = {"outcome": outcome, "note": note}
        writing.log.append(act, begun.operation, subject, detail, stage="outcome", intent=intent)


@contextmanager
def outside(
    store: Store, act: Act, operation: Operation, subject: Subject = NOBODY
) -> Iterator[int]:
    """Around a thing done outside the database; an error is logged as failed and goes on up."""
    intent = begin(store, act, operation, subject)
    try:
        yield intent
    except BaseException:
        conclude(store, act, intent, "failed")
        raise
    conclude(store, act, intent, "done")


def open_intents(store: Store) -> list[Line]:
    """What was begun and has no outcome."""
    query = select(AUDIT.c.body).join(INTENTS, INTENTS.c.sequence == AUDIT.c.sequence)
    with store.reading() as reading:
        rows = reading.connection.execute(query.order_by(AUDIT.c.sequence))
        return [_line(body) for body in rows.scalars()]


def _body_of(sequence: int) -> Select[str]:
    return select(AUDIT.c.body).where(AUDIT.c.sequence == sequence)


def _line(body: str) -> Line:
    return msgspec.json.decode(body, type=Line)
