"""PDQ, Meta's 256-bit perceptual hash, computed as one linear operator.

The published algorithm (ThreatExchange, ``pdq/cpp/hashing/pdqhashing.cpp`` and
``downscaling.cpp``) blurs the luma with two Jarosz box passes along rows and columns, takes 64x64
samples of the result, and keeps 16x16 cosine coefficients. All of that is linear and separable, so
each of the 64 sampled rows is a weighted sum of a band of the picture's rows, and each sampled
column the same of columns; nothing the size of the picture is ever held as floating point.

Sums are float64 and the coefficients are rounded to 2**-10 before the median, so that pictures with
exact symmetries hash the same on every processor. The pipeline is that of Python ``pdqhash``: full
luma, no resize first.
"""

from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hashsets.inner_loops import LOOPS
from hashsets.transforms import orientations

PIPELINE = "pdq full luma"
"""How these hashes are made, to compare with the pipeline a set records."""

SAMPLES = 64
SIDE = 16
SMALLEST_SIDE = 5
"""Pixels; a picture with a shorter side gets the all-zero hash of quality 0, as published."""

BAND_PIXELS = 1 << 17
"""About how many pixels are looked at together."""

LUMA = np.array([0.299, 0.587, 0.114])


class PdqHash(msgspec.Struct, frozen=True, kw_only=True):
    """The hashes of the eight orientations (8 x 32 bytes, order of TRANSFORMS), quality 0..100."""

    orientations: bytes
    quality: int


class Block(msgspec.Struct, frozen=True):
    """Some neighbouring samples along an axis: weighted sums of the pixels from ``start`` on.

    ``weights`` has a row for each sample and a column for each pixel.
    """

    start: int
    weights: NDArray[np.float64]

    @property
    def stop(self) -> int:
        """One past the last pixel."""
        width: int = self.weights.shape[1]
        return self.start + width


def pdq_hash(image: Image.Image) -> PdqHash:
    """The PDQ hashes of an upright, decoded picture of any mode (alpha is not looked at)."""
    if min(image.size) < SMALLEST_SIDE:
        return PdqHash(orientations=bytes(8 * 32), quality=0)
    return hash_of_samples(sampled_luma(image))


def hash_of_samples(sampled: NDArray[np.float64]) -> PdqHash:
    """The PDQ hashes of the 64x64 samples (0..255) of a filtered, upright picture."""
    coefficients = cosine_matrix() @ sampled @ cosine_matrix().T
    steady = np.round(coefficients * 1024) / 1024
    hashes = (threshold(turned) for turned in orientations(steady, first_frequency=1))
    return PdqHash(orientations=b"".join(hashes), quality=quality(sampled))


def sampled_luma(image: Image.Image) -> NDArray[np.float64]:
    """The 64x64 samples (0..255) of the twice box-filtered luma."""
    rows = plainly_sampled_rows(image) if LOOPS is None else sampled_rows(image)
    parts = blocks(image.width, 8)
    columns = [rows[:, part.start : part.stop] @ part.weights.T for part in parts]
    return np.concatenate(columns, axis=1)


def sampled_rows(image: Image.Image) -> NDArray[np.float64]:
    """The luma of the 64 sampled rows, at full width."""
    assert LOOPS is not None
    mode = "L" if image.mode in ("L", "1") else "RGB"
    width, height = image.size
    rows = np.zeros((SAMPLES, width))
    deep = max(1, BAND_PIXELS // width)
    for top in range(0, height, deep):
        band = image.crop((0, top, width, min(top + deep, height))).convert(mode)
        shape = (top, band.height, width, len(mode))
        LOOPS.sum_rows(band.tobytes(), *shape, *taps(height), rows)
    return rows


@lru_cache(maxsize=256)
def taps(length: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """First pixel, number of pixels and weights (a row each, zeros after) of the 64 samples."""
    parts = blocks(length, 1)
    counts = [part.stop - part.start for part in parts]
    weights = np.zeros((SAMPLES, max(counts)))
    for row, part, count in zip(weights, parts, counts, strict=True):
        row[:count] = part.weights[0]
    firsts = np.array([part.start for part in parts], np.int32)
    return firsts, np.array(counts, np.int32), weights


def plainly_sampled_rows(image: Image.Image) -> NDArray[np.float64]:
    """The same by matrix products, a band at a time."""
    together = max(1, min(16, BAND_PIXELS * SAMPLES // (image.width * image.height)))
    parts = blocks(image.height, together)
    return np.concatenate([luma_rows(image, block) for block in parts])


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


@lru_cache(maxsize=256)
def blocks(length: int, together: int) -> tuple[Block, ...]:
    """The 64 samples along ``length`` pixels (two box passes, then decimation), in blocks."""
    window = (length + 2 * SAMPLES - 1) // (2 * SAMPLES)
    centres = [int((index + 0.5) * length / SAMPLES) for index in range(SAMPLES)]
    return tuple(
        block_at(centres[index : index + together], window, length)
        for index in range(0, SAMPLES, together)
    )


def block_at(centres: list[int], window: int, length: int) -> Block:
    """The weights of the pixels that reach ``centres`` through two box passes."""
    start = box(box(centres[0], window, length)[0], window, length)[0]
    stop = box(box(centres[-1], window, length)[1] - 1, window, length)[1]
    weights = np.zeros((len(centres), stop - start))
    for row, centre in zip(weights, centres, strict=True):
        first, last = box(centre, window, length)
        for middle in range(first, last):
            low, high = box(middle, window, length)
            row[low - start : high - start] += 1 / ((last - first) * (high - low))
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


def threshold(coefficients: NDArray[np.float64]) -> bytes:
    """The 32 bytes whose hex is the published form: a bit for each coefficient over the median.

    The reference's median of 256 values is the lower of the two middle ones; its text form starts
    with the last coefficient.
    """
    flat = coefficients.reshape(-1)
    median = np.partition(flat, len(flat) // 2 - 1)[len(flat) // 2 - 1]
    return np.packbits((flat > median)[::-1]).tobytes()


def quality(sampled: NDArray[np.float64]) -> int:
    """The reference's image-domain quality, 0 (featureless) to 100, of the 64x64 samples."""
    single = sampled.astype(np.float32)
    steps = (single[:-1] - single[1:], single[:, :-1] - single[:, 1:])
    scaled = (step * np.float32(100) / np.float32(255) for step in steps)
    gradient = sum(int(np.abs(np.trunc(part)).sum(dtype=np.float64)) for part in scaled)
    return min(100, gradient // 90)
