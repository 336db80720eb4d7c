"""report.html: one self-contained page, without script, without pictures, ready to print."""

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import groupby, islice
from pathlib import Path

from hashsets.framed import CERTAIN_PHASH
from skerry import release
from triage import listing
from triage.authority import Authority
from triage.coverage import is_weak
from triage.exam.connection import Connection
from triage.figures import Coverage, Tally
from triage.listing import Line
from triage.matching import MINIMUM_QUALITY
from triage.reports.glossary import GLOSSARY, METHOD
from triage.reports.page import environment, policy, style
from triage.reports.provenance import Found, place
from triage.reports.runs import runs_shown
from triage.reports.scans import scans_shown
from triage.shortfalls import not_examined

NAME = "report.html"
MOST_FINDINGS = 5000
MOST_WEAK = 1000
MOST_GAPS = 1000
NO_AUTHORITY = "No authority recorded"


def write(
    connection: Connection, coverage: Coverage, folder: Path, beside: Iterable[str], written: str
) -> list[str]:
    """Write the page into ``folder``; returns its name.

    ``beside`` are the names of the report's other files, ``written`` when and by whom.
    """
    with (folder / NAME).open("w", encoding="utf-8") as file:
        for piece in page(connection, coverage, frozenset(beside), written):
            file.write(piece)
    return [NAME]


def page(
    connection: Connection, coverage: Coverage, beside: frozenset[str], written: str
) -> Iterator[str]:
    """The page, piece by piece."""
    css = style()
    return (
        environment()
        .get_template("report.html.j2")
        .generate(
            style=css,
            policy=policy(css),
            authority=authority_line(coverage.authority),
            title=title(coverage.authority),
            written=written,
            release=release(),
            coverage=coverage,
            statements=not_examined(coverage),
            bar=bar(coverage.entries),
            groups=_groups(connection),
            most_findings=MOST_FINDINGS,
            weak=_findings(connection, weak=True, most=MOST_WEAK),
            most_weak=MOST_WEAK,
            gaps=_gaps(connection),
            most_gaps=MOST_GAPS,
            beside=beside,
            chance=expected(coverage.chance_hits),
            runs=runs_shown(connection),
            scans=scans_shown(connection),
            certain_phash=CERTAIN_PHASH,
            minimum_quality=MINIMUM_QUALITY,
            method=METHOD,
            glossary=GLOSSARY,
        )
    )


def authority_line(authority: Authority) -> str:
    """The report's first line."""
    if not authority.recorded:
        return NO_AUTHORITY
    data = "all kinds of data" if authority.data is None else ", ".join(authority.data)
    return (
        f"Authority: {authority.power}. Exhibit {authority.exhibit}; officer {authority.officer}; "
        f"device's notified owner {authority.owner}; kinds of data authorised: {data or 'none'}."
    )


def title(authority: Authority) -> str:
    """What the page is called."""
    exhibit = f" of exhibit {authority.exhibit}" if authority.exhibit else ""
    return f"Examination{exhibit}"


def expected(hits: float) -> str:
    """A number of chance hits, to the precision that makes sense of it."""
    if hits == 0:
        return "none"
    if hits < 0.01:
        return "fewer than 0.01"
    return f"about {hits:.2g}" if hits < 10 else f"about {hits:,.0f}"


def bar(tally: Tally) -> list[tuple[str, float, float]]:
    """The states that occur, each with its start and width in hundredths of a bar."""
    start, parts = 0.0, []
    for state, number in tally.states.items():
        width = 100 * number / tally.total if tally.total else 0.0
        if number:
            parts.append((state, round(start, 3), round(width, 3)))
        start += width
    return parts


def _findings(connection: Connection, *, weak: bool, most: int) -> Iterator[Found]:
    lines = listing.findings(connection, worst_first=True)
    kept = (line for line in lines if is_weak(line) == weak)
    return (place(connection, line) for line in islice(kept, most))


def _groups(connection: Connection) -> Iterator[tuple[str, Iterator[Found]]]:
    found = _findings(connection, weak=False, most=MOST_FINDINGS)
    return groupby(found, key=lambda each: str(each.finding["severity"]))


def _gaps(connection: Connection) -> list[Line]:
    """Gaps to print one by one: parts of sources before entries, within a reason by path."""
    return nsmallest(
        MOST_GAPS,
        listing.gaps(connection),
        key=lambda gap: (gap["file"] is not None, gap["reason"], gap["path"] or "", gap["id"]),
    )
