from pathlib import Path

import pytest

from casework.accounts.roles import Role
from casework.audit.line import Line
from casework.audit.stored_log import found_lines
from casework.store import open_store
from tests.casework.seats import Seats
from tests.monitor.desk import HEIST, Desk, said

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
