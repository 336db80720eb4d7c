"""Phones of any size: ``python -m benchmarks.phones IMAGE FILES``.

The mix is made up but fixed: mostly small application files, one picture in ``photo_every``, one
of these in ``camera_every`` of camera size. Every file's content differs from every other's.
"""

import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from examples import camera, ext4
from examples.photographs import enlarged, photograph

FOLDER_FILES = 500
"""Files in a folder."""

_BLOCK = 4096
_SCENES = ("china", "flower", "chelsea", "coffee", "rocket", "motorcycle", "moon", "grass")
_START = 1772352000


@dataclass(frozen=True)
class Mix:
    """How many files, and how many of them are pictures."""

    files: int
    photo_every: int = 8
    camera_every: int = 10
    seed: int = 20260301


def contents(mix: Mix) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file, the same every time."""
    chance = random.Random(mix.seed)
    small, large = small_pictures(), camera_pictures()
    for number in range(mix.files):
        shelf = number // FOLDER_FILES
        if number % mix.photo_every:
            yield f"data/app{shelf:04}/files/{number:07}.json", _application_file(chance, number)
        else:
            taken = number // mix.photo_every
            pictures = small if taken % mix.camera_every else large
            # Bytes after the end of a JPEG change its digest and not the picture.
            content = pictures[taken % len(pictures)] + b"%012d" % number
            yield f"data/media/0/DCIM/{shelf:04}/IMG_{number:07}.jpg", content


def build(image: Path, mix: Mix) -> int:
    """An ext4 image holding the mix; returns how many bytes of content it has."""
    with tempfile.TemporaryDirectory(dir=image.parent) as tree:
        total = blocks = 0
        for path, content in contents(mix):
            place = Path(tree) / path
            if not place.parent.is_dir():
                place.parent.mkdir(parents=True)
            place.write_bytes(content)
            total += len(content)
            blocks += -(-len(content) // _BLOCK)
        size = (blocks + mix.files // 8 + 16384) * 11 // 10 * _BLOCK
        ext4.format_image(image, size, inodes=mix.files + mix.files // 50 + 4096)
        ext4.edit(image, ext4.copy_folder(Path(tree), times=False))
    return total


def _application_file(chance: random.Random, number: int) -> bytes:
    words = [f'"k{chance.randrange(1 << 20):x}": {chance.random():.6f}' for _ in range(16)]
    body = f"{{{', '.join(words)}}}".encode()
    return b'{"id": %d}\n' % number + body * chance.choice((1, 2, 4, 16))


def small_pictures() -> list[bytes]:
    """Pictures as messengers keep them, tens of kilobytes each."""
    return [
        camera.plain(enlarged(photograph(name), 480 + 40 * step), "JPEG", quality=60 + 5 * step)
        for name in _SCENES
        for step in range(4)
    ]


def camera_pictures() -> list[bytes]:
    """Pictures of about twelve megapixels."""
    return [
        camera.jpeg(enlarged(photograph(name), 4000), when=_START + number * 60)
        for number, name in enumerate(_SCENES[:6])
    ]


if __name__ == "__main__":
    print(build(Path(sys.argv[1]), Mix(int(sys.argv[2]))), "bytes of content")
