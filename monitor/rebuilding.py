"""A person's days and baseline recomputed from the archived events, and compared with what stands.

They are the same bytes where the archive still holds every event that counted, and the basis and
the libraries are those under which the events came.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from monitor.assess import Rules, assess
from monitor.behaviour.baseline import Baseline
from monitor.behaviour.closing import pass_to
from monitor.behaviour.day import Day
from monitor.behaviour.person import behaved
from monitor.event import Event
from monitor.gate import Refusal
from monitor.memory import Memory, unpacked
from monitor.store.archive import archived
from monitor.store.baselines import packed, read
from monitor.store.opening import Store


class Standing(NamedTuple):
    """What there is of a person: days that are not over, receipt (µs), and what is usual."""

    days: dict[int, Day]
    watermark: int
    baseline: Baseline


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """What a rebuilding came to; ``refused`` events are outside the basis as it is now."""

    person: str
    events: int
    refused: int
    days: int
    open_days_agree: bool
    baseline_agrees: bool

    @property
    def agrees(self) -> bool:
        """Whether all that stands is what the archive gives."""
        return self.open_days_agree and self.baseline_agrees


def standing(store: Store, person: str) -> Standing:
    """What stands; raises ``MonitorError``."""
    with store.writing() as connection:
        held = store.people.held(connection, [person])[person]
        baseline = read(connection, {person: held.key}).get(person, Baseline())
    memory = unpacked(held.content) if held.content else Memory()
    return Standing(memory.days, memory.watermark, baseline)


def rebuild(store: Store, person: str, rules: Rules) -> Rebuilt:
    """Recompute and compare; raises ``MonitorError`` and ``CaseworkError``."""
    stands = standing(store, person)
    with store.reading() as connection:
        events = list(archived(connection, store.master, person))
    again, refused = recomputed(person, events, rules, stands.watermark)
    return Rebuilt(
        person=person,
        events=len(events),
        refused=refused,
        days=again.baseline.days,
        open_days_agree=again.days == stands.days,
        baseline_agrees=packed(again.baseline) == packed(stands.baseline),
    )


def recomputed(
    person: str, events: Iterable[Event], rules: Rules, until: int
) -> tuple[Standing, int]:
    """What a person's events come to by a receipt (µs), and how many are refused. Pure."""
    memory, usual, closed, refused = Memory(), {person: Baseline()}, [], 0
    for event in sorted(events, key=lambda one: (one.received, one.time, one.identity)):
        kept = assess(event, memory, rules)
        if isinstance(kept, Refusal):
            refused += 1
        else:
            closed += kept.closed
    closed += pass_to(until, person, memory)
    behaved(closed, {person: memory}, usual, rules.cover)
    return Standing(memory.days, memory.watermark, usual[person]), refused
