"""Signals of one person and theme as one alert that grows. Pure.

What a group holds depends on the set of its signals, never on the order in which they came: counts,
unions, extremes, and the foremost of a total order. So a stream that is shuffled, cut into other
batches or read again ends in the same alerts.
"""

import hashlib

import msgspec

from monitor.severity import LADDER, Severity
from monitor.signals import Item, Signal

FOREMOST = 20
"""Lines of evidence kept for each of: the worst, and the latest."""

MOST_COUNTERPARTS = 200


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """What a human made of it last: the state, by whom and when (µs), and how bad it was then."""

    state: str = "open"
    by: str | None = None
    at: int | None = None
    rank: int = 0
    counterparts: frozenset[str] = frozenset()


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """All signals of a person and theme since it was last closed. Times are µs since 1970 UTC.

    ``after`` names what it follows: empty, or the action that closed the one before it.
    """

    person: str
    theme: str
    after: str = ""
    count: int = 0
    rank: int = 0
    opened: int = 0
    updated: int = 0
    worst: tuple[Item, ...] = ()
    latest: tuple[Item, ...] = ()
    rules: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    suggests: frozenset[str] = frozenset()
    libraries: frozenset[str] = frozenset()
    counterparts: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()
    actions: int = 0
    standing: Standing = Standing()

    @property
    def id(self) -> str:
        """Hash of the person, the theme and what it follows: known before its first event is."""
        named = "\0".join((self.person, self.theme, self.after)).encode()
        return hashlib.blake2b(named, digest_size=16).hexdigest()

    @property
    def severity(self) -> Severity:
        """That of its worst signal."""
        return LADDER[self.rank]

    @property
    def revision(self) -> int:
        """Grows by one with every signal and every action."""
        return self.count + self.actions

    def evidence(self) -> tuple[Item, ...]:
        """The lines kept, in order of their time."""
        return tuple(sorted({*self.worst, *self.latest}, key=_moment))


def added(group: Group, signal: Signal) -> Group:
    """The group with one signal more; an acknowledgement is broken by what it had not seen."""
    item, counterparts = signal.item, group.counterparts
    if signal.counterpart is not None and signal.counterpart not in counterparts:
        counterparts = _fewest(counterparts | {signal.counterpart})
    return msgspec.structs.replace(
        group,
        count=group.count + 1,
        rank=max(group.rank, item.rank),
        opened=min(group.opened, item.time) if group.count else item.time,
        updated=max(group.updated, item.time),
        worst=tuple(sorted((*group.worst, item), key=_badness)[:FOREMOST]),
        latest=tuple(sorted((*group.latest, item), key=_moment)[-FOREMOST:]),
        rules=group.rules | signal.rules,
        orders=group.orders | signal.orders,
        suggests=group.suggests | signal.suggests,
        libraries=group.libraries | signal.libraries,
        counterparts=counterparts,
        devices=group.devices | {item.device},
        standing=Standing() if _breaks(signal, group.standing) else group.standing,
    )


def _breaks(signal: Signal, standing: Standing) -> bool:
    if standing.state != "acknowledged":
        return False
    unheard = signal.counterpart is not None and signal.counterpart not in standing.counterparts
    return unheard or signal.item.rank > standing.rank


def _badness(item: Item) -> tuple[object, ...]:
    return -item.rank, *_moment(item)


def _moment(item: Item) -> tuple[object, ...]:
    """Total: two items that sort alike are the same."""
    return item.time, item.identity, msgspec.structs.astuple(item)


def _fewest(counterparts: frozenset[str]) -> frozenset[str]:
    """Which are kept does not depend on which came first."""
    return frozenset(sorted(counterparts)[:MOST_COUNTERPARTS])
