"""Each row of each table beside a counter that shares no code with it."""

from collections import Counter as Tally
from functools import cache

import pytest

from casework.records.base import Record
from casework.statistics.pack import Pack, build
from casework.statistics.suppression import Scope, Suppression
from casework.statistics.year import ReportingYear
from examples.people import made_up
from tests.casework.statistics.counter import Counter
from tests.casework.statistics.making import gathered

PLAIN = Suppression(scope=Scope.NONE)
YEARS = (2020, 2023, 2025)
PEOPLE = 5000
CIVIL = ("SHPO", "SOPO", "SRO", "RSHO")
BANDS = {
    "18": (0, 17),
    "21": (18, 20),
    "31": (21, 30),
    "41": (31, 40),
    "51": (41, 50),
    "61": (51, 60),
    "71": (61, 70),
    "over-70": (71, 200),
}


recounted: set[tuple[str, str]] = set()


@cache
def records() -> tuple[Record, ...]:
    return tuple(made_up(PEOPLE, seed=7))


@cache
def pack(year: int) -> Pack:
    return build(gathered(records()), ReportingYear(year), suppression=PLAIN)


@cache
def counter(year: int) -> Counter:
    return Counter(records(), year)


def told(year: int, table: str, row: str) -> list[int | None]:
    recounted.add((table, row))
    return [cell.count for cell in pack(year).table(table).row(row).cells]


def wanted(year: int, areas: list[str]) -> list[int]:
    tally = Tally(areas)
    named = pack(year).columns[:-1]
    assert set(tally) <= set(named)
    return [*(tally[area] for area in named), len(areas)]


@pytest.mark.parametrize("year", YEARS)
def test_people_in_custody_and_community_are_as_counted_plainly(year: int) -> None:
    plain = counter(year)
    for row, people in (
        ("rso-total", plain.notifying()),
        ("rso-community", plain.community()),
        ("wanted", plain.wanted()),
        ("missing", plain.missing()),
    ):
        assert told(year, "offenders", row) == wanted(year, plain.by_area(people)), row
    endless = wanted(year, plain.by_area(plain.indefinite()))
    assert told(year, "custody", "indefinite") == endless
    assert sum(endless) > 0


@pytest.mark.parametrize("year", YEARS)
def test_reported_charged_and_convicted_are_as_counted_plainly(year: int) -> None:
    for step in ("reported", "charged", "convicted"):
        areas = counter(year).notification(step)
        assert areas
        assert told(year, "offenders", f"notification-{step}") == wanted(year, areas)


@pytest.mark.parametrize("year", YEARS)
def test_compliance_is_all_but_those_reported_of_all(year: int) -> None:
    plain = counter(year)
    total = wanted(year, plain.by_area(plain.notifying()))
    reported = wanted(year, plain.notification("reported"))
    cells = pack(year).table("offenders").row("compliance").cells
    for cell, whole, part in zip(cells, total, reported, strict=True):
        assert (cell.count, cell.of) == (whole - part if whole >= part else None, whole)


@pytest.mark.parametrize("year", YEARS)
def test_orders_are_as_counted_plainly(year: int) -> None:
    plain = counter(year)
    for kind in CIVIL:
        assert told(year, "orders", f"full-{kind}") == wanted(year, plain.in_force(kind, False))
        assert told(year, "orders", f"interim-{kind}") == wanted(year, plain.in_force(kind, True))
    for kind in (*CIVIL, "foreign travel order", "notification order"):
        row = f"imposed-{kind.replace(' ', '-')}"
        assert told(year, "orders", row) == wanted(year, plain.imposed(kind))
    for kinds in (("SHPO", "SOPO"), ("SRO", "RSHO")):
        for step in ("charged", "convicted"):
            areas = plain.order_breach(step, kinds)
            assert areas
            assert told(year, "orders", f"breach-{kinds[0]}-{step}") == wanted(year, areas)


@pytest.mark.parametrize("year", YEARS)
def test_levels_categories_and_returns_are_as_counted_plainly(year: int) -> None:
    plain = counter(year)
    for key in ("1", "2", "3", "none"):
        at_level = [p for p in plain.community() if plain.level(p) == key]
        assert told(year, "levels", key) == wanted(year, plain.by_area(at_level))
        of_category = [p for p in plain.managed() if plain.category(p) == key]
        assert told(year, "categories", key) == wanted(year, plain.by_area(of_category))
        assert told(year, "further-crime", key) == wanted(year, plain.further(key))
    for step in ("recalled", "returned to custody"):
        row = step.replace(" ", "-")
        assert told(year, "custody", row) == wanted(year, plain.step(step))


@pytest.mark.parametrize("year", YEARS)
def test_people_by_kind_are_as_counted_plainly(year: int) -> None:
    plain = counter(year)
    home = plain.community()
    for key, (least, most) in BANDS.items():
        band = [p for p in home if least <= plain.age(p) <= most]
        assert told(year, "age", key) == wanted(year, plain.by_area(band)), key
    ageless = [p for p in home if plain.age(p) < 0]
    assert told(year, "age", "not-recorded") == wanted(year, plain.by_area(ageless))
    for sex in ("female", "male", "other", "not recorded"):
        of_sex = [p for p in home if p["sex"] == sex]
        assert told(year, "sex", sex) == wanted(year, plain.by_area(of_sex))
    for code in {p["ethnicity"] for p in home}:
        of_code = [p for p in home if p["ethnicity"] == code]
        key = f"code {code}" if code else ""
        assert told(year, "ethnicity", key) == wanted(year, plain.by_area(of_code))


@pytest.mark.parametrize("year", YEARS[1:2])
def test_people_by_statutory_conditions_are_as_counted_plainly(year: int) -> None:
    plain = counter(year)
    home = plain.community()
    under = [p for p in home if plain.conditioned(p)]
    alone = [p for p in home if p not in under]
    assert told(year, "footing", "statutory") == wanted(year, plain.by_area(under))
    assert told(year, "footing", "alone") == wanted(year, plain.by_area(alone))


def test_every_row_of_counts_is_among_those_recounted() -> None:
    """A new row must be added to the counter, or this fails."""
    recounted.clear()
    for test in (
        test_people_in_custody_and_community_are_as_counted_plainly,
        test_reported_charged_and_convicted_are_as_counted_plainly,
        test_orders_are_as_counted_plainly,
        test_levels_categories_and_returns_are_as_counted_plainly,
        test_people_by_kind_are_as_counted_plainly,
        test_people_by_statutory_conditions_are_as_counted_plainly,
    ):
        test(2023)
    sums_and_rates = {"all", "compliance", "rso-rate"}
    rows = {(table.key, row.key) for table in pack(2023).tables for row in table.rows}
    assert recounted == {(table, row) for table, row in rows if row not in sums_and_rates}
