import pytest

from casework.moments import utc_now
from tests.monitor.desk import HEIST, Desk, said


def heard(desk: Desk, number: int) -> None:
    """A heist that is received now."""
    now = utc_now().isoformat()
    event = said(HEIST, number, time=now, recordedtime=now)
    desk.run(desk.written(event, name=f"{number}.jsonl"))


def test_a_silence_holds_until_it_is_lifted_and_says_who_asked_and_who_lifted(desk: Desk) -> None:
    words = ("--person", "P-0042", "--hours", "8", "--why", "new phone, agreed", "--by", "mo")
    desk.monitor("silence", "plans", *words)
    heard(desk, 1)
    assert desk.alerts() == []
    (row,) = desk.monitor("silences", "--format", "jsonl").lines()
    assert (row["theme"], row["person"], row["author"]) == ("plans", "P-0042", "mo")
    assert row["reason"] == "new phone, agreed"
    assert desk.monitor("lift", str(row["number"]), "--by", "jo").code == 0
    assert desk.monitor("silences", "--format", "jsonl").lines() == []
    (row,) = desk.monitor("silences", "--all", "--format", "jsonl").lines()
    assert row["lifted_by"] == "jo"
    heard(desk, 2)
    assert [alert["count"] for alert in desk.alerts()] == [1]


def test_a_theme_that_nothing_was_ever_of_is_asked_about(desk: Desk) -> None:
    answer = desk.monitor("silence", "plnas", "--hours", "1", "--why", "x")
    assert answer.code == 0
    assert "is it spelled so?" in answer.err
    heard(desk, 1)
    assert "spelled" not in desk.monitor("silence", "plans", "--hours", "1", "--why", "x").err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("silence", "crisis", "--hours", "1", "--why", "x"), "crisis is never silenced"),
        (("silence", "tamper", "--hours", "1", "--why", "x"), "tamper is never silenced"),
        (("silence", "plans", "--hours", "0", "--why", "x"), "more than 0 and at most 168 hours"),
        (("silence", "plans", "--hours", "169", "--why", "x"), "at most 168 hours"),
        (("silence", "plans", "--hours", "nan", "--why", "x"), "at most 168 hours"),
        (("silence", "plans", "--hours", "1", "--why", " "), "a silence needs a reason"),
        (("silence", " ", "--hours", "1", "--why", "x"), "a silence needs a theme"),
        (("lift", "7"), "there is no silence 7"),
    ],
)
def test_a_silence_that_may_not_be_is_one_clear_line(
    desk: Desk, words: tuple[str, ...], says: str
) -> None:
    answer = desk.monitor(*words)
    assert (answer.code, answer.out) == (1, "")
    assert says in answer.err


def test_a_silence_is_lifted_once(desk: Desk) -> None:
    desk.monitor("silence", "plans", "--hours", "1", "--why", "x")
    assert desk.monitor("lift", "1").code == 0
    answer = desk.monitor("lift", "1")
    assert answer.code == 1
    assert "silence 1 is over already" in answer.err
