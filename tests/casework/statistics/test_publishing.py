from datetime import date

import pytest

from casework.act import Act
from casework.errors import CaseworkError
from casework.records.publication import Publication
from casework.statistics.pack import Pack, build, decoded_pack, digest
from casework.statistics.publishing import (
    editions,
    publish,
    published,
    records_on_file,
    restate,
    versions,
)
from casework.statistics.suppression import Scope, Suppression
from casework.statistics.trend import Edition, trend
from casework.statistics.year import ReportingYear
from casework.store import Store
from tests.casework.statistics.making import gathered, offender
from tests.casework.statistics.test_pack import reported

YEAR = ReportingYear(2025)


def pack_of(people: int, year: ReportingYear = YEAR) -> Pack:
    plain = Suppression(scope=Scope.NONE)
    return build(gathered(offender(n) for n in range(people)), year, suppression=plain)


def test_a_published_pack_is_read_as_it_was_whatever_became_of_the_records(
    store: Store, act: Act
) -> None:
    with store.writing(act) as writing:
        writing.add(offender(1))
    with store.reading() as reading:
        pack = build(records_on_file(reading), YEAR)
    record = publish(store, act, pack)
    with store.writing(act) as writing:
        writing.add(reported("P-00001", date(2024, 5, 1)))
        assert build(records_on_file(writing), YEAR) != pack
    with store.reading() as reading:
        held = published(reading, YEAR)
    assert held == record
    assert held.sha256 == digest(pack)
    assert decoded_pack(held.content) == pack


def test_a_year_is_published_once(store: Store, act: Act) -> None:
    publish(store, act, pack_of(1))
    with pytest.raises(CaseworkError, match="2024-25 is published: restate it"):
        publish(store, act, pack_of(2))


def test_a_restatement_keeps_the_earlier_pack_and_says_why(store: Store, act: Act) -> None:
    first = publish(store, act, pack_of(1))
    second = restate(store, act, pack_of(2), "a late record")
    with store.reading() as reading:
        assert published(reading, YEAR) == second
        assert published(reading, YEAR, 1) == first
        assert [stored.record.version for stored in versions(reading, "2024-25")] == [1, 2]
    assert (second.restates, second.reason) == (first.id, "a late record")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_restatement_without_a_reason_is_refused(store: Store, act: Act, reason: str) -> None:
    publish(store, act, pack_of(1))
    with pytest.raises(CaseworkError, match="reason of the restatement"):
        restate(store, act, pack_of(2), reason)


def test_there_is_nothing_to_restate_where_nothing_is_published_or_changed(
    store: Store, act: Act
) -> None:
    with pytest.raises(CaseworkError, match="not published yet"):
        restate(store, act, pack_of(1), "why not")
    publish(store, act, pack_of(1))
    with pytest.raises(CaseworkError, match="says the same"):
        restate(store, act, pack_of(1), "why not")


def test_a_published_pack_is_never_revised(store: Store, act: Act) -> None:
    record = publish(store, act, pack_of(1))
    with pytest.raises(CaseworkError, match="never edited"), store.writing(act) as writing:
        writing.revise(record, after=1)


def test_content_that_is_not_that_of_its_digest_is_refused() -> None:
    with pytest.raises(CaseworkError, match="not that of its digest"):
        Publication(id="2024-25.v1", year="2024-25", version=1, content="{}", sha256="00" * 32)


def test_what_was_not_published_is_told(store: Store) -> None:
    with store.reading() as reading, pytest.raises(CaseworkError, match="2024-25 was not"):
        published(reading, YEAR)


def test_the_trend_is_of_the_latest_packs_and_marks_the_restated(store: Store, act: Act) -> None:
    publish(store, act, pack_of(3, ReportingYear(2024)))
    publish(store, act, pack_of(5))
    restate(store, act, pack_of(6), "a late record")
    with store.reading() as reading:
        lines = trend(editions(reading))
    (line,) = [line for line in lines if line.key == "rso-community"]
    assert [(point.year, point.cell.count) for point in line.points] == [
        ("2023-24", 3),
        ("2024-25", 6),
    ]
    assert [point.note for point in line.points] == ["", "restated, version 2: a late record"]


def test_a_year_without_an_area_is_left_out_of_its_trend() -> None:
    north, south = pack_of(1), build(gathered([offender(1, area="South")]), ReportingYear(2026))
    lines = trend([Edition(pack=south), Edition(pack=north)], "South")
    assert {point.year for line in lines for point in line.points} == {"2025-26"}
