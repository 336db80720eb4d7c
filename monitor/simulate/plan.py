"""What a stream will hold, worked out before its first event: people, episodes, heartbeats."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.errors import MonitorError
from monitor.simulate.asked import Asked
from monitor.simulate.chance import chance_of
from monitor.simulate.episodes.base import Lull, Played, Stage
from monitor.simulate.episodes.behaving import GROUPS, LONGEST, everyday
from monitor.simulate.episodes.behaving import USUAL as USUAL_DAYS
from monitor.simulate.episodes.casting import EPISODES, Part, cast, cast_group
from monitor.simulate.heartbeats import STARTING, Absences, Beats, widest
from monitor.simulate.population import Persona, population
from monitor.simulate.rhythm import DAY
from monitor.simulate.standing import Standing, standing

FEWEST = 10
"""Events a person, so that each device has its heartbeats."""

USUAL = 250
"""Events of a person a day, heartbeats with them, where there are enough of them."""

SHORTEST = 14 * DAY
EVERYDAY = "everyday"
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
    lulls: dict[int, Lull]
    background: int


def plan(asked: Asked) -> Plan:
    """Lay out a stream; raises ``MonitorError`` for fewer events than the people need."""
    if asked.people < 1 or asked.events < FEWEST * asked.people:
        raise MonitorError(
            f"{asked.events} events are too few for {asked.people} people:"
            f" at least {FEWEST} a person are needed"
        )
    shortest = USUAL_DAYS + LONGEST
    if asked.episodes is not None and _length(asked) < shortest * DAY:
        raise MonitorError(f"changes of behaviour need a stream of {shortest} days or more")
    people = population(asked.seed, asked.people)
    end = asked.start + _length(asked)
    parts = _parts(asked, people)
    players = {device.number for _, player, _ in parts for device in player.devices}
    starts, beats = _beats(asked, people, players, end)
    chance = chance_of(asked.seed, "standings")
    standings = [standing(chance, asked.start, end) for _ in people]
    stages = [(part, _stage(asked, end, part, beats, standings)) for part in parts]
    episodes = [_play(asked, name, stage) for (name, _, _), stage in stages]
    for episode in episodes:
        standings[episode.device.person] = episode.standing
    absences = {one.device.number: one.absent for one in episodes if one.absent}
    fixed = len(starts) + sum(group.count(end, absences) for group in beats)
    rest = asked.events - fixed - sum(len(one.events) for one in episodes)
    if rest < 0:
        raise MonitorError(f"{asked.events} events are too few for the episodes: {-rest} are short")
    lulls = {one.device.person: one.lull for one in episodes if one.lull}
    return Plan(asked, end, people, standings, starts, beats, episodes, absences, lulls, rest)


def _length(asked: Asked) -> int:
    if asked.days is not None:
        return asked.days * DAY
    return max(SHORTEST, asked.events * DAY // (asked.people * USUAL))


def _parts(asked: Asked, people: list[Persona]) -> list[Part]:
    """Who plays what: of a group of behaviour, everybody says everyday things besides."""
    chance = chance_of(asked.seed, "cast")
    if asked.episodes is None:
        return cast(chance, people, asked.events)
    group = cast_group(chance, people, asked.episodes)
    return [(EVERYDAY, persona, 0) for persona in people] + group


def _stage(
    asked: Asked,
    end: int,
    part: Part,
    beats: tuple[Beats, ...],
    standings: Sequence[Standing],
) -> Stage:
    name, persona, level = part
    group = next(group for group in beats if persona.devices[0].number in group)
    purpose = "everyday" if name == EVERYDAY else "episode"
    chance = chance_of(asked.seed, f"{purpose} {persona.number}")
    own = standings[persona.number]
    return Stage(chance, persona, asked.start, end, group, own, name, level=level)


def _play(asked: Asked, name: str, stage: Stage) -> Played:
    if name == EVERYDAY:
        everyday(stage)
    else:
        (EPISODES if asked.episodes is None else GROUPS[asked.episodes])[name](stage)
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
