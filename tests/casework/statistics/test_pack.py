from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.records.person import CustodySpell, Episode, Management, Standing
from casework.records.proceeding import Matter, Proceeding, Step
from casework.statistics.pack import Pack, build, decoded_pack, digest, encoded_pack, only_area
from casework.statistics.population import Population, populations
from casework.statistics.snapshot import Records
from casework.statistics.suppression import Scope, Suppression
from casework.statistics.table import NATIONAL, NOT_RECORDED, Clock, Role, rate
from casework.statistics.year import ReportingYear, reporting_year
from examples.people import made_up
from tests.casework.statistics.making import gathered, offender

YEAR = ReportingYear(2025)
PLAIN = Suppression(scope=Scope.NONE)


def national(pack: Pack, table: str, row: str) -> int | None:
    return pack.table(table).row(row).cells[-1].count


def reported(person: str, on: date, at: int = 0, area: str | None = None) -> Proceeding:
    return Proceeding(
        id=f"{person}-G{at}",
        person=person,
        step=Step.REPORTED,
        matter=Matter.NOTIFICATION_BREACH,
        on=on,
        area=area,
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 60), st.integers(0, 1 << 30), st.integers(2020, 2026))
def test_areas_add_up_to_the_nation_and_rows_to_their_sum(
    people: int, seed: int, year: int
) -> None:
    pack = build(gathered(made_up(people, seed)), ReportingYear(year), suppression=PLAIN)
    for table in pack.tables:
        counted = [row for row in table.rows if row.role is not Role.RATE]
        for row in counted:
            counts = [cell.count or 0 for cell in row.cells]
            assert sum(counts[:-1]) == counts[-1], (table.key, row.key)
        if table.rows[-1].key == "all":
            for column in zip(*(row.cells for row in counted), strict=True):
                parts = [cell.count or 0 for cell in column]
                assert sum(parts[:-1]) == parts[-1], table.key


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 60), st.integers(0, 1 << 30))
def test_every_split_of_the_people_in_the_community_has_all_of_them(people: int, seed: int) -> None:
    pack = build(gathered(made_up(people, seed)), YEAR, suppression=PLAIN)
    home = pack.table("offenders").row("rso-community").cells
    for key in ("levels", "age", "sex", "ethnicity", "footing"):
        assert pack.table(key).row("all").cells == home


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 40), st.integers(0, 1 << 30), st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(people: int, seed: int, chance: object) -> None:
    records = list(made_up(people, seed))
    first = digest(build(gathered(records), YEAR))
    chance.shuffle(records)  # type: ignore[attr-defined]
    assert digest(build(gathered(records), YEAR)) == first


def test_whom_no_level_is_recorded_for_is_shown_and_not_forced_into_one() -> None:
    pack = build(Records(people=(offender(1), offender(2, level=None))), YEAR)
    levels = pack.table("levels")
    assert [row.cells[-1].count for row in levels.rows] == [1, 0, 0, 1, 2]


def test_whom_no_area_manages_on_the_day_is_in_the_column_of_those_not_recorded() -> None:
    ended = Management(
        since=date(2020, 1, 1), until=date(2025, 3, 30), authority="police", area="North"
    )
    pack = build(Records(people=(offender(1, management=(ended,)), offender(2))), YEAR)
    assert pack.columns == ("North", NOT_RECORDED, NATIONAL)
    cells = pack.table("offenders").row("rso-community").cells
    assert [cell.count for cell in cells] == [1, 1, 2]


@pytest.mark.parametrize(
    ("until", "community"), [(date(2025, 3, 30), 1), (date(2025, 3, 31), 0), (None, 0)]
)
def test_a_person_in_prison_on_the_day_is_counted_but_not_in_the_community(
    until: date | None, community: int
) -> None:
    spell = CustodySpell(since=date(2024, 1, 1), until=until, place="Nowhere Prison")
    pack = build(Records(people=(offender(1, custody=(spell,)),)), YEAR)
    assert national(pack, "offenders", "rso-total") == 1
    assert national(pack, "offenders", "rso-community") == community


def test_the_dead_are_in_no_stock() -> None:
    died = Episode(since=date(2025, 3, 31), standing=Standing.DECEASED)
    pack = build(Records(people=(offender(1, episodes=(died,)),)), YEAR)
    assert national(pack, "offenders", "rso-total") == 0
    assert national(pack, "categories", "all") == 0


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        (date(2024, 3, 31), 0),
        (date(2024, 4, 1), 1),
        (date(2025, 3, 31), 1),
        (date(2025, 4, 1), 0),
    ],
)
def test_a_flow_is_from_the_first_of_april_to_the_last_of_march(day: date, counted: int) -> None:
    records = Records(people=(offender(1),), proceedings=(reported("P-00001", day),))
    pack = build(records, YEAR)
    assert national(pack, "offenders", "notification-reported") == counted
    assert national(pack, "offenders", "notification-charged") == 0


