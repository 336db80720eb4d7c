from contextlib import suppress
from pathlib import Path
from struct import pack_into

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.sources import volumes
from tests.triage.sources.reading import unpack
from triage.content import Buffer, Unexamined
from triage.sources.ext import ENCRYPTED, EXTENTS, ExtInodes, read_superblock
from triage.sources.ext_blocks import indirect_runs
from triage.sources.ext_trim import TrimmedInodes, is_mostly_hole, true_size
from triage.sources.tsk_node import Run


def formatted(folder: Path, kind: str, *options: str) -> bytes:
    volumes.tool("mke2fs", "-q", "-t", kind, *options, folder / "image", "16M")
    return (folder / "image").read_bytes()


def test_inode_flags_tell_what_fscrypt_encrypted(shared: Path, tmp_path: Path) -> None:
    image = unpack(shared / "images" / "test_disk1.bin.zst", tmp_path)
    inodes = ExtInodes(Buffer(image.read_bytes()))
    assert inodes.superblock.may_hold_encrypted
    assert inodes.flags(11032) & ENCRYPTED
    assert not inodes.flags(14) & ENCRYPTED
    assert inodes.flags(14) & EXTENTS


@pytest.mark.parametrize(
    "options", [(), ("-O", "64bit"), ("-O", "meta_bg,^resize_inode"), ("-b", "4096"), ("-I", "128")]
)
def test_the_inode_of_the_root_is_found_in_every_layout(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    inodes = ExtInodes(Buffer(formatted(tmp_path, "ext4", *options)))
    mode = int.from_bytes(inodes.raw(2)[:2], "little")
    assert mode & 0xF000 == 0x4000
    last = inodes.superblock.inodes
    assert len(inodes.raw(last)) == 128


@pytest.mark.parametrize("number", [0, -1, 1 << 31])
def test_an_inode_outside_the_table_is_refused(tmp_path: Path, number: int) -> None:
    inodes = ExtInodes(Buffer(formatted(tmp_path, "ext2")))
    with pytest.raises(Unexamined):
        inodes.raw(number)


@given(st.binary(min_size=1024, max_size=1024))
def test_any_superblock_is_read_or_refused(body: bytes) -> None:
    data = bytearray(1024) + bytearray(body)
    data[1080:1082] = b"\x53\xef"
    volume = Buffer(bytes(data))
    with suppress(Unexamined):
        layout = read_superblock(volume)
        assert 128 <= layout.inode_size <= layout.block_size <= 1 << 16
        assert len(ExtInodes(volume).raw(12)) == 128


BLOCK = 1024


class OneInode(ExtInodes):
    """A volume of 64 blocks with one inode, whose pointers are given."""

    def __init__(self, pointers: dict[int, int], blocks: dict[int, list[int]]) -> None:
        body = bytearray(64 * BLOCK)
        pack_into("<2I", body, 1024, 8, 64)
        pack_into("<I", body, 1024 + 20, 1)
        pack_into("<3I", body, 1024 + 32, 8192, 8192, 8)
        pack_into("<H", body, 1024 + 56, 0xEF53)
        pack_into("<I", body, 2048 + 8, 5)
        for place, block in pointers.items():
            pack_into("<I", body, 5 * BLOCK + 40 + 4 * place, block)
        for block, children in blocks.items():
            pack_into(f"<{len(children)}I", body, block * BLOCK, *children)
        self.volume = Buffer(bytes(body))
        super().__init__(self.volume)


def test_direct_and_indirect_blocks_are_joined_into_runs() -> None:
    inode = OneInode({0: 20, 1: 21, 11: 40, 12: 10}, {10: [41, 42, 0, 50]})
    assert indirect_runs(inode.volume, inode, 1) == (
        Run(20, 2, 0, sparse=False),
        Run(40, 3, 11, sparse=False),
        Run(50, 1, 15, sparse=False),
    )


def test_doubly_and_triply_indirect_blocks_are_placed_right() -> None:
    inode = OneInode({13: 10, 14: 12}, {10: [0, 11], 11: [30], 12: [0, 13], 13: [14], 14: [31]})
    per_block = BLOCK // 4
    start = 12 + per_block
    assert indirect_runs(inode.volume, inode, 1) == (
        Run(30, 1, start + per_block, sparse=False),
        Run(31, 1, start + per_block**2 + per_block**2, sparse=False),
    )


def test_a_block_map_that_leads_back_to_itself_is_damaged() -> None:
    inode = OneInode({13: 10}, {10: [10, 10]})
    with pytest.raises(Unexamined, match="back to itself"):
        indirect_runs(inode.volume, inode, 1)


def test_a_block_map_beyond_the_volume_is_damaged() -> None:
    inode = OneInode({12: 9999}, {})
    with pytest.raises(Unexamined, match="beyond the end"):
        indirect_runs(inode.volume, inode, 1)


def head(size: int, stored: int, flags: int = 0, mode: int = 0x8000) -> bytes:
    inode = bytearray(128)
    pack_into("<HHI", inode, 0, mode, 0, size & 0xFFFFFFFF)
    pack_into("<II", inode, 28, stored // 512, flags)
    pack_into("<I", inode, 108, size >> 32)
    return bytes(inode)


def test_only_old_style_files_that_are_mostly_hole_are_hidden() -> None:
    assert true_size(head(1 << 41, 0)) == 1 << 41
    assert is_mostly_hole(head(1 << 41, 4096))
    assert not is_mostly_hole(head(1 << 41, 4096, flags=EXTENTS))
    assert not is_mostly_hole(head(1 << 41, 1 << 40))
    assert not is_mostly_hole(head(1 << 20, 0))


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.sampled_from([10, 1 << 31, 1 << 41]), st.booleans()),
        max_size=4,
    ),
    st.integers(5000, 6500),
    st.integers(1, 600),
)
def test_hidden_sizes_are_the_only_bytes_that_change(
    inodes: list[tuple[int, int, bool]], offset: int, length: int
) -> None:
    table = OneInode({}, {})
    body = bytearray(table.volume.read(0, table.volume.size))
    for number, size, old_style in inodes:
        inode = head(size, 512, flags=0 if old_style else EXTENTS)
        body[5 * BLOCK + 128 * number : 5 * BLOCK + 128 * (number + 1)] = inode
    expected = bytearray(body)
    for number in range(8):
        at = 5 * BLOCK + 128 * number
        if is_mostly_hole(bytes(body[at : at + 128])):
            expected[at + 4 : at + 8] = expected[at + 108 : at + 112] = bytes(4)
    volume = Buffer(bytes(body))
    shown = TrimmedInodes(volume, ExtInodes(volume))
    assert shown.read(offset, length) == bytes(expected[offset : offset + length])
