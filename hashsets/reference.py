"""The slow, plain way to each perceptual hash, which the fast way must equal.

PDQ is written straight from its published description; pHash and dHash ask ImageHash itself.
"""

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hashsets.transforms import TRANSFORMS, transformed


def plain_phash(image: Image.Image) -> bytes:
    """ImageHash's pHash, 8 bytes."""
    return bytes.fromhex(str(imagehash.phash(image)))


def plain_dhash(image: Image.Image) -> bytes:
    """ImageHash's dHash, 8 bytes."""
    return bytes.fromhex(str(imagehash.dhash(image)))


def plain_pdq(image: Image.Image) -> tuple[bytes, int]:
    """The PDQ hash (32 bytes) and quality of a picture at least 5 pixels on a side."""
    sampled = plain_samples(image)
    return plain_bits(plain_cosines(sampled)), plain_quality(sampled)


def plain_pdq_orientations(image: Image.Image) -> bytes:
    """The PDQ hashes of the eight transformed pictures, 8 x 32 bytes."""
    colours = np.asarray(image.convert("RGB"))
    turned = (Image.fromarray(transformed(colours, name)) for name in TRANSFORMS)
    return b"".join(plain_pdq(each)[0] for each in turned)


def plain_samples(image: Image.Image) -> NDArray[np.float64]:
    """Luma, two passes of a box filter over rows and columns, every 64th part sampled."""
    colours = np.asarray(image.convert("RGB")).astype(np.float64)
    luma = colours @ np.array([0.299, 0.587, 0.114])
    for _ in range(2):
        luma = plain_box(plain_box(luma).T).T
    rows, columns = ((np.arange(64) + 0.5) * length / 64 for length in luma.shape)
    sampled: NDArray[np.float64] = luma[np.ix_(rows.astype(int), columns.astype(int))]
    return sampled


def plain_box(luma: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each pixel replaced by the mean of its window along the row, cut at the edges."""
    length = luma.shape[1]
    window = (length + 127) // 128
    right = (window + 2) // 2
    left = window - right
    means = [luma[:, max(0, at - left) : at + right].mean(axis=1) for at in range(length)]
    return np.stack(means, axis=1)


def plain_cosines(sampled: NDArray[np.float64]) -> NDArray[np.float64]:
    """Frequencies 1 to 16 of the two-dimensional DCT-II, rounded to 2**-10."""
    matrix = np.array(
        [
            [np.sqrt(2 / 64) * np.cos(np.pi / 128 * f * (2 * x + 1)) for x in range(64)]
            for f in range(1, 17)
        ]
    )
    rounded: NDArray[np.float64] = np.round(matrix @ sampled @ matrix.T * 1024) / 1024
    return rounded


def plain_bits(coefficients: NDArray[np.float64]) -> bytes:
    """A bit for each coefficient above the lower median; coefficient 0 is the last bit."""
    median = sorted(coefficients.flat)[127]
    number = sum(1 << place for place, value in enumerate(coefficients.flat) if value > median)
    return number.to_bytes(32, "big")


def plain_quality(sampled: NDArray[np.float64]) -> int:
    """The sum of neighbouring differences in whole hundredths of full scale, over 90."""
    grid = sampled.astype(np.float32)
    total = 0
    for step in [*(grid[:-1] - grid[1:]).flat, *(grid[:, :-1] - grid[:, 1:]).flat]:
        total += abs(int(step * np.float32(100) / np.float32(255)))
    return min(100, total // 90)
