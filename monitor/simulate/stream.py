"""The stream itself, in the order of receipt: slot by slot, so that its length costs no memory."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from monitor.simulate.activity import session
from monitor.simulate.chance import chance_of
from monitor.simulate.episodes.base import Planted
from monitor.simulate.heartbeats import STARTING, Beats
from monitor.simulate.plan import Plan
from monitor.simulate.population import Persona
from monitor.simulate.rhythm import SLEEPERS, Slot, slots
from monitor.simulate.writing import Writer, Written

MOST_OF_A_SLOT = 1000
"""Events of a slot, on average."""

LONGEST_SLOT = 900_000
LONGEST_SESSION = 8


class Draft(NamedTuple):
    """An event that is to be written. ``at`` is its receipt, in ms since 1970."""

    at: int
    device: int
    kind: str
    data: str
    planted: Planted | None = None


def stream(plan: Plan) -> Iterator[list[Written]]:
    """Every event, in batches; the planned episodes' events know their ids afterwards."""
    writer = Writer(plan.people, plan.asked)
    beat = {
        device: f'{{"interval":{group.interval // 1000},"agent":"4.2"}}'
        for group in plan.beats
        for _, device in plan.starts
        if device in group
    }
    yield [writer.write(at, device, "heartbeat", beat[device])[1] for at, device in plan.starts]
    background = Background(plan)
    planted = _planted(plan)
    waiting = next(planted, None)
    for slot in _slots(plan):
        drafts = background.during(slot)
        for group in plan.beats:
            drafts += _heartbeats(group, slot, plan, beat)
        while waiting is not None and waiting.at < slot.end:
            drafts.append(Draft(waiting.at, waiting.device, waiting.type, waiting.data, waiting))
            waiting = next(planted, None)
        drafts.sort(key=_receipt)
        yield [_written(writer, draft) for draft in drafts]


def _receipt(draft: Draft) -> int:
    return draft[0]


def _written(writer: Writer, draft: Draft) -> Written:
    planted = draft.planted
    if planted is None:
        return writer.write(draft.at, draft.device, draft.kind, draft.data)[1]
    if planted.shift:
        writer.set_clock(planted.device, planted.shift)
    planted.id, written = writer.write(
        planted.at, planted.device, planted.type, planted.data, planted.time, planted.handling
    )
    return written


def _planted(plan: Plan) -> Iterator[Planted]:
    every = [event for episode in plan.episodes for event in episode.events]
    return iter(sorted(every, key=lambda event: event.at))


def _slots(plan: Plan) -> Iterator[Slot]:
    begin = plan.asked.start + STARTING
    count = max(plan.asked.events // MOST_OF_A_SLOT, 1)
    length = min(max((plan.end - begin) // count, 1000), LONGEST_SLOT)
    awake = [0] * len(SLEEPERS)
    for persona in plan.people:
        awake[persona.sleeper] += persona.activity
    return slots(begin, plan.end, length, plan.background, awake)


def _heartbeats(group: Beats, slot: Slot, plan: Plan, beat: dict[int, str]) -> Iterator[Draft]:
    for at, device in group.during(slot.begin, slot.end):
        since, until = plan.absences.get(device, (0, 0))
        if not since <= at < until:
            yield Draft(at, device, "heartbeat", beat[device])


class Background:
    """What people do who play nothing."""

    def __init__(self, plan: Plan) -> None:
        self._chance = chance_of(plan.asked.seed, "background")
        self._absences, self._lulls = plan.absences, plan.lulls
        self._dozing = chance_of(plan.asked.seed, "lulls")
        self._people: Sequence[Persona] = plan.people
        self._wheels: list[list[int]] = [[] for _ in SLEEPERS]
        for persona in plan.people:
            self._wheels[persona.sleeper] += [persona.number] * persona.activity

    def during(self, slot: Slot) -> list[Draft]:
        """A slot's events, in no order yet."""
        chance, draw = self._chance, self._chance.random
        length = slot.end - slot.begin
        drafts: list[Draft] = []
        while len(drafts) < slot.events:
            count = min(1 + int(draw() * LONGEST_SESSION), slot.events - len(drafts))
            persona = self._persona(chance, slot)
            if persona.number in self._lulls:
                persona = self._instead(persona, slot)
            device = self._device(chance, persona, slot)
            at = int(draw() * length)
            for kind, data in session(chance, persona, count):
                drafts.append(Draft(slot.begin + at % length, device, kind, data))
                at += 2000 + int(draw() * 40_000)
        return drafts

    def _persona(self, chance: Random, slot: Slot) -> Persona:
        share = chance.random()
        sleeper = sum(share >= passed for passed in slot.shares[:-1])
        wheel = self._wheels[sleeper] or max(self._wheels, key=len)
        return self._people[wheel[int(chance.random() * len(wheel))]]

    def _instead(self, persona: Persona, slot: Slot) -> Persona:
        """Somebody else, where a person does less than usual."""
        since, until, share = self._lulls[persona.number]
        if not since <= slot.begin < until or self._dozing.random() < share:
            return persona
        return self._people[int(self._dozing.random() * len(self._people))]

    def _device(self, chance: Random, persona: Persona, slot: Slot) -> int:
        """A device of theirs, or the next person's where nothing is received of it now."""
        own = persona.devices
        device = own[int(chance.random() * len(own))].number
        number = persona.number
        while self._is_absent(device, slot):
            number = (number + 1) % len(self._people)
            device = self._people[number].devices[0].number
        return device

    def _is_absent(self, device: int, slot: Slot) -> bool:
        since, until = self._absences.get(device, (0, 0))
        return since < slot.end and slot.begin < until
