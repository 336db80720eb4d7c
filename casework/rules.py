"""What the store refuses beyond what a record can check of itself."""

from typing import Protocol, TypeVar

from casework.errors import CaseworkError
from casework.records.base import Record
from casework.records.person import Person
from casework.records.stored import Stored

R = TypeVar("R", bound=Record)


class OnFile(Protocol):
    """What the rules look up."""

    def find(self, kind: type[R], reference: str) -> Stored[R] | None:
        """The current revision, if there is such a record."""
        ...


def check_addition(record: Record, on_file: OnFile) -> None:
    """Raise ``CaseworkError`` where a new record breaks a rule."""
    person = record.about
    if person and not isinstance(record, Person) and on_file.find(Person, person) is None:
        raise CaseworkError(f"{record.KIND} {record.id}: no person {person} on file")


def check_revision(before: Record, after: Record) -> None:
    """Raise ``CaseworkError`` where the next revision breaks a rule."""
    if before.about != after.about:
        raise CaseworkError(f"{after.KIND} {after.id} is about {before.about}, and stays so")
