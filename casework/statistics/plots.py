"""Plots as SVG inside the page: no script, nothing fetched, every value also in a table beside."""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup, escape

WIDTH, LABELS, BAR, GAP = 720, 230, 18, 6
FRAME, LEFT, RIGHT, HEIGHT, FOOT, HEAD, INSET = 420, 52, 412, 150, 26, 14, 26

Bar = tuple[str, int | None]
"""A label and its count; null where it is withheld."""


def bars(title: str, values: Sequence[Bar]) -> Markup:
    """Bars from nought, one a line, the count written behind each."""
    most = max((count for _, count in values if count is not None), default=0) or 1
    pieces = [_bar(at, label, count, most) for at, (label, count) in enumerate(values)]
    return _svg(title, WIDTH, len(values) * (BAR + GAP) + GAP, pieces)


def _bar(at: int, label: str, count: int | None, most: int) -> Markup:
    top = GAP + at * (BAR + GAP)
    length = 0.0 if count is None else count / most * (WIDTH - LABELS - 70)
    said = "withheld" if count is None else f"{count:,}"
    return Markup(
        '<text class="name" x="{}" y="{}">{}</text><rect x="{}" y="{}" width="{:.1f}" height="{}"/>'
        '<text x="{:.1f}" y="{}">{}</text>'
    ).format(
        *(LABELS - 8, top + BAR - 5, _short(label), LABELS, top, length, BAR),
        *(LABELS + length + 6, top + BAR - 5, said),
    )


def _short(label: str) -> str:
    return label if len(label) <= 34 else f"{label[:33]}…"


def line(title: str, values: Sequence[tuple[str, float | None]], unit: str = "") -> Markup:
    """A line over the years from nought; broken where a year's value is withheld."""
    top = _ceiling(max((value for _, value in values if value is not None), default=0))
    step = (RIGHT - LEFT - 2 * INSET) / max(len(values) - 1, 1)
    placed = [
        (LEFT + INSET + at * step, None if value is None else _height(value, top), value)
        for at, (_, value) in enumerate(values)
    ]
    pieces = [*_grid(top, unit), *_years([year for year, _ in values], step)]
    for (x1, y1, _), (x2, y2, _) in pairwise(placed):
        if y1 is not None and y2 is not None:
            pieces.append(Markup('<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}"/>').format(x1, y1, x2, y2))
    pieces.extend(_dot(x, y, value, unit) for x, y, value in placed if y is not None)
    return _svg(title, FRAME, HEIGHT + FOOT, pieces)


def _ceiling(most: float) -> float:
    """The least of 1, 2, 5, 10, 20, 50 ... that is not below."""
    step = 1.0
    while True:
        for times in (1, 2, 5):
            if most <= step * times:
                return step * times
        step *= 10


def _height(value: float, top: float) -> float:
    return HEIGHT - value / top * (HEIGHT - HEAD)


def _grid(top: float, unit: str) -> list[Markup]:
    shares = (0, 0.5, 1)
    mark = Markup(
        '<line x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>'
        '<text class="name" x="{}" y="{:.1f}">{}{}</text>'
    )
    found = []
    for share in shares:
        y = _height(top * share, top)
        found.append(mark.format(LEFT, RIGHT, y, y, LEFT - 8, y + 4, f"{top * share:,g}", unit))
    return found


def _years(years: Sequence[str], step: float) -> list[Markup]:
    mark = Markup('<text class="year" x="{:.1f}" y="{}">{}</text>')
    return [
        mark.format(LEFT + INSET + at * step, HEIGHT + 18, year) for at, year in enumerate(years)
    ]


def _dot(x: float, y: float, value: float | None, unit: str) -> Markup:
    said = f"{value:,.1f}" if unit else f"{value:,g}"
    mark = (
        '<circle cx="{:.1f}" cy="{:.1f}" r="4"/>'
        '<text class="year" x="{:.1f}" y="{:.1f}">{}{}</text>'
    )
    return Markup(mark).format(x, y, x, y - 9, said, unit)


def _svg(title: str, width: int, height: int, pieces: Sequence[Markup]) -> Markup:
    opening = '<svg viewBox="0 -8 {} {}" role="img" aria-label="{}"><title>{}</title>'
    start = Markup(opening).format(width, height + 8, escape(title), escape(title))
    return start + Markup("").join(pieces) + Markup("</svg>")
