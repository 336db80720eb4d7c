import pytest

from monitor.store.decisions import Decision, decisions
from monitor.store.opening import open_store
from tests.monitor.desk import HEIST, Desk, said


@pytest.fixture
def held(desk: Desk) -> Desk:
    desk.run(
        desk.written(
            said(HEIST, 1, handling="medical"),
            said(HEIST, 2, 1, handling="privileged"),
            said(HEIST, 3, 2, handling="medical"),
            said(
                HEIST,
                4,
                3,
                type="skerry.message_received.v1",
            ),
        )
    )
    return desk


def test_what_is_held_apart_is_counted_and_never_matched(held: Desk) -> None:
    rows = held.monitor("held", "list", "--format", "jsonl").lines()
    assert [(row["person"], row["apart"], row["events"]) for row in rows] == [
        ("P-0042", "medical", 2),
        ("P-0042", "privileged", 1),
        ("P-0042", "third-party", 1),
    ]
    assert held.alerts() == []


def test_a_list_of_held_events_holds_no_word_of_them(held: Desk) -> None:
    answer = held.monitor("held", "list", "--person", "P-0042")
    assert "E-3" in answer.out
    assert "lantern" not in answer.out


def test_opening_a_held_event_is_on_record_and_raises_nothing(held: Desk) -> None:
    words = ("--person", "P-0042", "--why", "asked by counsel", "--by", "mo")
    answer = held.monitor("held", "open", "E-3", *words)
    assert HEIST in answer.out
    assert held.alerts() == []
    store = open_store(held.home)
    with store.reading() as connection:
        (decided,) = decisions(connection, store.master)
    store.close()
    assert (decided.decision, decided.author, decided.person) == (
        Decision.HELD_OPENED,
        "mo",
        "P-0042",
    )
    assert decided.why == "E-3: asked by counsel"


def test_opening_without_a_reason_is_refused(held: Desk) -> None:
    assert held.monitor("held", "open", "E-3", "--person", "P-0042").code == 2
    answer = held.monitor("held", "open", "E-3", "--person", "P-0042", "--why", " ")
    assert answer.code == 1
    assert "give one" in answer.err
    assert HEIST not in answer.out


@pytest.mark.parametrize("event", ["E-99", "E-1' OR 1=1"])
def test_an_event_that_is_not_held_is_one_clear_line(held: Desk, event: str) -> None:
    answer = held.monitor("held", "open", event, "--person", "P-0042", "--why", "x")
    assert answer.code == 1
    assert f"no event {event} of P-0042 is held apart" in answer.err
