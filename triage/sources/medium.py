"""The bytes of an image, read inside the jail through descriptors opened before it."""

import errno
import os
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

import pyewf

from triage.content import Content, ContentFile, Unexamined
from triage.reasons import Reason
from triage.sources.plan import Segment, SourcePlan
from triage.sources.storage import read_at


class Medium(Content, Protocol):
    """A source as one run of bytes.

    ``stored_digests`` holds the digests the image itself carries, in lower-case hex, by the names
    ``md5`` and ``sha1``.
    """

    @property
    def stored_digests(self) -> dict[str, str]:
        """Digests of the whole medium stored in the image by the tool that made it."""


class RawMedium:
    """Segments one after another."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = tuple(segments)
        self._starts = [0, *accumulate(segment.size for segment in segments)]
        self.stored_digests: dict[str, str] = {}

    @property
    def size(self) -> int:
        """Length in bytes of all segments together."""
        return self._starts[-1]

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``; raises ``Unexamined`` where the storage gives an error."""
        end = min(offset + length, self.size)
        pieces: list[bytes] = []
        while offset < end:
            number = bisect_right(self._starts, offset) - 1
            within = offset - self._starts[number]
            segment = self._segments[number]
            wanted = min(end - offset, segment.size - within)
            pieces.append(_pread(segment.descriptor, wanted, within, offset))
            offset += len(pieces[-1])
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def stored_from(self, offset: int) -> int:
        """As the file system that holds the image tells (``SEEK_DATA``)."""
        while offset < self.size:
            number = bisect_right(self._starts, offset) - 1
            segment, base = self._segments[number], self._starts[number]
            data = _data_from(segment, offset - base)
            if data < segment.size:
                return base + data
            offset = base + segment.size
        return self.size


def _data_from(segment: Segment, offset: int) -> int:
    try:
        return os.lseek(segment.descriptor, offset, os.SEEK_DATA)
    except OSError as error:
        if error.errno != errno.ENXIO:
            return offset  # it cannot tell (a device, an old file system)
        # nothing but a hole is left, unless the file ends sooner than it did: that is no hole
        whole = os.lseek(segment.descriptor, 0, os.SEEK_END) >= segment.size
        return segment.size if whole else offset


def _pread(descriptor: int, length: int, within: int, offset: int) -> bytes:
    try:
        data = read_at(descriptor, length, within)
    except OSError as error:
        detail = f"read error at byte {offset} of the source"
        raise Unexamined(Reason.UNREADABLE, detail) from error
    if not data:
        detail = f"the source ends at byte {offset}, earlier than when it was opened"
        raise Unexamined(Reason.CHANGED_DURING_READING, detail)
    return data


class EwfMedium:
    """An E01 or Ex01 image, its parts given as descriptors so that libewf opens no path."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._handle = pyewf.handle()
        files = [ContentFile(RawMedium([segment])) for segment in segments]
        try:
            self._handle.open_file_objects(files)
            self._size: int = self._handle.get_media_size()
            stored: dict[str, str] = self._handle.get_hash_values()
        except (OSError, RuntimeError) as error:
            detail = "the E01 image cannot be opened: its headers are damaged"
            raise Unexamined(Reason.DAMAGED, detail) from error
        self.stored_digests = {
            name.lower(): value.lower() for name, value in stored.items() if value
        }

    @property
    def size(self) -> int:
        """Length in bytes of the medium that was imaged."""
        return self._size

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``; raises ``Unexamined`` for a damaged chunk or missing part."""
        length = max(0, min(length, self._size - offset))
        pieces: list[bytes] = []
        while length:
            data = self._piece(offset, length)
            pieces.append(data)
            offset += len(data)
            length -= len(data)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _piece(self, offset: int, length: int) -> bytes:
        detail = f"the E01 image cannot be read at byte {offset} of the medium"
        try:
            data: bytes = self._handle.read_buffer_at_offset(length, offset)
        except (OSError, RuntimeError) as error:
            raise Unexamined(Reason.UNREADABLE, detail) from error
        if not data:
            raise Unexamined(Reason.UNREADABLE, detail)
        return data


def stored_from(medium: Content, offset: int) -> int:
    """The first byte from ``offset`` on that is not known to lie in a hole."""
    return medium.stored_from(offset) if isinstance(medium, RawMedium) else offset


def open_medium(plan: SourcePlan) -> Medium:
    """The bytes of a ``raw``, ``ewf``, ``zip`` or ``tar`` source.

    Raises ``Unexamined`` where the plan names a source that cannot be read, or the image is
    damaged.
    """
    if plan.kind in ("raw", "zip", "tar"):
        return RawMedium(plan.segments)
    if plan.kind == "ewf":
        return EwfMedium(plan.segments)
    raise Unexamined(plan.reason or Reason.UNSUPPORTED_CONTAINER, plan.detail or plan.kind)
