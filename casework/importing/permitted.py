"""A first load by an account: everybody in the list is within its reach, or nothing is filed."""

from pathlib import Path

from casework.accounts.access import Access
from casework.accounts.authorising import Scope
from casework.accounts.holding import areas_of
from casework.accounts.within import Within
from casework.act import Operation
from casework.audit.line import Detail
from casework.importing.column_map import AS_THEY_ARE, ColumnMap
from casework.importing.loading import SHAPES, Found, Listed, file_all, nobody, read_file
from casework.importing.rows import Problem
from casework.records.base import Record
from casework.records.person import Person

IMPORT = "people.import"


def load_as(
    access: Access, path: Path, kind: str, dry_run: bool, named: ColumnMap = AS_THEY_ARE
) -> tuple[int, list[Problem]]:
    """Load ``people``, ``orders`` or ``devices``, as ``load`` does.

    Raises ``Refused`` where it may load nothing at all. Who is out of its reach is a problem of the
    row, told in the words that tell of somebody who is not on file.
    """
    found, problems = read_file(path, SHAPES[kind], named)
    with access.attempt(IMPORT) as writing:
        within = Within(access, writing)
        within.check(IMPORT)
        reached: Found = []
        beyond: Found = []
        for row, record in found:
            (reached if _may(access, within, record) else beyond).append((row, record))
        outside = [_problem(row, record) for row, record in beyond]
        hidden = sum(within.knows(record.about or "") for _, record in beyond)
        if hidden:
            detail: Detail = {"refused": IMPORT, "because": "out of reach", "rows": hidden}
            writing.note(Operation.ACCESS, detail=detail)
        return file_all(writing, Listed(path, kind, reached, [*problems, *outside]), dry_run)


def _problem(row: int, record: Record) -> Problem:
    if isinstance(record, Person):
        area = record.management[-1].area if record.management else ""
        return Problem(row=row, column="area", text=f"{area} is not within this account's reach")
    return Problem(row=row, column="person", text=nobody(record.about or ""))


def _may(access: Access, within: Within, record: Record) -> bool:
    if isinstance(record, Person):
        areas = areas_of(record, access.store.clock())
        return within.covers(IMPORT, Scope(person=record.id, areas=areas))
    return within.may(IMPORT, record.about or "")
