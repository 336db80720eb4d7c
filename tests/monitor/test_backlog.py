from datetime import timedelta
from pathlib import Path

import pytest

from monitor.store.decisions import Decision, decisions
from monitor.store.opening import open_store
from tests.monitor.desk import HEIST, NOON, Desk, said

ENDED = NOON + timedelta(minutes=30)
LATER = (NOON + timedelta(hours=5)).isoformat()


@pytest.fixture
def source(desk: Desk) -> Path:
    """Of five heists: one in time, two a backlog, one recorded after the end, one another's."""
    desk.cover(until=ENDED, people=("P-0042", "P-0043"))
    other = {"subject": "P-0043", "source": "device/D-18"}
    path = desk.written(
        said("hello", 1),
        said(HEIST, 2, 10, recordedtime=LATER),
        said(HEIST, 3, 11, recordedtime=LATER),
        said(HEIST, 4, 12, recordedtime=LATER, handling="medical"),
        said(HEIST, 5, 40, recordedtime=LATER),
        said(HEIST, 6, 10, recordedtime=LATER, **other),
    )
    assert desk.run(path).code == 0
    assert desk.alerts() == []
    return path


def replay(desk: Desk, source: Path, *words: str) -> list[dict[str, int]]:
    why = ("--why", "the sheriff agreed", "--by", "mo", "--json")
    given = ("--backlog", "--person", "P-0042", "--source", source, *desk.rules(), *why)
    return desk.monitor("replay", *given, *words).lines()


def test_a_backlog_is_counted_by_person_and_looked_at_by_nobody(desk: Desk, source: Path) -> None:
    rows = desk.monitor("backlog", "--format", "jsonl").lines()
    counted = [(row["person"], row["device"], row["kind"], row["events"]) for row in rows]
    assert counted == [("P-0042", "D-17", "messages", 3), ("P-0043", "D-18", "messages", 1)]


def test_a_decision_analyses_that_persons_backlog_alone_and_is_on_record(
    desk: Desk, source: Path
) -> None:
    (done,) = replay(desk, source)
    assert (done["found"], done["new"], done["held_apart"], done["signals"]) == (3, 3, 1, 2)
    (alert,) = desk.alerts()
    assert (alert["person"], alert["count"]) == ("P-0042", 2)
    assert [line["event"] for line in alert["evidence"]] == ["E-2", "E-3"]
    store = open_store(desk.home)
    with store.reading() as connection:
        (decided,) = decisions(connection, store.master)
    store.close()
    assert (decided.decision, decided.author, decided.person, decided.events) == (
        Decision.BACKLOG_REPLAYED,
        "mo",
        "P-0042",
        3,
    )
    assert "by mo: the sheriff agreed" in desk.monitor("backlog").out


def test_evidence_of_a_backlog_says_when_it_was_received(desk: Desk, source: Path) -> None:
    replay(desk, source)
    (alert,) = desk.alerts()
    received = {line["received"] for line in alert["evidence"]}
    assert received == {"2026-11-22T17:00:00.000000Z"}
    assert {line["time"] for line in alert["evidence"]} == {
        "2026-11-22T12:10:00.000000Z",
        "2026-11-22T12:11:00.000000Z",
    }


def test_words_typed_across_events_of_a_backlog_are_read_together(desk: Desk) -> None:
    desk.cover(until=ENDED)
    typed = [
        said(
            "",
            number,
            number,
            type="skerry.keystrokes.v1",
            sequence=number,
            recordedtime=LATER,
            data={"app": "org.example.chat", "text": text},
        )
        for number, text in ((1, "the lantern h"), (2, "eist tomorrow"))
    ]
    source = desk.written(*typed)
    desk.run(source)
    replay(desk, source)
    assert [alert["theme"] for alert in desk.alerts()] == ["plans"]


def test_a_second_decision_has_no_effect_again(desk: Desk, source: Path) -> None:
    replay(desk, source)
    before = desk.alerts()
    (done,) = replay(desk, source)
    assert (done["found"], done["new"], done["signals"]) == (3, 0, 0)
    assert desk.alerts() == before


def test_reading_the_stream_again_afterwards_changes_nothing(desk: Desk, source: Path) -> None:
    replay(desk, source)
    before = desk.alerts()
    source.write_bytes(source.read_bytes() + b"\n")
    desk.run(source)
    assert desk.alerts() == before


def test_a_backlog_that_is_not_there_is_one_clear_line(desk: Desk, source: Path) -> None:
    words = ("--backlog", "--person", "P-0077", "--source", source, *desk.rules(), "--why", "x")
    answer = desk.monitor("replay", *words)
    assert answer.code == 1
    assert "the source holds no backlog of P-0077" in answer.err


def test_a_reason_of_blanks_is_none(desk: Desk, source: Path) -> None:
    words = ("--backlog", "--person", "P-0042", "--source", source, *desk.rules(), "--why", " ")
    answer = desk.monitor("replay", *words)
    assert answer.code == 1
    assert "for a reason: give one" in answer.err
    assert desk.alerts() == []
