"""One small file or several of every format that is carved, all generated."""

import io
import sqlite3
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pillow_heif
from PIL import Image


def noise(seed: int, width: int = 96, height: int = 64) -> Image.Image:
    """A picture whose content does not compress to nothing."""
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 3), np.uint8)
    return Image.fromarray(pixels)


def saved(kind: str, seed: int = 0, **options: object) -> bytes:
    """The picture as a file of a kind that Pillow writes."""
    body = io.BytesIO()
    noise(seed).save(body, kind, **options)
    return body.getvalue()


def jpeg_with_thumbnail() -> bytes:
    """A JPEG whose EXIF segment holds a whole JPEG."""
    inner = saved("JPEG", 1)[:30_000]
    exif = b"Exif\0\0" + inner
    body = saved("JPEG", 2)
    return body[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + body[2:]


def animated_gif() -> bytes:
    """Several frames, a comment, a loop extension."""
    body = io.BytesIO()
    frames = [noise(seed) for seed in range(4)]
    frames[0].save(body, "GIF", save_all=True, append_images=frames[1:], comment=b"c", loop=0)
    return body.getvalue()


def heic() -> bytes:
    """A picture by libheif."""
    body = io.BytesIO()
    pillow_heif.from_pillow(noise(3)).save(body, format="HEIF")
    return body.getvalue()


def box(kind: bytes, body: bytes, large: bool = False) -> bytes:
    """An ISO base media box."""
    if large:
        return b"\0\0\0\x01" + kind + (16 + len(body)).to_bytes(8, "big") + body
    return (8 + len(body)).to_bytes(4, "big") + kind + body


def movie(brand: bytes, moov_first: bool, large: bool = False) -> bytes:
    """The boxes of a film, without a film in them."""
    data = np.random.default_rng(5).bytes(9000)
    head = box(b"ftyp", brand + b"\0\0\2\0" + b"isomiso2")
    moov = box(b"moov", box(b"mvhd", bytes(100)) + box(b"udta", b"\x01" * 40))
    mdat = box(b"mdat", data, large)
    return head + (moov + mdat if moov_first else box(b"free", b"") + mdat + moov)


def database(rows: int = 40, page_size: int = 4096) -> bytes:
    """Tables, an index, rows on overflow pages, and some freed pages."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA page_size = {page_size}")
        connection.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT, body BLOB)")
        connection.execute("CREATE INDEX by_word ON words (word)")
        random = np.random.default_rng(rows)
        values = ((n, f"word {n}", random.bytes(20 + n * 20)) for n in range(rows))
        connection.executemany("INSERT INTO words VALUES (?, ?, ?)", values)
        connection.execute("DELETE FROM words WHERE id % 3 = 0")
        connection.commit()
        connection.close()
        return path.read_bytes()


class _Unseekable(io.RawIOBase):
    """Makes ``zipfile`` write data descriptors."""

    def __init__(self) -> None:
        self.body = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = memoryview(data).tobytes()  # type: ignore[arg-type]
        self.body += piece
        return len(piece)


def archive(streamed: bool = False, comment: bytes = b"", method: int = 8) -> bytes:
    """A zip with pictures in it."""
    target = _Unseekable() if streamed else io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as written:
        for number in range(4):
            written.writestr(f"DCIM/{number}.jpg", saved("JPEG", number))
        written.writestr("empty", b"")
        written.comment = comment
    return bytes(target.body) if isinstance(target, _Unseekable) else target.getvalue()


@cache
def samples() -> dict[str, tuple[str, bytes]]:
    """What each is: the format's name, and the file."""
    return {
        "baseline JPEG": ("jpeg", saved("JPEG")),
        "progressive JPEG": ("jpeg", saved("JPEG", progressive=True)),
        "JPEG with restarts": ("jpeg", saved("JPEG", restart_marker_rows=1)),
        "JPEG with a thumbnail": ("jpeg", jpeg_with_thumbnail()),
        "PNG": ("png", saved("PNG")),
        "GIF": ("gif", saved("GIF")),
        "animated GIF": ("gif", animated_gif()),
        "WebP, lossy": ("webp", saved("WEBP")),
        "WebP, lossless": ("webp", saved("WEBP", lossless=True)),
        "WebP, extended": ("webp", saved("WEBP", exif=b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0")),
        "HEIC": ("heic", heic()),
        "MP4": ("mp4", movie(b"isom", moov_first=False)),
        "MP4 for streaming": ("mp4", movie(b"mp42", moov_first=True)),
        "QuickTime": ("mp4", movie(b"qt  ", moov_first=False, large=True)),
        "SQLite": ("sqlite", database()),
        "SQLite, small pages": ("sqlite", database(page_size=512)),
        "SQLite, large pages": ("sqlite", database(rows=0, page_size=8192)),
        "zip": ("zip", archive()),
        "zip, stored": ("zip", archive(method=0)),
        "zip, streamed": ("zip", archive(streamed=True)),
        "zip with a comment": ("zip", archive(comment=b"PK\3\4 or not")),
    }
