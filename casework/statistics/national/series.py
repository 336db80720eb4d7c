"""The published figures, read from ``figures.csv``; nothing in them is counted by Skerry.

Source: Scottish Government, MAPPA national annual reports 2021-22, 2022-23 and 2023-24, appendix C.
A column is headed by the reporting year; the reports head it by the year of its 31 March.
"""

import csv
import io
from functools import cache
from importlib.resources import files

from casework.statistics.table import Cell
from casework.statistics.trend import Line, Point

SOURCE = (
    "Scottish Government, MAPPA national annual reports 2021-22, 2022-23 and 2023-24, appendix C"
)
TITLE = "Published national figures, Scotland"
LABELS = {
    "rso-total": "In custody and community",
    "rso-community": "In the community",
    "level-1": "Level 1",
    "level-2": "Level 2",
    "level-3": "Level 3",
    "notification-reported": "Reported for breach of notification",
    "further-crime": "Convicted of a further group 1 or 2 crime",
    "wanted": "Wanted",
    "missing": "Missing",
}
Figures = dict[str, dict[str, int]]


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of the data files."""
    text = files("casework.statistics.national").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def figures() -> Figures:
    """For each row's key the count by reporting year."""
    rows = rows_of("figures.csv")
    return {
        row["key"]: {year: int(count) for year, count in row.items() if year != "key"}
        for row in rows
    }


def national_lines() -> tuple[Line, ...]:
    """The published counts over the years, and what follows from them by arithmetic alone."""
    published = figures()
    printed = [_line(key, LABELS[key], counts) for key, counts in published.items()]
    return (*printed, _level_not_shown(published), _compliance(published))


def _line(key: str, label: str, counts: dict[str, int]) -> Line:
    points = (Point(year=year, cell=Cell(count=count)) for year, count in counts.items())
    return Line(table=TITLE, key=key, label=label, points=tuple(points))


def _level_not_shown(published: Figures) -> Line:
    levels = [published[f"level-{level}"] for level in (1, 2, 3)]
    left = {
        year: count - sum(level[year] for level in levels)
        for year, count in published["rso-community"].items()
    }
    return _line("level-none", "Level not shown (worked out)", left)


def _compliance(published: Figures) -> Line:
    reported = published["notification-reported"]
    points = (
        Point(year=year, cell=Cell(count=total - reported[year], of=total))
        for year, total in published["rso-total"].items()
    )
    return Line(
        table=TITLE,
        key="compliance",
        label="Not reported for a breach of notification (worked out)",
        per=100,
        points=tuple(points),
    )
