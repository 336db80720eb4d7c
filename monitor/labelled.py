"""Examples from the verdicts in the store, and the groups to draw a sample from."""

import hashlib
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from models.examples import Example
from monitor.acting import Action
from monitor.group import Group
from monitor.store import alerts
from monitor.store.keys import stored_keys
from monitor.store.labels import Label, labelled
from monitor.store.tables import ALERTS


def examples(found: Iterable[Label]) -> Iterator[Example]:
    """Verdicts as examples: useful was acted on; not useful, and already known, was not."""
    for label in found:
        acted = label.verdict == Action.USEFUL
        window = label.window
        yield Example(label.person, label.alert, label.updated, window.count, acted, window)


def sample(connection: Connection, master: bytes, count: int, seed: int) -> list[Group]:
    """So many groups that have not alerted and nobody has judged, drawn by chance.

    The same seed draws the same as long as the store stands as it is.
    """
    column = ALERTS.c
    query = select(ALERTS).where(column.raised.is_(None), column.revision > 0)
    known = labelled(connection)
    rows = [row for row in connection.execute(query) if row.id not in known]
    rows.sort(key=lambda row: hashlib.blake2b(f"{seed} {row.id}".encode()).digest())
    keys = stored_keys(connection, master, {row.person for row in rows[:count]})
    return [
        alerts.opened(row, keys[row.person]).group for row in rows[:count] if row.person in keys
    ]
