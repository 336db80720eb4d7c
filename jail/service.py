"""What runs inside a worker."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from jail.beacon import Beacon

__all__ = ["Beacon", "Service"]


class Service(Protocol):
    """Work done in the jail. Built in the zygote, before the jail closes.

    After that no file can be opened and no module imported: whatever ``perform`` needs must be
    loaded when the service is built or when its canaries first run, outside the jail.
    """

    def canaries(self) -> Mapping[str, Callable[[], None]]:
        """Checks by name, one for each thing the jail might break; each raises where it is broken.

        They run once in the zygote and again in every worker before it takes work.
        """

    def perform(
        self,
        body: bytes,
        descriptors: Sequence[int],
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        """Do one task; ``emit`` sends a result, which is delivered even if the worker then dies.

        ``descriptors`` are the task's, closed after return. ``MemoryError`` let through makes the
        task come again in the large-memory worker.
        """
