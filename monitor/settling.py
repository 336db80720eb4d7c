"""Silences that no event ends: told of when the clock, or the end of a stream, says so."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from monitor.assess import Rules, concluded, waited, wake
from monitor.engine import Engine, after
from monitor.memory import Memory, packed, unpacked
from monitor.signals import Signal
from monitor.store.opening import Store
from monitor.store.people import Remembered
from monitor.store.tables import PEOPLE

AT_ONCE = 500


def settle(store: Store, engine: Engine, rules: Rules, now: int, ended: bool = False) -> int:
    """Tell of the devices that are silent at ``now`` (µs); how many alerts are to be told.

    ``ended``: nothing more will come, so that silences between events are judged at once. At most
    ``AT_ONCE`` people are one transaction.
    """
    posts = 0
    with store.reading() as connection:
        people = list(_concerned(connection, now, ended))
    for start in range(0, len(people), AT_ONCE):
        posts += _settled(store, engine, rules, people[start : start + AT_ONCE], now, ended)
    return posts


def _concerned(connection: Connection, now: int, ended: bool) -> Iterator[str]:
    query = select(PEOPLE.c.person).order_by(PEOPLE.c.person)
    if not ended:
        query = query.where(PEOPLE.c.wake <= now)
    yield from connection.execute(query).scalars()


def _settled(
    store: Store, engine: Engine, rules: Rules, people: list[str], now: int, ended: bool
) -> int:
    with store.writing() as connection:
        stood = store.people.held(connection, people)
        signals: list[Signal] = []
        memories: dict[str, Memory] = {}
        for person, known in stood.items():
            memory = unpacked(known.content) if known.content else Memory()
            told = concluded if ended else waited
            signals += told(person, memory, rules, now)
            if packed(memory) != known.content:
                memories[person] = memory
        changed: dict[str, Remembered] = after(memories, stood)
        missed = rules.policy.heartbeats_missed
        wakes = {person: wake(memory, missed) for person, memory in memories.items()}
        store.people.save(connection, changed, wakes)
        keys = {person: known.key for person, known in stood.items()}
        posts = engine.alert(connection, signals, keys, rules)
    store.people.committed(changed)
    return posts
