"""A batch of records into its effects, all in one transaction: state, alerts, position.

Commit order: the positions are advanced first, so that an owner that was replaced keeps nothing;
then events that were seen before are left out; then everything that the new ones change is written.
A crash at any instant leaves all of it or none, and the next owner reads on from the position.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from monitor.assess import Rules, assess, wake
from monitor.behaviour.closing import Closed
from monitor.behaviour.person import behaved
from monitor.event import Event, Unreadable, decoded
from monitor.gate import KINDS, Refusal
from monitor.grouping import grouped
from monitor.memory import Memory, packed
from monitor.records import Batch, Record
from monitor.signals import Signal
from monitor.store import alerts, baselines
from monitor.store.archive import Shelf, shelve
from monitor.store.opening import Store
from monitor.store.people import Remembered
from monitor.store.positions import advance
from monitor.store.quarantine import Bad, quarantine
from monitor.store.reasons import note
from monitor.store.refused import Outside, Tally, tallied
from monitor.store.seen import fresh
from monitor.store.silences import silences

Clock = Callable[[], int]
"""The wall clock, µs since 1970 UTC."""


class Outcome(NamedTuple):
    """What a batch came to, for whoever counts: by reason, too, and how long it took."""

    records: int
    events: int
    poison: int
    refused: int
    posts: int
    refusals: dict[str, int]
    poisons: dict[str, int]
    seconds: float = 0.0


class Findings:
    """What assessing a batch adds up to."""

    def __init__(self) -> None:
        self.signals: list[Signal] = []
        self.refused: dict[Outside, Tally] = {}
        self.shelves: dict[Shelf, list[Event]] = defaultdict(list)
        self.memories: dict[str, Memory] = {}
        self.closed: list[Closed] = []

    def refuse(self, event: Event, reason: Refusal) -> None:
        """Count an event that is not looked at."""
        outside = Outside(event.person, event.device, KINDS[event.type], reason)
        before = self.refused.get(outside, Tally(0, 0))
        self.refused[outside] = Tally(before.events + 1, max(before.last, event.received))


class Engine:
    """Keeps batches. One thread's; several processes may share a store."""

    def __init__(self, store: Store, clock: Clock, targets: tuple[str, ...] = ()) -> None:
        self._store, self._clock, self._targets = store, clock, targets

    def keep(self, batch: Batch, rules: Rules) -> Outcome:
        """Have a batch's effects; raises ``Fenced`` or ``MonitorError``: then nothing is kept."""
        events, bad = understood(batch.records)
        with self._store.writing() as connection:
            advance(connection, batch.next, _latest(events))
            new = fresh(connection, events)
            stood = self._store.people.held(connection, covered(new, rules))
            findings = assessed(new, stood, rules)
            findings.signals += self.close(
                connection, findings.closed, findings.memories, stood, rules
            )
            changed = after(findings.memories, stood)
            posts = self._write(connection, findings, changed, rules)
            quarantine(connection, bad, self._clock())
        self._store.people.committed(changed)
        refused: Counter[str] = Counter()
        for outside, tally in findings.refused.items():
            refused[outside.reason] += tally.events
        poisons = Counter(str(one.reason) for one in bad)
        return Outcome(
            len(batch.records), len(new), len(bad), refused.total(), posts, refused, poisons
        )

    def _write(
        self,
        connection: Connection,
        findings: Findings,
        changed: dict[str, Remembered],
        rules: Rules,
    ) -> int:
        keys = {person: one.key for person, one in changed.items()}
        missed = rules.policy.heartbeats_missed
        wakes = {person: wake(memory, missed) for person, memory in findings.memories.items()}
        self._store.people.save(connection, changed, wakes)
        shelve(connection, findings.shelves, keys)
        tallied(connection, findings.refused)
        return self.alert(connection, findings.signals, keys, rules)

    def close(
        self,
        connection: Connection,
        closed: list[Closed],
        memories: dict[str, Memory],
        stood: dict[str, Remembered],
        rules: Rules,
    ) -> list[Signal]:
        """What days that are over signal; their people's baselines are then some days on."""
        if not closed:
            return []
        keys = {one.person: stood[one.person].key for one in closed}
        usual = baselines.read(connection, keys)
        found = behaved(closed, memories, usual, rules.cover)
        baselines.save(connection, usual, keys)
        return found

    def alert(
        self,
        connection: Connection,
        signals: list[Signal],
        keys: dict[str, bytes],
        rules: Rules,
    ) -> int:
        """Add signals to their groups in the transaction given; how many alerts are to be told."""
        if not signals:
            return 0
        now = self._clock()
        stood = alerts.current(connection, {signal.person for signal in signals}, keys)
        result = grouped(signals, stood, silences(connection), rules.policy, now)
        alerts.save(connection, result.held.values(), keys)
        alerts.post(connection, self._targets, result.posts, now)
        note(connection, result.fates, now)
        return len(result.posts)


def _latest(events: Iterable[Event]) -> int:
    """The latest receipt (µs) that is known; a device's clock is none: one may stand anywhere."""
    return max((one.received for one in events if one.receipt_known), default=0)


def understood(records: Iterable[Record]) -> tuple[list[Event], list[Bad]]:
    """The events in records, and the records that hold none."""
    events, bad = [], []
    for record in records:
        try:
            events.append(decoded(record))
        except Unreadable as error:
            bad.append(Bad(record, error.reason))
    return events, bad


def covered(events: Iterable[Event], rules: Rules) -> set[str]:
    """The people of whom anything may be looked at: of others nothing is ever remembered."""
    return {event.person for event in events} & rules.cover.people


def assessed(events: list[Event], stood: dict[str, Remembered], rules: Rules) -> Findings:
    """What events come to, beside what is remembered of their people. Pure."""
    findings = Findings()
    memories: dict[str, Memory] = {}
    for event in events:
        memory = memories.get(event.person)
        if memory is None:
            known = stood.get(event.person)
            memory = known.memory() if known else Memory()
            memories[event.person] = memory
        kept = assess(event, memory, rules)
        if memory.devices:
            findings.memories[event.person] = memory
        if isinstance(kept, Refusal):
            findings.refuse(event, kept)
            continue
        findings.shelves[Shelf(event.person, kept.until, kept.apart)].append(event)
        findings.signals += kept.signals
        findings.closed += kept.closed
    return findings


def after(memories: dict[str, Memory], stood: dict[str, Remembered]) -> dict[str, Remembered]:
    """Memories at their next versions."""
    return {
        person: Remembered(stood[person].version + 1, packed(memory), stood[person].key, memory)
        for person, memory in memories.items()
    }
