"""pHash and dHash, 64 bits each, equal to ImageHash 4.3's ``phash`` and ``dhash``, ties included.

The steps are ImageHash's own (greyscale, Lanczos resize, SciPy's DCT, NumPy's median), so that the
rounding noise which settles ties is the same too.
"""

import numpy as np
import scipy.fftpack
from numpy.typing import NDArray
from PIL import Image

from hashsets.resize import Box, resized
from hashsets.transforms import orientations

SIDE = 8
RESIZED = 32


def phash(grey: Image.Image, box: Box | None = None, pixels: bytes | None = None) -> bytes:
    """The pHashes of the eight orientations (8 x 8 bytes, order of TRANSFORMS) of an ``L`` image.

    The first is ImageHash's; the others come from its coefficients. ``box`` (left, top, right,
    bottom, in pixels) is the part to hash, null for all of it. ``pixels`` are the image's own,
    where they are at hand.
    """
    return eight_phashes(coefficients(grey, box, pixels))


def eight_phashes(lowest: NDArray[np.float64]) -> bytes:
    """The pHashes of the eight orientations, from the 8x8 lowest coefficients."""
    return threshold(np.stack([turned.reshape(-1) for turned in orientations(lowest, 0)]))


def coefficients(
    grey: Image.Image, box: Box | None = None, pixels: bytes | None = None
) -> NDArray[np.float64]:
    """The 8x8 lowest cosine coefficients (SciPy's scale) of the picture at 32x32."""
    small = resized(grey, (RESIZED, RESIZED), box, pixels)
    full: NDArray[np.float64] = scipy.fftpack.dct(scipy.fftpack.dct(small, axis=0), axis=1)
    return full[:SIDE, :SIDE]


def threshold(rows: NDArray[np.float64]) -> bytes:
    """Eight bytes for each row of 64 coefficients: a bit for each over the row's median.

    NumPy's median of an even number is the mean of the two in the middle.
    """
    half = rows.shape[1] // 2
    parted = np.partition(rows, (half - 1, half), axis=1)
    medians = (parted[:, half - 1] + parted[:, half]) / 2
    return np.packbits(rows > medians[:, None], axis=1).tobytes()


def dhash(grey: Image.Image, box: Box | None = None, pixels: bytes | None = None) -> bytes:
    """The dHash (8 bytes) of an ``L`` image as it stands: a bit for each rise rightwards."""
    small = resized(grey, (SIDE + 1, SIDE), box, pixels)
    return np.packbits(small[:, 1:] > small[:, :-1]).tobytes()
