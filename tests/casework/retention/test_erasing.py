from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, select

from casework.accounts.break_glass import BreakGlass
from casework.act import Act, Operation
from casework.audit.stored_log import chained_lines, faults_of_records, found_lines
from casework.audit.verifying import verify
from casework.errors import CaseworkError
from casework.records.person import Person
from casework.records.retention import LegalHold, RetentionOutcome, RetentionReview
from casework.retention.erasing import Certificate, erase
from casework.store import Store
from casework.tables import CONTENT_KEYS, RECORDS
from tests.casework.people import person
from tests.casework.samples import device, every_kind, moment, publication

ERASER = Act(actor="records-1", reason="retention review K-9")


def review(outcome: RetentionOutcome = RetentionOutcome.ERASE) -> RetentionReview:
    return RetentionReview(
        id="K-9",
        person="P-0042",
        schedule="unreal",
        schedule_version="1",
        rule="all",
        reviewer="officer-3",
        reviewed=date(2026, 11, 20),
        outcome=outcome,
        rationale="No longer needed.",
        next_review=None if outcome is RetentionOutcome.ERASE else date(2027, 1, 1),
    )


@pytest.fixture
def due(store: Store, act: Act) -> Store:
    """One person with everything, a hold lifted, a review that says to erase; and another."""
    with store.writing(act) as writing:
        for record in every_kind():
            writing.add(record)
        lifted = LegalHold(
            id="N-1",
            person="P-0042",
            authority="Procurator Fiscal",
            since=moment(8),
            lifted=moment(9),
            lifted_by="officer-3",
        )
        writing.revise(lifted, after=1)
        glass = writing.get(BreakGlass, "B-1").record
        writing.revise(msgspec.structs.replace(glass, seen_by="boss-1"), after=1)
        writing.add(person(43))
        writing.add(publication())
        writing.add(review())
    return store


def test_nothing_of_an_erased_person_is_left_but_that_they_were_erased(due: Store) -> None:
    certificate = erase(due, ERASER, "P-0042")
    with due.reading() as reading:
        rows = reading.connection.execute(select(RECORDS.c.person)).scalars().all()
        keys = reading.connection.execute(select(CONTENT_KEYS.c.person)).scalars().all()
        assert [found.record.id for found in reading.every(Person)] == ["P-0043"]
    # what is left without a person is the unit's own
    assert {*rows, *keys} == {"P-0043", ""}
    assert certificate.counts["order"] == 1
    assert (certificate.erased_by, certificate.reviewed_by) == ("records-1", "officer-3")


def test_the_log_is_whole_after_an_erasure_and_holds_none_of_what_was_erased(due: Store) -> None:
    certificate = erase(due, ERASER, "P-0042")
    with due.reading() as reading:
        lines = list(chained_lines(reading.connection))
        assert verify(lines).is_whole
        assert list(faults_of_records(reading.connection)) == []
        *_, last = found_lines(reading.connection)
    assert (last.operation, last.sequence) == (Operation.ERASURE, certificate.line)
    assert lines[-1][1].hex() == certificate.digest
    everything = b"".join(body for body, _ in lines) + msgspec.json.encode(certificate)
    assert not any(word in everything for word in (b"Testcase", b"Unreal", b"Nowhere", b"housing"))


def test_a_record_kept_from_before_cannot_be_opened(due: Store) -> None:
    with due.reading() as reading:
        query = select(RECORDS).where(RECORDS.c.person == "P-0042")
        copies = [row._asdict() for row in reading.connection.execute(query)]
    erase(due, ERASER, "P-0042")
    with due.quietly() as reading:
        reading.connection.execute(RECORDS.insert(), copies)
    with pytest.raises(CaseworkError, match="no content key"), due.reading() as reading:
        reading.get(Person, "P-0042")
    with due.reading() as reading:
        assert list(faults_of_records(reading.connection))


