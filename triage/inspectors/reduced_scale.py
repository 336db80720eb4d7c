"""Which pictures are decoded at a fraction of their size first, and at which."""

REDUCIBLE = frozenset(("image/jpeg", "image/heic", "image/heif"))
"""True types for which there is a reduced decode."""

SCALES = ((4_000_000, 8), (1_000_000, 4))
"""From this many pixels on, the picture is decoded at one in so many."""

FEWEST_CELLS = 128
"""Along the shorter side of the reduced picture; PDQ takes 64 samples."""


def factor_of(size: tuple[int, int]) -> int:
    """At one in how many a picture of this size (in pixels) is decoded; 1 is fully."""
    for pixels, factor in SCALES:
        if size[0] * size[1] >= pixels and min(size) >= FEWEST_CELLS * factor:
            return factor
    return 1
