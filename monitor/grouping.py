"""A batch's signals into the groups that they belong to, and what has to be told of them. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from monitor.group import Group, added
from monitor.policy import Policy
from monitor.signals import Signal
from monitor.store.alerts import Held, Post, Theme
from monitor.store.reasons import Fate, Outcome
from monitor.store.silences import Silence

MINUTE = 60_000_000


class Grouped(NamedTuple):
    """Groups as they now stand, those that have to be told, and what became of each signal."""

    held: dict[Theme, Held]
    posts: list[Post]
    fates: list[Fate]


def grouped(
    signals: Sequence[Signal],
    stood: dict[Theme, Held],
    silences: Sequence[Silence],
    policy: Policy,
    now: int,
) -> Grouped:
    """Add signals to the groups of their persons and themes; ``now`` is the wall clock's, µs."""
    held: dict[Theme, Held] = {}
    fates = []
    for signal in signals:
        if any(silence.covers(signal) for silence in silences):
            fates.append(Fate(signal, Outcome.SILENCED, None))
            continue
        theme = signal.person, signal.theme
        before = held.get(theme) or stood.get(theme)
        if before is None:
            before = Held(Group(person=signal.person, theme=signal.theme))
        held[theme] = after = _grown(before, signal, policy, now)
        fates.append(Fate(signal, _outcome(before, after), after.group.id))
    posts = [post for theme, one in held.items() if (post := _post(stood.get(theme), one))]
    return Grouped(held, posts, fates)


def _grown(before: Held, signal: Signal, policy: Policy, now: int) -> Held:
    group = added(before.group, signal)
    if group.rank < policy.threshold.rank:
        return before._replace(group=group)
    after = before._replace(group=group, raised=before.raised or now)
    if before.raised is None or _is_worse(before, after):
        return after._replace(due=due(group, policy, now), level=0)
    return after


def _is_worse(before: Held, after: Held) -> bool:
    """Whether it grew more severe, or its acknowledgement no longer holds."""
    states = before.group.standing.state, after.group.standing.state
    return after.group.rank > before.group.rank or states[0] != states[1]


def due(group: Group, policy: Policy, now: int) -> int | None:
    """When somebody else is told of a group that nobody has acknowledged by then."""
    minutes = policy.deadlines.get(group.severity)
    return None if minutes is None else now + int(minutes * MINUTE)


def _outcome(before: Held, after: Held) -> Outcome:
    if after.raised is None:
        return Outcome.BELOW_THRESHOLD
    return Outcome.RAISED if before.raised is None else Outcome.GROUPED


def _post(before: Held | None, after: Held) -> Post | None:
    if after.raised is None:
        return None
    new = before is None or before.raised is None or _is_worse(before, after)
    return Post(after.group.id, after.group.theme, after.group.revision, after.level, new)


def themes(signals: Iterable[Signal]) -> set[str]:
    """The people whose groups are needed."""
    return {signal.person for signal in signals}
