from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from casework.act import Act, Operation
from casework.audit.checkpoint import opened
from casework.audit.checkpointing import kept_checkpoints, take_checkpoint
from casework.audit.fault import FaultKind
from casework.audit.file import read_log, write_log
from casework.audit.signing_key import public_half, signing_key
from casework.audit.stored_log import chained_lines, fault_of_head, faults_of_records, found_lines
from casework.audit.verifying import verify
from casework.errors import CaseworkError
from casework.intents import begin, conclude, open_intents, outside
from casework.records.person import Person
from casework.store import Store
from tests.casework.conftest import SteppingClock
from tests.casework.people import person


def fill(store: Store, act: Act, count: int = 5) -> None:
    for number in range(count):
        with store.writing(act) as writing:
            writing.add(person(number))


def test_the_database_s_log_is_whole_and_says_what_its_file_says(
    store: Store, act: Act, tmp_path: Path
) -> None:
    fill(store, act)
    note = take_checkpoint(store, act, tmp_path)
    checkpoint = opened(note, (public_half(signing_key(tmp_path)),))
    with store.reading() as reading:
        connection = reading.connection
        verdict = verify(chained_lines(connection), [checkpoint])
        assert list(faults_of_records(connection)) == []
        assert list(fault_of_head(connection, verdict.last, verdict.digest)) == []
        assert write_log(tmp_path / "log.jsonl", chained_lines(connection)) == verdict.lines
        assert kept_checkpoints(connection) == [note]
    assert verdict.is_whole
    assert verdict.vouched == verdict.last == checkpoint.size
    assert verify(read_log(tmp_path / "log.jsonl"), [checkpoint]) == verdict


def test_a_log_is_never_written_over_another(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("mine")
    with pytest.raises(CaseworkError, match="exists already"):
        write_log(tmp_path / "log.jsonl", [])


def defy(store: Store, statement: str) -> None:
    """What an administrator can do who first takes the triggers away."""
    with store.engine.begin() as connection:
        for table in ("records", "audit"):
            on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_update{on}"))
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_delete{on}"))
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE records SET body = (SELECT body FROM records WHERE id = 'P-0001')"
            " WHERE id = 'P-0002'",
            "is not what was filed",
        ),
        ("DELETE FROM records WHERE id = 'P-0002'", "and is not there"),
        ("UPDATE records SET id = 'P-9999' WHERE id = 'P-0002'", "no line says so"),
    ],
)
def test_a_record_changed_behind_the_store_is_found(
    store: Store, act: Act, statement: str, words: str
) -> None:
    fill(store, act)
    defy(store, statement)
    with store.reading() as reading:
        found = list(faults_of_records(reading.connection))
    assert {fault.kind for fault in found} == {FaultKind.RECORD}
    assert any(words in fault.text for fault in found)


def test_a_body_moved_to_another_row_does_not_open(store: Store, act: Act) -> None:
    fill(store, act)
    with store.writing(act) as writing:
        writing.revise(person(2, name="Person 0002 Renamed Testcase"), after=1)
    defy(
        store,
        "UPDATE records SET body = (SELECT body FROM records WHERE id = 'P-0002' AND revision = 1)"
        " WHERE id = 'P-0002' AND revision = 2",
    )
    with pytest.raises(CaseworkError, match="was changed"), store.reading() as reading:
        reading.get(Person, "P-0002")


def test_a_tail_cut_off_the_table_is_seen_at_its_end(store: Store, act: Act) -> None:
    fill(store, act)
    defy(store, "DELETE FROM audit WHERE sequence > 3")
    with store.reading() as reading:
        verdict = verify(chained_lines(reading.connection))
        assert verdict.is_whole
        (fault,) = fault_of_head(reading.connection, verdict.last, verdict.digest)
    assert fault.kind is FaultKind.TRUNCATED


def test_a_clock_set_back_is_recorded_and_the_sequence_goes_on(
    store: Store, act: Act, clock: SteppingClock
) -> None:
    fill(store, act, 2)
    clock.now -= timedelta(days=1)
    fill_more = person(7), person(8)
    with store.writing(act) as writing:
        for record in fill_more:
            writing.add(record)
    with store.reading() as reading:
        verdict = verify(chained_lines(reading.connection))
        lines = list(found_lines(reading.connection))
    assert verdict.is_whole
    assert verdict.clock_back == (4,)
    assert [line.sequence for line in lines] == [1, 2, 3, 4, 5]
    assert [line.clock for line in lines] == [None, None, None, "backwards", None]


def test_lines_are_found_by_person_and_by_officer(store: Store, act: Act) -> None:
    fill(store, act, 3)
    with store.consulting(Act(actor="officer-2"), "P-0001"):
        pass
    with store.reading() as reading:
        about = list(found_lines(reading.connection, person="P-0001"))
        by = list(found_lines(reading.connection, actor="officer-2"))
    assert [line.operation for line in about] == [Operation.COLLECTION, Operation.CONSULTATION]
    assert by == about[1:]


def test_what_is_begun_outside_is_reported_until_it_has_an_outcome(store: Store, act: Act) -> None:
    intent = begin(store, act, Operation.EXPORT, detail={"exam": "ab" * 32})
    assert [line.sequence for line in open_intents(store)] == [intent]
    with store.reading() as reading:
        assert verify(chained_lines(reading.connection)).open_intents == (intent,)
    conclude(store, act, intent, "done")
    assert open_intents(store) == []
    with store.reading() as reading:
        verdict = verify(chained_lines(reading.connection))
    assert (verdict.is_whole, verdict.open_intents) == (True, ())


def test_an_outcome_is_logged_once(store: Store, act: Act) -> None:
    intent = begin(store, act, Operation.EXPORT)
    conclude(store, act, intent, "done")
    with pytest.raises(CaseworkError, match="is open"):
        conclude(store, act, intent, "done")


def test_a_thing_that_fails_outside_is_logged_as_failed(store: Store, act: Act) -> None:
    with pytest.raises(ZeroDivisionError), outside(store, act, Operation.EXPORT):
        raise ZeroDivisionError
    with store.reading() as reading:
        *_, last = found_lines(reading.connection)
    assert (last.stage, last.detail["outcome"]) == ("outcome", "failed")
