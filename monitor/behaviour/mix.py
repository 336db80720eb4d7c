"""How two mixes differ, and how a usual mix follows the days.

The distance is the square root of the Jensen-Shannon divergence to base 2 (Endres and Schindelin,
"A new metric for probability distributions", IEEE Trans. Inf. Theory 49(7), 2003): 0 for the same
mix, 1 for two with nothing in common.
"""

import math
from collections.abc import Mapping

from monitor.behaviour.baseline import fading


def distance(one: Mapping[int, float], other: Mapping[int, float]) -> float | None:
    """How far two mixes are apart; null where either is empty. Weights need not add up to 1."""
    whole, rest = math.fsum(one.values()), math.fsum(other.values())
    if whole <= 0 or rest <= 0:
        return None
    found = 0.0
    for key in sorted({*one, *other}):
        p, q = one.get(key, 0.0) / whole, other.get(key, 0.0) / rest
        middle = (p + q) / 2
        found += sum(share / 2 * math.log2(share / middle) for share in (p, q) if share > 0)
    return math.sqrt(min(max(found, 0.0), 1.0))


def follow(usual: dict[int, float], seen: Mapping[int, float], days: int) -> None:
    """Add a day's mix, ``days`` after the one before it, each day weighing the same."""
    kept, whole = fading(days), math.fsum(seen.values())
    for key in sorted({*usual, *seen}):
        share = seen.get(key, 0.0) / whole if whole > 0 else 0.0
        usual[key] = usual.get(key, 0.0) * kept + share
