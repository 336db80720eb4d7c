"""What is counted of one local day of a person. The order of events changes nothing in it.

Names of apps and counterparts are not kept: apps fall into 64 numbered classes by their CRC-32, and
of counterparts the 64 least hashes are kept (a bottom-k sketch: Cohen and Kaplan, "Summarizing data
using bottom-k sketches", PODC 2007), which is all of them for anybody who writes to fewer.
"""

import zlib
from bisect import insort
from typing import TypeVar

import msgspec

from monitor.behaviour.calendar import Local
from monitor.event import Event
from monitor.signals import Signal

K = TypeVar("K", int, str)

CLASSES = 64
MOST_CONTACTS = 64
MOST_CATEGORIES = 64
MOST_DEVICES = 4

COUNTED = {
    "message_sent": "sent",
    "message_received": "received",
    "search": "searches",
    "url_visit": "pages",
    "app_installed": "installed",
    "app_removed": "removed",
    "file_downloaded": "downloads",
}
"""Types of events, and the name their number has."""

USE = frozenset(
    {
        "keystrokes",
        "screen_text",
        "message_sent",
        "search",
        "url_visit",
        "app_installed",
        "app_removed",
        "app_used",
        "file_opened",
        "file_downloaded",
        "image_seen",
    }
)
"""Types that somebody at the device makes; the others come by themselves."""


class Day(msgspec.Struct, array_like=True):
    """Counts of a day. ``hours`` are 24 sets of five-minute stretches with use, as bits.

    ``apps`` and ``talk`` count use and messages by class of app and of counterpart. ``alive``
    counts signs of life of any kind: a day without one was not watched.
    """

    hours: list[int] = msgspec.field(default_factory=lambda: [0] * 24)
    counts: dict[str, int] = {}
    apps: dict[int, int] = {}
    contacts: list[int] = []
    talk: dict[int, int] = {}
    devices: list[str] = []
    categories: dict[str, int] = {}
    alive: int = 0


def count(event: Event, at: Local, day: Day) -> None:
    """Add an event to the day that it falls on."""
    day.alive += 1
    if event.type in USE:
        day.hours[at.hour] |= 1 << at.slot
    name = COUNTED.get(event.type)
    if name is not None:
        day.counts[name] = day.counts.get(name, 0) + 1
    app = getattr(event.data, "app", None) if event.type in USE else None
    if app is not None:
        number = zlib.crc32(app.encode("utf-8", "surrogatepass")) % CLASSES
        day.apps[number] = day.apps.get(number, 0) + 1
    counterpart = getattr(event.data, "counterparty", None)
    if counterpart is not None:
        number = contact(counterpart)
        day.talk[number % CLASSES] = day.talk.get(number % CLASSES, 0) + 1
        _keep_least(day.contacts, number, MOST_CONTACTS)
    _keep_least(day.devices, event.device, MOST_DEVICES)


def count_hit(signal: Signal, day: Day) -> None:
    """Add a hit of the keyword libraries, by its category, to the day."""
    if signal.theme in day.categories or len(day.categories) < MOST_CATEGORIES:
        day.categories[signal.theme] = day.categories.get(signal.theme, 0) + 1


def contact(name: str) -> int:
    """The number that stands for a counterpart."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


def _keep_least(kept: list[K], one: K, most: int) -> None:
    if one in kept or (len(kept) == most and one > kept[-1]):
        return
    insort(kept, one)
    del kept[most:]


def active(day: Day) -> int:
    """Five-minute stretches with use."""
    return sum(hour.bit_count() for hour in day.hours)


def sessions(day: Day) -> list[int]:
    """Lengths of unbroken use, in five-minute stretches, through the day."""
    bits = sum(hour << (12 * number) for number, hour in enumerate(day.hours))
    return [len(run) for run in bin(bits)[2:].split("0") if run]
