"""ext2/3/4: the superblock's features and the inode flags that pytsk3 does not show.

Offsets follow ``Documentation/filesystems/ext4`` of Linux (super.rst, group_descr.rst, inodes.rst).
"""

from functools import cached_property
from struct import unpack_from

from msgspec import Struct

from triage.content import Content, Unexamined
from triage.reasons import Reason

ENCRYPTED = 0x800
"""``EXT4_ENCRYPT_FL`` of an inode."""

EXTENTS = 0x80000
"""``EXT4_EXTENTS_FL`` of an inode."""

INLINE = 0x10000000
"""``EXT4_INLINE_DATA_FL`` of an inode."""

_SUPERBLOCK = 1024
_MAGIC = 0xEF53
_INCOMPAT_RECOVER = 0x4
_INCOMPAT_META_BG = 0x10
_INCOMPAT_64BIT = 0x80
_INCOMPAT_ENCRYPT = 0x10000
_RO_COMPAT_SPARSE_SUPER = 0x1
_RO_COMPAT_BIGALLOC = 0x200


class Superblock(Struct, frozen=True):
    """What the superblock says of the volume's layout; sizes in bytes, ``first`` in blocks."""

    block_size: int
    inode_size: int
    inodes_per_group: int
    blocks_per_group: int
    inodes: int
    first: int
    descriptor_size: int
    first_meta_group: int
    compat: int
    incompat: int
    ro_compat: int

    @property
    def needs_replay(self) -> bool:
        """Whether the journal holds changes that the file system does not."""
        return bool(self.incompat & _INCOMPAT_RECOVER)

    @property
    def has_clusters(self) -> bool:
        """Whether space is given out in clusters of blocks, which the Sleuth Kit does not read."""
        return bool(self.ro_compat & _RO_COMPAT_BIGALLOC)

    @property
    def may_hold_encrypted(self) -> bool:
        """Whether fscrypt was ever switched on."""
        return bool(self.incompat & _INCOMPAT_ENCRYPT)


def read_superblock(volume: Content) -> Superblock:
    """The primary superblock; raises ``Unexamined`` (DAMAGED) where there is none that fits."""
    data = volume.read(_SUPERBLOCK, 1024)
    if len(data) < 1024 or unpack_from("<H", data, 56)[0] != _MAGIC:
        raise Unexamined(Reason.DAMAGED, "no ext superblock")
    (log_block_size,) = unpack_from("<I", data, 24)
    compat, incompat, ro_compat = unpack_from("<3I", data, 92)
    (revision,) = unpack_from("<I", data, 76)
    superblock = Superblock(
        block_size=1024 << min(log_block_size, 32),
        inode_size=unpack_from("<H", data, 88)[0] if revision else 128,
        inodes_per_group=unpack_from("<I", data, 40)[0],
        blocks_per_group=unpack_from("<I", data, 32)[0],
        inodes=unpack_from("<I", data, 0)[0],
        first=unpack_from("<I", data, 20)[0],
        descriptor_size=unpack_from("<H", data, 254)[0] if incompat & _INCOMPAT_64BIT else 32,
        first_meta_group=unpack_from("<I", data, 260)[0],
        compat=compat,
        incompat=incompat,
        ro_compat=ro_compat,
    )
    if log_block_size > 6 or not _plausible(superblock):
        raise Unexamined(Reason.DAMAGED, "the ext superblock is damaged")
    return superblock


def _plausible(superblock: Superblock) -> bool:
    return (
        128 <= superblock.inode_size <= superblock.block_size
        and 32 <= superblock.descriptor_size <= superblock.block_size
        and superblock.inodes_per_group > 0
        and superblock.blocks_per_group > 0
    )


class ExtInodes:
    """The inode table of a volume."""

    def __init__(self, volume: Content) -> None:
        self._volume = volume
        self._tables: dict[int, int] = {}

    @cached_property
    def superblock(self) -> Superblock:
        """The primary superblock."""
        return read_superblock(self._volume)

    def raw(self, number: int) -> bytes:
        """The first 128 bytes of an inode; raises ``Unexamined`` where they cannot be had."""
        layout = self.superblock
        if not 1 <= number <= layout.inodes:
            raise Unexamined(Reason.DAMAGED, f"inode {number} lies outside the inode table")
        group, place = divmod(number - 1, layout.inodes_per_group)
        data = self._volume.read(self.table(group) + place * layout.inode_size, 128)
        if len(data) < 128:
            raise Unexamined(Reason.UNREADABLE, f"inode {number} lies beyond the end")
        return data

    def flags(self, number: int) -> int:
        """``i_flags`` of an inode."""
        return int(unpack_from("<I", self.raw(number), 32)[0])

    def table(self, group: int) -> int:
        """Where a group's part of the inode table starts, in bytes of the volume.

        Raises ``Unexamined`` where its descriptor cannot be had.
        """
        if group not in self._tables:
            layout = self.superblock
            data = self._volume.read(_descriptor(layout, group), layout.descriptor_size)
            if len(data) < layout.descriptor_size:
                raise Unexamined(Reason.UNREADABLE, f"no descriptor of block group {group}")
            block = unpack_from("<I", data, 8)[0]
            if layout.descriptor_size >= 64:
                block |= unpack_from("<I", data, 40)[0] << 32
            self._tables[group] = block * layout.block_size
        return self._tables[group]


def _descriptor(layout: Superblock, group: int) -> int:
    """Where a block group's descriptor lies, in bytes of the volume."""
    per_block = layout.block_size // layout.descriptor_size
    meta, place = divmod(group, per_block)
    block = layout.first + 1 + meta
    if layout.incompat & _INCOMPAT_META_BG and meta >= layout.first_meta_group:
        leader = meta * per_block
        block = layout.first + leader * layout.blocks_per_group + _holds_superblock(layout, leader)
    return block * layout.block_size + place * layout.descriptor_size


def _holds_superblock(layout: Superblock, group: int) -> bool:
    if group <= 1 or not layout.ro_compat & _RO_COMPAT_SPARSE_SUPER:
        return True
    return any(_is_power(group, base) for base in (3, 5, 7))


def _is_power(number: int, base: int) -> bool:
    while number % base == 0:
        number //= base
    return number == 1
