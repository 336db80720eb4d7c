"""Members stored as they are: parts of the archive, read in place."""

from zlib import crc32

from triage.content import Content, Unexamined, Window
from triage.reasons import Reason


class Extent(Window):
    """Bytes of the archive that must all be there; a read that comes short is damage."""

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``; raises ``Unexamined`` where the archive ends before them."""
        data = super().read(offset, length)
        place = offset + len(data)
        if place < min(offset + length, self.size):
            raise Unexamined(Reason.DAMAGED, f"cut off at byte {place} of {self.size}")
        return data


class ChecksummedExtent(Extent):
    """An extent whose CRC-32 is compared when the end is reached by reading forward."""

    def __init__(self, inner: Content, offset: int, length: int, crc: int) -> None:
        super().__init__(inner, offset, length)
        self._expected = crc
        self._crc = 0
        self._summed = 0

    def read(self, offset: int, length: int) -> bytes:
        """As ``Extent.read``; raises ``Unexamined`` at the end where the checksum is wrong."""
        data = super().read(offset, length)
        end = offset + len(data)
        if offset <= self._summed < end:
            self._crc = crc32(memoryview(data)[self._summed - offset :], self._crc)
            self._summed = end
        if data and end == self._summed == self.size and self._crc != self._expected:
            raise Unexamined(Reason.DAMAGED, "the checksum of the content is wrong")
        return data
