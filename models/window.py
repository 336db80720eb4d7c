"""What is known of an alert at a moment, as far as a model may look: counts, never words or names.

A window holds no identity: neither the person, nor a device, nor a counterpart, nor any text.
"""

import msgspec

THEMES = (
    "behaviour",
    "clock",
    "concealment",
    "contact",
    "crisis",
    "known-image",
    "new-device",
    "serious-crime",
    "silence",
    "substances",
    "tamper",
    "violence",
)
"""Themes that are told apart. A closed list: all others are one, ``OTHER``."""

OTHER = "other"


class Beside(msgspec.Struct, frozen=True, array_like=True):
    """What else of the same person goes on at that moment, under other themes."""

    themes: int = 0
    rank: int = 0
    deviations: int = 0
    silences: int = 0
    tampers: int = 0


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """An alert at a moment. Ranks are of severity, 0 (info) to 4 (critical).

    ``by_rank``: lines of evidence kept, of each rank. ``hours``: from the first event to the last.
    ``hour`` is the local hour of the last one, ``night`` the share between 23 and 6.
    ``deviations`` are distinct behavioural quantities that left what is usual. ``unshared``:
    counterparts that no other theme of the person's knows. ``managed``: whether the person's level
    of management made it more severe.
    """

    theme: str
    rank: int = 0
    count: int = 1
    rules: int = 1
    days: int = 1
    hours: float = 0.0
    by_rank: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    counterparts: int = 0
    unshared: int = 0
    devices: int = 1
    conditions: int = 0
    areas: int = 0
    deviations: int = 0
    managed: bool = False
    hour: float = 12.0
    night: float = 0.0
    beside: Beside = Beside()
