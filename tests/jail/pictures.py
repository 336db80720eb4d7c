"""A service that decodes one generated picture of each format."""

import io

import pillow_heif
from PIL import Image

FORMATS = ("HEIC", "AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
NAMES = {"HEIC": "HEIF"}


def encoded(name):
    """A gradient as a file of that format."""
    picture = Image.linear_gradient("L").resize((1024, 1024)).convert("RGB")
    stream = io.BytesIO()
    picture.save(stream, NAMES.get(name, name))
    return stream.getvalue()


class Decoder:
    def __init__(self, _argument):
        pillow_heif.register_heif_opener()
        self._files = {name: encoded(name) for name in FORMATS}

    def canaries(self):
        return {name: lambda name=name: self._decode(name) for name in FORMATS}

    def _decode(self, name):
        with Image.open(io.BytesIO(self._files[name])) as picture:
            assert picture.convert("L").getpixel((512, 1000)) > 200

    def perform(self, _body, _descriptors, emit, _beacon):
        for name in FORMATS:
            self._decode(name)
        emit(" ".join(FORMATS).encode())
