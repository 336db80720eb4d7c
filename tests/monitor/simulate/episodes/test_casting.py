from monitor.simulate.chance import chance_of
from monitor.simulate.episodes.casting import EPISODES, ONE_IN, cast
from monitor.simulate.population import population
from tests.monitor.simulate.played import events, played


def test_each_episode_is_played_where_there_are_people_enough() -> None:
    assert {episode.name for episode in played()[0].episodes} == set(EPISODES)


def test_of_many_people_some_play_and_half_never() -> None:
    people = population(1, 1200)
    assert len(cast(chance_of(1, "cast"), people, 1_000_000)) == 1200 // ONE_IN
    assert len(cast(chance_of(1, "cast"), people[:10], 1_000_000)) == 5


def test_of_few_events_few_are_planted() -> None:
    assert len(cast(chance_of(1, "cast"), population(1, 100), 1000)) < 10


def test_every_planted_event_is_in_the_stream() -> None:
    ids = {event["id"] for event in events()}
    for episode in played()[0].episodes:
        assert {event.id for event in episode.events} <= ids


def test_nothing_is_received_of_a_device_while_it_is_away() -> None:
    absences = [(one.device.name, one.absent) for one in played()[0].episodes if one.absent]
    assert absences
    for name, (since, until) in absences:
        own = [e for e in events() if e["source"] == f"device/{name}"]
        assert not [e for e in own if stamp(since) <= e["recordedtime"] < stamp(until)]


def stamp(ms: int) -> str:
    from monitor.simulate.writing import Times

    return Times().written(ms)
