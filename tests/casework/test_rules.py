from datetime import UTC, date, datetime

import msgspec
import pytest

from casework.act import Act
from casework.audit.stored_log import found_lines
from casework.errors import CaseworkError
from casework.records.decision import Decision, DecisionStep, StepKind
from casework.records.device import Device
from casework.records.evidence import FindingLink, RecordLink
from casework.records.flag import ConfirmedFinding, Flag
from casework.records.intervention import Intervention
from casework.records.report import Report
from casework.store import Store
from tests.casework.filled import fill
from tests.casework.people import person
from tests.casework.samples import (
    decision,
    device,
    every_kind,
    exam,
    flag,
    intervention,
    moment,
    order,
    terms,
)


@pytest.fixture
def filled(store: Store, act: Act) -> Store:
    fill(store, act)
    return store


def test_every_kind_of_record_comes_back_as_it_was_filed(filled: Store) -> None:
    with filled.reading() as reading:
        for record in every_kind():
            assert reading.get(type(record), record.id).record == record


def test_a_persons_records_are_found_by_the_person(filled: Store) -> None:
    with filled.reading() as reading:
        assert [found.record.id for found in reading.of("P-0042", Device)] == ["D-17"]
        assert reading.of("P-0001", Device) == []
        about = [record.KIND for record in every_kind() if record.about == "P-0042"]
        assert reading.kinds_of("P-0042") == dict.fromkeys(about, 1)


def test_a_record_about_nobody_on_file_is_refused(store: Store, act: Act) -> None:
    with pytest.raises(CaseworkError, match="no person P-0042"), store.writing(act) as writing:
        writing.add(device())


def test_a_flag_rests_on_an_examination_registered_to_that_person(store: Store, act: Act) -> None:
    with store.writing(act) as writing:
        writing.add(person(42))
    with (
        pytest.raises(CaseworkError, match="is registered to P-0042"),
        store.writing(act) as writing,
    ):
        writing.add(flag())
    with store.writing(act) as writing:
        writing.add(device())
        writing.add(exam())
        writing.add(flag())


def test_what_a_flag_rests_on_is_not_changed(filled: Store, act: Act) -> None:
    other = FindingLink(exam_sha256="ab" * 32, finding="0" * 32)
    ground = ConfirmedFinding(finding=other, examiner="examiner-1", confirmed=moment(5))
    with pytest.raises(CaseworkError, match="make another"), filled.writing(act) as writing:
        writing.revise(flag(ground=ground), after=1)
    with filled.writing(act) as writing:
        writing.revise(flag(summary="Clearer words."), after=1)
    with filled.reading() as reading:
        assert reading.get(Flag, "F-1").revision == 2


def test_a_decision_is_superseded_and_never_edited(filled: Store, act: Act) -> None:
    with pytest.raises(CaseworkError, match="never edited"), filled.writing(act) as writing:
        writing.revise(decision(decided="Visit today"), after=1)
    with filled.writing(act) as writing:
        writing.add(decision("E-2", decided="Visit today", supersedes="E-1"))
    with pytest.raises(CaseworkError, match="superseded by E-2"), filled.writing(act) as writing:
        writing.add(decision("E-3", supersedes="E-1"))
    with filled.reading() as reading:
        assert reading.get(Decision, "E-1").record == decision()


def test_a_step_is_of_a_decision_on_file(filled: Store, act: Act) -> None:
    step = DecisionStep(
        id="T-9", person="P-0042", decision="E-9", step=StepKind.SIGNED_OFF, by="b", at=moment(9)
    )
    with pytest.raises(CaseworkError, match="no decision E-9"), filled.writing(act) as writing:
        writing.add(step)


def test_a_record_cannot_name_another_persons(filled: Store, act: Act) -> None:
    with filled.writing(act) as writing:
        writing.add(person(43))
    report = Report(
        id="R-2", person="P-0043", source="S-1", received=moment(2), received_by="o", told="x"
    )
    refused = pytest.raises(CaseworkError, match="no report_source S-1 of P-0043")
    with refused, filled.writing(act) as writing:
        writing.add(report)


def test_a_record_stays_with_the_person_whom_it_is_about(filled: Store, act: Act) -> None:
    with filled.writing(act) as writing:
        writing.add(person(43))
    moved = msgspec.structs.replace(device(), person="P-0043")
    with pytest.raises(CaseworkError, match="stays so"), filled.writing(act) as writing:
        writing.revise(moved, after=1)


def test_a_step_of_an_intervention_that_was_taken_stays(filled: Store, act: Act) -> None:
    with filled.writing(act) as writing:
        writing.revise(intervention(accepted=moment(6)), after=1)
    with pytest.raises(CaseworkError, match="was accepted at"), filled.writing(act) as writing:
        writing.revise(intervention(accepted=moment(7)), after=2)
    with filled.writing(act) as writing:
        done = intervention(accepted=moment(6), done=moment(8), outcome="The school knows.")
        writing.revise(done, after=2)
    with filled.reading() as reading:
        assert not reading.get(Intervention, "I-1").record.is_open


@pytest.mark.parametrize(
    "link",
    [
        RecordLink(kind="visit", id="H-77", revision=1),
        RecordLink(kind="visit", id="H-1", revision=2),
        RecordLink(kind="visit", id="H-1", revision=0),
        RecordLink(kind="person", id="P-0043", revision=1),
        RecordLink(kind="diary", id="H-1", revision=1),
    ],
)
def test_a_decision_rests_on_revisions_that_are_on_file_and_theirs(
    filled: Store, act: Act, link: RecordLink
) -> None:
    with filled.writing(act) as writing:
        writing.add(person(43))
    with (
        pytest.raises(CaseworkError, match=r"on file|no such kind"),
        filled.writing(act) as writing,
    ):
        writing.add(decision("E-9", evidence=(link,)))
    with filled.writing(act) as writing:
        writing.add(decision("E-9", evidence=(RecordLink(kind="visit", id="H-1", revision=1),)))


def test_terms_that_end_before_they_begin_are_refused(filled: Store, act: Act) -> None:
    ends = terms(last_day=date(2026, 10, 31))
    with (
        pytest.raises(CaseworkError, match="before it begins"),
        filled.writing(act) as writing,
    ):
        writing.add(order(ends, id="O-2"))
    same_day = terms(since=datetime(2026, 6, 30, 23, 30, tzinfo=UTC), last_day=date(2026, 7, 1))
    with filled.writing(act) as writing:
        writing.add(order(same_day, id="O-2"))


def test_the_log_names_to_whom_something_was_disclosed(filled: Store) -> None:
    with filled.reading() as reading:
        (line,) = [one for one in found_lines(reading.connection) if one.operation == "disclosure"]
    assert line.recipient == "head teacher"
