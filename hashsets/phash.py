"""pHash and dHash, 64 bits each, equal to ImageHash 4.3's ``phash`` and ``dhash``, ties included.

The steps are ImageHash's own (greyscale, Lanczos resize, SciPy's DCT, NumPy's median), so that the
rounding noise which settles ties is the same too.
"""

import numpy as np
import scipy.fftpack
from numpy.typing import NDArray
from PIL import Image

from hashsets.transforms import orientations

SIDE = 8
RESIZED = 32


def phash(grey: Image.Image) -> bytes:
    """The pHashes of the eight orientations (8 x 8 bytes, order of TRANSFORMS) of an ``L`` image.

    The first is ImageHash's; the others come from its coefficients.
    """
    pixels = np.asarray(grey.resize((RESIZED, RESIZED), Image.Resampling.LANCZOS))
    full = scipy.fftpack.dct(scipy.fftpack.dct(pixels, axis=0), axis=1)
    return b"".join(threshold(turned) for turned in orientations(full[:SIDE, :SIDE], 0))


def threshold(coefficients: NDArray[np.float64]) -> bytes:
    """Eight bytes: a bit for each coefficient over the median, row by row."""
    return np.packbits(coefficients > np.median(coefficients)).tobytes()


def dhash(grey: Image.Image) -> bytes:
    """The dHash (8 bytes) of an ``L`` image as it stands: a bit for each rise rightwards."""
    pixels = np.asarray(grey.resize((SIDE + 1, SIDE), Image.Resampling.LANCZOS))
    return np.packbits(pixels[:, 1:] > pixels[:, :-1]).tobytes()
