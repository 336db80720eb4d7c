"""What a block holds, as far as its bytes alone can tell.

Compressed, encrypted and coded media are one kind here: in fragments of this size they cannot be
told apart by entropy (Penrose, Macfarlane and Buchanan, "Approaches to the classification of high
entropy file fragments", Digital Investigation 10, 2013; Roussev and Quates, "File fragment encoding
classification", Digital Investigation 10, 2013).
"""

import math
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hashsets.blocks.probative import repeats

TOLERANCE = 0.2
"""Bits a byte.

At 4,096 bytes it takes in 87 % of the blocks of JPEG files, all of deflate's and none of text's
(``docs/sampling.md``).
"""

FEW = 4.0
"""Bits a byte that a block of at most 16 different bytes cannot exceed: it may be repeating."""


class Kind(IntEnum):
    """Of one block; ``UNREADABLE`` ones could not be looked at."""

    UNREADABLE = 0
    EMPTY = 1
    HIGH = 2
    OTHER = 3


def kind_of(block: bytes | memoryview) -> Kind:
    """``EMPTY`` where a few bytes repeat, ``HIGH`` where it looks random, else ``OTHER``."""
    entropy = entropy_of(block)
    if entropy >= threshold(len(block)):
        return Kind.HIGH
    return Kind.EMPTY if entropy <= FEW and repeats(block) else Kind.OTHER


def entropy_of(block: bytes | memoryview) -> float:
    """Shannon entropy of the bytes, in bits a byte."""
    counts = np.bincount(np.frombuffer(block, np.uint8), minlength=256)
    size = len(block)
    return math.log2(size) - float(_terms(size)[counts].sum()) / size


@cache
def threshold(size: int) -> float:
    """Bits a byte from which a block of ``size`` bytes counts as looking random.

    Uniformly random bytes show 8 - 255 / (2 size ln 2) on average (Miller, 1955).
    """
    return 8 - 255 / (2 * size * math.log(2)) - TOLERANCE


@cache
def _terms(size: int) -> NDArray[np.float64]:
    """The terms n log2 n for n from 0 to ``size``."""
    counts = np.arange(size + 1, dtype=np.float64)
    counts[1:] *= np.log2(counts[1:])
    return counts
