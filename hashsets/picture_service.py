"""Hashing a picture inside the jail, for looking one up. See ``jail.service``."""

import io
import os
import struct
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO

import msgspec
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from hashsets.borders import trimmed
from hashsets.framed import LEAST_QUALITY
from hashsets.modes import hashable
from hashsets.perceptual_hashes import perceptual_hashes
from jail.service import Beacon

MOST_PIXELS = 256_000_000
"""A larger picture is not decoded."""

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "HEIF", "AVIF", "TIFF", "BMP")

EXIF_ERRORS = (OSError, SyntaxError, ValueError, TypeError, KeyError, ArithmeticError, struct.error)
"""What Pillow raises for damaged EXIF, which says nothing about the pixels."""


class Hashed(msgspec.Struct, frozen=True, array_like=True):
    """A picture's hashes, as ``PerceptualHashes`` lays them out; all null for no picture.

    ``inside`` are those of what its borders enclose, null where it has none or they enclose too
    little to be compared.
    """

    pdq: bytes | None = None
    phash: bytes | None = None
    inside: "Hashed | None" = None


def hash_picture(file: BinaryIO) -> Hashed:
    """The hashes of the picture in ``file``, turned as its EXIF orientation says.

    Raises what Pillow raises for a damaged picture.
    """
    try:
        image = Image.open(file, formats=FORMATS)
    except UnidentifiedImageError:
        return Hashed()
    pixels = hashable(upright(image))
    hashes, inner = perceptual_hashes(pixels), trimmed(pixels)
    inside = None if inner is None else hash_inside(inner)
    return Hashed(pdq=hashes.pdq, phash=hashes.phash, inside=inside)


def hash_inside(inner: Image.Image) -> Hashed | None:
    """The hashes of what borders enclose, null where it shows too little."""
    hashes = perceptual_hashes(inner)
    if hashes.pdq_quality < LEAST_QUALITY:
        return None
    return Hashed(pdq=hashes.pdq, phash=hashes.phash)


def upright(image: Image.Image) -> Image.Image:
    """The picture as it is shown, or as it is stored where its EXIF cannot be read."""
    try:
        return ImageOps.exif_transpose(image)
    except EXIF_ERRORS:
        return image


class PictureService:
    """Hashes the picture behind each task's one descriptor."""

    def __init__(self, argument: bytes) -> None:
        """Loads every decoder now; ``argument`` is not used."""
        del argument
        pillow_heif.register_heif_opener(decode_threads=1)
        Image.init()
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses at twice its limit
        warnings.simplefilter("ignore")

    def canaries(self) -> Mapping[str, Callable[[], None]]:
        """One for each format that Pillow can write here."""
        return {name: canary(name) for name in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")}

    def perform(
        self,
        body: bytes,
        descriptors: Sequence[int],
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        """Emit the ``Hashed`` of the picture behind the first descriptor."""
        del body, beacon
        with os.fdopen(os.dup(descriptors[0]), "rb") as file:
            emit(msgspec.msgpack.encode(hash_picture(file)))


def canary(name: str) -> Callable[[], None]:
    """A check that a picture of this format still decodes; the picture is made at once."""
    made = io.BytesIO()
    Image.linear_gradient("L").save(made, name)

    def check() -> None:
        if hash_picture(io.BytesIO(made.getvalue())).pdq is None:
            raise ValueError(f"a {name} picture is not recognised")

    return check