def test_a_person_reported_in_two_areas_is_one_person_in_the_first_of_them() -> None:
    events = (
        reported("P-00001", date(2024, 9, 1), 1, "South"),
        reported("P-00001", date(2024, 6, 1), 2, "North"),
    )
    pack = build(Records(people=(offender(1),), proceedings=events), YEAR)
    cells = pack.table("offenders").row("notification-reported").cells
    assert dict(zip(pack.columns, (cell.count for cell in cells), strict=True)) == {
        "North": 1,
        "South": 0,
        NOT_RECORDED: 0,
        NATIONAL: 1,
    }


def test_a_rate_is_of_its_own_numerator_and_denominator_and_missing_without_one() -> None:
    known = (Population(area="North", year=2023, people=668_029, source="Unreal estimates"),)
    people = (*(offender(n) for n in range(677)), offender(700, area="South"))
    pack = build(Records(people=people), YEAR, known)
    row = pack.table("offenders").row("rso-rate")
    north, south, _, whole = row.cells
    assert (north.count, north.of) == (677, 668_029)
    assert round(rate(north, row.per or 0) or 0, 1) == 101.3
    assert rate(south, 100_000) is None
    assert rate(whole, 100_000) is None


def test_compliance_is_not_told_where_more_were_reported_than_are_on_file() -> None:
    events = (reported("P-00009", date(2024, 9, 1)),)
    pack = build(Records(people=(), proceedings=events), YEAR)
    assert national(pack, "offenders", "compliance") is None


def test_days_follow_from_the_year_and_are_never_typed() -> None:
    pack = build(Records(people=()), reporting_year("2024-25"))
    assert pack.as_at(Clock.STOCK) == "31 March 2025"
    assert pack.as_at(Clock.FLOW) == "1 April 2024 to 31 March 2025"


@pytest.mark.parametrize("text", ["2025", "2024-26", "2024-2025", "2024/25", ""])
def test_what_does_not_say_which_year_is_refused(text: str) -> None:
    with pytest.raises(CaseworkError, match="2024-25"):
        reporting_year(text)


def test_the_turn_of_a_century_is_a_year_too() -> None:
    assert reporting_year("2099-00").last == date(2100, 3, 31)


def test_a_pack_is_the_same_after_it_was_written_and_read() -> None:
    pack = build(gathered(made_up(40)), YEAR)
    assert decoded_pack(encoded_pack(pack)) == pack


def test_what_is_no_pack_is_refused_in_one_line() -> None:
    with pytest.raises(CaseworkError, match="no statistics pack"):
        decoded_pack("{}")


def test_one_area_is_shown_beside_the_nation() -> None:
    pack = build(gathered(made_up(40)), YEAR)
    one = only_area(pack, "Westwick")
    assert one.columns == ("Westwick", NATIONAL)
    assert one.table("age").row("all").cells[0] == pack.table("age").row("all").cells[5]
    with pytest.raises(CaseworkError, match="no area 'Nowhere'"):
        only_area(pack, "Nowhere")


def test_an_area_named_like_a_sum_is_refused() -> None:
    with pytest.raises(CaseworkError, match="no area may be called"):
        build(Records(people=(offender(1, area=NATIONAL),)), YEAR)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("area,people\n", "the columns are"),
        ("area,year,people,source\nNorth,2023,many,NRS\n", "row 2"),
        ("area,year,people,source\nNorth,2023,0,NRS\n", "row 2"),
        ("area,year,people,source\nNorth,2023,5,NRS\nNorth,2022,5,NRS\n", "row 3: North twice"),
        ("area,year,people,source\nNorth,2023\n", "row 2"),
    ],
)
def test_a_population_that_cannot_be_read_is_told_by_its_row(text: str, match: str) -> None:
    with pytest.raises(CaseworkError, match=match):
        populations(text)


@given(st.sampled_from(["", "area,year,people,source\n"]), st.text(max_size=200))
def test_populations_are_read_or_refused(head: str, text: str) -> None:
    try:
        found = populations(head + text)
    except CaseworkError:
        return
    assert all(one.people > 0 and one.area.strip() for one in found)
