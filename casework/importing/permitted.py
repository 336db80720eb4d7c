"""A first load by an account: everybody in the list is within its reach, or nothing is filed."""

from pathlib import Path

from casework.accounts.access import Access
from casework.accounts.authorising import Refused, Scope
from casework.accounts.holding import areas_of
from casework.accounts.within import Within
from casework.importing.loading import SHAPES, Listed, file_all, read_file
from casework.importing.rows import Problem
from casework.records.base import Record
from casework.records.person import Person

IMPORT = "people.import"


def load_as(access: Access, path: Path, kind: str, dry_run: bool) -> tuple[int, list[Problem]]:
    """Load ``people``, ``orders`` or ``devices``, as ``load`` does.

    Raises ``Refused`` where a record of the list is about somebody out of the account's reach.
    """
    read = Listed(path, kind, *read_file(path, SHAPES[kind]))
    with access.attempt(IMPORT) as writing:
        within = Within(access, writing)
        within.check(IMPORT)
        for row, record in read.found:
            if not _may(access, within, record):
                raise Refused(IMPORT, f"row {row} is out of the account's reach")
        return file_all(writing, read, dry_run)


def _may(access: Access, within: Within, record: Record) -> bool:
    if isinstance(record, Person):
        areas = areas_of(record, access.store.clock())
        return within.covers(IMPORT, Scope(person=record.id, areas=areas))
    # somebody who is not on file is a problem of the row, told beside the others
    return not within.knows(record.about or "") or within.may(IMPORT, record.about or "")
