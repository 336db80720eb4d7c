"""How much a sandboxed worker may take."""

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of a pool's workers.

    ``memory_bytes`` is RLIMIT_DATA of an ordinary worker: heap and other private writable memory;
    mapped index files do not count. ``large_memory_bytes`` is that of the one large-memory worker.
    ``processor_seconds`` is granted anew to each unit of work (``Beacon.start``).
    ``patience_seconds`` is the wall time without any sign of life (a change of the beacon, a
    message) after which the supervisor kills a worker.
    """

    memory_bytes: int = 512 << 20
    large_memory_bytes: int = 2 << 30
    processor_seconds: float = 120.0
    patience_seconds: float = 300.0

    def memory_of(self, large: bool) -> int:
        """RLIMIT_DATA in bytes of the large-memory worker, or of an ordinary one."""
        return self.large_memory_bytes if large else self.memory_bytes
