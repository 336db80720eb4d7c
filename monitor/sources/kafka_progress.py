"""Whether a consumer still gets on: aiokafka's can stall without a word (#847, #1037, #1154)."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


class Progress:
    """Fed with how far each partition was fetched and where it ends; seconds of any clock."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._seen: dict[Hashable, tuple[int, float]] = {}
        self._answered: float | None = None

    def stalled(self, now: float, fetched: Mapping[K, int], ends: Mapping[K, int] | None) -> bool:
        """Whether something has waited beyond the limit while nothing of it arrived.

        ``ends`` is null where the brokers did not say: that is allowed for three times as long,
        since a consumer begun anew asks the same brokers.
        """
        if ends is None:
            self._answered = now if self._answered is None else self._answered
            return now - self._answered > 3 * self._limit
        self._answered = now
        self._seen = {
            partition: self._look(now, partition, offset, ends.get(partition, 0))
            for partition, offset in fetched.items()
        }
        return any(now - since > self._limit for _, since in self._seen.values())

    def held(self, now: float) -> None:
        """Nothing was fetched because nothing was wanted: the wait is not the brokers' doing."""
        self._seen = {partition: (offset, now) for partition, (offset, _) in self._seen.items()}

    def _look(self, now: float, partition: Hashable, offset: int, end: int) -> tuple[int, float]:
        before = self._seen.get(partition)
        if before is None or before[0] != offset or offset >= end:
            return offset, now
        return before