def test_what_other_parts_keep_goes_in_the_same_transaction(due: Store) -> None:
    seen: list[str] = []

    def of_monitor(_connection: Connection, who: str) -> int:
        seen.append(who)
        return 7

    def broken(_connection: Connection, _who: str) -> int:
        raise CaseworkError("the archive does not answer")

    with pytest.raises(CaseworkError, match="does not answer"):
        erase(due, ERASER, "P-0042", {"events": broken})
    with due.reading() as reading:
        assert reading.get(Person, "P-0042")
    assert erase(due, ERASER, "P-0042", {"events": of_monitor}).counts["events"] == 7
    assert seen == ["P-0042"]


def test_a_legal_hold_keeps_everything(due: Store, act: Act) -> None:
    hold = LegalHold(id="N-2", person="P-0042", authority="Inquiry", since=moment(9))
    with due.writing(act) as writing:
        writing.add(hold)
    with pytest.raises(CaseworkError, match=r"under legal hold N-2 \(Inquiry\)"):
        erase(due, ERASER, "P-0042")


@pytest.mark.parametrize("actor", ["officer-3", "officer-1"])
def test_it_takes_two_to_erase(due: Store, actor: str) -> None:
    # officer-3 reviewed, officer-1 filed that review
    with pytest.raises(CaseworkError, match="not the one who erases"):
        erase(due, Act(actor=actor), "P-0042")


def test_without_a_review_that_says_so_nothing_is_erased(due: Store, act: Act) -> None:
    with pytest.raises(CaseworkError, match="no retention review"):
        erase(due, ERASER, "P-0043")
    later = msgspec.structs.replace(review(RetentionOutcome.RETAIN), id="K-10")
    with due.writing(act) as writing:
        writing.add(later)
    with pytest.raises(CaseworkError, match="no retention review"):
        erase(due, ERASER, "P-0042")


def test_somebody_who_comes_back_starts_anew(due: Store, act: Act) -> None:
    erase(due, ERASER, "P-0042")
    with due.writing(act) as writing:
        assert writing.add(person(42)).revision == 1
    with due.reading() as reading:
        assert reading.get(Person, "P-0042").record == person(42)
        assert list(faults_of_records(reading.connection)) == []


def test_the_erased_key_is_in_no_file_of_the_database(due: Store, tmp_path: Path) -> None:
    if due.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's files are its own affair")
    with due.reading() as reading:
        wrapped = reading.connection.execute(
            select(CONTENT_KEYS.c.wrapped).where(CONTENT_KEYS.c.person == "P-0042")
        ).scalar_one()

    def files_holding_it() -> list[str]:
        folder = Path(str(due.engine.url.database)).parent
        return [file.name for file in folder.iterdir() if wrapped in file.read_bytes()]

    assert files_holding_it()
    erase(due, ERASER, "P-0042")
    assert files_holding_it() == []


def test_a_certificate_can_be_filed_as_json(due: Store) -> None:
    certificate = erase(due, ERASER, "P-0042")
    assert msgspec.json.decode(msgspec.json.encode(certificate), type=Certificate) == certificate


def test_what_was_filed_since_the_review_puts_it_in_doubt(due: Store, act: Act) -> None:
    with due.writing(act) as writing:
        writing.add(device("D-99"))
    with pytest.raises(CaseworkError, match="device filed since the review: review again"):
        erase(due, ERASER, "P-0042")
    again = msgspec.structs.replace(review(), id="K-10")
    with due.writing(act) as writing:
        writing.add(again)
    assert erase(due, ERASER, "P-0042").review == "K-10"


def test_nobody_is_erased_while_a_broken_glass_is_not_answered(due: Store, act: Act) -> None:
    with due.writing(act) as writing:
        glass = writing.get(BreakGlass, "B-1").record
        writing.add(msgspec.structs.replace(glass, id="B-2", seen_by=None))
    with pytest.raises(CaseworkError, match="broken glass is not answered"):
        erase(due, ERASER, "P-0042")
