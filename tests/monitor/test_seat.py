from datetime import timedelta
from pathlib import Path

import pytest

from casework.accounts.roles import Role
from casework.audit.line import Line
from casework.audit.stored_log import found_lines
from casework.store import open_store
from tests.casework.seats import Seats
from tests.monitor.desk import HEIST, NOON, Desk, said

pytestmark = pytest.mark.slow


@pytest.fixture
def seats(desk: Desk) -> Seats:
    """An alert about each of two people on file; Jo Unreal is signed in, who may see both."""
    desk.cover(people=("P-0042", "P-0043"))
    seats = Seats(desk.home)
    for person, area in (("P-0042", "North"), ("P-0043", "South")):
        named = ("--name", f"Person {person[2:]} Testcase", "--area", area)
        assert desk("people", "add", person, *named).code == 0
    other = said(HEIST, 2, subject="P-0043", source="device/D-18")
    assert desk.run(desk.written(said(HEIST), other)).code == 0
    return seats


def logged(home: Path, actor: str) -> list[Line]:
    store = open_store(home)
    with store.reading() as reading:
        lines = list(found_lines(reading.connection, actor=actor))
    store.close()
    return lines


def test_an_operator_sees_the_alerts_of_their_area_alone_and_each_look_is_logged(
    desk: Desk, seats: Seats
) -> None:
    both = desk.alerts()
    assert [alert["person"] for alert in both] == ["P-0042", "P-0043"]
    seats.sit("mo.desk", Role.DESK_OPERATOR, areas=("North",))
    answer = desk.monitor("alerts", "--format", "jsonl")
    assert answer.lines() == both[:1]
    assert "acting as" not in answer.err
    (line,) = [line for line in logged(desk.home, "mo.desk") if line.person]
    assert (line.person, line.operation) == ("P-0042", "consultation")
    assert line.detail["operation"] == "alert.consult"


def test_an_alert_beyond_reach_is_neither_shown_nor_acted_on_and_the_attempt_is_logged(
    desk: Desk, seats: Seats
) -> None:
    other = desk.alerts()[1]["id"]
    seats.sit("mo.desk", Role.DESK_OPERATOR, areas=("North",))
    for words in (
        ("show", other),
        ("acknowledge", other),
        ("verdict", other, "useful"),
        ("refer", other),
        ("silence", "plans", "--person", "P-0043", "--hours", "1", "--why", "x"),
        ("silence", "plans", "--hours", "1", "--why", "x"),
        ("held", "list", "--person", "P-0043"),
        ("held", "open", "E-1", "--person", "P-0042", "--why", "x"),
    ):
        answer = desk.monitor(*words)
        assert (answer.code, answer.out) == (1, ""), words
        assert "not permitted, or not on file" in answer.err
    refusals = [line for line in logged(desk.home, "mo.desk") if "refused" in line.detail]
    assert len(refusals) == 8
    seats.sit("su.desk", Role.DESK_SUPERVISOR, areas=("South",))
    assert desk.alerts()[0]["state"] == "open"


def test_what_is_done_is_done_in_the_name_of_the_account(desk: Desk, seats: Seats) -> None:
    seats.sit("mo.desk", Role.DESK_OPERATOR, areas=("North",))
    alert = desk.alerts()[0]["id"]
    assert desk.monitor("acknowledge", alert, "--by", "somebody.else").code == 1
    assert desk.monitor("acknowledge", alert).code == 0
    shown = desk.monitor("show", alert, "--format", "json").lines()[0]
    assert [deed["author"] for deed in shown["actions"]] == ["mo.desk"]
    done = [line.detail.get("operation") for line in logged(desk.home, "mo.desk")]
    assert done[-2:] == ["alert.decide", "alert.consult"]


def test_roles_without_a_place_at_the_desk_are_refused_and_not_shown_an_empty_list(
    desk: Desk, seats: Seats
) -> None:
    seats.sit("vera.auditor", Role.AUDITOR)
    answer = desk.monitor("alerts")
    assert (answer.code, answer.out) == (1, "")
    assert "alert.consult: not permitted" in answer.err


def test_with_accounts_and_nobody_signed_in_nothing_is_shown(desk: Desk, seats: Seats) -> None:
    seats.stand_up()
    answer = desk.monitor("alerts")
    assert (answer.code, answer.out) == (1, "")
    assert "nobody is signed in" in answer.err


def test_without_accounts_the_hosts_user_acts_and_the_answer_says_so(desk: Desk) -> None:
    desk.run(desk.written(said(HEIST)))
    answer = desk.monitor("alerts", "--format", "jsonl")
    assert len(answer.lines()) == 1
    assert "in no audit log" in answer.err


def test_a_backlog_is_the_managers_decision_and_a_line_of_the_audit_log(
    desk: Desk, seats: Seats
) -> None:
    desk.cover(until=NOON)
    late = said(HEIST, 5, -10, recordedtime=(NOON + timedelta(hours=1)).isoformat())
    source = desk.written(late, name="late.jsonl")
    desk.run(source)
    words = ("--source", source, *desk.rules(), "--why", "agreed with the sheriff")
    replay = ("replay", "--backlog", "--person", "P-0042", *words)
    seats.sit("su.desk", Role.DESK_SUPERVISOR, areas=("North",))
    assert "P-0042" in desk.monitor("backlog").out
    assert desk.monitor(*replay).code == 1
    seats.sit("om.one", Role.OFFENDER_MANAGER, areas=("North",), people=("P-0042",))
    assert desk.monitor(*replay).code == 0
    (line,) = [
        line
        for line in logged(desk.home, "om.one")
        if line.detail.get("operation") == "backlog.replay"
    ]
    assert (line.person, line.reason) == ("P-0042", "agreed with the sheriff")
    assert "by om.one" in desk.monitor("backlog").out


def test_quarantine_is_listed_by_the_desk_and_replayed_by_its_supervisor(
    desk: Desk, seats: Seats
) -> None:
    source = desk.written(b"{", name="bad.jsonl")
    desk.run(source)
    words = ("replay", "--quarantined", "--source", source, *desk.rules())
    seats.sit("mo.desk", Role.DESK_OPERATOR, areas=("North",))
    assert "not-json" in desk.monitor("quarantine").out
    assert desk.monitor(*words).code == 1
    seats.sit("su.desk", Role.DESK_SUPERVISOR, areas=("North",))
    assert desk.monitor(*words).code == 3
    seats.sit("om.one", Role.OFFENDER_MANAGER, areas=("North",))
    assert desk.monitor("quarantine").code == 1


def test_a_held_event_is_opened_by_whoever_may_and_the_reason_is_in_the_audit_log(
    desk: Desk, seats: Seats
) -> None:
    desk.run(desk.written(said(HEIST, 7, 5, handling="medical"), name="held.jsonl"))
    seats.sit("su.desk", Role.DESK_SUPERVISOR, areas=("North",))
    words = ("held", "open", "E-7", "--person", "P-0042", "--why", "asked by counsel")
    assert HEIST in desk.monitor(*words).out
    (line,) = [
        line for line in logged(desk.home, "su.desk") if line.detail.get("operation") == "held.open"
    ]
    assert (line.person, line.reason, line.operation) == (
        "P-0042",
        "asked by counsel",
        "consultation",
    )
