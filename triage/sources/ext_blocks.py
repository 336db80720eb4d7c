"""The block map of an ext2/3 file, holes skipped without visiting them.

The Sleuth Kit visits every block of a hole, which takes minutes for a sparse file of a terabyte.
"""

from collections.abc import Iterator
from struct import unpack, unpack_from

from triage.content import Content, Unexamined
from triage.reasons import Reason
from triage.sources.ext import ExtInodes
from triage.sources.tsk_node import MOST_RUNS, Run

_DIRECT = 12


def indirect_runs(volume: Content, inodes: ExtInodes, number: int) -> tuple[Run, ...]:
    """The runs of inode ``number``, whose map is direct and indirect blocks (no extents).

    Layout: ``Documentation/filesystems/ext4/ifork.rst`` of Linux, "Direct/Indirect Block
    Addressing". Raises ``Unexamined`` where the map is damaged or in too many pieces.
    """
    block_size = inodes.superblock.block_size
    pointers = unpack_from("<15I", inodes.raw(number), 40)
    runs: list[Run] = []
    for offset, address in _blocks(volume, block_size, pointers):
        last = runs[-1] if runs else None
        if last and (address - last.address == offset - last.offset == last.length):
            runs[-1] = Run(last.address, last.length + 1, last.offset, sparse=False)
        else:
            runs.append(Run(address, 1, offset, sparse=False))
        if len(runs) > MOST_RUNS:
            raise Unexamined(Reason.LIMIT_COUNT, f"more than {MOST_RUNS} pieces")
    return tuple(runs)


def _blocks(
    volume: Content, block_size: int, pointers: tuple[int, ...]
) -> Iterator[tuple[int, int]]:
    """(number within the file, address) of every stored block, in order."""
    per_block = block_size // 4
    yield from ((offset, address) for offset, address in enumerate(pointers[:_DIRECT]) if address)
    start = _DIRECT
    visited: set[int] = set()
    for level, root in enumerate(pointers[_DIRECT:], start=1):
        stack = [(level, start, root)] if root else []
        while stack:
            depth, offset, address = stack.pop()
            if depth == 0:
                yield offset, address
                continue
            if address in visited:
                raise Unexamined(Reason.DAMAGED, "its block map leads back to itself")
            visited.add(address)
            reach = per_block ** (depth - 1)
            children = _pointers(volume, block_size, address)
            stack += [
                (depth - 1, offset + place * reach, child)
                for place, child in reversed(list(enumerate(children)))
                if child
            ]
        start += per_block**level


def _pointers(volume: Content, block_size: int, address: int) -> tuple[int, ...]:
    data = volume.read(address * block_size, block_size)
    if len(data) < block_size:
        raise Unexamined(Reason.DAMAGED, "its block map lies beyond the end of the volume")
    return unpack(f"<{block_size // 4}I", data)
