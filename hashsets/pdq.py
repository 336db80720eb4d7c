"""PDQ, Meta's 256-bit perceptual hash, computed as one linear operator.

The published algorithm (ThreatExchange, ``pdq/cpp/hashing/pdqhashing.cpp`` and
``downscaling.cpp``) blurs the luma with two Jarosz box passes along rows and columns, takes 64x64
samples of the result, and keeps 16x16 cosine coefficients. All of that is linear and separable, so
each of the 64 sampled rows is a weighted sum of a band of the picture's rows, and each sampled
column the same of columns; nothing the size of the picture is ever held as floating point.

The samples do not lie symmetrically (centres are rounded down, windows reach further one way), so
the hash of a turned picture is not to be had from the coefficients of the upright one: for a side
of 130 to 200 pixels that differs by up to 52 bits. Each axis is therefore sampled both ways, and
all eight hashes are those of the turned pictures themselves.

Sums are float64 and the coefficients are rounded to 2**-10 before the median, so that pictures with
exact symmetries hash the same on every processor. The pipeline is that of Python ``pdqhash``: full
luma, no resize first.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hashsets.inner_loops import LOOPS
from hashsets.transforms import Flips, turned

PIPELINE = "pdq full luma"
"""How these hashes are made, to compare with the pipeline a set records."""

SAMPLES = 64
SIDE = 16
SMALLEST_SIDE = 5
"""Pixels; a picture with a shorter side gets the all-zero hash of quality 0, as published."""

BAND_PIXELS = 1 << 18
"""About how many pixels are looked at together."""

NEAR_MEDIAN = 0.5
"""Of coefficients, half of which lie 20 to 100 from the median in photographs."""

WIDE = 16_384
"""Pixels of width from which a wide picture is laid on its side: its rows are held as numbers."""

LUMA = np.array([0.299, 0.587, 0.114])


class PdqHash(msgspec.Struct, frozen=True, kw_only=True):
    """The hashes of the eight orientations (8 x 32 bytes, order of TRANSFORMS), quality 0..100.

    ``undecided`` is how many of the 256 coefficients lie so near the median, in the orientation
    that has most, that little would change their bits: many in a picture that is almost symmetric.
    """

    orientations: bytes
    quality: int
    undecided: int


class Block(msgspec.Struct, frozen=True):
    """Samples along an axis as weighted sums of the pixels from ``start`` on.

    ``weights`` has a row for each sample and a column for each pixel.
    """

    start: int
    weights: NDArray[np.float64]

    @property
    def stop(self) -> int:
        """One past the last pixel."""
        width: int = self.weights.shape[1]
        return self.start + width


Blocks = tuple[Block, ...]


def pdq_hash(image: Image.Image) -> PdqHash:
    """The PDQ hashes of an upright, decoded picture of any mode (alpha is not looked at)."""
    if min(image.size) < SMALLEST_SIDE:
        return PdqHash(orientations=bytes(8 * 32), quality=0, undecided=SIDE * SIDE)
    return hash_of_samples(sampled_luma(image))


def hash_of_samples(sampled: Flips[np.float64]) -> PdqHash:
    """The PDQ hashes of a filtered, upright picture's 64x64 samples (0..255), flipped each way."""
    cosine = cosine_matrix()
    steady = np.round(cosine @ np.stack(sampled) @ cosine.T * 1024) / 1024
    beyond = steady - lower_medians(steady)[:, None, None]
    bits = turned(Flips(*(beyond > 0)))
    near = np.count_nonzero(np.abs(beyond) <= NEAR_MEDIAN, axis=(1, 2))
    return PdqHash(
        orientations=packed(np.stack([one.reshape(-1) for one in bits])),
        quality=quality(sampled.none),
        undecided=int(near.max()) - 1,  # the median itself left out
    )


def sampled_luma(image: Image.Image) -> Flips[np.float64]:
    """The 64x64 samples (0..255) of the twice box-filtered luma of each flip of a picture."""
    if image.width > max(WIDE, image.height):
        return sideways(sampled_luma(image.transpose(Image.Transpose.TRANSPOSE)))
    rows = plainly_sampled_rows(image) if LOOPS is None else sampled_rows(image)
    return flips(across(rows, blocks(image.width, 8)))


def sideways(sampled: Flips[np.float64]) -> Flips[np.float64]:
    """The samples of a picture, from those of its transpose."""
    return Flips(sampled.none.T, sampled.mirror.T, sampled.upside_down.T, sampled.both.T)


