"""One writing transaction: each change appends its line to the log, or nothing is kept."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, func, insert, select

from casework.act import Act, Operation
from casework.audit.line import Detail, Line, Subject
from casework.audit.log import NOBODY, Log, stamped
from casework.content_keys import UNIT, ContentKeys
from casework.errors import CaseworkError
from casework.moments import microseconds
from casework.policy import Policy
from casework.reading import Reading, place_of
from casework.records.base import Record
from casework.records.coding import enclosed
from casework.records.decision import Decision
from casework.records.disclosure import Disclosure
from casework.records.kinds import KINDS
from casework.records.stored import Stored
from casework.rules import check_addition, check_revision, check_sign_off
from casework.sealing import seal
from casework.tables import RECORDS

R = TypeVar("R", bound=Record)


class Writing(Reading):
    """Reads and writes on behalf of one act. Made by ``Store.writing`` only."""

    def __init__(
        self, connection: Connection, keys: ContentKeys, log: Log, act: Act, policy: Policy
    ) -> None:
        super().__init__(connection, keys)
        self._log, self.act, self._policy = log, act, policy

    def add(self, record: R) -> Stored[R]:
        """File a new record; raises ``CaseworkError`` where it is on file or breaks a rule."""
        if self._revision(record) is not None:
            raise CaseworkError(f"{record.KIND} {record.id} is on file already")
        check_addition(record, self)
        return self._file(record, 1, record.ADDED)

    def add_all(self, records: Sequence[Record]) -> None:
        """File many new records at once, none of which names another of them.

        Raises ``CaseworkError`` as ``add`` does.
        """
        on_file = {kind: self.ids(kind) for kind in {type(record) for record in records}}
        self.keys.make_all({record.about or UNIT for record in records})
        rows = []
        for record in records:
            if record.id in on_file[type(record)]:
                raise CaseworkError(f"{record.KIND} {record.id} is on file already")
            on_file[type(record)].add(record.id)
            check_addition(record, self)
            rows.append(self._sealed(record, 1, record.ADDED)[0])
        if rows:
            self.connection.execute(insert(RECORDS), rows)

    def revise(self, record: R, after: int) -> Stored[R]:
        """File the next revision; ``after`` is the one that the author saw.

        Raises ``CaseworkError`` where another revision came in between, and for records that are
        superseded and never edited.
        """
        found = self._revision(record)
        if not record.REVISABLE:
            raise CaseworkError(f"a {record.KIND} is superseded by another, never edited")
        if found is None:
            raise CaseworkError(f"no {record.KIND} {record.id} on file")
        if found != after:
            raise CaseworkError(
                f"{record.KIND} {record.id} was changed by another: now at revision {found}"
            )
        check_revision(self.get(type(record), record.id).record, record, self)
        return self._file(record, found + 1, Operation.ALTERATION)

    def note(
        self, operation: Operation, subject: Subject = NOBODY, detail: Detail | None = None
    ) -> Line:
        """Log what is done beside records: a consultation, an export, a log-in."""
        self.demand_reason(operation)
        return self._log.append(self.act, operation, subject, detail)

    def demand_reason(self, operation: Operation) -> None:
        """Raise ``CaseworkError`` where policy asks for a reason and none was given."""
        if operation in self._policy.reasons_for and not (self.act.reason or "").strip():
            raise CaseworkError(f"{operation} asks for a reason here: give one")

    def consulted(self, *people: str) -> None:
        """Log that these people's records are looked at."""
        for person in people:
            self.note(Operation.CONSULTATION, Subject(person=person))

    def searched(self, query: str, found: list[str]) -> None:
        """Log a search: how it was asked, how much it found, and the digest of what."""
        digest = sha256("\n".join(sorted(found)).encode()).hexdigest()
        detail: Detail = {"query": query, "found": len(found), "found_sha256": digest}
        self.note(Operation.SEARCH, detail=detail)

    @property
    def log(self) -> Log:
        """The log's end in this transaction."""
        return self._log

    def _revision(self, record: Record) -> int | None:
        columns = RECORDS.c
        query = select(func.max(columns.revision)).where(
            columns.kind == record.KIND, columns.id == record.id
        )
        found = self.connection.execute(query).scalar()
        return None if found is None else int(found)

    def _file(self, record: R, revision: int, operation: Operation) -> Stored[R]:
        row, stored = self._sealed(record, revision, operation)
        self.connection.execute(insert(RECORDS), row)
        return stored

    def _sealed(
        self, record: R, revision: int, operation: Operation
    ) -> tuple[dict[str, object], Stored[R]]:
        """The row to be written, and its line in the log."""
        if self._policy.sign_off_decisions and isinstance(record, Decision):
            check_sign_off(record)
        if KINDS.get(record.KIND) is not type(record):
            raise CaseworkError(f"{type(record).__name__} is no kind of record")
        self.demand_reason(operation)
        key = self.keys.made_for(record.about or UNIT)
        content = enclosed(record, self.act.reason)
        body = seal(key, content, place_of(type(record), record.id, revision))
        subject = Subject(
            person=record.about,
            kind=record.KIND,
            record=record.id,
            revision=revision,
            content=sha256(body).hexdigest(),
        )
        # the reason is sealed with the record, so that it is erased with it; to whom something was
        # disclosed is what the law wants kept in the log
        act = msgspec.structs.replace(self.act, reason=None)
        if isinstance(record, Disclosure):
            act = msgspec.structs.replace(act, recipient=record.agency or record.recipient)
        line = self._log.append(act, operation, subject)
        row = {
            "kind": record.KIND,
            "id": record.id,
            "revision": revision,
            "person": record.about or UNIT,
            "recorded": microseconds(stamped(line)),
            "author": self.act.actor,
            "sequence": line.sequence,
            "body": body,
        }
        return row, Stored(
            record=record,
            revision=revision,
            author=self.act.actor,
            recorded=stamped(line),
            reason=self.act.reason,
            sequence=line.sequence,
        )
