from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.event import decoded
from monitor.events import EVENT_TYPES
from monitor.schemas.json_schema import schemas
from monitor.simulate.asked import Asked
from monitor.simulate.plan import FEWEST, plan
from monitor.simulate.stream import stream
from tests.monitor.simulate.played import ASKED, MONDAY, events, played
from tests.monitor.written import record


def of_devices() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for event in events():
        found.setdefault(event["source"], []).append(event)
    return found


def test_there_are_just_as_many_events_as_were_asked_for() -> None:
    assert len(played()[1]) == ASKED.events


@settings(max_examples=15)
@given(st.integers(1, 40), st.integers(0, 800), st.integers(0, 9))
def test_any_number_of_people_and_events_is_kept_to(people: int, more: int, seed: int) -> None:
    asked = Asked(people, people * FEWEST + more, seed, MONDAY)
    assert sum(len(batch) for batch in stream(plan(asked))) == asked.events


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    assert played()[1] == [e.line for batch in stream(plan(ASKED)) for e in batch]
    assert played()[1] != played(ASKED.__class__(60, 6000, 8, MONDAY))[1]


def test_every_event_is_understood_and_fits_its_schema() -> None:
    checks = {name: jsonschema.Draft202012Validator(one) for name, one in schemas().items()}
    for line, event in zip(played()[1], events(), strict=True):
        assert decoded(record(line.encode(), event["subject"].encode())).person == event["subject"]
        assert list(checks[event["type"]].iter_errors(event)) == []


def test_every_event_has_an_id_of_its_own_and_ids_sort_by_receipt() -> None:
    ids = [event["id"] for event in events()]
    assert len(set(ids)) == len(ids)
    assert {len(name) for name in ids} == {26}
    assert [name[:10] for name in ids] == sorted(name[:10] for name in ids)


def test_each_device_counts_its_events_without_a_gap() -> None:
    for own in of_devices().values():
        assert [event["sequence"] for event in own] == list(range(len(own)))


def test_events_come_in_the_order_of_receipt() -> None:
    received = [event["recordedtime"] for event in events()]
    assert received == sorted(received)
    assert received[0] >= "2026-11-02T00:00:00"


def test_receipt_follows_the_device_s_clock_by_seconds_but_in_episodes() -> None:
    playing = {truth.device for truth in played()[2]}
    for event in events():
        if event["source"].removeprefix("device/") not in playing:
            behind = moment(event["recordedtime"]) - moment(event["time"])
            assert timedelta() < behind <= timedelta(seconds=6)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_people_are_awake_by_day_and_most_of_all_in_the_evening() -> None:
    hours = Counter(
        moment(event["recordedtime"]).hour
        for event in events()
        if event["type"] != "skerry.heartbeat.v1"
    )
    assert sum(hours[hour] for hour in (1, 2, 3)) * 5 < sum(hours[hour] for hour in (18, 19, 20))


def test_every_type_of_event_occurs() -> None:
    assert {event["type"] for event in events()} == {f"skerry.{name}.v1" for name in EVENT_TYPES}


def test_a_device_that_plays_nothing_beats_as_often_as_it_says() -> None:
    playing = {truth.person for truth in played()[2]}
    for own in of_devices().values():
        if own[0]["subject"] in playing:
            continue
        beats = [event for event in own if event["type"] == "skerry.heartbeat.v1"]
        assert own[0] is beats[0], "the agent starts with one"
        interval = timedelta(seconds=beats[0]["data"]["interval"])
        apart = [moment(b["time"]) - moment(a["time"]) for a, b in pairwise(beats)]
        assert all(gap == interval for gap in apart[1:])
        assert apart[0] <= interval


def test_a_person_has_several_counterparts_and_a_device_of_their_own() -> None:
    people = Counter(len(persona.counterparts) for persona in played()[0].people)
    assert min(people) >= 4
    owners = {(event["source"], event["subject"]) for event in events()}
    assert len(owners) == len({source for source, _ in owners})


def test_a_longer_stream_takes_no_more_memory_at_a_time() -> None:
    asked = Asked(people=20, events=40_000, seed=1, start=MONDAY)
    assert max(len(batch) for batch in stream(plan(asked))) < 6000


def test_too_few_events_for_the_people_are_refused() -> None:
    with pytest.raises(Exception, match="at least 10 a person"):
        plan(Asked(people=10, events=99, seed=1, start=MONDAY))
