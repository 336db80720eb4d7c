"""A service that decodes one generated picture of each format."""

import io
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import pillow_heif
from PIL import Image

from jail.service import Beacon

Emit = Callable[[bytes], None]

FORMATS = ("HEIC", "AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
NAMES = {"HEIC": "HEIF"}


def encoded(name: str) -> bytes:
    """A gradient as a file of that format."""
    picture = Image.linear_gradient("L").resize((1024, 1024)).convert("RGB")
    stream = io.BytesIO()
    picture.save(stream, NAMES.get(name, name))
    return stream.getvalue()


class Decoder:
    def __init__(self, _argument: bytes) -> None:
        pillow_heif.register_heif_opener()
        self._files = {name: encoded(name) for name in FORMATS}

    def canaries(self) -> Mapping[str, Callable[[], None]]:
        return {name: partial(self._decode, name) for name in FORMATS}

    def _decode(self, name: str) -> None:
        with Image.open(io.BytesIO(self._files[name])) as picture:
            foot = picture.convert("L").crop((0, 900, 1024, 1024))
            assert min(foot.tobytes()) > 200

    def perform(
        self, _body: bytes, _descriptors: Sequence[int], emit: Emit, _beacon: Beacon
    ) -> None:
        for name in FORMATS:
            self._decode(name)
        emit(" ".join(FORMATS).encode())
