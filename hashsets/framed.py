"""A picture with borders, matched once as it stands and once without them."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from hashsets.matching import Match, Radii

LEAST_QUALITY = 50
"""PDQ quality (0 to 100) below which what the borders enclose is not hashed: it shows too little,
and would resemble every other flat picture."""

CERTAIN_PHASH = 4
"""A 64-bit hash beyond this distance meets strangers by chance at national scale."""

TRIMMED = Radii(phash=CERTAIN_PHASH)
"""A second pHash of one picture meets as many strangers again: it must be the surer."""

Said = TypeVar("Said")


def of_the_inside(match: Match) -> Match:
    """A match of what the borders enclose, its transform saying so (``trimmed-rotate90``)."""
    turned = "" if match.transform == "none" else f"-{match.transform}"
    return msgspec.structs.replace(match, transform=f"trimmed{turned}")


def nearest_of_each(found: Iterable[tuple[Match, Said]]) -> list[tuple[Match, Said]]:
    """Each record once an algorithm, by the lesser distance; of equal ones the first stays.

    Every match comes with something to be said of it, which stays beside it.
    """
    best: dict[tuple[str, str, int, str], tuple[Match, Said]] = {}
    for match, said in found:
        key = (match.set, match.set_version, match.record, match.algorithm)
        if key not in best or match.distance < best[key][0].distance:
            best[key] = (match, said)
    return list(best.values())
