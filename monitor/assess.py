"""One event, from the gate to its signals. Pure but for the memory that it is given to change."""

from collections.abc import Iterator
from typing import NamedTuple

from monitor import joining
from monitor.cover import Cover
from monitor.event import Event
from monitor.gate import Apart, Passed, Refusal, judge
from monitor.matching import Matches, found_in, joined_signals, signals
from monitor.memory import Device, Memory
from monitor.policy import Policy
from monitor.signals import Signal
from monitor.watch import clock, pictures, silence, tamper


class Rules(NamedTuple):
    """What events are judged by; replaced as a whole when any of it changes."""

    cover: Cover
    matcher: Matches
    policy: Policy
    sets: pictures.Sets | None = None


class Kept(NamedTuple):
    """An event that passed: until when (µs) it may be kept, and what it signals."""

    until: int | None
    apart: Apart | None
    signals: list[Signal]


def assess(event: Event, memory: Memory, rules: Rules) -> Kept | Refusal:
    """What an event is worth; its person's memory then holds what it adds."""
    known = memory.devices.get(event.device)
    passed = judge(event, rules.cover, known.anchors if known else {})
    if isinstance(passed, Refusal):
        return passed
    device = known or memory.device(event.device)
    _remember(event, device, passed, rules.policy)
    if passed.apart is not None:
        return Kept(passed.span.until, passed.apart, list(_watched(event, device, passed, rules)))
    step = rules.cover.step(event.person)
    found = signals(event, passed.span, found_in(event, rules.matcher), step)
    for seam in joining.seams(event, device):
        found += joined_signals(event, seam, passed.span, rules.matcher, step)
    found += pictures.signals(event, passed.span, rules.sets)
    found += _watched(event, device, passed, rules)
    return Kept(passed.span.until, None, found)


def _remember(event: Event, device: Device, passed: Passed, policy: Policy) -> None:
    begun = passed.span.begun
    if event.sequence is not None and event.time >= begun:
        device.anchors[begun] = min(event.sequence, device.anchors.get(begun, event.sequence))
    joining.count(event, device)
    silence.hear(event, device, policy.heartbeats_missed)


def _watched(event: Event, device: Device, passed: Passed, rules: Rules) -> Iterator[Signal]:
    yield from clock.signals(event, passed.span, rules.policy.clock_tolerance)
    yield from tamper.signals(event, passed.span)
    yield from silence.ended(event.person, event.device, device, rules.cover)


def wake(memory: Memory, missed: float) -> int | None:
    """When (µs) the first of a person's devices will have been silent for too long."""
    found = (silence.wake(device, missed) for device in memory.devices.values())
    return min((at for at in found if at is not None), default=None)
