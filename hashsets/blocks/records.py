"""What block sets are made of: known files, their blocks, and what was left out."""

from enum import StrEnum

import msgspec

from hashsets.records import Digest, Disposition, HashSetError

LEAST, MOST = 512, 1 << 20
"""Bytes of the smallest and the largest block."""


class LeftOut(StrEnum):
    """Why a block identifies nothing, and so is not matched.

    The first five are rules on what is in the block (``probative``). ``SHARED`` blocks are in more
    than one of the set's files; ``LISTED`` ones are called so by the list they came from.
    """

    UNIFORM = "uniform"
    REPEATING = "repeating"
    RAMP = "ramp"
    HISTOGRAM = "histogram"
    WHITESPACE = "whitespace"
    SHARED = "shared"
    LISTED = "listed"


class KnownFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that blocks come from; ``key`` is how its blocks name it.

    ``size`` is bytes. ``identity`` is a digest of the whole file, as ``sha256:…``.
    """

    key: str
    label: str
    size: int | None = None
    identity: str | None = None


class Block(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One block of a known file. ``index`` counts from 0, null where the source does not say."""

    position: str
    file: str
    index: int | None
    digests: tuple[Digest, ...] = ()
    left_out: LeftOut | None = None


class ShortBlock(msgspec.Struct, frozen=True, kw_only=True):
    """The rest of a file that fills no whole block: never matched, since what follows it varies."""

    position: str


class BlockCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What a block set was made from.

    ``size`` is bytes a block. Of the ``blocks`` in the ``files``, those in ``left_out`` (by reason)
    are not matched; ``repeated`` ones occur again in their own file, ``short`` ones fill no block.
    ``thin`` files have less than half of their blocks left.
    """

    size: int
    files: int = 0
    blocks: int = 0
    left_out: dict[LeftOut, int] = {}
    repeated: int = 0
    short: int = 0
    thin: int = 0


class BlockOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator asks for: a set of the blocks of files, or of lists of block digests.

    ``size`` is bytes a block, null where the lists say it themselves. ``lists`` is null for the
    content of files, else the lists' format or ``auto``.
    """

    name: str
    disposition: Disposition
    importer: str
    size: int | None = None
    version: str | None = None
    lists: str | None = None


def checked_size(size: int) -> int:
    """The size, in bytes; raises ``HashSetError`` where blocks cannot have it."""
    if LEAST <= size <= MOST and not size % LEAST:
        return size
    raise HashSetError(f"blocks of {size} bytes: give a multiple of {LEAST}, up to {MOST:,}")
