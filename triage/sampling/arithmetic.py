"""How many blocks must be drawn, and with what probability a scan would have found something.

Drawing ``drawn`` of ``total`` blocks without replacement misses all of ``held`` with probability
C(total - held, drawn) / C(total, drawn), the hypergeometric's at zero: the urn of Garfinkel,
Nelson, White and Roussev, "Using purpose-built functions and block hashes to enable small block and
sub-file forensics", Digital Investigation 7 (DFRWS 2010) S13-S23; Young, Foster, Garfinkel and
Fairbanks, "Distinct sector hashes for target file detection", IEEE Computer 45(12), 2012.
"""

import math

import numpy as np

PIECE = 1 << 20
"""Terms summed at a time."""


def whole_blocks(length: int, block: int) -> int:
    """The least number of whole blocks, each in a unit of its own, in ``length`` bytes in a row.

    The bytes may begin anywhere within a block of the known file, so up to ``block`` - 1 of them at
    the front belong to a block that is not whole, and the rest at the end to another.
    """
    return max(0, (length - (block - 1)) // block)


def chance_of_missing(total: int, held: int, drawn: int) -> float:
    """The probability that none of ``held`` blocks is among ``drawn`` of ``total``.

    Exact but for rounding, relative error below 1e-9: each factor of the shorter of two equal
    products is (total - larger - i) / (total - i). Raises ``ValueError`` for what cannot be.
    """
    if not (0 <= held <= total and 0 <= drawn <= total):
        raise ValueError(f"{held} held and {drawn} drawn of {total} blocks")
    if held + drawn > total:
        return 0.0
    few, many = sorted((held, drawn))
    sums = []
    for start in range(0, few, PIECE):
        left = total - np.arange(start, min(few, start + PIECE), dtype=np.float64)
        sums.append(float(np.log1p(-many / left).sum(dtype=np.longdouble)))
    return math.exp(math.fsum(sums))


def draws_needed(total: int, held: int, confidence: float) -> int:
    """The fewest blocks to draw so that one of ``held`` is among them with this probability.

    Raises ``ValueError`` where ``held`` is not 1 to ``total`` or ``confidence`` not in [0, 1).
    """
    if not (1 <= held <= total and 0 <= confidence < 1):
        raise ValueError(f"{held} held of {total} blocks, confidence {confidence}")
    low, high = 0, total - held + 1
    while low < high:
        middle = (low + high) // 2
        if 1 - chance_of_missing(total, held, middle) >= confidence:
            high = middle
        else:
            low = middle + 1
    return low