def sampled_rows(image: Image.Image) -> NDArray[np.float64]:
    """The luma of the 64 sampled rows, at full width, and below them of the picture upside down."""
    assert LOOPS is not None
    mode = "L" if image.mode in ("L", "1") else "RGB"
    width, height = image.size
    order, *weights = taps(height)
    summed, rows = np.zeros((len(order), width)), np.empty((len(order), width))
    deep = max(1, BAND_PIXELS // width)
    for top in range(0, height, deep):
        band = image if deep >= height else image.crop((0, top, width, min(top + deep, height)))
        pixels = band.tobytes() if band.mode == mode else band.convert(mode).tobytes()
        LOOPS.sum_rows(pixels, top, band.height, width, len(mode), *weights, summed)
    rows[order] = summed
    return rows


def plainly_sampled_rows(image: Image.Image) -> NDArray[np.float64]:
    """The same by matrix products, a band at a time."""
    together = max(1, min(16, BAND_PIXELS * SAMPLES // (image.width * image.height)))
    return both_ways(luma_rows(image, block) for block in blocks(image.height, together))


def luma_rows(image: Image.Image, block: Block) -> NDArray[np.float64]:
    """The luma of a block's sampled rows, at full width."""
    band = image.crop((0, block.start, image.width, block.stop))
    pixels = np.asarray(band.convert("L" if image.mode in ("L", "1") else "RGB"))
    flat = pixels.reshape(len(pixels), -1).astype(np.float64)
    mixed: NDArray[np.float64] = block.weights @ flat
    if pixels.ndim == 2:
        return mixed
    luma: NDArray[np.float64] = mixed.reshape(len(mixed), image.width, 3) @ LUMA
    return luma


def across(rows: NDArray[np.float64], columns: Blocks) -> NDArray[np.float64]:
    """Rows (one below another) sampled both ways along their length; one column for each row."""
    return both_ways(part.weights @ rows[:, part.start : part.stop].T for part in columns)


def flips(sampled: NDArray[np.float64]) -> Flips[np.float64]:
    """The samples of each flip, from those taken both ways down and then ``across``."""
    (none, upside_down), (mirror, both) = (halves(one.T) for one in halves(sampled))
    return Flips(none, upside_down, mirror, both)


def both_ways(parts: Iterable[NDArray[np.float64]]) -> NDArray[np.float64]:
    """What blocks give, in order: the 64 samples of the axis as it stands, then reversed."""
    forth, back = zip(*map(halves, parts), strict=True)
    return np.concatenate([*forth, *(half[::-1] for half in reversed(back))])


def halves(rows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The first half of the rows and the second."""
    middle = len(rows) // 2
    return rows[:middle], rows[middle:]


@lru_cache(maxsize=256)
def blocks(length: int, together: int) -> Blocks:
    """The 64 samples along ``length`` pixels (two box passes, then decimation), in blocks.

    A block holds ``together`` neighbouring samples, and below them, in the same order along the
    picture, those that lie there where the axis is reversed.
    """
    samples = [sample(number, length) for number in range(SAMPLES)]
    back = [reversed_sample(one, length) for one in reversed(samples)]
    return tuple(
        stacked(samples[at : at + together] + back[at : at + together])
        for at in range(0, SAMPLES, together)
    )


Taps = tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]


@lru_cache(maxsize=256)
def taps(length: int) -> Taps:
    """The samples along ``length`` pixels both ways, in the order in which they begin.

    Their numbers, first pixels, counts of pixels, and weights (a row each, zeros behind).
    """
    forth = [sample(number, length) for number in range(SAMPLES)]
    every = forth + [reversed_sample(one, length) for one in forth]
    order = np.argsort([one.start for one in every], kind="stable")
    counts = [every[number].stop - every[number].start for number in order]
    weights = np.zeros((len(every), max(counts)))
    for row, number, count in zip(weights, order, counts, strict=True):
        row[:count] = every[number].weights[0]
    starts = np.array([every[number].start for number in order], np.int32)
    return order, starts, np.array(counts, np.int32), weights


def sample(number: int, length: int) -> Block:
    """The weights of the pixels that reach one sample through two box passes."""
    window = (length + 2 * SAMPLES - 1) // (2 * SAMPLES)
    first, last = box(int((number + 0.5) * length / SAMPLES), window, length)
    start, stop = box(first, window, length)[0], box(last - 1, window, length)[1]
    weights = np.zeros((1, stop - start))
    for middle in range(first, last):
        low, high = box(middle, window, length)
        weights[0, low - start : high - start] += 1 / ((last - first) * (high - low))
    return Block(start, weights)


def reversed_sample(one: Block, length: int) -> Block:
    """Where the pixels of a sample of the reversed axis lie in the picture as it stands."""
    return Block(length - one.stop, one.weights[:, ::-1])


def stacked(samples: Sequence[Block]) -> Block:
    """Single samples as one block."""
    start = min(one.start for one in samples)
    weights = np.zeros((len(samples), max(one.stop for one in samples) - start))
    for row, one in zip(weights, samples, strict=True):
        row[one.start - start : one.stop - start] = one.weights[0]
    return Block(start, weights)


def box(centre: int, window: int, length: int) -> tuple[int, int]:
    """The pixels averaged at ``centre`` by one pass (a half-open range, cut at the edges)."""
    after = (window + 2) // 2
    return max(0, centre - (window - after)), min(length, centre + after)


@lru_cache(maxsize=1)
def cosine_matrix() -> NDArray[np.float64]:
    """The 16x64 DCT-II matrix of frequencies 1 to 16."""
    frequencies = np.arange(1, SIDE + 1)[:, None]
    places = 2 * np.arange(SAMPLES)[None, :] + 1
    matrix: NDArray[np.float64] = np.sqrt(2 / SAMPLES) * np.cos(
        np.pi / (2 * SAMPLES) * frequencies * places
    )
    return matrix


def packed(rows: NDArray[np.bool_]) -> bytes:
    """32 bytes for each row of 256 bits: those whose hex is the published form.

    The reference's text form starts with the last coefficient.
    """
    return np.packbits(rows[:, ::-1], axis=1).tobytes()


def lower_medians(squares: NDArray[np.float64]) -> NDArray[np.float64]:
    """The lower of the two middle values of each square, as the reference takes it of its 256."""
    flat = squares.reshape(len(squares), -1)
    middle = flat.shape[1] // 2 - 1
    median: NDArray[np.float64] = np.partition(flat, middle, axis=1)[:, middle]
    return median


def quality(sampled: NDArray[np.float64]) -> int:
    """The reference's image-domain quality, 0 (featureless) to 100, of the 64x64 samples."""
    single = sampled.astype(np.float32)
    steps = (single[:-1] - single[1:], single[:, :-1] - single[:, 1:])
    scaled = (step * np.float32(100) / np.float32(255) for step in steps)
    gradient = sum(int(np.abs(np.trunc(part)).sum(dtype=np.float64)) for part in scaled)
    return min(100, gradient // 90)
