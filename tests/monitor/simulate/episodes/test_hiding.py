from datetime import datetime
from itertools import pairwise
from typing import Any

from tests.monitor.simulate.played import events, played


def own_events(episode: str) -> list[Any]:
    """The events of the first device that plays an episode, from its first on."""
    truth = next(one for one in played()[2] if one.episode == episode)
    own = [event for event in events() if event["source"] == f"device/{truth.device}"]
    return own[[event["id"] for event in own].index(truth.first_event) :]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_concealment_is_two_apps_and_then_silence() -> None:
    own = own_events("concealment")
    installed = [e for e in own if e["type"] == "skerry.app_installed.v1"][:2]
    assert all("name" in event["data"] for event in installed)
    times = [moment(event["recordedtime"]) for event in own]
    assert max((later - one).days for one, later in pairwise(times)) == 2


def test_a_moved_clock_tells_the_time_past_the_order_s_end_until_it_is_set_back() -> None:
    own = own_events("clock-moved")
    changes = [n for n, e in enumerate(own) if e["type"] == "skerry.clock_changed.v1"]
    assert len(changes) == 2
    moved, back = changes
    until = next(one.standing.until for one in played()[0].episodes if one.name == "clock-moved")
    assert until is not None
    for event in own[moved:back]:
        assert moment(event["time"]).timestamp() * 1000 > until
    after = moment(own[back]["recordedtime"]) - moment(own[back]["time"])
    assert 0 < after.total_seconds() <= 6


def test_the_agent_tells_of_tampering() -> None:
    assert own_events("tampering")[0]["type"] == "skerry.agent_tamper.v1"
