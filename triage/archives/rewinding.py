"""Compressed bytes as a content: a forward stream that starts again when asked to go back."""

from collections.abc import Callable, Iterator

from triage.content import Unexamined

KEPT_BYTES = 4 << 20
"""How far back a read may go without starting again."""


class Rewinding:
    """The pieces that ``start`` gives, readable at any offset; cheap only when read forward.

    ``size`` is in bytes; where it is null, asking for it reads the stream to its end.
    """

    def __init__(
        self,
        start: Callable[[], Iterator[bytes]],
        size: int | None = None,
        kept_bytes: int = KEPT_BYTES,
    ) -> None:
        self._start = start
        self._size = size
        self._kept_bytes = kept_bytes
        self._rewind()

    def _rewind(self) -> None:
        self._pieces = self._start()
        self._kept = bytearray()
        self._low = 0
        self._failure: Unexamined | None = None

    @property
    def _high(self) -> int:
        return self._low + len(self._kept)

    @property
    def size(self) -> int:
        """Length in bytes; raises ``Unexamined`` where the stream's end cannot be reached."""
        if self._size is None:
            while self._advance(self._high):
                pass
            self._size = self._high
        return self._size

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``; raises ``Unexamined`` where they cannot be decompressed."""
        if self._size is not None:
            length = min(length, self._size - offset)
        if length <= 0:
            return b""
        if offset < self._low:
            self._rewind()
        while self._high < offset + length and self._advance(offset):
            pass
        return bytes(memoryview(self._kept)[max(0, offset - self._low) :][:length])

    def _advance(self, needed: int) -> bool:
        """Take one piece more; false at the end. Bytes from ``needed`` on are not let go."""
        if self._failure is not None:
            raise self._failure
        try:
            piece = next(self._pieces, b"")
        except Unexamined as failure:
            self._failure = failure
            raise
        self._kept += piece
        spare = min(len(self._kept) - self._kept_bytes, needed - self._low)
        if spare > 0:
            del self._kept[:spare]
            self._low += spare
        return bool(piece)
