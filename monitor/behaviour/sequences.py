"""Cues in their order: kept, bounded, and told of where a sequence is whole around them. Pure.

Which cues are part of a sequence grows with the set of cues and never shrinks, and each is told of
by itself: so the order of arrival, and when it is looked at, change nothing.
"""

from bisect import insort
from collections.abc import Iterable

from monitor.behaviour import approach, concealment
from monitor.behaviour.clock import corrected
from monitor.behaviour.cue import Cue, Kind
from monitor.behaviour.day import contact
from monitor.behaviour.standing import standing
from monitor.cover import Cover
from monitor.memory import Memory
from monitor.signals import SILENCE, Signal

KEPT = {Kind.HIDING: 16, Kind.QUIET: 16, Kind.CONTACT: 32, Kind.MEETING: 32}
"""Cues that are kept of each kind, the latest."""

SEQUENCES = (concealment, approach)


def heed(signals: Iterable[Signal], memory: Memory) -> bool:
    """Keep those of an event's signals that may be steps; whether there were any."""
    found = False
    for signal in signals:
        cue = _cue(signal, memory)
        if cue is not None:
            insort(memory.cues, cue)
            _forget(memory.cues, cue.kind)
            found = True
    return found


def _cue(signal: Signal, memory: Memory) -> Cue | None:
    kind = _kind(signal)
    if kind is None:
        return None
    item, who = signal.item, signal.counterpart
    device = memory.devices.get(item.device)
    time = corrected(item.time, item.received, None, device.changes if device else [])
    return Cue(
        item.time if kind is Kind.QUIET else time,
        item.identity,
        kind,
        item.event,
        item.device,
        item.time,
        item.received,
        item.type,
        min(signal.rules),
        who,
        -1 if who is None else contact(who),
    )


def _kind(signal: Signal) -> Kind | None:
    if signal.theme == SILENCE:
        return Kind.QUIET
    if not signal.libraries:
        return None
    if signal.theme == concealment.CATEGORY:
        return Kind.HIDING
    return approach.kind_of(signal) if signal.theme in approach.CATEGORIES else None


def _forget(cues: list[Cue], kind: Kind) -> None:
    own = [cue for cue in cues if cue.kind is kind]
    if len(own) > KEPT[kind]:
        cues.remove(own[0])


def told(person: str, memory: Memory, cover: Cover) -> list[Signal]:
    """What is part of a sequence by now and was not told of yet; then it was."""
    found: list[Signal] = []
    for sequence in SEQUENCES:
        for step in sequence.steps(memory.cues, memory.met):
            cue = step.cue
            span = None if cue.told else standing(cover, person, [cue.device], cue.received)
            if span is not None:
                cue.told = True
                found.append(step.signal(person, span))
    return found
