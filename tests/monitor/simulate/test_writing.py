from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from casework.moments import moment_of
from monitor.simulate.writing import LETTERS, Ids, Times


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)))
def test_a_moment_is_read_back_as_it_was(moment: datetime) -> None:
    ms = int(moment.timestamp() * 1000)
    assert datetime.fromisoformat(Times().written(ms)) == moment_of(ms * 1000)


@given(st.integers(0, (1 << 48) - 1))
def test_an_id_begins_with_its_moment(ms: int) -> None:
    name = Ids("any").next(ms)
    assert len(name) == 26
    assert sum(LETTERS.index(letter) << 5 * at for at, letter in enumerate(name[9::-1])) == ms


def test_ids_of_what_was_asked_for_differently_differ() -> None:
    assert Ids("one").next(0) != Ids("other").next(0)
    assert Ids("one").next(0) == Ids("one").next(0)


def test_no_two_ids_of_a_stream_are_the_same() -> None:
    ids = Ids("any")
    assert len({ids.next(0) for _ in range(5000)}) == 5000
