"""History under other rules: which alerts would be gained, lost, earlier or later. Pure.

Both sides are run again in memory from the archived events, so that nothing but the rules differs;
``monitor.rerunning`` says what desk is supposed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from casework.moments import moment_of, written
from monitor.assess import Rules
from monitor.event import Event
from monitor.group import Group
from monitor.rerunning import ANSWERED, moments
from monitor.severity import Severity
from monitor.wording import explanation

EXAMPLES = 5


class Kind(StrEnum):
    """What became of an alert under the other rules."""

    GAINED = "gained"
    LOST = "lost"
    EARLIER = "earlier"
    LATER = "later"
    SAME = "same"


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """An alert of one side, as it stood in the end. ``at`` is when it was raised, µs of receipt."""

    at: int
    group: Group
    others: tuple[Group, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An alert and when it would be raised, before and after; null: not at all."""

    kind: Kind
    person: str
    theme: str
    severity: Severity
    before: str | None
    after: str | None
    events: int
    explanation: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What would change. ``by_category`` and ``by_day`` hold alerts before and after."""

    since: str
    until: str
    people: int
    events: int
    rules_before: str
    rules_after: str
    alerts_before: int
    alerts_after: int
    changes: dict[str, int]
    by_category: dict[str, tuple[int, int]]
    by_day: dict[str, tuple[int, int]]
    examples: dict[str, tuple[Change, ...]]

    def summary(self) -> str:
        """The report in one line; it names nobody."""
        changed = ", ".join(f"{count} {kind}" for kind, count in self.changes.items())
        return (
            f"{self.alerts_before} alerts before, {self.alerts_after} after: {changed};"
            f" {self.rules_before} to {self.rules_after}, {self.since} to {self.until}"
        )


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Between which moments (µs) alerts are compared, and what the sides are called."""

    since: int
    until: int
    before: str
    after: str


def raised(person: str, events: Sequence[Event], rules: Rules, asked: Asked) -> list[Raised]:
    """A person's alerts that are raised within the time asked for, in that order."""
    found: dict[str, Raised] = {}
    for moment in moments(person, events, rules):
        if moment.raised is not None and asked.since <= moment.raised < asked.until:
            found[moment.group.id] = Raised(
                at=moment.raised, group=moment.group, others=moment.others
            )
    return sorted(found.values(), key=lambda one: (one.at, one.group.id))


def compared(before: Sequence[Raised], after: Sequence[Raised]) -> list[Change]:
    """One person's alerts of both sides, each paired with the nearest of its theme."""
    left = list(before)
    changes = []
    for new in after:
        old = _nearest(new, left)
        if old is not None:
            left.remove(old)
        changes.append(_change(old, new))
    return changes + [_change(old, None) for old in left]


def _nearest(new: Raised, left: Iterable[Raised]) -> Raised | None:
    near = [
        one
        for one in left
        if one.group.theme == new.group.theme
        and (abs(one.at - new.at) <= ANSWERED or _overlap(one.group, new.group))
    ]
    return min(near, key=lambda one: (abs(one.at - new.at), one.at), default=None)


def _overlap(one: Group, other: Group) -> bool:
    return one.opened <= other.updated and other.opened <= one.updated


def _change(old: Raised | None, new: Raised | None) -> Change:
    shown = new or old
    assert shown is not None
    return Change(
        kind=_kind(old, new),
        person=shown.group.person,
        theme=shown.group.theme,
        severity=shown.group.severity,
        before=None if old is None else _written(old.at),
        after=None if new is None else _written(new.at),
        events=shown.group.count,
        explanation=explanation(shown.group),
    )


def _kind(old: Raised | None, new: Raised | None) -> Kind:
    if old is None or new is None:
        return Kind.GAINED if old is None else Kind.LOST
    if old.at == new.at:
        return Kind.SAME
    return Kind.EARLIER if new.at < old.at else Kind.LATER


def report(
    history: Mapping[str, Sequence[Event]], before: Rules, after: Rules, asked: Asked
) -> Report:
    """What would change over everybody's history, up to the end of the time asked for."""
    changes: list[Change] = []
    for person in sorted(history):
        events = [one for one in history[person] if one.received < asked.until]
        sides = [raised(person, events, rules, asked) for rules in (before, after)]
        changes += compared(*sides)
    return Report(
        since=_written(asked.since),
        until=_written(asked.until),
        people=len(history),
        events=sum(len(own) for own in history.values()),
        rules_before=asked.before,
        rules_after=asked.after,
        alerts_before=sum(one.before is not None for one in changes),
        alerts_after=sum(one.after is not None for one in changes),
        changes=_counted(changes),
        by_category=_by([(one.theme, one.theme, one) for one in changes]),
        by_day=_by([((one.before or "")[:10], (one.after or "")[:10], one) for one in changes]),
        examples={str(kind): _examples(changes, kind) for kind in Kind if kind is not Kind.SAME},
    )


def _counted(changes: Iterable[Change]) -> dict[str, int]:
    counts = Counter(one.kind for one in changes)
    return {str(kind): counts[kind] for kind in Kind}


def _by(named: Iterable[tuple[str, str, Change]]) -> dict[str, tuple[int, int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for before, after, change in named:
        if change.before is not None:
            found[before][0] += 1
        if change.after is not None:
            found[after][1] += 1
    return {name: (counts[0], counts[1]) for name, counts in sorted(found.items())}


def _examples(changes: Iterable[Change], kind: Kind) -> tuple[Change, ...]:
    own = [one for one in changes if one.kind is kind]
    own.sort(key=lambda one: (-one.severity.rank, one.after or one.before or "", one.person))
    return tuple(own[:EXAMPLES])


def _written(moment: int) -> str:
    return written(moment_of(moment))
