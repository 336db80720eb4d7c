"""Rows of a CSV file, and what is wrong in them."""

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from casework.errors import CaseworkError
from casework.importing.column_map import AS_THEY_ARE, IGNORED, ColumnMap
from casework.moments import day_of, start_of, utc_now

T = TypeVar("T")

LONGEST_FIELD = 1 << 16
"""Characters; the wording of a condition is a page at most."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in a row. Rows are counted as a spreadsheet does: the header is row 1."""

    row: int
    column: str | None
    text: str

    def line(self) -> str:
        """The problem as it is printed."""
        where = f"row {self.row}" + (f", {self.column}" if self.column else "")
        return f"{where}: {self.text}"


class Row:
    """One row: its fields by column, and the problems found while they are read."""

    def __init__(self, number: int, fields: dict[str, str]) -> None:
        self.number, self._fields = number, fields
        self.problems: list[Problem] = []

    def text(self, column: str) -> str:
        """The field without surrounding space; empty where the file has no such column."""
        return self._fields.get(column, "").strip()

    def needed(self, column: str) -> str:
        """The field; a problem where it is empty."""
        if not self.text(column):
            self.problem(column, "is empty")
        return self.text(column)

    def items(self, column: str) -> tuple[str, ...]:
        """The field's parts between semicolons."""
        return tuple(part.strip() for part in self.text(column).split(";") if part.strip())

    def read(self, column: str, reader: Callable[[str], T]) -> T | None:
        """The field as the reader reads it; null, and no problem, where it is empty."""
        text = self.text(column)
        if not text:
            return None
        try:
            return reader(text)
        except (ValueError, CaseworkError) as error:
            self.problem(column, str(error))
            return None

    def problem(self, column: str | None, text: str) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(row=self.number, column=column, text=text))

    def part(self, make: Callable[[], T]) -> T | None:
        """A part of the record, made whatever is wrong elsewhere in the row; or null and why not.

        So that a row's every problem is told at once.
        """
        try:
            return make()
        except CaseworkError as error:
            self.problem(None, str(error))
            return None

    def built(self, make: Callable[[], T]) -> T | None:
        """The record, or null and its problem where it contradicts itself or a field was wrong."""
        return None if self.problems else self.part(make)


def read_rows(
    path: Path,
    columns: frozenset[str],
    needed: frozenset[str],
    named: ColumnMap = AS_THEY_ARE,
) -> Iterator[Row]:
    """The rows of a UTF-8 file with a header; raises ``CaseworkError`` where that is wrong."""
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="", strict=True)
            names = named.names(reader.fieldnames or [])
            reader.fieldnames = names
            read = [name for name in names if not name.startswith(IGNORED)]
            check_header(path, [*read, *named.constants], columns, needed)
            for fields in reader:
                yield _row(reader.line_num, fields, named)
    except OSError as error:
        raise CaseworkError(f"cannot read {path}: {error.strerror}") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise CaseworkError(f"{path} is no CSV file in UTF-8: {error}") from None


def _row(number: int, fields: dict[str, str], named: ColumnMap) -> Row:
    extra = fields.pop("", None)
    row = Row(number, named.read({name: value or "" for name, value in fields.items()}))
    if extra:
        row.problem(None, "has more fields than the header")
    return row


def check_header(
    path: Path, found: Sequence[str], columns: frozenset[str], needed: frozenset[str]
) -> None:
    """Raise ``CaseworkError`` for a column that nobody reads, is there twice, or is missing."""
    unknown = sorted(set(found) - columns)
    if unknown:
        raise CaseworkError(f"{path}: no column is called {', '.join(unknown)}")
    if missing := sorted(needed - set(found)):
        raise CaseworkError(f"{path} has no column {', '.join(missing)}")
    if len(set(found)) < len(found):
        raise CaseworkError(f"{path} has a column twice")


def day(text: str) -> date:
    """A day as ISO 8601 or as it is written in Scotland (31/03/2026)."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise CaseworkError(f"{text!r} is no day (2026-03-31 or 31/03/2026)")


def day_past(text: str) -> date:
    """A day that has begun, as that of a birth has."""
    found = day(text)
    if found > day_of(utc_now()):
        raise CaseworkError(f"{text!r} is still to come")
    return found


def moment(text: str) -> datetime:
    """A moment as RFC 3339; a day alone is its beginning by the clocks of the courts."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return start_of(day(text))
    if len(text) <= len("2026-03-31"):
        return start_of(found.date())
    if found.tzinfo is None:
        raise CaseworkError(f"{text!r} does not say in which zone it is (end it with Z)")
    return found


def number(text: str) -> int:
    """A whole number."""
    if not text.isascii() or not text.isdigit():
        raise CaseworkError(f"{text!r} is no whole number")
    return int(text)


def one_of(choices: type[T]) -> Callable[[str], T]:
    """A reader of one of a closed list, whatever its case."""

    def read(text: str) -> T:
        for choice in choices:  # type: ignore[attr-defined]
            if str(choice).casefold() == text.casefold():
                return choice  # type: ignore[no-any-return]
        names = ", ".join(map(str, choices))  # type: ignore[call-overload]
        raise CaseworkError(f"{text!r} is none of {names}")

    return read
