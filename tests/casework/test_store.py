import msgspec
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from casework.act import Act, Operation
from casework.audit.line import Line
from casework.audit.stored_log import chained_lines, faults_of_records
from casework.audit.verifying import verify
from casework.errors import CaseworkError
from casework.records.person import Person
from casework.store import Store
from casework.tables import AUDIT, METADATA, RECORDS
from tests.casework.people import person


def lines(store: Store) -> list[Line]:
    with store.reading() as reading:
        bodies = reading.connection.execute(select(AUDIT.c.body).order_by(AUDIT.c.sequence))
        return [msgspec.json.decode(body, type=Line) for body in bodies.scalars()]


def test_a_record_comes_back_with_its_author_time_and_reason(store: Store, act: Act) -> None:
    with store.writing(act) as writing:
        added = writing.add(person(42))
    with store.reading() as reading:
        assert reading.get(Person, "P-0042") == added
    assert (added.author, added.reason, added.revision) == ("officer-1", "first registration", 1)


def test_every_revision_is_kept(store: Store, act: Act) -> None:
    with store.writing(act) as writing:
        writing.add(person(42))
        writing.revise(person(42, name="Person 0042 Renamed Testcase"), after=1)
    with store.reading() as reading:
        names = [found.record.name for found in reading.history(Person, "P-0042")]
    assert names == ["Person 0042 Testcase", "Person 0042 Renamed Testcase"]


def test_a_change_made_without_seeing_the_last_one_is_refused(store: Store, act: Act) -> None:
    with store.writing(act) as writing:
        writing.add(person(42))
        writing.revise(person(42, name="Person 0042 A Testcase"), after=1)
    with pytest.raises(CaseworkError, match="changed by another"), store.writing(act) as writing:
        writing.revise(person(42, name="Person 0042 B Testcase"), after=1)


def test_a_change_that_fails_leaves_neither_record_nor_line(store: Store, act: Act) -> None:
    before = lines(store)
    with pytest.raises(CaseworkError, match="on file already"), store.writing(act) as writing:
        assert [writing.add(person(1)) for _ in range(2)]
    assert lines(store) == before
    with store.reading() as reading:
        assert list(reading.every(Person)) == []


def test_a_transaction_that_logs_nothing_is_not_kept(store: Store, act: Act) -> None:
    with pytest.raises(CaseworkError, match="nothing was logged"), store.writing(act):
        pass


def test_looking_at_a_persons_records_is_logged_before_they_are_seen(
    store: Store, act: Act
) -> None:
    with store.writing(act) as writing:
        writing.add(person(42))
    with store.consulting(Act(actor="officer-2", reason="referral"), "P-0042") as reading:
        reading.get(Person, "P-0042")
    last = lines(store)[-1]
    assert (last.actor, last.operation, last.person, last.reason) == (
        "officer-2",
        Operation.CONSULTATION,
        "P-0042",
        "referral",
    )


@pytest.mark.parametrize("table", [RECORDS, AUDIT])
def test_the_database_refuses_to_change_what_was_written(
    store: Store, act: Act, table: object
) -> None:
    with store.writing(act) as writing:
        writing.add(person(42))
    with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.execute(update(table).values(sequence=99))  # type: ignore[arg-type]


def test_no_text_about_a_person_is_readable_in_the_database(store: Store, act: Act) -> None:
    with store.writing(act) as writing:
        writing.add(person(42, name="Person Conspicuous Testcase"))
    with store.engine.connect() as connection:
        tables = [connection.execute(select(table)).all() for table in METADATA.sorted_tables]
    assert "P-0042" in repr(tables)
    assert not any(word in repr(tables) for word in ("Conspicuous", "first registration"))


def test_many_records_filed_at_once_are_each_in_the_log_and_sealed_apart(
    store: Store, act: Act
) -> None:
    with store.writing(act) as writing:
        writing.add(person(1))
    with store.writing(act) as writing:
        writing.add_all([person(number) for number in range(2, 12)])
        assert writing.get(Person, "P-0005").author == act.actor
    with store.reading() as reading:
        assert [found.record for found in reading.every(Person)] == [
            person(number) for number in range(1, 12)
        ]
        assert list(faults_of_records(reading.connection)) == []
        assert verify(chained_lines(reading.connection)).is_whole
    assert store.position() == 12


@pytest.mark.parametrize("number", [1, 2])
def test_of_many_records_one_that_is_on_file_keeps_all_of_them_out(
    store: Store, act: Act, number: int
) -> None:
    with store.writing(act) as writing:
        writing.add(person(1))
    many = [person(2), person(3), person(number)]
    with (
        pytest.raises(CaseworkError, match="on file already"),
        store.writing(act) as writing,
    ):
        writing.add_all(many)
    with store.reading() as reading:
        assert reading.ids(Person) == {"P-0001"}
    assert store.position() == 2
