"""A pack and a trend as one HTML file each: no script, nothing fetched."""

import base64
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from casework.statistics.national.claims import Claim
from casework.statistics.pack import Pack
from casework.statistics.plots import bars, line
from casework.statistics.suppression import Scope, Suppression
from casework.statistics.table import Clock, Role, Table, rate
from casework.statistics.trend import Line
from casework.statistics.wording import out_of, value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("casework.statistics", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        short_days=short_days, value=value, out_of=out_of, stock=Clock.STOCK, flow=Clock.FLOW
    )
    return environment


def short_days(pack: Pack, clock: Clock) -> str:
    """To what days a row refers, for a narrow column; the heading has them in full."""
    last = f"{pack.year.last:%d %b %Y}"
    return last if clock is Clock.STOCK else f"year to {last}"


def pack_html(pack: Pack, status: str, sha256_hex: str) -> str:
    """The page. ``status`` tells as what it was published; the digest is of all its areas."""
    return _page(
        "pack.html.j2",
        title=f"MAPPA statistics {pack.year.label}",
        pack=pack,
        status=status,
        digest=sha256_hex,
        withholding=withholding(pack.suppression),
        tables=[(table, _plot(pack, table)) for table in pack.tables],
    )


def withholding(suppression: Suppression) -> str:
    """What is withheld, in words."""
    if suppression.scope is Scope.NONE:
        return "none is withheld"
    where = {Scope.ALL: "all tables", Scope.CROSS_TABS: "the tables of people by kind"}
    return f"1 to {suppression.threshold - 1} withheld in {where[suppression.scope]}"


def _plot(pack: Pack, table: Table) -> Markup:
    """People by kind over the nation; where rows stand apart, the first by area."""
    if any(row.role is Role.TOTAL and row.key == "all" for row in table.rows):
        parts = [row for row in table.rows if row.role is Role.COUNT]
        values = [(row.label, row.cells[-1].count) for row in parts]
        return bars(f"{table.title}, national", values)
    if table.key != "offenders":
        return Markup("")
    community = table.row("rso-community")
    named = zip(pack.columns[:-1], community.cells[:-1], strict=True)
    return bars(
        community.label, [(f"{area[:1].upper()}{area[1:]}", cell.count) for area, cell in named]
    )


def trend_html(title: str, source: str, lines: Sequence[Line], claims: Iterable[Claim] = ()) -> str:
    """The page: for each table its rows by year, and a plot of each that was ever counted."""
    restated = {(point.year, point.note) for one in lines for point in one.points if point.note}
    return _page(
        "trend.html.j2",
        title=title,
        source=source,
        groups=[_group(name, list(inside)) for name, inside in groupby(lines, lambda x: x.table)],
        restated=sorted(restated),
        claims=tuple(claims),
    )


_Told = tuple[Line, list[tuple[str, str]], Markup]


def _group(heading: str, lines: list[Line]) -> tuple[str, list[str], list[_Told]]:
    years = sorted({point.year for one in lines for point in one.points})
    return heading, years, [(one, _told(one, years), _line_plot(one, years)) for one in lines]


def _told(one: Line, years: list[str]) -> list[tuple[str, str]]:
    known = {point.year: point.cell for point in one.points}
    return [
        (value(one, known[year]), out_of(one, known[year])) if year in known else ("", "")
        for year in years
    ]


def _line_plot(one: Line, years: list[str]) -> Markup:
    known = {point.year: point.cell for point in one.points}
    values: list[tuple[str, float | None]] = []
    for year in years:
        cell = known.get(year)
        count = None if cell is None else cell.count
        quotient = rate(cell, one.per) if cell is not None and one.per else count
        values.append((year, quotient))
    if not any(shown for _, shown in values):
        return Markup("")
    return line(one.label, values, "%" if one.per == 100 else "")


def _page(template: str, **fields: object) -> str:
    css = files("casework.statistics").joinpath("pages", "page.css").read_text("utf-8")
    fingerprint = base64.b64encode(sha256(css.encode()).digest()).decode()
    page = _environment().get_template(template)
    return page.render(css=Markup(css), fingerprint=fingerprint, **fields)
