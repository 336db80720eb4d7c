"""Rows of an export, as RFC 4180 and its many relatives have them."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from monitor.csv_export.encoding import NAMED, errors_of, sniff
from monitor.csv_export.mapping import Map
from monitor.csv_export.problem import Problem
from monitor.errors import MonitorError
from monitor.events import MOST_TEXT

DELIMITERS = (",", ";", "\t", "|")


class Row(NamedTuple):
    """One row, its cells by the names of the columns, and all of them in their order."""

    number: int
    cells: dict[str, str]
    whole: tuple[str, ...]


def read_rows(path: Path, columns: Map) -> Iterator[Row | Problem]:
    """Every row, or what is wrong with it; raises ``MonitorError`` for what is no such export."""
    try:
        encoding = sniff(path) if columns.encoding == "auto" else NAMED[columns.encoding]
        with (
            path.open(encoding=encoding, errors=errors_of(encoding), newline="") as file,
            _long_fields(),
        ):
            yield from _rows(path, file, columns, encoding)
    except OSError as error:
        raise MonitorError(f"cannot read {path}: {error.strerror}") from None


@contextmanager
def _long_fields() -> Iterator[None]:
    """Fields as long as an event's text may be; the limit is the whole process's."""
    before = csv.field_size_limit(2 * MOST_TEXT)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rows(path: Path, file: TextIO, columns: Map, encoding: str) -> Iterator[Row | Problem]:
    try:
        above = [*islice(file, columns.header_row - 1)]
        line = file.readline()
    except UnicodeDecodeError:
        raise MonitorError(f"{path} cannot be read as {encoding}") from None
    header, delimiter = _header(path, line, columns)
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    number = len(above) + 1
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Problem(number, None, f"no row of CSV: {error}")
            continue
        except UnicodeDecodeError:
            yield Problem(number, None, f"from here on the file cannot be read as {encoding}")
            return
        if cells is None:
            return
        if cells:
            yield _row(number, header, cells)


def _row(number: int, header: list[str], cells: list[str]) -> Row | Problem:
    if len(cells) != len(header):
        return Problem(number, None, f"has {len(cells)} cells, not {len(header)} as the header")
    return Row(number, dict(zip(header, cells, strict=True)), tuple(cells))


def _header(path: Path, line: str, columns: Map) -> tuple[list[str], str]:
    """The columns' names, and what stands between cells: what gives most of the columns needed."""
    tried = DELIMITERS if columns.delimiter == "auto" else (columns.delimiter,)
    needed = columns.columns()
    found = max(
        ((_names(line, delimiter), delimiter) for delimiter in tried),
        key=lambda one: (len(needed & set(one[0])), len(one[0])),
    )
    names = found[0]
    if missing := sorted(needed - set(names)):
        raise MonitorError(f"{path} has no column {', '.join(missing)}")
    if twice := sorted(name for name in needed if names.count(name) > 1):
        raise MonitorError(f"{path} has more than one column {', '.join(twice)}")
    return found


def _names(line: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []
