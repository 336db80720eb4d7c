"""What a node tells comes in its order, in messages of bounded size."""

from hypothesis import given
from hypothesis import strategies as st

from jail.tasks import Completed, Emitted
from triage.cluster.messages import Heard
from triage.cluster.untold import BACKLOG_BYTES, MANY, MESSAGE_BYTES, Untold


def test_a_message_holds_no_more_than_its_bytes_and_one_event() -> None:
    untold = Untold()
    body = bytes(MESSAGE_BYTES // 4)
    untold.add([Emitted(str(number), body) for number in range(10)])
    assert untold.is_much
    assert [event.key for event in untold.take()] == ["0", "1", "2", "3"]
    assert len(untold) == 6


def test_many_small_events_are_much() -> None:
    untold = Untold()
    untold.add([Completed("a")] * (MANY - 1))
    assert not untold.is_much
    untold.add([Completed("b")])
    assert untold.is_much


def test_workers_wait_once_too_much_is_untold_and_no_longer() -> None:
    untold = Untold()
    piece = bytes(MESSAGE_BYTES)
    untold.add([Emitted("a", piece)] * (BACKLOG_BYTES // MESSAGE_BYTES))
    assert untold.is_too_much
    untold.take()
    assert not untold.is_too_much


@given(st.lists(st.lists(st.binary(max_size=20), max_size=5), max_size=5))
def test_nothing_is_lost_or_told_twice(batches: list[list[bytes]]) -> None:
    untold = Untold()
    added: list[Heard] = []
    for batch in batches:
        events = [Emitted(str(len(added) + n), body) for n, body in enumerate(batch)]
        untold.add(events)
        added += events
    taken: list[Heard] = []
    while message := untold.take():
        taken += message
    assert taken == added
