"""What arrived after a basis ended, recorded while it stood: analysed if a manager says so.

Until then it is counted and nothing else. Where it is analysed, it is judged as if it had been
received when the device recorded it; evidence says when it was received all the same. It is not
archived: what an order allowed to be kept ended with it, and only evidence of alerts stays.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from monitor.assess import Kept, Rules, assess, concluded
from monitor.engine import Engine, understood
from monitor.errors import MonitorError
from monitor.event import Event
from monitor.gate import Refusal, judge
from monitor.memory import Memory
from monitor.records import Record
from monitor.signals import TAMPER, Signal
from monitor.store.decisions import Decided, decide
from monitor.store.opening import Store
from monitor.store.refused import NOBODY
from monitor.store.seen import fresh
from monitor.store.tables import REFUSED
from monitor.watch.pictures import KNOWN_IMAGE

OF_ITSELF = frozenset({TAMPER, KNOWN_IMAGE})
"""Themes, beside those of libraries, that rest on an event alone.

Of the clock, of silence and of what is usual a backlog says nothing: they rest on receipt, and on
what came before.
"""


class Backlog(NamedTuple):
    """Events of a device's that wait for a decision; ``last``: receipt of the latest, µs."""

    person: str
    device: str
    kind: str
    events: int
    last: int


def backlog(connection: Connection) -> list[Backlog]:
    """What waits, or waited, by person, device and kind of data."""
    column = REFUSED.c
    query = (
        select(column.person, column.device, column.kind, column.count, column.last)
        .where(column.reason == Refusal.BACKLOG_AFTER_END, column.person != NOBODY)
        .order_by(column.person, column.device, column.kind)
    )
    return [Backlog(*row) for row in connection.execute(query)]


class Analysed(msgspec.Struct, frozen=True, kw_only=True):
    """Events of the backlog: found in the source, of them new, held apart, signals, alerts."""

    found: int
    new: int
    held_apart: int
    signals: int
    posts: int


def backlog_in(records: Iterable[Record], person: str, rules: Rules) -> list[Event]:
    """The events of a person's backlog among records, in their order."""
    found = []
    for record in records:
        events, _ = understood([record])
        found += [one for one in events if one.person == person and _is_backlog(one, rules)]
    return found


def _is_backlog(event: Event, rules: Rules) -> bool:
    return judge(event, rules.cover, {}) is Refusal.BACKLOG_AFTER_END


def analyse(
    store: Store, engine: Engine, rules: Rules, events: list[Event], decided: Decided
) -> Analysed:
    """Have a backlog's effects and put the decision on record, in one transaction.

    An event that was analysed under an earlier decision has no effect again. Raises
    ``MonitorError``.
    """
    if not decided.why.strip():
        raise MonitorError("a backlog is analysed for a reason: give one")
    person = decided.person
    with store.writing() as connection:
        new = _new(connection, events)
        signals, apart = judged(new, rules)
        keys = {person: one.key for person, one in store.people.held(connection, [person]).items()}
        posts = engine.alert(connection, signals, keys, rules)
        decide(connection, store.master, decided._replace(events=len(new)))
    return Analysed(
        found=len(events), new=len(new), held_apart=apart, signals=len(signals), posts=posts
    )


def _new(connection: Connection, events: list[Event]) -> list[Event]:
    """Those that no earlier decision had analysed: they are noted beside the events themselves."""
    marked = [
        msgspec.structs.replace(
            one, identity=hashlib.blake2b(one.identity, digest_size=16, person=b"backlog").digest()
        )
        for one in events
    ]
    left = {id(one) for one in fresh(connection, marked)}
    return [one for one, mark in zip(events, marked, strict=True) if id(mark) in left]


def judged(events: list[Event], rules: Rules) -> tuple[list[Signal], int]:
    """What a person's events signal, as if received when recorded; how many are held apart. Pure.

    Those that are held apart are not read.
    """
    memory, apart = Memory(), 0
    received = {one.identity: one.received for one in events}
    found: list[Signal] = []
    for event in events:
        kept = assess(msgspec.structs.replace(event, received=event.time), memory, rules)
        if isinstance(kept, Kept):
            apart += kept.apart is not None
            found += kept.signals
    for person in {one.person for one in events}:
        found += concluded(person, memory, rules, max(one.time for one in events))
    of_itself = [one for one in found if one.libraries or one.theme in OF_ITSELF]
    return [_as_received(one, received) for one in of_itself], apart


def _as_received(signal: Signal, received: dict[bytes, int]) -> Signal:
    item = signal.item
    told = msgspec.structs.replace(item, received=received.get(item.identity, item.received))
    return msgspec.structs.replace(signal, item=told)
