"""Importers of lists of block digests, one file each."""

from hashsets.blocks.lists import dfxml, hashdb, md5deep, plain
from hashsets.blocks.lists.base import BlockList
from hashsets.records import HashSetError

LISTS: tuple[BlockList, ...] = (dfxml, hashdb, md5deep, plain)
"""In the order in which they are tried on a file of unknown format."""


def list_named(name: str) -> BlockList:
    """The format called ``name``; raises ``HashSetError`` where there is none."""
    for known in LISTS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in LISTS)
    raise HashSetError(f"there is no block-hash list {name!r}; there are {names}")


def recognised(head: bytes) -> BlockList | None:
    """The format of a file that begins with ``head``, or null."""
    return next((known for known in LISTS if known.sniff(head)), None)
