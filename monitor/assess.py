"""One event, from the gate to its signals. Pure but for the memory that it is given to change."""

from collections.abc import Iterator
from typing import NamedTuple

from monitor import joining
from monitor.behaviour import closing, sequences
from monitor.behaviour.clock import heed
from monitor.behaviour.closing import Closed
from monitor.cover import Cover, Span
from monitor.event import Event
from monitor.gate import Apart, Passed, Refusal, covering, judge
from monitor.joining import Joined
from monitor.matching import Matches, event_of, found_in, joined_signals, signals
from monitor.memory import Device, Memory
from monitor.policy import Policy
from monitor.signals import Signal
from monitor.watch import clock, pictures, silence, tamper
from monitor.watch.clock import SECOND
from monitor.watch.silence import Watching

NEVER = 1 << 62
"""A moment (µs) after all others."""


class Rules(NamedTuple):
    """What events are judged by; replaced as a whole when any of it changes."""

    cover: Cover
    matcher: Matches
    policy: Policy
    sets: pictures.Sets | None = None


class Kept(NamedTuple):
    """An event that passed: until when (µs) it may be kept, what it signals, which days it ends."""

    until: int | None
    apart: Apart | None
    signals: list[Signal]
    closed: list[Closed]


def assess(event: Event, memory: Memory, rules: Rules) -> Kept | Refusal:
    """What an event is worth; its person's memory then holds what it adds."""
    known = memory.devices.get(event.device)
    passed = judge(event, rules.cover, known.anchors if known else {})
    if isinstance(passed, Refusal):
        if passed is Refusal.KIND_NOT_COVERED and known is not None:
            joining.count(event, known.typing)
        return passed
    memory.topic = event.at.topic
    device = known or memory.device(event.device)
    _remember(event, device, passed, rules.policy.clock_tolerance)
    found = [] if passed.apart else _noticed(event, passed.span, rules)
    ready = joining.joined(event, device.typing, unread=passed.apart is not None)
    if ready:
        found += _joined(event.person, event.device, ready, rules)
    found += _watched(event, device, passed, rules)
    if passed.apart is None:
        closing.note(event, device, memory)
    if found:
        closing.note_hits(found, device, memory)
        found += _sequences(event.person, found, memory, rules)
    over = closing.pass_to(event.received, event.person, memory)
    return Kept(passed.span.ends, passed.apart, found, over)


def _noticed(event: Event, span: Span, rules: Rules) -> list[Signal]:
    found = found_in(event, rules.matcher)
    known = signals(event, span, found, rules.cover.step(event.person)) if found else []
    return known + pictures.signals(event, span, rules.sets)


def _remember(event: Event, device: Device, passed: Passed, tolerance: float) -> None:
    begun = passed.span.begun
    # a clock that was ahead proves nothing of when its event was recorded
    if event.sequence is not None and begun <= event.time <= event.received + tolerance * SECOND:
        device.anchors[begun] = min(event.sequence, device.anchors.get(begun, event.sequence))
    silence.hear(event, device)
    heed(event, device)


def _joined(person: str, device: str, ready: list[Joined], rules: Rules) -> Iterator[Signal]:
    """Each under the terms that covered it when it was received."""
    for one in ready:
        own = event_of(person, device, one.fragment)
        passed = covering(own, rules.cover)
        if passed is not None:
            yield from joined_signals(own, one, passed, rules.matcher, rules.cover.step(person))


def _watched(event: Event, device: Device, passed: Passed, rules: Rules) -> list[Signal]:
    found = clock.signals(event, passed.span, rules.policy.clock_tolerance)
    found += tamper.signals(event, passed.span)
    if len(device.heard) > 1:
        found += silence.ended(_watching(event.person, event.device, rules), device)
    return found


def _sequences(person: str, found: list[Signal], memory: Memory, rules: Rules) -> list[Signal]:
    return sequences.told(person, memory, rules.cover) if sequences.heed(found, memory) else []


def _watching(person: str, device: str, rules: Rules) -> Watching:
    return Watching(person, device, rules.cover, rules.policy.heartbeats_missed)


def waited(person: str, memory: Memory, rules: Rules, now: int) -> list[Signal]:
    """What the clock alone tells at ``now`` (µs): silences, and joins that waited for too long."""
    found: list[Signal] = []
    for name, device in memory.devices.items():
        found += _joined(person, name, joining.overdue(device.typing, now), rules)
        found += silence.going_on(_watching(person, name, rules), device, now)
    return found + _counted(person, found, memory, rules)


def concluded(person: str, memory: Memory, rules: Rules, now: int) -> list[Signal]:
    """The same where nothing more will come: nothing is waited for."""
    found: list[Signal] = []
    for name, device in memory.devices.items():
        found += _joined(person, name, joining.overdue(device.typing, NEVER), rules)
        watching = _watching(person, name, rules)
        found += silence.ended(watching, device, lateness=0)
        found += silence.going_on(watching, device, now)
    return found + _counted(person, found, memory, rules)


def _counted(person: str, found: list[Signal], memory: Memory, rules: Rules) -> list[Signal]:
    """What signals are steps of, once they are counted for their days."""
    for signal in found:
        device = memory.devices.get(signal.item.device)
        if device is not None:
            closing.note_hits([signal], device, memory)
    return _sequences(person, found, memory, rules)


def wake(memory: Memory, missed: float) -> int | None:
    """When (µs) one of a person's devices is to be looked at though nothing came."""
    found = [silence.wake(device, missed) for device in memory.devices.values()]
    found += [joining.due(device.typing) for device in memory.devices.values()]
    found.append(closing.wake(memory))
    return min((at for at in found if at is not None), default=None)
