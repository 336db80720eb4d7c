"""What a stream will hold, worked out before its first event: people, episodes, heartbeats."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.errors import MonitorError
from monitor.simulate.asked import Asked
from monitor.simulate.chance import chance_of
from monitor.simulate.episodes.base import Played, Stage
from monitor.simulate.episodes.casting import EPISODES, cast
from monitor.simulate.heartbeats import STARTING, Absences, Beats, widest
from monitor.simulate.population import Persona, population
from monitor.simulate.rhythm import DAY
from monitor.simulate.standing import Standing, standing

FEWEST = 10
"""Events a person, so that each device has its heartbeats."""

USUAL = 250
"""Events of a person a day, heartbeats with them, where there are enough of them."""

SHORTEST = 14 * DAY
WATCHED_BEAT = 21_600
"""Seconds between heartbeats of the devices that play episodes, at most."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The stream before it is written. ``background`` is how many events are of no episode."""

    asked: Asked
    end: int
    people: list[Persona]
    standings: list[Standing]
    starts: list[tuple[int, int]]
    beats: tuple[Beats, ...]
    episodes: list[Played]
    absences: Absences
    background: int


def plan(asked: Asked) -> Plan:
    """Lay out a stream; raises ``MonitorError`` for fewer events than the people need."""
    if asked.people < 1 or asked.events < FEWEST * asked.people:
        raise MonitorError(
            f"{asked.events} events are too few for {asked.people} people:"
            f" at least {FEWEST} a person are needed"
        )
    people = population(asked.seed, asked.people)
    end = asked.start + max(SHORTEST, asked.events * DAY // (asked.people * USUAL))
    parts = cast(chance_of(asked.seed, "cast"), people, asked.events)
    players = {device.number for _, player in parts for device in player.devices}
    starts, beats = _beats(asked, people, players, end)
    chance = chance_of(asked.seed, "standings")
    standings = [standing(chance, asked.start, end) for _ in people]
    episodes = [_play(asked, end, name, persona, beats, standings) for name, persona in parts]
    for episode in episodes:
        standings[episode.device.person] = episode.standing
    absences = {one.device.number: one.absent for one in episodes if one.absent}
    fixed = len(starts) + sum(group.count(end, absences) for group in beats)
    rest = asked.events - fixed - sum(len(one.events) for one in episodes)
    return Plan(asked, end, people, standings, starts, beats, episodes, absences, rest)


def _play(
    asked: Asked,
    end: int,
    name: str,
    persona: Persona,
    beats: tuple[Beats, ...],
    standings: Sequence[Standing],
) -> Played:
    group = next(group for group in beats if persona.devices[0].number in group)
    chance = chance_of(asked.seed, f"episode {persona.number}")
    stage = Stage(chance, persona, asked.start, end, group, standings[persona.number], name)
    EPISODES[name](stage)
    return stage.played()


def _beats(
    asked: Asked, people: Sequence[Persona], watched: set[int], end: int
) -> tuple[list[tuple[int, int]], tuple[Beats, ...]]:
    """When each agent starts, and the heartbeats of watched and of other devices."""
    chance = chance_of(asked.seed, "heartbeats")
    devices = [device.number for persona in people for device in persona.devices]
    starts = sorted((asked.start + int(chance.random() * STARTING), one) for one in devices)
    usual = widest(devices, end - asked.start, asked.events // 3)
    groups = []
    for interval, own in (
        (min(usual, WATCHED_BEAT), [one for one in devices if one in watched]),
        (usual, [one for one in devices if one not in watched]),
    ):
        span = interval * 1000 - STARTING
        phases = {one: STARTING + int(chance.random() * span) for one in own}
        groups.append(Beats(interval * 1000, asked.start, phases))
    return starts, tuple(groups)
