"""What every importer of a block-hash list declares."""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from hashsets.blocks.records import Block, KnownFile, ShortBlock
from hashsets.records import BadRecord

Listed = Iterator[KnownFile | Block | ShortBlock | BadRecord]


class BlockList(Protocol):
    """A format: one module of this package."""

    @property
    def name(self) -> str:
        """What the operator calls it."""

    @property
    def says_size(self) -> bool:
        """Whether a list itself says how long its blocks are."""

    def sniff(self, head: bytes) -> bool:
        """Whether a file that begins so looks like this format."""

    def read(self, stream: BinaryIO, size: int) -> Listed:
        """Every file and block in order, and what could not be used.

        ``size`` is bytes a block; a list that says otherwise of a block has a ``BadRecord`` there.
        Never raises for what the file holds.
        """


def placed(start: int, length: int, size: int, position: str) -> int | ShortBlock | BadRecord:
    """The index of the block at ``start`` of its file, or why it is none of ``size`` bytes."""
    if start >= 0 and not start % size and length == size:
        return start // size
    if start >= 0 and not start % size and 0 < length < size:
        return ShortBlock(position=position)
    reason = f"bytes {start} to {start + length - 1} of a file are no block of {size} bytes"
    return BadRecord(position=position, reason=reason)
