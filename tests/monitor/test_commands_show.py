import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from casework.moments import utc_now
from monitor.commands_show import marked
from tests.monitor.desk import HEIST, Desk, said


def test_an_alert_is_shown_with_its_words_marked_and_everything_that_was_done(desk: Desk) -> None:
    out = desk.folder / "alerts.jsonl"
    desk.run(desk.written(said(HEIST), said(HEIST, 2, 1)), "--alerts-to", out)
    (alert,) = desk.alerts()
    desk.monitor("acknowledge", alert["id"][:8], "--note", "rang the manager", "--by", "mo")
    text = desk.monitor("show", alert["id"][:8]).out
    assert "we talk of the »lantern heist« tomorrow" in text
    assert "mo: acknowledge: rang the manager" in text
    assert f"file:{out}: revision 2 delivered" in text
    assert "revision 3 not delivered yet" in text
    assert "1 grouped, 1 raised" in text
    assert "high, acknowledged" in text
    shown = json.loads(desk.monitor("show", alert["id"], "--format", "json").out)
    assert shown["alert"] == {**alert, "state": "acknowledged", "revision": 3}
    assert shown["fates"] == {"grouped": 1, "raised": 1}


def test_an_alert_that_is_not_there_is_one_clear_line(desk: Desk) -> None:
    answer = desk.monitor("show", "ffff")
    assert answer.code == 1
    assert "skerry: no alert begins with 'ffff'" in answer.err


def why(desk: Desk, event: str, device: str = "D-17") -> str:
    (fate,) = desk.monitor("why", event, "--source", f"device/{device}", "--json").lines()
    return str(fate["outcome"])


def test_every_event_has_its_reason_on_record(desk: Desk) -> None:
    events: list[dict[str, Any] | bytes] = [
        said(HEIST),
        said(HEIST, 2, 1),
        said("a quiet whisper", 3, 2),
        said("hello", 4, 3),
        said("about my health", 5, 4, handling="medical"),
        said(HEIST, 6, 5, subject="P-0999"),
        said("lantern heist", 7, 6, source="device/D-99"),
        b"{",
    ]
    assert desk.run(desk.written(*events)).code == 3
    assert [why(desk, f"E-{number}") for number in range(1, 7)] == [
        "raised",
        "grouped",
        "below-threshold",
        "no-signal",
        "held-apart",
        "not-kept",
    ]
    assert why(desk, "E-7", "D-99") == "not-kept"
    answer = desk.monitor("why", "E-7", "--source", "device/D-99")
    assert "of this device were refused: 1 device-not-covered" in answer.out
    answer = desk.monitor("why", "E-1", "--source", "device/D-98")
    assert "never-seen" in answer.out
    assert "1 quarantined records are not known by id" in answer.out


def test_a_silenced_event_says_so(desk: Desk) -> None:
    desk.monitor("silence", "plans", "--person", "P-0042", "--hours", "8", "--why", "agreed")
    now = desk.monitor("alerts", "--format", "jsonl")
    assert now.lines() == []
    # a silence is of what is received from now on
    moment = utc_now().isoformat()
    desk.run(desk.written(said(HEIST, time=moment, recordedtime=moment)))
    assert why(desk, "E-1") == "silenced"
    assert desk.alerts() == []


def test_a_source_that_is_no_device_is_refused(desk: Desk) -> None:
    answer = desk.monitor("why", "E-1", "--source", "D-17")
    assert answer.code == 1
    assert "device/…" in answer.err


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted).map(tuple))


@given(st.text(alphabet="abc ", min_size=30, max_size=30), SPANS)
def test_marking_changes_no_other_letter(text: str, spans: list[tuple[int, int]]) -> None:
    found = marked(text, spans)
    assert found.replace("»", "").replace("«", "") == text
    assert found.count("»") == found.count("«") <= len(spans)
