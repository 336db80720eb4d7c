"""Keeping the Sleuth Kit from visiting every block of an enormous hole.

For a sparse ext2/3 file of a terabyte it would walk half a milliard empty block pointers as soon
as the file is named. So it is shown such inodes with no size; their true size and blocks are read
here instead (``ExtInodes.raw`` and ``ext_blocks``).
"""

from bisect import bisect_right
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
    """A volume whose inode tables show inodes that are mostly hole with no more than they store."""

    def __init__(self, volume: Content, inodes: ExtInodes) -> None:
        self._volume = volume
        self._inode_size = inodes.superblock.inode_size
        self._length = inodes.superblock.inodes_per_group * self._inode_size
        self._tables = sorted(_tables(inodes))

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self._volume.size

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``, with the sizes of such inodes replaced."""
        data = self._volume.read(offset, length)
        patched: bytearray | None = None
        for start in self._inodes(offset, offset + len(data)):
            head = data[start - offset : start - offset + _INODE_HEAD]
            if len(head) == _INODE_HEAD and is_mostly_hole(head):
                patched = patched or bytearray(data)
                self._trim(patched, start - offset, head)
        return bytes(patched) if patched else data

    @staticmethod
    def _trim(data: bytearray, at: int, head: bytes) -> None:
        (mode,) = unpack_from("<H", head, 0)
        size = min(_stored(head), LARGE_BYTES) if mode & 0xF000 == _DIRECTORY else 0
        data[at + 4 : at + 8] = size.to_bytes(4, "little")
        data[at + 108 : at + 112] = bytes(4)

    def _inodes(self, start: int, stop: int) -> list[int]:
        """Where inodes begin between two offsets; those cut by either are left out."""
        found: list[int] = []
        number = max(0, bisect_right(self._tables, start) - 1)
        while number < len(self._tables) and self._tables[number] < stop:
            table = self._tables[number]
            first = max(0, -(-(start - table) // self._inode_size))
            last = min(self._length, stop - table) // self._inode_size
            found.extend(table + place * self._inode_size for place in range(first, last))
            number += 1
        return found


def _tables(inodes: ExtInodes) -> list[int]:
    groups = -(-inodes.superblock.inodes // inodes.superblock.inodes_per_group)
    tables: list[int] = []
    for group in range(min(groups, _MOST_GROUPS)):
        try:
            tables.append(inodes.table(group))
        except Unexamined:
            break
    return tables
