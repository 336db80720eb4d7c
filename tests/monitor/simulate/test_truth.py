import json
from pathlib import Path

from monitor.simulate.asked import Asked
from monitor.simulate.plan import plan
from monitor.simulate.truth import truths, write_truths
from tests.monitor.simulate.played import MONDAY, events, played


def test_first_and_last_events_are_events_of_that_person_and_device() -> None:
    known = {event["id"]: event for event in events()}
    found = played()[2]
    assert found
    for truth in found:
        first, last = known[truth.first_event], known[truth.last_event]
        assert first["subject"] == last["subject"] == truth.person
        assert first["source"] == last["source"] == f"device/{truth.device}"
        assert first["recordedtime"] <= last["recordedtime"]


def test_truths_are_written_as_a_list_that_says_what_is_expected(tmp_path: Path) -> None:
    write_truths(tmp_path / "truth.json", played()[2])
    (first, *_) = json.loads((tmp_path / "truth.json").read_bytes())
    assert list(first) == ["person", "device", "episode", "first_event", "last_event", "expected"]


def test_nobody_plays_two_episodes() -> None:
    roles = {(truth.person, truth.episode) for truth in played()[2]}
    assert len({person for person, _ in roles}) == len(roles)


def test_a_lonely_person_plays_nothing() -> None:
    assert truths(plan(Asked(people=1, events=5000, seed=1, start=MONDAY))) == []
