"""Quarantined records read again: what can be understood now has its one effect after all."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from monitor.assess import Rules
from monitor.engine import Clock, Engine, understood
from monitor.records import Batch, Record
from monitor.sources.again import Again
from monitor.sources.base import MOST_RECORDS
from monitor.store.opening import Store
from monitor.store.set_aside import SetAside, note_replayed, set_aside


class Replayed(msgspec.Struct, kw_only=True):
    """What a replay came to: of the records asked for, some are gone from the source or changed.

    Of ``understood`` ones, ``events`` had no effect before; ``refused`` of those were outside the
    legal basis.
    """

    asked: int = 0
    gone: int = 0
    changed: int = 0
    not_understood: int = 0
    understood: int = 0
    events: int = 0
    refused: int = 0
    posts: int = 0


def replay_quarantined(
    store: Store, engine: Engine, rules: Rules, source: Again, clock: Clock
) -> Replayed:
    """Read the source at the coordinates that are in quarantine; raises ``MonitorError``.

    An event's effect is kept before its record is noted as replayed: broken off in between, the
    next replay finds the event seen, and only notes.
    """
    with store.reading() as connection:
        left = [one for one in set_aside(connection, source.topic) if one.replayed is None]
    done = Replayed(asked=len(left))
    records = source.at(one.place for one in left)
    good = _unchanged(records, left, done)
    while chunk := list(islice(good, MOST_RECORDS)):
        _keep(store, engine, rules, chunk, done, clock())
    done.gone = done.asked - done.changed - done.understood - done.not_understood
    return done


def _unchanged(records: Iterable[Record], left: list[SetAside], done: Replayed) -> Iterator[Record]:
    known = {one.place: one.record for one in left}
    for record in records:
        expected = known[record.at]
        if record.oversize is None and expected.sha256 is not None:
            same = hashlib.sha256(record.value).hexdigest() == expected.sha256
        else:
            length = len(record.value) if record.oversize is None else record.oversize
            same = length == expected.length
        if same:
            yield record
        else:
            done.changed += 1


def _keep(
    store: Store, engine: Engine, rules: Rules, chunk: list[Record], done: Replayed, now: int
) -> None:
    _, bad = understood(chunk)
    poison = {one.record.at for one in bad}
    good = [record for record in chunk if record.at not in poison]
    done.not_understood += len(bad)
    done.understood += len(good)
    if not good:
        return
    outcome = engine.keep(Batch(good, {}), rules)
    with store.writing() as connection:
        note_replayed(connection, (record.at for record in good), now)
    done.events += outcome.events
    done.refused += outcome.refused
    done.posts += outcome.posts
