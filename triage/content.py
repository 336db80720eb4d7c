"""Reading bytes: the interfaces between sources, archives and inspectors."""

import io
from collections.abc import Callable, Iterator
from typing import Protocol

from skerry import SkerryError
from triage.reasons import Reason
from triage.records import Entry, Gap, Volume


class Unexamined(SkerryError):
    """Something could not be examined. It becomes a gap; ``detail`` is the same in every run."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail or reason.value)
        self.reason = reason
        self.detail = detail


class Content(Protocol):
    """Bytes of known length, readable at any offset."""

    @property
    def size(self) -> int:
        """Length in bytes."""

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``, fewer than ``length`` only at the end.

        Raises ``Unexamined`` where they cannot be had.
        """


class FileSystem(Protocol):
    """A walkable volume."""

    @property
    def volume(self) -> Volume:
        """What is being walked."""

    def walk(self, skip: frozenset[str], place: Callable[[str], None]) -> Iterator[Entry | Gap]:
        """Every entry once, in any order, and a gap for each part that could not be listed.

        ``place`` is told the address of each directory before it is read, so that a crash can be
        blamed on it; directories whose address is in ``skip`` become gaps instead.
        """

    def content(self, entry: Entry) -> Content:
        """The content of a FILE entry. Raises ``Unexamined`` where there is none to be had."""


class Buffer:
    """Content held in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self._data)

    def read(self, offset: int, length: int) -> bytes:
        """A slice of the data."""
        return self._data[offset : offset + length]


class Window:
    """Part of another content, as a content of its own."""

    def __init__(self, inner: Content, offset: int, length: int) -> None:
        self._inner = inner
        self._offset = offset
        self._length = length

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self._length

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset`` within the window."""
        length = max(0, min(length, self._length - offset))
        return self._inner.read(self._offset + offset, length) if length else b""


class ContentFile(io.RawIOBase):
    """A content as a seekable binary file, for libraries that want one."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._position = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """The current offset."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move as ``io.RawIOBase.seek`` does."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._content.size}
        position = base[whence] + offset
        if position < 0:
            raise ValueError("negative seek position")
        self._position = position
        return position

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, all that is left where it is negative."""
        left = max(0, self._content.size - self._position)
        data = self._content.read(self._position, left if size < 0 else min(size, left))
        self._position += len(data)
        return data

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Fill ``buffer``."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def chunks(content: Content, length: int = 1 << 20) -> Iterator[bytes]:
    """The whole content in order, ``length`` bytes at a time; raises where it ends early."""
    offset = 0
    while offset < content.size:
        data = content.read(offset, min(length, content.size - offset))
        if not data:
            raise Unexamined(Reason.UNREADABLE, f"content ends at byte {offset} of {content.size}")
        yield data
        offset += len(data)
