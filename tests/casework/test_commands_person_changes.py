import json
import shlex
from datetime import date

import pytest

from casework.commands_person_changes import ended, followed
from casework.errors import CaseworkError
from casework.records.person import Residence
from tests.casework.seats import Seats

FIRST = Residence(since=date(2025, 1, 1), address="1 Nowhere Street")
SECOND = Residence(since=date(2026, 1, 1), address="2 Nowhere Street")


def test_what_follows_ends_what_went_on() -> None:
    (one, two) = followed((FIRST,), SECOND)
    assert (one.until, two.until) == (date(2026, 1, 1), None)
    assert followed((), FIRST) == (FIRST,)


def test_what_does_not_go_on_cannot_end() -> None:
    (over,) = ended((FIRST,), date(2025, 6, 1))
    assert over.until == date(2025, 6, 1)
    for spans in ((), (over,)):
        with pytest.raises(CaseworkError, match="goes on"):
            ended(spans, date(2026, 1, 1))


def test_a_persons_life_is_kept_by_short_commands(skerry: Seats) -> None:
    for words in (
        "people add P-0042 --name 'Person 0042 Testcase' --area North --level 1 --since 2025-01-01",
        "people move P-0042 --address '1 Nowhere Street' --since 2025-01-01",
        "people move P-0042 --address '2 Nowhere Street' --since 2026-01-01",
        "people manage P-0042 --level 2 --since 2026-01-01",
        "people custody P-0042 --place 'HMP Unreal' --since 2026-02-01",
        "people custody P-0042 --out --since 2026-03-01",
        "people stands P-0042 missing --since 2026-04-01",
        "people stands P-0042 missing --ended --since 2026-04-02",
        "people stands P-0042 wanted --since 2026-05-01",
        "people notify P-0042 --indefinite --since 2026-01-01",
    ):
        skerry(*shlex.split(words))
    (row,) = skerry("people", "list", "--format", "jsonl").stdout.splitlines()
    listed = json.loads(row)
    assert (listed["level"], listed["area"], listed["standing"]) == (2, "North", "wanted")
    shown = json.loads(skerry("people", "show", "P-0042", "--json").stdout)["record"]
    assert [one["until"] for one in shown["residences"]] == ["2026-01-01", None]
    assert [one["until"] for one in shown["custody"]] == ["2026-03-01"]
    assert [one["until"] for one in shown["episodes"]] == ["2026-04-02", None]


@pytest.mark.parametrize(
    "words", ["custody P-0042", "custody P-0042 --out", "stands P-0042 wanted --ended"]
)
def test_a_change_of_nothing_is_refused(skerry: Seats, words: str) -> None:
    skerry("people", "add", "P-0042", "--name", "Person 0042 Testcase", "--area", "North")
    assert skerry("people", *words.split(), check=False).returncode == 1
