"""What every source does."""

from collections.abc import Mapping
from typing import Protocol

from monitor.records import Batch, Place

MOST_RECORDS = 4000
"""Records of one batch, which one transaction keeps: what waits is read in large batches, since a
person's row is then written once for several events; what comes slowly is never waited for."""


class Positions(Protocol):
    """Where partitions are read from next: the store's, never the broker's."""

    def take_over(self, topic: str, partition: int) -> tuple[Place, int]:
        """Become the partition's owner: nobody who held it before can keep anything any more.

        The place to hand over with each of its batches, and the offset to read from next.
        """
        ...


class Source(Protocol):
    """Records in the order of each partition."""

    @property
    def topic(self) -> str:
        """The topic that positions are kept under."""
        ...

    def take(self, wait: float) -> Batch | None:
        """What has arrived, waiting so many seconds for something; null when nothing will come."""
        ...

    def refused(self) -> None:
        """The store kept nothing of the batch taken last, since another owns a part of it now.

        What of it is still ours comes again; later records of it come only after.
        """
        ...

    def ends(self) -> Mapping[int, int]:
        """Where each partition of the topic ended when reading began; empty where that is open."""
        ...

    def lag(self) -> int | None:
        """Records that are known to wait; null where that is not known."""
        ...

    def close(self) -> None:
        """Let go of it; safe to do twice."""
        ...
