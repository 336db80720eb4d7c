"""A memory card that was filled and then formatted: what the carving figures are taken on."""

import hashlib
import io
import random
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from examples import camera
from examples.photographs import enlarged, photograph

CLUSTER = 4096
JUNK = 1 << 20
SCENES = ("china", "flower", "coffee", "chelsea", "rocket", "moon")


class Card(NamedTuple):
    """SHA-256 of the files that are there whole, and of those whose first cluster is lost."""

    whole: frozenset[str]
    damaged: frozenset[str]


def build(image: Path, files: int, size: int) -> Card:
    """A FAT32 card of so many files, formatted again; one in ten lost its first cluster.

    Half of the card held something that looks random before, the other half nothing at all.
    """
    with image.open("wb") as file:
        for start in range(0, size // 2, JUNK):
            file.write(random.Random(start).randbytes(JUNK))
        file.truncate(size)
    _tool("mkfs.vfat", "-F", "32", "-s", str(CLUSTER // 512), str(image))
    bodies = dict(contents(files))
    with tempfile.TemporaryDirectory() as folder:
        for name, body in bodies.items():
            (Path(folder) / name).write_bytes(body)
        names = [str(Path(folder) / name) for name in bodies]
        _tool("mcopy", "-i", str(image), *names, "::")
    _tool("mkfs.vfat", "-F", "32", "-s", str(CLUSTER // 512), str(image))
    lost = [body for number, body in enumerate(bodies.values()) if number % 10 == 9]
    with image.open("r+b") as file:
        held = file.read()
        for body in lost:
            file.seek(held.index(body[: 2 * CLUSTER]))
            file.write(random.Random(len(body)).randbytes(CLUSTER))
    damaged = frozenset(map(_digest, lost))
    return Card(frozenset(map(_digest, bodies.values())) - damaged, damaged)


def contents(files: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes: photographs mostly, and one or more of every other format that is carved."""
    for number in range(files):
        draw = random.Random(number)
        scene = photograph(SCENES[number % len(SCENES)])
        picture = enlarged(scene, draw.randrange(700, 2400)).rotate(draw.random() * 4 - 2)
        kind, body = _file(number % 20, picture, draw, number)
        yield f"F{number:05}.{kind}", body


def _file(sort: int, picture: Image.Image, draw: random.Random, number: int) -> tuple[str, bytes]:
    small = picture.resize((320, 240))
    makers: dict[int, tuple[str, Callable[[], bytes]]] = {
        0: ("heic", lambda: camera.heic(picture.resize((900, 600)), when=1_700_000_000 + number)),
        1: ("png", lambda: camera.plain(small, "PNG")),
        2: ("gif", lambda: camera.plain(small.convert("P"), "GIF")),
        3: ("webp", lambda: camera.plain(picture, "WEBP", quality=70)),
        4: ("mp4", lambda: _film(draw)),
        5: ("db", lambda: _database(draw)),
        6: ("zip", lambda: _archive(small)),
    }
    if sort in makers:
        kind, make = makers[sort]
        return kind, make()
    return "jpg", camera.jpeg(picture, when=1_700_000_000 + number)


def _film(draw: random.Random) -> bytes:
    def box(kind: bytes, body: bytes) -> bytes:
        return (8 + len(body)).to_bytes(4, "big") + kind + body

    moov = box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", draw.randbytes(2000)))
    media = box(b"mdat", draw.randbytes(draw.randrange(200_000, 3_000_000)))
    return box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + media + moov


def _database(draw: random.Random) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, body TEXT, more BLOB)")
        rows = ((n, f"message {n}", draw.randbytes(300)) for n in range(draw.randrange(50, 2000)))
        connection.executemany("INSERT INTO messages VALUES (?, ?, ?)", rows)
        connection.commit()
        connection.close()
        return path.read_bytes()


def _archive(picture: Image.Image) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.jpg", camera.plain(picture, "JPEG", quality=70 + number))
    return body.getvalue()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _tool(*words: str) -> None:

    subprocess.run(words, check=True, capture_output=True)
