"""The hashes of a decoded picture, and of what its borders enclose."""

from PIL import Image

from hashsets.borders import trimmed
from hashsets.framed import LEAST_QUALITY
from hashsets.modes import hashable
from hashsets.perceptual_hashes import perceptual_hashes
from hashsets.reduced import Reduced, reduced_hashes
from triage.inspectors.decode import upright
from triage.inspectors.failure import parsing
from triage.records import Picture, Trimmed


def picture_of(image: Image.Image, turn: int, exif: dict[str, str]) -> Picture:
    """A fully decoded picture of any mode; ``turn`` is the EXIF orientation yet to be applied.

    Raises ``Unexamined`` where its pixels cannot be converted.
    """
    with parsing("pixels"):
        pixels = upright(hashable(image), turn)
        grey = pixels.convert("L")
        hashes = perceptual_hashes(pixels, grey)
        inner = trimmed(pixels, grey)
    return Picture(
        width=pixels.width,
        height=pixels.height,
        pdq=hashes.pdq,
        pdq_quality=hashes.pdq_quality,
        phash=hashes.phash,
        dhash=hashes.dhash,
        trimmed=None if inner is None else trimmed_hashes(inner),
        exif=exif,
    )


def trimmed_hashes(inner: Image.Image) -> Trimmed | None:
    """The hashes of what borders enclose, null where it shows too little."""
    hashes = perceptual_hashes(inner)
    if hashes.pdq_quality < LEAST_QUALITY:
        return None
    return Trimmed(pdq=hashes.pdq, pdq_quality=hashes.pdq_quality, phash=hashes.phash)


def picture_of_reduced(reduced: Reduced, exif: dict[str, str]) -> Picture | None:
    """A picture decoded at a reduced scale; null where its full decode must be hashed."""
    found = reduced_hashes(reduced)
    if found is None:
        return None
    return Picture(
        width=reduced.width,
        height=reduced.height,
        pdq=found.hashes.pdq,
        pdq_quality=found.hashes.pdq_quality,
        phash=found.hashes.phash,
        dhash=found.hashes.dhash,
        scale=f"1/{reduced.factor}",
        doubt=found.doubt,
        exif=exif,
    )
