"""What the log says of a permit: by which role, how far, on what."""

from typing import TypeVar

from casework.accounts.authorising import Permit
from casework.act import Operation
from casework.audit.line import Detail, Subject
from casework.records.base import Record
from casework.records.checks import identifier
from casework.records.stored import Stored
from casework.writing import Writing

R = TypeVar("R", bound=Record)


def log_consultation(writing: Writing, seen: Stored[R], permit: Permit) -> None:
    """That one revision of a record was looked at."""
    record = seen.record
    subject = Subject(
        person=record.about, kind=record.KIND, record=record.id, revision=seen.revision
    )
    writing.note(Operation.CONSULTATION, subject, how(permit))


def how(permit: Permit) -> Detail:
    """By which role, and how far it reaches."""
    return {"role": permit.role, "by": "break-glass" if permit.by_glass else permit.reach}


def safe(reference: str | None, name: str = "person") -> str | None:
    """A reference as it may stand in the log; raises ``CaseworkError`` for what is none.

    A name typed in its place would stand there for good, whatever is erased.
    """
    if reference is not None:
        identifier(reference, name)
    return reference
