"""Which blocks live files hold, so that a deleted file's content is not another file's."""

from collections.abc import Iterable, Iterator

_PAGE = 1 << 12
_FULL = (1 << _PAGE) - 1


class BlockMap:
    """A bitmap of blocks of ``block_size`` bytes, in pages made where needed.

    Ranges are (offset, length) in bytes; what lies at or beyond ``end`` is ignored.
    """

    def __init__(self, block_size: int, end: int) -> None:
        self._block_size = block_size
        self._end = end
        self._pages: dict[int, int] = {}

    def add(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Mark every block the ranges touch."""
        for page, mask in self._masks(ranges):
            held = self._pages.get(page, 0) | mask
            self._pages[page] = _FULL if held == _FULL else held

    def overlap(self, ranges: Iterable[tuple[int, int]]) -> int:
        """How many marked blocks the ranges touch."""
        return sum(
            (self._pages.get(page, 0) & mask).bit_count() for page, mask in self._masks(ranges)
        )

    def _masks(self, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        for offset, length in ranges:
            if offset >= self._end:
                continue
            block = offset // self._block_size
            stop = -(-min(offset + length, self._end) // self._block_size)
            while block < stop:
                page, first = divmod(block, _PAGE)
                count = min(stop - block, _PAGE - first)
                yield page, ((1 << count) - 1) << first
                block += count
