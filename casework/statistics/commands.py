"""``skerry stats …``: arguments in, tables and files out."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from casework.accounts.access import Access
from casework.act import Operation
from casework.asking import Parsers, command, group, signed_in
from casework.audit.line import Subject
from casework.errors import CaseworkError
from casework.moments import day_of
from casework.reading import Reading
from casework.records.publication import Publication
from casework.statistics.csv_form import pack_csv, trend_csv
from casework.statistics.html_form import pack_html, trend_html
from casework.statistics.national.claims import claims
from casework.statistics.national.series import SOURCE, TITLE, national_lines
from casework.statistics.pack import Pack, build, decoded_pack, digest, only_area
from casework.statistics.population import Population, populations
from casework.statistics.publishing import (
    editions,
    publish_in,
    published,
    records_on_file,
    versions,
)
from casework.statistics.suppression import DEFAULT_THRESHOLD, Scope, Suppression
from casework.statistics.table import NATIONAL
from casework.statistics.telling import pack_lines, trend_lines
from casework.statistics.trend import trend
from casework.statistics.year import ReportingYear, reporting_year
from casework.terminal import tell
from skerry import UsageError

COUNT, READ, PUBLISH = "statistics.consult", "publication.consult", "publication.add"
Given: TypeAlias = argparse.Namespace
EXAMPLES = {
    "tables": "skerry stats tables --year 2024-25 --html tables.html --csv tables.csv",
    "publish": "skerry stats publish --year 2024-25 --population mid-2023.csv",
    "restate": 'skerry stats restate --year 2024-25 --reason "a late conviction"',
    "list": "skerry stats list",
    "trend": "skerry stats trend --sample --html trend.html",
}
OPERATIONS = {
    "tables": (COUNT,),
    "publish": (COUNT, PUBLISH),
    "restate": (COUNT, PUBLISH),
    "list": (READ,),
    "trend": (READ,),
}
DRAFT = "draft, counted from the records as they are now"
UNFINISHED = "draft of a year that HAS NOT ENDED, as if nothing on file changed until then"


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "stats", "the annual report's tables and their trend")
    tables = _command(commands, "tables", "a year's tables, counted or as published", _tables)
    _of_year(tables)
    _counted(tables)
    _shown(tables)
    tables.add_argument("--published", action="store_true", help="as published, not counted now")
    tables.add_argument("--version", type=int, help="which published version; else the latest")
    _register_publishing(commands)
    _command(commands, "list", "every published pack and its digest", _list)
    lines = _command(commands, "trend", "the latest published pack of each year", _trend)
    lines.add_argument("--sample", action="store_true", help="the published national figures")
    _shown(lines)


def _register_publishing(commands: Parsers) -> None:
    first = _command(commands, "publish", "freeze a year's tables", _publish)
    again = _command(commands, "restate", "publish a year again; the earlier pack stays", _restate)
    for parser in (first, again):
        _of_year(parser)
        _counted(parser)


def _command(
    commands: Parsers, name: str, text: str, perform: Callable[[Given], int]
) -> argparse.ArgumentParser:
    parser = command(commands, name, text, EXAMPLES[name], *OPERATIONS[name])
    parser.set_defaults(perform=perform)
    return parser


def _of_year(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--year", required=True, help="as 2024-25: 1 April 2024 to 31 March 2025")


def _counted(parser: argparse.ArgumentParser) -> None:
    scopes = [str(scope) for scope in Scope]
    parser.add_argument("--suppress", choices=scopes, default=str(Scope.CROSS_TABS))
    parser.add_argument("--threshold", type=int, default=DEFAULT_THRESHOLD, metavar="N")
    parser.add_argument(
        "--population", type=Path, metavar="CSV", help="columns area, year, people, source"
    )


def _shown(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--area", help="one area beside the nation; else all")
    parser.add_argument("--csv", type=Path, metavar="FILE")
    parser.add_argument("--html", type=Path, metavar="FILE")


def _counted_pack(access: Access, given: Given) -> Pack:
    if given.threshold < 2:
        raise UsageError("--threshold is 2 or more: counts from 1 up to it are withheld")
    known: tuple[Population, ...] = ()
    if given.population:
        known = populations(given.population.read_text("utf-8-sig"))
    chosen = Suppression(scope=Scope(given.suppress), threshold=given.threshold)
    with access.doing(COUNT) as writing:
        records = records_on_file(writing)
    return build(records, reporting_year(given.year), known, chosen)


def _tables(given: Given) -> int:
    year = reporting_year(given.year)
    if given.version is not None and not given.published:
        raise UsageError("--version goes with --published")
    with signed_in(given) as access:
        pack, status = _pack_and_status(access, given, year)
    kept = only_area(pack, given.area) if given.area else pack
    _write(given.csv, lambda: pack_csv(kept))
    _write(given.html, lambda: pack_html(kept, status, digest(pack)))
    if not (given.csv or given.html):
        _tell_all(pack_lines(kept, status))
    return 0


def _pack_and_status(access: Access, given: Given, year: ReportingYear) -> tuple[Pack, str]:
    if not given.published:
        ended = year.has_ended(day_of(access.store.clock()))
        return _counted_pack(access, given), DRAFT if ended else UNFINISHED
    with _reading(access) as reading:
        record = published(reading, year, given.version)
    return decoded_pack(record.content), _status(record)


@contextmanager
def _reading(access: Access) -> Iterator[Reading]:
    """What was published, looked at."""
    with access.doing(READ) as writing:
        writing.note(Operation.CONSULTATION, Subject(kind=Publication.KIND))
        yield writing


def _status(record: Publication) -> str:
    if record.reason:
        return f"published, version {record.version}, restated: {record.reason}"
    return f"published, version {record.version}"


def _publish(given: Given) -> int:
    return _published(given)


def _restate(given: Given) -> int:
    if not given.reason:
        raise UsageError("restating takes --reason: it is published with the figures")
    return _published(given, given.reason)


def _published(given: Given, reason: str | None = None) -> int:
    year = reporting_year(given.year)
    with signed_in(given) as access:
        if not year.has_ended(day_of(access.store.clock())):
            raise CaseworkError(f"{year.label} has not ended: its stock is counted on {year.last}")
        pack = _counted_pack(access, given)
        with access.doing(PUBLISH) as writing:
            record = publish_in(writing, pack, reason)
    tell(f"{record.year} version {record.version} published, SHA-256 {record.sha256}")
    return 0


def _list(given: Given) -> int:
    with signed_in(given) as access, _reading(access) as reading:
        for stored in versions(reading):
            record = stored.record
            when = stored.recorded.date().isoformat()
            tell(f"{record.id}  {when}  {stored.author}  {record.sha256}  {record.reason or ''}")
    return 0


def _trend(given: Given) -> int:
    if given.sample:
        lines, title, source, checked = national_lines(), TITLE, SOURCE, claims()
    else:
        area = given.area or NATIONAL
        with signed_in(given) as access, _reading(access) as reading:
            lines = trend(editions(reading), area)
        title, source, checked = f"MAPPA statistics over the years, {area}", "As published.", ()
    _write(given.csv, lambda: trend_csv(lines))
    _write(given.html, lambda: trend_html(title, source, lines, checked))
    if not (given.csv or given.html):
        _tell_all(trend_lines(lines, checked))
    return 0


def _tell_all(lines: Iterable[str]) -> None:
    for line in lines:
        tell(line)


def _write(path: Path | None, made: Callable[[], str]) -> None:
    if path is not None:
        path.write_text(made(), "utf-8", newline="")
        tell(str(path))
