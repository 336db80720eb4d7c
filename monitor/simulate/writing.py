"""Events as lines of JSON, put together from pieces that are ready."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from monitor.events import PREFIX, SUFFIX
from monitor.simulate.population import Persona
from monitor.simulate.rhythm import DAY

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, in which a ULID is written (github.com/ulid/spec)."""

_PAIRS = [first + second for first in LETTERS for second in LETTERS]
_MINUTES = [f"{minute // 60:02d}:{minute % 60:02d}:" for minute in range(1440)]
_SECONDS = [f"{ms // 1000:02d}.{ms % 1000:03d}Z" for ms in range(60_000)]


class Written(NamedTuple):
    """An event as it is sent: whose it is, which is the key, and its line without an end."""

    person: str
    line: str


class Times:
    """Moments as RFC 3339 in UTC, with milliseconds."""

    def __init__(self) -> None:
        self._days: dict[int, str] = {}

    def written(self, ms: int) -> str:
        """A moment, in ms since 1970."""
        day, rest = divmod(ms, DAY)
        begun = self._days.get(day)
        if begun is None:
            begun = f"{datetime.fromtimestamp(day * 86_400, UTC):%Y-%m-%d}T"
            self._days[day] = begun
        minute, rest = divmod(rest, 60_000)
        return begun + _MINUTES[minute] + _SECONDS[rest]


class Ids:
    """Ids in the form of a ULID: the moment, what was asked for, and a counter."""

    def __init__(self, asked: object) -> None:
        digest = hashlib.sha256(repr(asked).encode()).digest()
        self._salt = "".join(_PAIRS[(digest[at] * 4 + digest[at + 1]) % 1024] for at in range(4))
        self._count = 0

    def next(self, ms: int) -> str:
        """The id of the next event, which is received at a moment (ms since 1970)."""
        self._count = count = self._count + 1
        return (
            f"{_PAIRS[ms >> 40]}{_PAIRS[ms >> 30 & 1023]}{_PAIRS[ms >> 20 & 1023]}"
            f"{_PAIRS[ms >> 10 & 1023]}{_PAIRS[ms & 1023]}{self._salt}{_PAIRS[count >> 30 & 1023]}"
            f"{_PAIRS[count >> 20 & 1023]}{_PAIRS[count >> 10 & 1023]}{_PAIRS[count & 1023]}"
        )


class Writer:
    """Writes the events of all devices in the order in which they are received."""

    def __init__(self, people: Sequence[Persona], asked: object) -> None:
        devices = [device for persona in people for device in persona.devices]
        self._people = [people[device.person].name for device in devices]
        self._heads = [
            f'","source":"device/{device.name}","subject":"{people[device.person].name}"'
            f',"type":"{PREFIX}'
            for device in devices
        ]
        self._behind = [device.latency for device in devices]
        self._sequences = [0] * len(devices)
        self._ids, self._times = Ids(asked), Times()

    def set_clock(self, device: int, by: int) -> None:
        """Set a device's clock, by ms that are positive where it is later then."""
        self._behind[device] -= by

    def write(
        self,
        at: int,
        device: int,
        kind: str,
        data: str,
        time: int | None = None,
        handling: str | None = None,
    ) -> tuple[str, Written]:
        """The id and the event; ``at`` is its receipt, ``time`` the device's where it is known."""
        name, times = self._ids.next(at), self._times
        sequence = self._sequences[device]
        self._sequences[device] = sequence + 1
        said = times.written(at - self._behind[device] if time is None else time)
        apart = f'"handling":"{handling}",' if handling else ""
        return name, Written(
            self._people[device],
            f'{{"specversion":"1.0","id":"{name}{self._heads[device]}{kind}{SUFFIX}",'
            f'"time":"{said}","recordedtime":"{times.written(at)}","sequence":{sequence},'
            f'{apart}"data":{data}}}',
        )
