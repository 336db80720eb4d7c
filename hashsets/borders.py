"""Uniform borders around a picture: letterboxes, pillarboxes and the frame of a screenshot.

A copy with borders hashes unlike the original; hashed once more without them, it is found. Opposite
borders of one tone are wanted, which an unframed photograph seldom has, and the lines of a border
may carry a little, as a status bar does. A border on one side alone (a caption) is left.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

TONE = 12
"""Grey levels that still count as one tone: a JPEG rings near an edge."""

OUTERMOST = 0.95
"""The share of the outermost line that has the border's tone."""

WITHIN = 0.8
"""The same of the lines further in."""

REDUCED = 0.75
"""The same of the outermost line of a reduced decode, which mixes several: never the stricter."""

THINNEST = 0.02
"""Of the side: less is no border. A reduced decode shows it in one whole line at least."""

NARROWEST = 0.2
"""Of the side: what is left between the borders has at least this much."""

ROUNDS = 3
"""Borders within borders: a status bar above a black frame."""

Grey = NDArray[np.uint8]
Extent = tuple[int, int, int, int]


def may_be_framed(picture: Image.Image, share: float = REDUCED) -> bool:
    """Whether opposite edges of a picture are each of one tone, and of the same.

    Looks at the outermost lines only; without it, ``content`` finds no border.
    """
    if picture.mode == "L":
        grey: Grey = np.asarray(picture)
        return alike(grey[0], grey[-1], share) or alike(grey[:, 0], grey[:, -1], share)
    width, height = picture.size
    rows = ((0, 0, width, 1), (0, height - 1, width, height))
    columns = ((0, 0, 1, height), (width - 1, 0, width, height))
    return any(
        alike(line(picture, one), line(picture, other), share) for one, other in (rows, columns)
    )


def line(picture: Image.Image, extent: Extent) -> Grey:
    """One row or column of a picture."""
    return np.frombuffer(picture.crop(extent).convert("L").tobytes(), np.uint8)


def middle(tones: Grey) -> float:
    """The median of a line's tones, as NumPy gives it (which takes ten times as long to)."""
    ordered = np.sort(tones)
    half = len(ordered) // 2
    return (float(ordered[~half]) + float(ordered[half])) / 2


def alike(first: Grey, last: Grey, share: float) -> bool:
    """Whether two lines show one tone."""
    tones = middle(first), middle(last)
    near = abs(tones[0] - tones[1]) <= TONE
    return near and all(
        has_tone(end, tone, share) for end, tone in zip((first, last), tones, strict=True)
    )


def has_tone(pixels: Grey, tone: float, share: float) -> bool:
    """Whether that share of a line's pixels has the tone."""
    return bool(np.mean(np.abs(pixels.astype(np.float32) - tone) <= TONE) >= share)


def content(picture: Image.Image) -> Extent | None:
    """What the borders enclose (left, top, right, bottom, in pixels); null without borders."""
    if not may_be_framed(picture, OUTERMOST):
        return None
    grey = np.asarray(picture.convert("L"))
    left, top, right, bottom = 0, 0, picture.width, picture.height
    for _ in range(ROUNDS):
        above, below = margins(grey[top:bottom, left:right])
        top, bottom = top + above, bottom - below
        before, after = margins(grey[top:bottom, left:right].T)
        left, right = left + before, right - after
    rows, columns = (top, picture.height - bottom), (left, picture.width - right)
    bordered = is_border(rows, picture.height) or is_border(columns, picture.width)
    wide = right - left >= NARROWEST * picture.width
    high = bottom - top >= NARROWEST * picture.height
    return (left, top, right, bottom) if bordered and wide and high else None


def is_border(margin: tuple[int, int], side: int) -> bool:
    """Whether both margins are wide enough to be meant."""
    return min(margin) >= THINNEST * side


def margins(lines: Grey) -> tuple[int, int]:
    """How many lines belong to the border at either end; none where the ends are no pair."""
    if not lines.size or not alike(lines[0], lines[-1], OUTERMOST):
        return 0, 0
    first = leading(iter(lines), lines[0])
    return first, 0 if first == len(lines) else leading(iter(lines[::-1]), lines[-1])


def leading(lines: Iterator[Grey], outermost: Grey) -> int:
    """How many lines have the outermost one's tone before one has not."""
    tone, count = middle(outermost), 0
    for pixels in lines:
        if not has_tone(pixels, tone, WITHIN):
            break
        count += 1
    return count


def trimmed(picture: Image.Image, grey: Image.Image | None = None) -> Image.Image | None:
    """The picture without its borders, or null where it has none.

    ``grey`` is the same picture in mode L, where it is at hand.
    """
    extent = content(grey or picture)
    return None if extent is None else picture.crop(extent)
