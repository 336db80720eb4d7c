"""Heartbeats: one when the agent starts, then one each interval, for as long as a device is on."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

Absences = dict[int, tuple[int, int]]
"""By number of the device: from when until when (ms) nothing is received of it."""

STARTING = 300_000
"""The ms within which every agent starts."""

LADDER = (900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 345_600, 604_800)
"""Intervals, in seconds."""


class Beats:
    """The heartbeats of devices that share an interval (ms); ``phases`` are by device, in ms."""

    def __init__(self, interval: int, begin: int, phases: dict[int, int]) -> None:
        self.interval, self._begin = interval, begin
        ordered = sorted((phase, device) for device, phase in phases.items())
        self._phases = [phase for phase, _ in ordered]
        self._devices = [device for _, device in ordered]
        self._of = phases

    def __contains__(self, device: int) -> bool:
        return device in self._of

    def during(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """When which device beats within a stretch no longer than the interval."""
        low = (begin - self._begin) % self.interval
        high = low + end - begin
        for shift in (0, self.interval):
            first = bisect_left(self._phases, low - shift)
            last = bisect_left(self._phases, high - shift)
            for place in range(first, last):
                yield begin + self._phases[place] + shift - low, self._devices[place]

    def of(self, device: int, begin: int, end: int) -> list[int]:
        """When one device beats within any stretch."""
        first = self._begin + self._of[device]
        skipped = max(0, -((first - begin) // self.interval))
        return list(range(first + skipped * self.interval, end, self.interval))

    def count(self, end: int, absences: Absences) -> int:
        """How many there are until the end, those in absences left out."""
        whole = sum(self._number(phase, self._begin, end) for phase in self._phases)
        gone = sum(
            self._number(self._of[device], since, min(until, end))
            for device, (since, until) in absences.items()
            if device in self._of
        )
        return whole - gone

    def _number(self, phase: int, begin: int, end: int) -> int:
        def before(moment: int) -> int:
            return max(0, -((self._begin + phase - moment) // self.interval))

        return max(0, before(end) - before(begin))


def widest(devices: Iterable[int], length: int, most: int) -> int:
    """The shortest interval (s) at which so many devices beat no more than ``most`` times."""
    count = len(list(devices))
    for interval in LADDER:
        if count * (length // (interval * 1000) + 1) <= most:
            return interval
    return LADDER[-1]
