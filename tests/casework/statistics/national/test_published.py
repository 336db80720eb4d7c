"""The published national figures: as printed, worked out again, and counted again from people."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from casework.records.base import Record
from casework.records.person import CustodySpell, Episode, Standing
from casework.records.proceeding import Matter, Proceeding, Step
from casework.statistics.national.claims import claims
from casework.statistics.national.series import figures, national_lines
from casework.statistics.pack import build
from casework.statistics.table import rate
from casework.statistics.year import reporting_year
from tests.casework.statistics.making import gathered, offender

YEARS = ("2020-21", "2021-22", "2022-23", "2023-24")
PRINTED = {
    "rso-total": (5830, 6038, 6420, 6878),
    "rso-community": (4358, 4520, 4747, 4948),
    "level-1": (4234, 4407, 4584, 4848),
    "level-2": (115, 111, 140, 95),
    "level-3": (2, 2, 1, 0),
    "notification-reported": (282, 374, 465, 390),
    "further-crime": (96, 114, 139, 254),
    "wanted": (13, 16, 13, 12),
    "missing": (0, 0, 0, 1),
}


def test_the_sample_series_is_as_printed() -> None:
    expected = {key: dict(zip(YEARS, counts, strict=True)) for key, counts in PRINTED.items()}
    assert figures() == expected


def made_up_nation(year: str) -> Iterator[Record]:
    """People who do not exist, as many of each kind as the report of the year prints."""
    printed = {key: counts[YEARS.index(year)] for key, counts in PRINTED.items()}
    day = reporting_year(year).last
    levels = [level for level in (1, 2, 3) for _ in range(printed[f"level-{level}"])]
    for number in range(printed["rso-total"]):
        home = number < printed["rso-community"]
        episodes = []
        if number < printed["wanted"]:
            episodes.append(Episode(since=day, standing=Standing.WANTED))
        if number < printed["missing"]:
            episodes.append(Episode(since=day, standing=Standing.MISSING))
        yield offender(
            number,
            level=levels[number] if number < len(levels) else None,
            custody=() if home else (CustodySpell(since=day, place="Nowhere Prison"),),
            episodes=tuple(episodes),
        )
        if number < printed["notification-reported"]:
            yield step(number, day, Step.REPORTED, Matter.NOTIFICATION_BREACH)
        if number < printed["further-crime"]:
            yield step(number, day, Step.CONVICTED, Matter.GROUP_2_CRIME)


def step(number: int, day: date, what: Step, matter: Matter) -> Proceeding:
    return Proceeding(
        id=f"P-{number:05}-{what}", person=f"P-{number:05}", step=what, matter=matter, on=day
    )


@pytest.mark.parametrize("year", YEARS)
def test_a_made_up_nation_of_the_printed_size_gives_the_printed_tables(year: str) -> None:
    pack = build(gathered(made_up_nation(year)), reporting_year(year))
    printed = {key: counts[YEARS.index(year)] for key, counts in PRINTED.items()}
    first = pack.table("offenders")
    for key in ("rso-total", "rso-community", "notification-reported", "wanted", "missing"):
        assert first.row(key).cells[-1].count == printed[key]
    levels = [row.cells[-1].count for row in pack.table("levels").rows]
    known = [printed[f"level-{level}"] for level in (1, 2, 3)]
    not_shown = {"2020-21": 7, "2021-22": 0, "2022-23": 22, "2023-24": 5}[year]
    assert levels == [*known, not_shown, printed["rso-community"]]
    assert pack.table("further-crime").row("all").cells[-1].count == printed["further-crime"]


def test_where_the_printed_arithmetic_does_not_hold_it_is_told_with_the_reason() -> None:
    found = claims()
    differing = [(one.year, one.worked_out, one.printed) for one in found if not one.agrees]
    assert differing == [
        ("2020-21", Decimal(4351), Decimal(4358)),
        ("2022-23", Decimal(4725), Decimal(4747)),
        ("2023-24", Decimal(4943), Decimal(4948)),
        ("2022-23", Decimal(5955), Decimal(5970)),
        ("2024-25", Decimal("101.3"), Decimal(66)),
    ]
    assert all(one.why for one in found if not one.agrees)
    assert all(one.source for one in found)


def test_where_it_holds_the_printed_number_is_reproduced() -> None:
    agreeing = [(one.year, one.printed) for one in claims() if one.agrees]
    assert agreeing == [("2021-22", Decimal(4520)), ("2022-23", Decimal(93))]


def test_compliance_is_worked_out_from_counts() -> None:
    (line,) = [one for one in national_lines() if one.key == "compliance"]
    assert [(point.cell.count, point.cell.of) for point in line.points] == [
        (5548, 5830),
        (5664, 6038),
        (5955, 6420),
        (6488, 6878),
    ]
    assert [round(rate(point.cell, 100) or 0, 1) for point in line.points] == [
        95.2,
        93.8,
        92.8,
        94.3,
    ]
