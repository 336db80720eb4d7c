import re

import msgspec
import pytest

from monitor.severity import LADDER, Severity
from monitor.wording import explanation
from tests.monitor.test_group import group_of, signal

HANDS = re.compile(r"\b(he|she|they|the person|offender|suspect|user|owner)\b", re.IGNORECASE)


def test_an_explanation_says_what_fired_where_and_why() -> None:
    said = explanation(group_of([signal(1, orders=frozenset({"O-1/C-2"}))]))
    assert said.startswith("Theme 'test': 1 event on device D-1. It is high because high")
    assert "Conditions engaged: O-1/C-2." in said


def test_it_speaks_of_devices_and_never_of_who_held_them() -> None:
    said = explanation(group_of([signal(1, counterpart="c-1"), signal(2)]))
    assert HANDS.search(said) is None
    assert said.endswith("What is said of a device is not said of who held it; a human decides.")


@pytest.mark.parametrize("theme", ["clock", "tamper", "silence", "crisis"])
def test_the_themes_that_are_never_silenced_open_in_words_of_their_own(theme: str) -> None:
    group = group_of([signal(1, theme=theme)])
    assert not explanation(msgspec.structs.replace(group, theme=theme)).startswith("Theme")


def test_many_reasons_and_devices_are_named_in_part_and_counted() -> None:
    found = [signal(at, severity) for at, severity in enumerate(LADDER)]
    found += [signal(at + 10, Severity.LOW, rules=frozenset({str(at)})) for at in range(3)]
    said = explanation(group_of(found))
    assert "8 events on device D-1" in said
    assert "and 3 more reasons" in said
