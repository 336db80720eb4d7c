"""A phone by the weight of what it holds: ``python -m benchmarks.handset IMAGE MEGABYTES``.

Photographs of 12 MP and video make three quarters of the bytes, as on a phone in use; the rest is
what messengers keep, databases, application packages and very many small files.
"""

import io
import random
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import phones
from examples import ext4

SHARES = {"photo": 34, "video": 40, "chat": 6, "database": 4, "package": 13, "small": 3}
"""Percent of the bytes."""

VIDEO_BYTES = 48 << 20
MEMBERS = 300
"""Members of an application package, each of ``MEMBER_BYTES``; every third is stored."""
MEMBER_BYTES = 48 << 10
ROWS = 6000
_BLOCK = 4096
_SEED = 20260302

Content = tuple[str, bytes]


def contents(megabytes: int) -> Iterator[Content]:
    """Path and content of each file, the same every time; all differ."""
    chance = random.Random(_SEED)
    for kind, maker in _MAKERS.items():
        left = megabytes * SHARES[kind] * 10_000
        for number, (path, content) in enumerate(maker(chance)):
            if left <= 0:
                break
            left -= len(content)
            yield path.format(shelf=number // 200, number=number), content


def _photos(chance: random.Random) -> Iterator[Content]:
    pictures = phones.camera_pictures()
    while True:
        end = chance.randbytes(12)  # after a JPEG's end: another digest, the same picture
        yield "data/media/0/DCIM/{shelf:03}/IMG_{number:06}.jpg", chance.choice(pictures) + end


def _videos(chance: random.Random) -> Iterator[Content]:
    head = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + (VIDEO_BYTES + 8).to_bytes(4) + b"mdat"
    while True:
        yield "data/media/0/DCIM/Video/VID_{number:06}.mp4", head + chance.randbytes(VIDEO_BYTES)


def _chat(chance: random.Random) -> Iterator[Content]:
    pictures = phones.small_pictures()
    place = "data/media/0/WhatsApp/Media/{shelf:03}/IMG-{number:06}.jpg"
    while True:
        yield place, chance.choice(pictures) + chance.randbytes(12)


def _databases(chance: random.Random) -> Iterator[Content]:
    while True:
        database = sqlite3.connect(":memory:")
        database.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, sent INTEGER, body TEXT)")
        rows = ((n, chance.randrange(1 << 31), _words(chance, 12)) for n in range(ROWS))
        database.executemany("INSERT INTO message VALUES (?, ?, ?)", rows)
        yield "data/data/app{number:04}/databases/messages.db", bytes(database.serialize())
        database.close()


def _packages(chance: random.Random) -> Iterator[Content]:
    while True:
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for number in range(MEMBERS):
                stored = zipfile.ZIP_STORED if number % 3 == 0 else None
                half = chance.randbytes(MEMBER_BYTES // 2)
                name = f"res/raw/{number:04}.bin"
                package.writestr(name, half + half, compress_type=stored)
        yield "data/app/app{number:04}/base.apk", body.getvalue()


def _small(chance: random.Random) -> Iterator[Content]:
    place = "data/data/app{shelf:04}/files/{number:06}.json"
    while True:
        yield place, b'{{"text": "%s"}}' % _words(chance, chance.choice((20, 200, 900))).encode()


def _words(chance: random.Random, count: int) -> str:
    return " ".join(f"{chance.getrandbits(24):x}" for _ in range(count))


_MAKERS = {
    "small": _small,
    "database": _databases,
    "package": _packages,
    "video": _videos,
    "chat": _chat,
    "photo": _photos,
}


def build(image: Path, megabytes: int) -> None:
    """An ext4 image holding the mix."""
    with tempfile.TemporaryDirectory(dir=image.parent) as tree:
        blocks = files = 0
        for path, content in contents(megabytes):
            place = Path(tree) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            blocks += -(-len(content) // _BLOCK)
            files += 1
        size = (blocks + files // 8 + 16384) * 11 // 10 * _BLOCK
        ext4.format_image(image, size, inodes=files * 11 // 10 + 4096)
        ext4.edit(image, ext4.copy_folder(Path(tree), times=False))


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]))
