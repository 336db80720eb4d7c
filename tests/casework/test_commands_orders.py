import json
import shlex
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casework.accounts.roles import Role
from casework.basis.everybody import of_person
from casework.records.permission import DataKind
from casework.store import open_store
from tests.casework.seats import Seats

NOW = datetime.now(UTC)


@pytest.fixture
def unit(skerry: Seats) -> Seats:
    """A person monitored by an order and by consent, each on a device of its own."""
    skerry("people", "add", "P-0042", "--name", "Person 0042 Testcase", "--area", "North")
    for order, kind, device in (("O-1", "SHPO", "D-1"), ("O-2", "consent", "D-2")):
        skerry(
            *("devices", "add", device, "--person", "P-0042", "--standing", "notified"),
            *("--description", "a phone"),
        )
        skerry(
            *("orders", "add", order, "--person", "P-0042", "--type", kind, "--authority", "x"),
            *("--imposed", "2026-01-01", "--kind", "messages", "--device", device),
            *("--served", "2026-01-02T09:00Z", "--condition", "c1:internet:Not at night"),
        )
    return skerry


def permitted(unit: Seats, device: str, kind: DataKind, after: timedelta = timedelta()) -> bool:
    store = open_store(unit.home)
    with store.reading() as reading:
        found = of_person(reading, "P-0042").permits(device, kind, datetime.now(UTC) + after)
    store.close()
    return found is not None


def last_terms(unit: Seats, order: str) -> dict[str, Any]:
    shown = json.loads(unit("orders", "show", order).stdout.splitlines()[0])
    terms: dict[str, Any] = shown["record"]["terms"][-1]
    return terms


def test_consent_that_is_withdrawn_stops_monitoring_at_once(unit: Seats) -> None:
    assert permitted(unit, "D-2", DataKind.MESSAGES)
    unit("orders", "withdraw", "O-2")
    assert not permitted(unit, "D-2", DataKind.MESSAGES)
    assert permitted(unit, "D-1", DataKind.MESSAGES)
    told = unit("orders", "basis").stdout
    assert "NOT MONITORED P-0042 D-2" in told


def test_what_may_be_monitored_is_listed_device_by_device(unit: Seats) -> None:
    (row,) = [line for line in unit("orders", "basis").stdout.splitlines() if " D-1 " in line]
    assert row.split()[:4] == ["P-0042", "D-1", "O-1", "messages"]
    assert "soon" not in row


def test_what_ends_before_long_says_so_beforehand_and_is_listed_no_more_after(unit: Seats) -> None:
    last = (NOW + timedelta(days=10)).date()
    unit("orders", "vary", "O-1", "--last-day", str(last))
    (row,) = [line for line in unit("orders", "basis").stdout.splitlines() if " D-1 " in line]
    assert row.endswith("(soon)")
    after = (NOW + timedelta(days=20)).isoformat()
    told = unit("orders", "basis", "--at", after, check=False).stdout
    (row,) = [line for line in told.splitlines() if " D-1" in line]
    assert row.startswith("NOT MONITORED P-0042 D-1:")


def test_only_consent_is_withdrawn_and_never_for_later(unit: Seats) -> None:
    order = unit("orders", "withdraw", "O-1", check=False)
    assert "only consent is withdrawn" in order.stderr
    later = (NOW + timedelta(days=2)).isoformat()
    late = unit("orders", "withdraw", "O-2", "--at", later, check=False)
    assert "at once, not later" in late.stderr
    assert permitted(unit, "D-2", DataKind.MESSAGES)


def test_varied_terms_keep_what_is_not_named(unit: Seats) -> None:
    words = "orders vary O-1 --kind messages --kind searches --condition 'c2:curfew:At night'"
    assert "notice of them served" in unit(*shlex.split(words)).stdout
    terms = last_terms(unit, "O-1")
    assert [one["id"] for one in terms["conditions"]] == ["c1", "c2"]
    (permission,) = terms["permissions"]
    assert permission == {
        "kinds": ["messages", "searches"],
        "devices": ["D-1"],
        "all_notified": False,
        "third_parties": "excluded",
    }
    assert permitted(unit, "D-1", DataKind.SEARCHES)
    unit("orders", "vary", "O-1", "--drop", "c2", "--condition", "c1:internet:Never")
    (condition,) = last_terms(unit, "O-1")["conditions"]
    assert condition["wording"] == "Never"


def test_an_order_that_ended_is_not_varied_nor_ended_again(unit: Seats) -> None:
    unit("orders", "end", "O-1", "--why", "discharged")
    assert not permitted(unit, "D-1", DataKind.MESSAGES)
    for words in ("orders vary O-1 --last-day 2027-01-01", "orders end O-1 --why quashed"):
        done = unit(*shlex.split(words), check=False)
        assert (done.returncode, "ended at" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("--drop c9", "no condition c9 to drop"),
        ("--condition c1:internet", "is not ID:KIND:WORDING"),
        ("--condition c1:weather:Rain", "is not ID:KIND:WORDING"),
    ],
)
def test_terms_that_say_nothing_are_refused(unit: Seats, words: str, text: str) -> None:
    done = unit("orders", "vary", "O-1", *words.split(), check=False)
    assert (done.returncode != 0, text in done.stderr) == (True, True)


def test_a_basis_file_is_of_everybody_or_is_not_written(unit: Seats) -> None:
    out = unit.home / "basis.json"
    unit("people", "add", "P-0043", "--name", "Person 0043 Testcase", "--area", "South")
    unit.sit("north.one", Role.DESK_SUPERVISOR, areas=("North",))
    refused = unit("orders", "basis", "--out", out, check=False)
    assert (refused.returncode, out.exists()) == (1, False)
    unit("orders", "basis", "--out", out, "--system")
    assert out.exists()
    line = unit.audits("list", "--actor", "system", "--format", "jsonl").stdout
    assert json.loads(line.splitlines()[-1])["detail"]["operation"] == "basis.consult"


def test_several_permissions_and_values_of_conditions_are_typed(skerry: Seats) -> None:
    skerry("people", "add", "P-0042", "--name", "Person 0042 Testcase", "--area", "North")
    start = ("--person", "P-0042", "--type", "SHPO", "--authority", "Unreal Sheriff Court")
    permits = (
        *("--permit", "messages, searches | D-17 | counterparts"),
        *("--permit", "apps | all notified"),
    )
    condition = ("--condition", "c1:curfew:At home at night", "--value", "c1=21:00 to 07:00")
    skerry("orders", "add", "O-7", *start, "--imposed", "2026-11-01", *permits, *condition)
    terms = json.loads(skerry("orders", "show", "O-7").stdout)["record"]["terms"][0]
    assert [one["kinds"] for one in terms["permissions"]] == [["messages", "searches"], ["apps"]]
    assert [one["all_notified"] for one in terms["permissions"]] == [False, True]
    assert terms["conditions"][0]["values"] == ["21:00 to 07:00"]
    skerry("orders", "vary", "O-7", "--permit", "files | all notified", "--value", "c1=all day")
    varied = json.loads(skerry("orders", "show", "O-7").stdout.splitlines()[0])["record"]["terms"]
    assert [one["kinds"] for one in varied[1]["permissions"]] == [["files"]]
    assert varied[1]["conditions"][0]["values"] == ["all day"]
    for wrong in (("--permit", "junk | all notified"), ("--permit", "files"), ("--value", "c1")):
        assert skerry("orders", "vary", "O-7", *wrong, check=False).returncode == 2
    done = skerry("orders", "vary", "O-7", "--value", "c9=x", check=False)
    assert "no condition c9" in done.stderr
