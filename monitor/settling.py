"""What no event tells: silence, and waiting text, that the clock or a stream's end decides."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from sqlalchemy import select

from monitor.assess import Rules, concluded, waited, wake
from monitor.behaviour.closing import Closed, wait_until
from monitor.engine import Engine, after
from monitor.memory import Memory, packed, unpacked
from monitor.signals import Signal
from monitor.store.opening import Store
from monitor.store.people import Remembered
from monitor.store.positions import latest
from monitor.store.tables import PEOPLE

AT_ONCE = 500
"""People of one transaction."""

Told: TypeAlias = tuple[list[Signal], list[Closed]]
Decide: TypeAlias = Callable[[str, Memory], Told]
"""From a person's memory, which it changes, to what is to be told and which days are over."""


def settle(store: Store, engine: Engine, rules: Rules, now: int) -> int:
    """Tell of what is overdue at ``now`` (µs); how many alerts are to be told."""
    query = select(PEOPLE.c.person).where(PEOPLE.c.wake <= now).order_by(PEOPLE.c.person)
    with store.reading() as connection:
        people = connection.execute(query).scalars().all()

    def decide(person: str, memory: Memory) -> Told:
        return waited(person, memory, rules, now), wait_until(now, person, memory)

    return sum(_settled(store, engine, rules, some, decide) for some in _parts(people))


def conclude(store: Store, engine: Engine, rules: Rules, topic: str) -> int:
    """The same at the end of a topic, of the people whose latest event it brought.

    Its clock stands where its latest receipt is, in whatever run that came.
    """
    with store.reading() as connection:
        now = latest(connection, topic)
        query = select(PEOPLE.c.person).order_by(PEOPLE.c.person)
        people = connection.execute(query).scalars().all()

    def decide(person: str, memory: Memory) -> Told:
        if memory.topic != topic:
            return [], []
        return concluded(person, memory, rules, now), wait_until(now, person, memory)

    return sum(_settled(store, engine, rules, some, decide) for some in _parts(people))


def _parts(people: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(people), AT_ONCE):
        yield people[start : start + AT_ONCE]


def _settled(
    store: Store, engine: Engine, rules: Rules, people: Sequence[str], decide: Decide
) -> int:
    with store.writing() as connection:
        stood = store.people.held(connection, people)
        signals: list[Signal] = []
        closed: list[Closed] = []
        memories: dict[str, Memory] = {}
        for person, known in stood.items():
            if not known.content:
                continue
            memory = unpacked(known.content)
            found, over = decide(person, memory)
            signals += found
            closed += over
            if packed(memory) != known.content:
                memories[person] = memory
        signals += engine.close(connection, closed, memories, stood, rules)
        changed: dict[str, Remembered] = after(memories, stood)
        missed = rules.policy.heartbeats_missed
        wakes = {person: wake(memory, missed) for person, memory in memories.items()}
        store.people.save(connection, changed, wakes)
        keys = {person: known.key for person, known in stood.items()}
        posts = engine.alert(connection, signals, keys, rules)
    store.people.committed(changed)
    return posts
