"""What a picture shows of itself: its size, its EXIF fields and its perceptual hashes."""

import io
import warnings
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from PIL import Image

from hashsets.modes import hashable
from hashsets.reduced import Reduced
from triage.content import Unexamined
from triage.inspectors import decode
from triage.inspectors.base import HEAD_BYTES, Part, Subject
from triage.inspectors.exif import exif_fields
from triage.inspectors.failure import parsing
from triage.inspectors.hashing import picture_of, picture_of_reduced
from triage.inspectors.heic_layout import is_cut
from triage.inspectors.meta_boxes import LARGEST_META
from triage.inspectors.reduced_heic import reduced_heic
from triage.inspectors.reduced_jpeg import reduced_jpeg
from triage.reasons import Reason
from triage.records import Picture

PREVIEW_ONLY = "camera raw: the hashes are of the preview it holds"
CUT_SHORT = "truncated: the hashes are of the part that decodes"
FIRST_FRAME_ONLY = "the first of several frames or pages was examined"

_HEADER_FIRST = frozenset(("JPEG", "MPO"))
"""Formats whose EXIF is read with their header: the pixels tell no more."""


class PictureInspector:
    """Decodes each picture once. What cannot be decoded is a gap, of whatever picture type.

    ``large`` says whether this process may hold more than ``decode.LARGE_PIXELS``. ``near`` says
    whether a picture hashed at a reduced scale may match anything: then it is decoded again, fully.
    """

    stage = "picture"

    def __init__(
        self,
        large: Callable[[], bool] = decode.has_large_memory,
        near: Callable[[Picture], bool] = lambda _: False,
    ) -> None:
        decode.prepare()
        self._large = large
        self._near = near

    def wants(self, subject: Subject) -> bool:
        """Every picture by true type, also of formats that no decoder here reads."""
        return subject.type is not None and subject.type.mime.startswith("image/")

    def inspect(self, subject: Subject) -> Iterator[Part | Unexamined]:
        """One ``Picture`` (without hashes where only the header reads), and the gaps.

        Raises ``Unexamined`` where not even the header reads, ``MemoryError`` where the
        large-memory worker should have it.
        """
        mime = subject.type.mime if subject.type else ""
        if mime not in decode.FORMATS:
            yield Unexamined(Reason.UNSUPPORTED_FORMAT, f"{mime} is not decoded")
            return
        decode.check_canvas(subject.head, mime, self._large)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = list(self._examine(subject, mime))
        yield from found

    def _examine(self, subject: Subject, mime: str) -> Iterator[Part | Unexamined]:
        image = decode.open_picture(_file(subject), mime)
        exif = _exif(image)
        picture = self._at_reduced_scale(subject.whole, image, exif.fields)
        if picture is None:
            yield from self._at_full_scale(lambda: _file(subject), image, mime, exif)
        else:
            yield picture
            yield from filter(None, (exif.damage,))

    def _at_reduced_scale(
        self, body: bytes | None, image: Image.Image, exif: dict[str, str]
    ) -> Picture | None:
        if body is None or image.width * image.height > decode.MAX_PIXELS:
            return None
        reduced = _reduced(body, image)
        picture = None if reduced is None else picture_of_reduced(reduced, exif)
        return None if picture is None or self._near(picture) else picture

    def _at_full_scale(
        self, file: Callable[[], BinaryIO], image: Image.Image, mime: str, exif: "_Exif"
    ) -> Iterator[Part | Unexamined]:
        try:
            decode.check_pixels(image.size, self._large)
            several = _several_frames(image)
            loaded = decode.load(image, lambda: decode.open_picture(file(), mime))
        except Unexamined as gap:
            if gap.reason is Reason.DAMAGED and decode.may_want_memory(image, self._large):
                raise MemoryError from None
            yield from _undecoded(image, mime, exif.fields, gap)
        else:
            if not exif.fields and not exif.damage and image.format not in _HEADER_FIRST:
                exif = _exif(loaded.image)
            yield picture_of(loaded.image, _turn(loaded.image), exif.fields)
            damage = loaded.damage or _cut(image, file)
            yield from filter(None, (damage, _remainder(mime, several)))
        yield from filter(None, (exif.damage,))


def _reduced(body: bytes, image: Image.Image) -> Reduced | None:
    if image.format == "HEIF":
        return None if _several_frames(image) else reduced_heic(body, image)
    return reduced_jpeg(body, image, _turn(image))


class _Exif(NamedTuple):
    fields: dict[str, str]
    damage: Unexamined | None = None


def _remainder(mime: str, several: bool) -> Unexamined | None:
    """What a picture holds besides the one frame that was hashed."""
    if mime in decode.RAW_TYPES:
        return Unexamined(Reason.UNSUPPORTED_FORMAT, PREVIEW_ONLY)
    return Unexamined(Reason.LIMIT_COUNT, FIRST_FRAME_ONLY) if several else None


def _cut(image: Image.Image, file: Callable[[], BinaryIO]) -> Unexamined | None:
    if image.format != "HEIF":
        return None
    body = file()
    head = body.read(HEAD_BYTES + LARGEST_META)
    cut = is_cut(head, body.seek(0, io.SEEK_END))
    return Unexamined(Reason.DAMAGED, CUT_SHORT) if cut else None


def _file(subject: Subject) -> BinaryIO:
    whole = subject.whole
    return subject.file() if whole is None else io.BytesIO(whole)


def _several_frames(image: Image.Image) -> bool:
    # The further pictures of a phone's multi-picture JPEG are its preview and gain map.
    if image.format == "MPO":
        return False
    try:
        with parsing("frames"):
            return bool(getattr(image, "is_animated", False))
    except Unexamined:
        return False


def _exif(image: Image.Image) -> _Exif:
    # A PNG would be decoded to look for EXIF behind its pixels.
    if image.format == "PNG" and image._im is None and "exif" not in image.info:
        return _Exif({})
    try:
        with parsing("EXIF"):
            return _Exif(exif_fields(image))
    except Unexamined as damage:
        return _Exif({}, damage)


def _turn(image: Image.Image) -> int:
    try:
        return decode.orientation(image)
    except Unexamined:
        return 1


def _undecoded(
    image: Image.Image, mime: str, exif: dict[str, str], gap: Unexamined
) -> Iterator[Part | Unexamined]:
    if mime in decode.RAW_TYPES:
        yield Unexamined(Reason.UNSUPPORTED_FORMAT, "camera raw without a preview that decodes")
        return
    turned = image.format not in {"TIFF", "HEIF", "PNG"} and _turn(image) >= 5
    width, height = image.size[::-1] if turned else image.size
    yield Picture(width=width, height=height, exif=exif)
    yield gap


def decoded(file: Callable[[], BinaryIO], mime: str, large: Callable[[], bool]) -> Image.Image:
    """The upright picture alone. Raises ``Unexamined``, or ``MemoryError`` as ``inspect`` does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = decode.open_picture(file(), mime)
        decode.check_pixels(image.size, large)
        loaded = decode.load(image, lambda: decode.open_picture(file(), mime))
        return decode.upright(hashable(loaded.image), decode.orientation(image))
