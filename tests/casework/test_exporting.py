from datetime import UTC, date, datetime

import msgspec
import pytest

from casework.act import Act
from casework.errors import CaseworkError
from casework.exporting import (
    NEVER,
    OPEN,
    UNTIL_PASSED,
    PersonExport,
    people_of_area,
    person_export,
    reason_withheld,
)
from casework.records.base import PersonRecord
from casework.records.kinds import KINDS
from casework.records.person import Management
from casework.store import Store
from tests.casework.filled import fill
from tests.casework.people import person
from tests.casework.samples import every_kind, moment


@pytest.fixture
def filled(store: Store, act: Act) -> Store:
    fill(store, act)
    return store


def test_a_draft_leaves_out_sources_third_parties_and_live_enquiries_and_says_so(
    filled: Store,
) -> None:
    with filled.reading() as reading:
        export = person_export(reading, "P-0042", moment(10))
    text = msgspec.json.encode(export)
    assert export.draft
    assert {one.kind for one in export.withheld} == {*NEVER, *UNTIL_PASSED}
    for word in (b"0077", b"new phone", b"0043", b"head teacher", b"Visit tomorrow"):
        assert word not in text
    assert b"Unreal Sheriff Court" in text


def test_every_kind_is_either_given_or_withheld_by_name(filled: Store) -> None:
    with filled.reading() as reading:
        export = person_export(reading, "P-0042", moment(10))
    given = {one.kind for one in export.records}
    withheld = {one.kind for one in export.withheld}
    about_people = {kind for kind, record in KINDS.items() if issubclass(record, PersonRecord)}
    assert given | withheld == about_people
    assert not given & withheld
    assert {*NEVER, *UNTIL_PASSED} | OPEN == about_people


def test_a_kind_that_nobody_has_judged_is_withheld() -> None:
    assert reason_withheld("diary", []) == "not judged yet"


def test_a_named_reviewer_passes_a_kind_and_never_who_told(filled: Store) -> None:
    with filled.reading() as reading:
        export = person_export(reading, "P-0042", moment(10), "officer-9", ["decision"])
        assert (export.draft, export.reviewer) == (False, "officer-9")
        assert "decision" in {one.kind for one in export.records}
        with pytest.raises(CaseworkError, match="named reviewer"):
            person_export(reading, "P-0042", moment(10), None, ["decision"])
        with pytest.raises(CaseworkError, match="report_source is not passed"):
            person_export(reading, "P-0042", moment(10), "officer-9", ["report_source"])


def test_the_export_can_be_read_back(filled: Store) -> None:
    with filled.reading() as reading:
        export = person_export(reading, "P-0042", moment(10))
    again = msgspec.json.decode(msgspec.json.encode(export), type=PersonExport)
    kinds = {record.KIND: record for record in every_kind()}
    for one in again.records:
        assert msgspec.json.decode(one.record, type=KINDS[one.kind]) == kinds[one.kind]


def test_people_are_found_by_the_area_that_manages_them(filled: Store) -> None:
    with filled.reading() as reading:
        assert people_of_area(reading, "North", moment(10)) == ["P-0042"]
        assert people_of_area(reading, "South", moment(10)) == []


def test_a_day_begins_in_an_area_by_the_clocks_of_the_courts(store: Store, act: Act) -> None:
    moved = Management(since=date(2026, 7, 1), authority="police", area="South")
    before = Management(
        since=date(2026, 1, 1), until=date(2026, 7, 1), authority="police", area="North"
    )
    with store.writing(act) as writing:
        writing.add(person(42, management=(before, moved)))
    just_begun = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    with store.reading() as reading:
        assert people_of_area(reading, "South", just_begun) == ["P-0042"]


@pytest.mark.parametrize("kind", ["device", "plan", "review", "environmental_risk_assessment"])
def test_a_draft_does_not_tip_off(kind: str) -> None:
    assert reason_withheld(kind, []) is not None
    assert reason_withheld(kind, [kind]) is None
