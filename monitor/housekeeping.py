"""What is kept no longer than it may be: archived events, and what is known of old duplicates."""

from typing import NamedTuple

from sqlalchemy import Connection, or_, select, update

from monitor.assess import Rules
from monitor.cover import Coverage
from monitor.store import baselines
from monitor.store.archive import expire
from monitor.store.opening import Store
from monitor.store.people import Remembered
from monitor.store.seen import DAY, forget
from monitor.store.tables import ARCHIVE, PEOPLE


class Tidied(NamedTuple):
    """How much was let go of: packs of archived events, events known as seen, baselines."""

    packs: int
    seen: int
    baselines: int = 0


def tidy(store: Store, rules: Rules, now: int) -> Tidied:
    """Let go of what is past its time at ``now`` (µs); raises ``MonitorError``.

    Events are kept for as long as the person's coverage, in which they were received, goes on
    without a gap by what is on file now: an order that is extended keeps them, one that is ended or
    withdrawn lets them go. Of people of whom nothing is on file any more each pack's own time
    stands. A baseline goes with the last of the person's events. Duplicates are known by the
    events' own clocks for the policy's ``horizon``.
    """
    horizon = now - int(rules.policy.horizon * DAY)
    with store.writing() as connection:
        people = connection.execute(select(ARCHIVE.c.person).distinct()).scalars().all()
        for person in people:
            for coverage in rules.cover.coverage.get(person, ()):
                _keep_until(connection, person, coverage)
        changed = _forgotten(store, connection, rules, now)
        packs = expire(connection, now)
        done = Tidied(packs, forget(connection, horizon), baselines.forget(connection))
    store.people.committed(changed)
    return done


def _forgotten(
    store: Store, connection: Connection, rules: Rules, now: int
) -> dict[str, Remembered]:
    """Nothing is remembered of people whose coverage is over: text that was typed least of all."""
    people = connection.execute(select(PEOPLE.c.person)).scalars()
    over = [person for person in people if rules.cover.is_over(person, now)]
    held = store.people.held(connection, over)
    emptied = {
        person: one._replace(version=one.version + 1, content=b"")
        for person, one in held.items()
        if one.content
    }
    store.people.save(connection, emptied, dict.fromkeys(emptied))
    return emptied


def _keep_until(connection: Connection, person: str, coverage: Coverage) -> None:
    column, ends = ARCHIVE.c, coverage.ends
    wanted = update(ARCHIVE).where(column.person == person, column.first >= coverage.begun)
    if ends is None:
        connection.execute(wanted.where(column.kept_until.is_not(None)).values(kept_until=None))
        return
    differs = or_(column.kept_until.is_(None), column.kept_until != ends)
    connection.execute(wanted.where(column.first < ends, differs).values(kept_until=ends))
