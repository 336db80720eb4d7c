"""All perceptual hashes of one decoded picture."""

import msgspec
from PIL import Image

from hashsets.pdq import pdq_hash
from hashsets.phash import dhash, phash


class PerceptualHashes(msgspec.Struct, frozen=True, kw_only=True):
    """What one picture hashes to.

    ``pdq`` is 8 x 32 bytes and ``phash`` 8 x 8 bytes, the eight orientations in the order of
    ``hashsets.transforms.TRANSFORMS``; ``dhash`` is 8 bytes, as the picture stands. The hex of the
    first 32 (or 8) bytes is the form in which PDQ is published and ImageHash prints.
    ``pdq_quality`` is 0 to 100; under 50 the hash says little.
    """

    pdq: bytes
    pdq_quality: int
    phash: bytes
    dhash: bytes


def perceptual_hashes(image: Image.Image, grey: Image.Image | None = None) -> PerceptualHashes:
    """The hashes of a decoded picture whose EXIF orientation has been applied.

    ``grey`` is the same picture in mode L, where it is at hand.
    """
    pdq = pdq_hash(image)
    grey = grey or image.convert("L")
    pixels = grey.tobytes()
    return PerceptualHashes(
        pdq=pdq.orientations,
        pdq_quality=pdq.quality,
        phash=phash(grey, pixels=pixels),
        dhash=dhash(grey, pixels=pixels),
    )
