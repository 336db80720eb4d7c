"""Perceptual hashes from a picture decoded at a fraction of its size.

A JPEG decoder that stops at the lowest cosine coefficients of each 8x8 block gives the mean of
every 8x8 (or 4x4) pixels at a fraction of the cost. PDQ's filter is linear, so its weights are
summed over each such cell (``pdq.py``) and applied to the means directly. What differs from the
hashes of the full decode, and by how much, is in ``doubt.py``.
"""

from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hashsets.borders import may_be_framed
from hashsets.doubt import MOST_UNDECIDED, SURE_QUALITY, is_drawn, swapped_phashes
from hashsets.pdq import Block, Blocks, PdqHash, across, blocks, both_ways, flips, hash_of_samples
from hashsets.perceptual_hashes import PerceptualHashes
from hashsets.phash import coefficients, dhash, eight_phashes
from hashsets.resize import Box

SIDEWAYS = (
    Image.Transpose.TRANSPOSE,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_270,
)

TOGETHER = 8
"""Neighbouring samples filtered at a time: few, and their cells are few."""


class Reduced(msgspec.Struct, frozen=True, kw_only=True):
    """A grey picture of which each pixel is the mean of ``factor`` x ``factor`` of the original.

    ``width`` and ``height`` are the original's, in pixels. Where they are no multiples of the
    factor, the cells at one edge reach beyond it: ``box`` (left, top, right, bottom, in cells) is
    what the original covers.
    """

    grey: Image.Image
    factor: int
    width: int
    height: int
    box: Box


def reduced(grey: Image.Image, factor: int, size: tuple[int, int]) -> Reduced:
    """``grey`` as a decoder gives it: cells begin at the left and top edges."""
    width, height = size
    box = (0.0, 0.0, width / factor, height / factor)
    return Reduced(grey=grey, factor=factor, width=width, height=height, box=box)


class ReducedHashes(msgspec.Struct, frozen=True, kw_only=True):
    """A reduced picture's hashes.

    ``doubt`` are the further pHashes, 8 bytes each, that its full decode may have
    (``doubt.swapped_phashes``).
    """

    hashes: PerceptualHashes
    doubt: bytes


def turned(picture: Reduced, way: Image.Transpose) -> Reduced:
    """The reduced picture transposed, as its original would be."""
    grey = picture.grey.transpose(way)
    corner = Image.new("L", (2, 2))
    corner.putpixel((1, 1), 1)
    right, bottom = np.argwhere(np.asarray(corner.transpose(way)).T)[0]
    width, height = picture.width, picture.height
    if way in SIDEWAYS:
        width, height = height, width
    across, down = width / picture.factor, height / picture.factor
    left = 0.0 if right else grey.width - across
    top = 0.0 if bottom else grey.height - down
    box = (left, top, left + across, top + down)
    return Reduced(grey=grey, factor=picture.factor, width=width, height=height, box=box)


def reduced_hashes(picture: Reduced) -> ReducedHashes | None:
    """The hashes of a reduced picture that stands upright.

    Null where they would say too little of the full decode's: it shows little, its hashes hang in
    the balance, it is drawn or written, or it may have borders to be trimmed.
    """
    if is_drawn(picture.grey) or may_be_framed(picture.grey):
        return None
    pdq = reduced_pdq(picture)
    pixels = picture.grey.tobytes()
    lowest = coefficients(picture.grey, picture.box, pixels)
    doubt = swapped_phashes(lowest)
    if pdq.quality < SURE_QUALITY or pdq.undecided > MOST_UNDECIDED or doubt is None:
        return None
    hashes = PerceptualHashes(
        pdq=pdq.orientations,
        pdq_quality=pdq.quality,
        phash=eight_phashes(lowest),
        dhash=dhash(picture.grey, picture.box, pixels),
    )
    return ReducedHashes(hashes=hashes, doubt=doubt)


def reduced_pdq(picture: Reduced) -> PdqHash:
    """PDQ of a reduced picture, its weights those of the original's size."""
    left, top, _, _ = picture.box
    cells = np.asarray(picture.grey).astype(np.float64)
    rows = cell_blocks(picture.height, picture.factor, cells.shape[0], top)
    columns = cell_blocks(picture.width, picture.factor, cells.shape[1], left)
    return hash_of_samples(flips(filtered(rows, cells, columns)))


def filtered(rows: Blocks, cells: NDArray[np.float64], columns: Blocks) -> NDArray[np.float64]:
    """The cells sampled both ways along both axes: the weights of each applied."""
    mixed = both_ways(part.weights @ cells[part.start : part.stop] for part in rows)
    return across(mixed, columns)


@lru_cache(maxsize=64)
def cell_blocks(length: int, factor: int, cells: int, start: float) -> Blocks:
    """PDQ's blocks of samples along ``length`` pixels, as weights of ``cells`` cells.

    ``start`` is where the first pixel lies, in cells.
    """
    first = round(start * factor)
    return tuple(
        narrowed(of_cells(block, first, (cells, factor))) for block in blocks(length, TOGETHER)
    )


def of_cells(block: Block, first: int, shape: tuple[int, int]) -> NDArray[np.float64]:
    """A block's weights summed over each cell; ``shape`` is cells and the pixels of each."""
    cells, factor = shape
    pixels = np.zeros((len(block.weights), cells * factor))
    pixels[:, first + block.start : first + block.stop] = block.weights
    summed: NDArray[np.float64] = pixels.reshape(-1, cells, factor).sum(axis=2)
    return summed


def narrowed(weights: NDArray[np.float64]) -> Block:
    """Without the cells on either side that weigh nothing."""
    used = np.flatnonzero(weights.any(axis=0))
    first, stop = int(used[0]), int(used[-1]) + 1
    return Block(first, np.ascontiguousarray(weights[:, first:stop]))
