"""The signals, in the order in which they are told."""

from collections.abc import Iterator

from monitor.behaviour.signal import Facts, Quantity
from monitor.behaviour.signals import categories
from monitor.behaviour.signals.activity import ACTIVITY
from monitor.behaviour.signals.bursts import INSTALLED, REMOVED
from monitor.behaviour.signals.contacts import NEW_CONTACTS
from monitor.behaviour.signals.messages import RECEIVED, SENT
from monitor.behaviour.signals.mixes import APPS, TALK
from monitor.behaviour.signals.night import NIGHT_USE
from monitor.behaviour.signals.novelty import NOVELTY
from monitor.behaviour.signals.rhythm import RHYTHM
from monitor.behaviour.signals.sessions import SESSIONS

QUANTITIES = (
    ACTIVITY,
    RHYTHM,
    SESSIONS,
    NIGHT_USE,
    NOVELTY,
    SENT,
    RECEIVED,
    NEW_CONTACTS,
    TALK,
    APPS,
    INSTALLED,
    REMOVED,
)


def quantities(facts: Facts) -> Iterator[Quantity]:
    """Everything that is measured of a day."""
    yield from QUANTITIES
    yield from categories.quantities(facts)
