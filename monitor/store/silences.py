"""Themes that someone asked not to be told of for a while."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from monitor.severity import Severity
from monitor.signals import NEVER_SILENCED, Signal
from monitor.store.tables import SILENCES


class Silence(NamedTuple):
    """One theme, of one person or of everybody, for receipt times (µs) from ``since`` on."""

    person: str | None
    theme: str
    since: int
    until: int

    def covers(self, signal: Signal) -> bool:
        """Whether a signal falls in it: never a critical one, nor of the themes that stay heard."""
        return (
            self.theme == signal.theme
            and self.person in (None, signal.person)
            and self.since <= signal.item.received < self.until
            and signal.severity is not Severity.CRITICAL
            and signal.theme not in NEVER_SILENCED
        )


def silences(connection: Connection) -> list[Silence]:
    """All that were ever asked for; one that was lifted ended then."""
    column = SILENCES.c
    query = select(column.person, column.theme, column.since, column.until, column.lifted)
    return [
        Silence(row.person, row.theme, row.since, min(row.until, row.lifted or row.until))
        for row in connection.execute(query)
    ]
