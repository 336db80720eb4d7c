"""A person's events judged again from the first on, in memory: nothing live is read or touched.

What operators did is not done again. A desk is supposed instead that answers each alert within
``ANSWERED`` of its raising: what comes after that is another alert.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from monitor.assess import Kept, Rules, assess, concluded
from monitor.behaviour.baseline import Baseline
from monitor.behaviour.closing import wait_until
from monitor.behaviour.person import behaved
from monitor.event import Event
from monitor.group import Group, added
from monitor.memory import Memory
from monitor.signals import Signal
from monitor.store.seen import DAY

ANSWERED = DAY
"""µs within which the desk that is supposed answers an alert."""


class Moment(NamedTuple):
    """A group as it stood when one more signal had come. Times are µs of receipt.

    ``raised``: when it became an alert, null below the threshold; ``others``: the other groups.
    """

    at: int
    group: Group
    raised: int | None
    others: tuple[Group, ...]


class Standing(NamedTuple):
    """A group that goes on, and since when it is an alert."""

    group: Group
    raised: int | None


def moments(person: str, events: Iterable[Event], rules: Rules) -> Iterator[Moment]:
    """What a person's alerts come to, signal by signal, in order of receipt."""
    standing: dict[str, Standing] = {}
    for at, signal in signals(person, events, rules):
        before = standing.get(signal.theme) or Standing(
            Group(person=person, theme=signal.theme), None
        )
        after = _grown(before, signal, at, rules)
        standing[signal.theme] = after
        others = tuple(one.group for theme, one in standing.items() if theme != signal.theme)
        yield Moment(at, after.group, after.raised, others)


def _grown(before: Standing, signal: Signal, at: int, rules: Rules) -> Standing:
    group, raised = before
    if raised is not None and at >= raised + ANSWERED:
        group, raised = Group(person=group.person, theme=group.theme, after=group.id), None
    group = added(group, signal)
    if raised is None and group.rank >= rules.policy.threshold.rank:
        raised = at
    return Standing(group, raised)


def signals(person: str, events: Iterable[Event], rules: Rules) -> Iterator[tuple[int, Signal]]:
    """Every signal of a person's events, and when (µs) it was there."""
    memory = Memory()
    usual: dict[str, Baseline] = {}
    now = 0
    for event in sorted(events, key=lambda one: one.received):
        now = max(now, event.received)
        kept = assess(event, memory, rules)
        if isinstance(kept, Kept):
            over = behaved(kept.closed, {person: memory}, usual, rules.cover) if kept.closed else []
            yield from ((now, one) for one in [*kept.signals, *over])
    last = concluded(person, memory, rules, now)
    over = behaved(wait_until(now, person, memory), {person: memory}, usual, rules.cover)
    yield from ((now, one) for one in [*last, *over])
