"""Keeping the Sleuth Kit from visiting every block of an enormous hole.

For a sparse ext2/3 file of a terabyte it would walk half a milliard empty block pointers as soon
as the file is named. So it is shown such inodes with no size; their true size and blocks are read
here instead (``ExtInodes.raw`` and ``ext_blocks``).
"""

from bisect import bisect_right
from collections.abc import Iterator
from struct import unpack_from

from triage.content import Content, Unexamined
from triage.sources.ext import EXTENTS, INLINE, ExtInodes

LARGE_BYTES = 1 << 30
SPARSENESS = 16
"""An inode is hidden where it claims more than ``LARGE_BYTES`` and so many times what it stores."""

_MOST_GROUPS = 1 << 17
_INODE_HEAD = 128
_DIRECTORY = 0x4000


def true_size(inode: bytes) -> int:
    """``i_size`` of a regular file or directory, in bytes, from the head of its inode."""
    (low,) = unpack_from("<I", inode, 4)
    (high,) = unpack_from("<I", inode, 108)
    return int(low | high << 32)


def is_mostly_hole(inode: bytes) -> bool:
    """Whether an inode's block map is of the old kind and nearly all of it is a hole."""
    (flags,) = unpack_from("<I", inode, 32)
    if flags & (EXTENTS | INLINE):
        return False
    size = true_size(inode)
    return size > LARGE_BYTES and size > SPARSENESS * _stored(inode)


def _stored(inode: bytes) -> int:
    (low,) = unpack_from("<I", inode, 28)
    (high,) = unpack_from("<H", inode, 116)
    return 512 * int(low | high << 32)


class TrimmedInodes:
    """A volume whose inode tables show inodes that are mostly hole with no more than they store.

    A group's table is looked through once, when any of it is first read.
    """

    def __init__(self, volume: Content, inodes: ExtInodes) -> None:
        self._volume = volume
        self._inode_size = inodes.superblock.inode_size
        self._length = inodes.superblock.inodes_per_group * self._inode_size
        self._tables = sorted(_tables(inodes))
        self._patches: dict[int, tuple[tuple[int, bytes], ...]] = {}

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self._volume.size

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``, with the sizes of such inodes replaced."""
        data = self._volume.read(offset, length)
        patched: bytearray | None = None
        for at, byte in self._between(offset, offset + len(data)):
            patched = patched or bytearray(data)
            patched[at - offset] = byte
        return bytes(patched) if patched else data

    def _between(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """(offset in the volume, byte) of what is replaced between two offsets."""
        number = max(0, bisect_right(self._tables, start) - 1)
        while number < len(self._tables) and self._tables[number] < stop:
            table = self._tables[number]
            number += 1
            if start >= table + self._length:
                continue
            if table not in self._patches:
                self._patches[table] = tuple(self._patch(table))
            for at, replacement in self._patches[table]:
                for place, byte in enumerate(replacement, start=at):
                    if start <= place < stop:
                        yield place, byte

    def _patch(self, table: int) -> Iterator[tuple[int, bytes]]:
        data = self._volume.read(table, self._length)
        for number in _large(data, self._inode_size):
            at = number * self._inode_size
            head = data[at : at + _INODE_HEAD]
            if is_mostly_hole(head):
                (mode,) = unpack_from("<H", head, 0)
                size = min(_stored(head), LARGE_BYTES) if mode & 0xF000 == _DIRECTORY else 0
                yield table + at + 4, size.to_bytes(4, "little")
                yield table + at + 108, bytes(4)


def _large(table: bytes, inode_size: int) -> list[int]:
    """Numbers, within a table, of the inodes whose size may be above ``LARGE_BYTES``.

    Whole columns of bytes are compared, since a table holds thousands of inodes.
    """
    whole = len(table) // inode_size * inode_size
    top = table[7:whole:inode_size]
    high = [table[at:whole:inode_size] for at in range(108, 112)]
    if max(top, default=0) < LARGE_BYTES >> 24 and not any(map(any, high)):
        return []
    return [n for n, byte in enumerate(top) if byte >= LARGE_BYTES >> 24 or any(h[n] for h in high)]


def _tables(inodes: ExtInodes) -> list[int]:
    groups = -(-inodes.superblock.inodes // inodes.superblock.inodes_per_group)
    tables: list[int] = []
    for group in range(min(groups, _MOST_GROUPS)):
        try:
            tables.append(inodes.table(group))
        except Unexamined:
            break
    return tables
