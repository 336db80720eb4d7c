import json

import pytest

from casework.accounts.roles import Role
from tests.casework.seats import Seats
from tests.monitor.desk import HEIST, Desk, said


def status(desk: Desk, *options: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(desk.monitor("status", "--json", *options).out)
    return found


def test_the_status_counts_what_waits_and_names_who_is_not_monitored_and_why(desk: Desk) -> None:
    stray = said(HEIST, 2, subject="P-0999")
    desk.run(desk.written(said(HEIST), stray, b"{"))
    text = desk.monitor("status", "--basis", str(desk.basis)).out
    assert "events: 2 in 1 partitions" in text
    assert "alerts: 1 open; past their time: 0" in text
    assert "quarantined: 1 not-json" in text
    assert "outside the legal basis: 1 no-basis" in text
    assert "NOT MONITORED P-0999: events arrive, and no legal basis is on record" in text


def test_whoever_is_covered_by_now_is_no_longer_named(desk: Desk) -> None:
    desk.run(desk.written(said(HEIST, 2, subject="P-0999")))
    desk.cover(people=("P-0042", "P-0999"))
    found = status(desk, "--basis", str(desk.basis))
    assert found["refused"] == {"no-basis": 1}
    assert found["not_monitored"] == []


@pytest.mark.slow
def test_with_accounts_counts_are_for_everybody_and_names_for_whoever_may_see_them(
    desk: Desk,
) -> None:
    seats = Seats(desk.home)
    for person, area in (("P-0042", "North"), ("P-0043", "South")):
        named = ("--name", f"Person {person[2:]} Testcase", "--area", area)
        assert desk("people", "add", person, *named).code == 0
    seats.sit("mo.desk", Role.DESK_OPERATOR, areas=("North",))
    found = status(desk)
    assert found["not_monitored"] == [
        {
            "person": "P-0042",
            "device": None,
            "reason": "no order, licence or consent is on file",
        }
    ]
    seats.stand_up()
    answer = desk.monitor("status", "--json")
    assert json.loads(answer.out)["not_monitored"] is None
    assert "who is not monitored is not shown: nobody is signed in" in answer.err
