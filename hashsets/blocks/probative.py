"""Which blocks identify the file they are from, and which occur in files of any kind.

The rules are those of Garfinkel and McCarrin, "Hash-based carving: Searching media for complete
files and file fragments with sector hashing and hashdb", Digital Investigation 14 (DFRWS 2015),
S95-S105, https://doi.org/10.1016/j.diin.2015.05.001, with the thresholds of their own programs
(``ramp_trait``, ``hist_trait`` and ``whitespace_trait`` in bulk_extractor's ``scan_hashdb.cpp`` and
hashdb's ``calculate_block_label.cpp``, public domain), which scale with the block:

* ramp: in more than an eighth as many places as the block has bytes (half of its 4-byte words), a
  word is the one before it plus one, little-endian: allocation tables of Microsoft Office files;
* histogram: one 4-byte word occurs more than size / 16 times (256 of the 1,024 in 4,096 bytes), or
  there are fewer than three different words;
* whitespace: at least three quarters of the bytes are white space in C's sense: the padding of XMP.

Their programs leave the block's last word out of count; here none is. Two more say why a block is
plain: uniform (one byte throughout), and repeating (the same up to 16 bytes over and over: the
"constant" and repeated-n-gram blocks of Garfinkel, Nelson, White and Roussev, DFRWS 2010).
"""

import numpy as np
from numpy.typing import NDArray

from hashsets.blocks.records import LeftOut

Blocks = NDArray[np.uint8]
Flags = NDArray[np.bool_]

LONGEST_PERIOD = 16
"""Bytes of the longest pattern that makes a block repeating."""

_WHITE = np.zeros(256, dtype=np.bool_)
_WHITE[list(b" \t\n\v\f\r")] = True


def left_out(blocks: Blocks) -> list[LeftOut | None]:
    """Why each row of ``blocks`` (bytes, a multiple of 4 a row) identifies nothing, or null.

    The first rule that holds is told, in the order of ``LeftOut``.
    """
    found: list[LeftOut | None] = [None] * len(blocks)
    for reason, rule in reversed(RULES.items()):
        for row in np.flatnonzero(rule(blocks)).tolist():
            found[row] = reason
    return found


def uniform(blocks: Blocks) -> Flags:
    """Rows of one byte throughout."""
    flags: Flags = (blocks == blocks[:, :1]).all(axis=1)
    return flags


def repeating(blocks: Blocks) -> Flags:
    """Rows that repeat their first bytes, at most ``LONGEST_PERIOD`` of them."""
    found = np.zeros(len(blocks), dtype=np.bool_)
    for period in range(1, LONGEST_PERIOD + 1):
        head = slice(0, 4 * LONGEST_PERIOD)
        begins = (blocks[:, period:][:, head] == blocks[:, head]).all(axis=1)
        rows = np.flatnonzero(begins & ~found)
        found[rows] = (blocks[rows, period:] == blocks[rows, :-period]).all(axis=1)
    return found


def repeats(block: bytes | memoryview) -> bool:
    """``repeating`` of one block, quickly: most blocks are told by their first bytes."""
    whole = bytes(block)
    head = whole[: 5 * LONGEST_PERIOD]
    return any(
        head[period:] == head[:-period] and whole[period:] == whole[:-period]
        for period in range(1, LONGEST_PERIOD + 1)
    )


def ramp(blocks: Blocks) -> Flags:
    """Rows whose words mostly count up by one."""
    words = words_of(blocks)
    rises = (words[:, 1:] == words[:, :-1] + np.uint32(1)).sum(axis=1)
    flags: Flags = rises > blocks.shape[1] // 8
    return flags


def histogram(blocks: Blocks) -> Flags:
    """Rows in which one word is too frequent, or that have fewer than three different ones."""
    words = np.sort(words_of(blocks), axis=1)
    most = blocks.shape[1] // 16
    frequent: Flags = (words[:, most:] == words[:, : words.shape[1] - most]).any(axis=1)
    few: Flags = (words[:, 1:] != words[:, :-1]).sum(axis=1) < 2
    return frequent | few


def whitespace(blocks: Blocks) -> Flags:
    """Rows that are mostly white space."""
    flags: Flags = 4 * _WHITE[blocks].sum(axis=1) >= 3 * blocks.shape[1]
    return flags


def words_of(blocks: Blocks) -> NDArray[np.uint32]:
    """The rows as little-endian words of 4 bytes."""
    return np.ascontiguousarray(blocks).view("<u4")


RULES = {
    LeftOut.UNIFORM: uniform,
    LeftOut.REPEATING: repeating,
    LeftOut.RAMP: ramp,
    LeftOut.HISTOGRAM: histogram,
    LeftOut.WHITESPACE: whitespace,
}
