"""Choosing blocks at random, without replacement, the same ones for the same seed.

Numbers come from NumPy's PCG64 (O'Neill, 2014), of which NumPy promises that the raw stream stays
the same in all its versions; whatever is made of it is written out here, so that a scan can be done
again years later. A raw number of 64 bits is taken modulo ``total`` unless it lies in the last,
incomplete stretch (rejection: no block is likelier than another), and one that came before is
passed over, which leaves a simple random sample.
"""

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]

_RAW = 1 << 64
LEAST = 1024
"""Raw numbers drawn at a time, at least."""


def chosen(total: int, count: int, seed: int) -> Places:
    """``count`` of the blocks 0 to ``total`` - 1, ascending; raises ``ValueError`` where too many.

    More than half are chosen by choosing those that are left out.
    """
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total} blocks")
    if 2 * count > total:
        kept = np.ones(total, dtype=np.bool_)
        kept[_drawn(total, total - count, seed)] = False
        return np.flatnonzero(kept).astype(np.int64)
    return _drawn(total, count, seed)


def _drawn(total: int, count: int, seed: int) -> Places:
    stream = np.random.PCG64(seed)
    most = np.uint64(_RAW - _RAW % total - 1)
    found: Places = np.empty(0, dtype=np.int64)
    while len(found) < count:
        raw = stream.random_raw(max(LEAST, count - len(found)))
        numbers = (raw[raw <= most] % np.uint64(total)).astype(np.int64)
        both = np.concatenate([found, numbers])
        _, first = np.unique(both, return_index=True)
        found = both[np.sort(first)][:count]
    return np.sort(found)
