"""What people do with alerts: acknowledge, note, refer, give a verdict, silence a theme."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select

from casework.sealing import seal
from monitor.delivery.known import known_targets
from monitor.errors import MonitorError
from monitor.group import Group, Standing
from monitor.policy import Policy
from monitor.priority import window_of
from monitor.signals import NEVER_SILENCED
from monitor.store import alerts, labels
from monitor.store.alerts import Held, Post
from monitor.store.labels import Label, Origin
from monitor.store.opening import Store
from monitor.store.tables import ACTIONS, ALERTS, SILENCES

HOUR = 3_600_000_000


class Action(StrEnum):
    """What an operator does with an alert. The verdicts close it."""

    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    REFER = "refer"
    USEFUL = "useful"
    NOT_USEFUL = "not-useful"
    ALREADY_KNOWN = "already-known"


VERDICTS = (Action.USEFUL, Action.NOT_USEFUL, Action.ALREADY_KNOWN)
ENDS = {
    Action.REFER: "referred",
    Action.USEFUL: "closed",
    Action.NOT_USEFUL: "closed",
    Action.ALREADY_KNOWN: "closed",
}
"""What ends an alert: what comes after it opens another."""


class Doing(NamedTuple):
    """Who does what, when (µs), and what they say about it."""

    action: Action
    author: str
    at: int
    words: str


def act(store: Store, alert: str, doing: Doing) -> Group:
    """Do something with an alert; the group as it then stands. Raises ``MonitorError``.

    What did not alert may be judged too: that is a label for models, and changes nothing of it.
    """
    with store.writing() as connection:
        person = _person_of(connection, alert, doing.action)
        stood = store.people.held(connection, [person])
        keys = {person: stood[person].key}
        row = connection.execute(select(ALERTS).where(ALERTS.c.id == alert)).one()
        before = alerts.opened(row, keys[person])
        if doing.action in VERDICTS:
            _label(connection, before, doing, keys)
        if before.raised is None:
            _note(connection, before.group, doing, keys[person])
            return before.group
        after = done(before, doing)
        alerts.save(connection, [after], keys)
        if before.current and not after.current:
            following = Group(person=person, theme=after.group.theme, after=alert)
            alerts.save(connection, [Held(following)], keys)
        _note(connection, after.group, doing, keys[person])
        posts = [Post(alert, after.group.theme, after.group.revision, after.level, False)]
        alerts.post(connection, known_targets(connection, alert), posts, doing.at)
        return after.group


def done(held: Held, doing: Doing) -> Held:
    """The alert after an action. Pure; raises ``MonitorError`` for one that is over."""
    group = held.group
    state = group.standing.state
    judged_later = state == "referred" and doing.action in VERDICTS
    if state in ENDS.values() and doing.action is not Action.NOTE and not judged_later:
        raise MonitorError(f"alert {group.id} is {state} already")
    grown = msgspec.structs.replace(group, actions=group.actions + 1)
    if doing.action is Action.NOTE:
        return held._replace(group=grown)
    state = ENDS.get(doing.action, "acknowledged")
    standing = Standing(state, doing.author, doing.at, group.rank, group.counterparts)
    grown = msgspec.structs.replace(grown, standing=standing)
    return held._replace(group=grown, due=None, current=held.current and state == "acknowledged")


def _label(connection: Connection, held: Held, doing: Doing, keys: Mapping[str, bytes]) -> None:
    """Keep what was known of it when it was judged."""
    group = held.group
    others = [one.group for one in alerts.current(connection, [group.person], keys).values()]
    origin = Origin.SAMPLE if held.raised is None else Origin.ALERT
    window = window_of(group, others)
    label = Label(
        group.person, group.id, str(doing.action), origin, doing.at, group.updated, window
    )
    labels.keep(connection, label, keys[group.person])


def _person_of(connection: Connection, alert: str, action: Action) -> str:
    column = ALERTS.c
    query = select(column.person).where(column.id == alert, column.revision > 0)
    if action not in VERDICTS:
        query = query.where(column.raised.is_not(None))
    person = connection.execute(query).scalar()
    if person is None:
        raise MonitorError(f"there is no alert {alert}")
    return str(person)


def _note(connection: Connection, group: Group, doing: Doing, key: bytes) -> None:
    words = seal(key, doing.words.encode(), f"action on {group.id}")
    row = {
        "alert": group.id,
        "action": doing.action,
        "author": doing.author,
        "at": doing.at,
        "revision": group.revision,
        "sealed": words,
    }
    connection.execute(insert(ACTIONS), row)


class Asked(NamedTuple):
    """A silence that somebody asks for: of one theme, of one person or of everybody; hours."""

    theme: str
    person: str | None
    hours: float
    author: str
    reason: str


def silence(store: Store, asked: Asked, policy: Policy, now: int) -> int:
    """Tell of a theme no more for a while; its number. Raises ``MonitorError``.

    What comes meanwhile is kept and counted as silenced; critical alerts are told of all the same.
    """
    if not asked.theme.strip():
        raise MonitorError("a silence needs a theme")
    if asked.theme in NEVER_SILENCED:
        raise MonitorError(f"{asked.theme} is never silenced")
    if not 0 < asked.hours <= policy.longest_silence:
        most = f"{policy.longest_silence:g}"
        raise MonitorError(f"a silence lasts more than 0 and at most {most} hours")
    if not asked.reason.strip():
        raise MonitorError("a silence needs a reason")
    row = {
        "person": asked.person,
        "theme": asked.theme,
        "since": now,
        "until": now + int(asked.hours * HOUR),
        "author": asked.author,
        "reason": asked.reason,
        "lifted": None,
    }
    with store.writing() as connection:
        return int(
            connection.execute(insert(SILENCES).returning(SILENCES.c.number), row).scalar_one()
        )
