"""Loading a CSV file: all problems first, then all records in one transaction, or none."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from casework.act import Act, Operation
from casework.audit.line import Detail
from casework.errors import CaseworkError
from casework.importing import devices, orders, people
from casework.importing.column_map import AS_THEY_ARE, ColumnMap
from casework.importing.rows import Problem, Row, read_rows
from casework.reading import Reading
from casework.records.base import Record
from casework.records.person import Person
from casework.store import Store
from casework.writing import Writing


class Shape(msgspec.Struct, frozen=True):
    """What a file of a kind looks like."""

    columns: frozenset[str]
    needed: frozenset[str]
    read: Callable[[Row], Record | None]


SHAPES = {
    "people": Shape(people.COLUMNS, people.NEEDED, people.person_of),
    "orders": Shape(orders.COLUMNS, orders.NEEDED, orders.order_of),
    "devices": Shape(devices.COLUMNS, devices.NEEDED, devices.device_of),
}

Found = list[tuple[int, Record]]


def read_file(
    path: Path, shape: Shape, named: ColumnMap = AS_THEY_ARE
) -> tuple[Found, list[Problem]]:
    """The records of a file, by row, and every problem in it; raises ``CaseworkError``."""
    found: Found = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for row in read_rows(path, shape.columns, shape.needed, named):
        record = shape.read(row)
        if record is not None and record.id in seen:
            row.problem("reference", f"{record.id} is in row {seen[record.id]} too")
        elif record is not None:
            seen[record.id] = row.number
            found.append((row.number, record))
        problems += row.problems
    return found, problems


def problems_on_file(found: Found, reading: Reading) -> list[Problem]:
    """Records that are on file already, and those about somebody who is not."""
    people = reading.ids(Person)
    on_file = {kind: reading.ids(kind) for kind in {type(record) for _, record in found}}
    problems: list[Problem] = []
    for row, record in found:
        if record.id in on_file[type(record)]:
            text = f"{record.id} is on file already"
            problems.append(Problem(row=row, column="reference", text=text))
        elif not isinstance(record, Person) and record.about not in people:
            text = nobody(record.about or "")
            problems.append(Problem(row=row, column="person", text=text))
    return problems


def nobody(person: str) -> str:
    """What is said of somebody who is not on file, and of somebody out of reach."""
    return f"no person {person} on file within reach"


def load(store: Store, act: Act, path: Path, kind: str, dry_run: bool) -> tuple[int, list[Problem]]:
    """Load ``people``, ``orders`` or ``devices``; how many there are, and every problem.

    Nothing is filed where there is a problem, or on a dry run; either is a line in the log. Raises
    ``CaseworkError`` where the file is no such list at all.
    """
    found, problems = read_file(path, SHAPES[kind])
    with store.writing(act) as writing:
        return file_all(writing, Listed(path, kind, found, problems), dry_run)


class Listed(NamedTuple):
    """A file as it was read."""

    path: Path
    kind: str
    found: Found
    problems: list[Problem]


def file_all(writing: Writing, read: Listed, dry_run: bool) -> tuple[int, list[Problem]]:
    """The same in the caller's transaction, from a file that was read before it."""
    problems = [*read.problems, *problems_on_file(read.found, writing)]
    problems.sort(key=lambda problem: (problem.row, problem.column or ""))
    if not read.found and not problems:
        raise CaseworkError(f"{read.path} has no rows")
    filed = [] if problems or dry_run else [record for _, record in read.found]
    detail: Detail = {"list": read.kind, "problems": len(problems), "filed": len(filed)}
    writing.note(Operation.COLLECTION, detail=detail)
    writing.add_all(filed)
    return len(read.found), problems
