"""Appending to the log inside the transaction of what is logged."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert, select, update

from casework.act import Act, Operation
from casework.audit.chain import digest_of
from casework.audit.line import Detail, Line, Stage, Subject, canonical
from casework.errors import CaseworkError
from casework.moments import Clock, microseconds, written
from casework.tables import AUDIT, AUDIT_HEAD

NOBODY = Subject()


class Log:
    """The log's end, held by one transaction: writers queue for it, on both databases.

    Lines are gathered and written by ``flush`` together with the new end.
    """

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection, self._clock = connection, clock
        head = connection.execute(select(AUDIT_HEAD).with_for_update()).one_or_none()
        if head is None:
            raise CaseworkError("the casework database has no audit log: it is damaged")
        self.size, self.digest, self._last = int(head.size), bytes(head.digest), int(head.at)
        self._begun = self.size
        self._rows: list[dict[str, object]] = []

    @property
    def appended(self) -> int:
        """How many lines this transaction has added."""
        return self.size - self._begun

    def append(
        self,
        act: Act,
        operation: Operation,
        subject: Subject = NOBODY,
        detail: Detail | None = None,
        stage: Stage = "done",
        intent: int | None = None,
    ) -> Line:
        """One more line; it is durable once the transaction is."""
        now = self._clock()
        count = microseconds(now)
        line = Line(
            sequence=self.size + 1,
            at=written(now),
            clock="backwards" if count < self._last else None,
            actor=act.actor,
            operation=operation,
            stage=stage,
            intent=intent,
            recipient=act.recipient,
            reason=act.reason,
            detail=detail or {},
            previous=self.digest.hex(),
            **msgspec.structs.asdict(subject),
        )
        self._take(line, count)
        return line

    def _take(self, line: Line, count: int) -> None:
        body = canonical(line)
        self.size, self.digest, self._last = line.sequence, digest_of(body), count
        self._rows.append(
            {
                "sequence": line.sequence,
                "at": count,
                "actor": line.actor,
                "operation": str(line.operation),
                "person": line.person,
                "body": body.decode("utf-8"),
                "digest": self.digest,
            }
        )

    def flush(self) -> None:
        """Write the lines and the new end."""
        if not self._rows:
            return
        self._connection.execute(insert(AUDIT), self._rows)
        end = {"size": self.size, "digest": self.digest, "at": self._last}
        self._connection.execute(update(AUDIT_HEAD).values(end))
        self._rows = []


def stamped(line: Line) -> datetime:
    """The moment a line was written at."""
    return datetime.fromisoformat(line.at)
