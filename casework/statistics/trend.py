"""The same row over the years, from the packs as they were published."""

from collections.abc import Iterable, Sequence

import msgspec

from casework.statistics.pack import Pack
from casework.statistics.table import NATIONAL, Cell


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One year's value. ``note`` tells a restatement."""

    year: str
    cell: Cell
    note: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A row over the years, earliest first; a year in which it was not published is left out."""

    table: str
    key: str
    label: str
    points: tuple[Point, ...]
    per: int | None = None


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """A pack and what is to be said of it."""

    pack: Pack
    note: str = ""


def trend(editions: Iterable[Edition], area: str = NATIONAL) -> tuple[Line, ...]:
    """A line for each row of any of the packs, in the order of the latest."""
    ordered = sorted(editions, key=lambda edition: edition.pack.year)
    found: dict[tuple[str, str], Line] = {}
    for edition in reversed(ordered):
        for line in _lines(edition, area):
            place = (line.table, line.key)
            earlier = found.get(place)
            points = (*line.points, *(earlier.points if earlier else ()))
            found[place] = msgspec.structs.replace(earlier or line, points=points)
    return tuple(found.values())


def _lines(edition: Edition, area: str) -> Sequence[Line]:
    pack = edition.pack
    if area not in pack.columns:
        return []
    column = pack.columns.index(area)
    return [
        Line(
            table=table.title,
            key=row.key,
            label=row.label,
            per=row.per,
            points=(Point(year=pack.year.label, cell=row.cells[column], note=edition.note),),
        )
        for table in pack.tables
        for row in table.rows
    ]
