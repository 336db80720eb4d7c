"""HEIF files put together box by box: grids, turns and crops that no encoder at hand writes."""

import io
import struct
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pillow_heif
from PIL import Image

from triage.inspectors.heic_layout import bytes_of, layout

TILE = 256


class Tile(NamedTuple):
    """One HEVC still picture: its decoder's configuration and its bytes."""

    configuration: bytes
    stream: bytes


@cache
def scene(width: int, height: int, seed: int = 7) -> Image.Image:
    """A smooth picture whose hashes are well decided."""
    rough = np.random.default_rng(seed).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    return Image.fromarray(rough).resize((width, height), Image.Resampling.BICUBIC)


def saved(image: Image.Image, **options: object) -> bytes:
    """The picture as pillow-heif writes it: no grid."""
    pillow_heif.register_heif_opener()
    body = io.BytesIO()
    image.save(body, "HEIF", **{"quality": 80, "enc_params": {"preset": "ultrafast"}, **options})
    return body.getvalue()


def tile(image: Image.Image, **options: object) -> Tile:
    """The picture as one tile."""
    body = saved(image, **options)
    plan = layout(body)
    return Tile(plan.configuration, bytes_of(body, plan, plan.tiles[0]))


def tiles(image: Image.Image, side: int = TILE, **options: object) -> list[Tile]:
    """The picture cut into tiles, row by row, the last ones filled up with black."""
    corners = [
        (left, top) for top in range(0, image.height, side) for left in range(0, image.width, side)
    ]
    return [
        tile(image.crop((left, top, left + side, top + side)), **options) for left, top in corners
    ]


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full_box(kind: bytes, *content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *content)


def rotated(quarters: int) -> bytes:
    return box(b"irot", bytes([quarters]))


def mirrored(axis: int) -> bytes:
    return box(b"imir", bytes([axis]))


def cropped(whole: tuple[int, int], part: tuple[int, int]) -> bytes:
    """What ``clap`` says of a part that begins at the first pixel."""
    off = [(part[axis] - whole[axis], 2) for axis in (0, 1)]
    numbers = (part[0], 1, part[1], 1, *off[0], *off[1])
    return box(b"clap", struct.pack(">IIIIiIiI", *numbers))


def size_of(size: tuple[int, int]) -> bytes:
    return full_box(b"ispe", struct.pack(">II", *size))


def grid_file(
    made: Sequence[Tile],
    size: tuple[int, int],
    transforms: Sequence[bytes] = (),
    side: int = TILE,
) -> bytes:
    """A grid as an iPhone lays it out: tiles numbered from 1, the grid after them, in ``idat``."""
    columns, rows = -(-size[0] // side), -(-size[1] // side)
    grid = len(made) + 1
    shared = [box(b"hvcC", made[0].configuration), size_of((side, side)), size_of(size)]
    places = [3, *range(4, 4 + len(transforms))]
    uses = [(number, [1, 2]) for number in range(1, grid)] + [(grid, places)]
    numbers = b"".join(struct.pack(">H", number) for number in range(1, grid))
    grid_data = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *size)

    def meta(start: int) -> bytes:
        return full_box(
            b"meta",
            full_box(b"hdlr", bytes(4), b"pict", bytes(13)),
            full_box(b"pitm", struct.pack(">H", grid)),
            full_box(
                b"iinf", struct.pack(">H", grid), *(_entry(n, grid) for n in range(1, grid + 1))
            ),
            full_box(b"iref", box(b"dimg", struct.pack(">HH", grid, len(made)), numbers)),
            box(b"iprp", box(b"ipco", *shared, *transforms), _associations(uses)),
            box(b"idat", grid_data),
            _locations([len(each.stream) for each in made], start, len(grid_data)),
        )

    kinds = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    start = len(kinds) + len(meta(0)) + 8
    return kinds + meta(start) + box(b"mdat", *(each.stream for each in made))


def _entry(number: int, grid: int) -> bytes:
    kind = b"grid" if number == grid else b"hvc1"
    entry = struct.pack(">HH4s", number, 0, kind)
    return full_box(b"infe", entry, b"\0", version=2, flags=int(number != grid))


def _associations(uses: Sequence[tuple[int, Sequence[int]]]) -> bytes:
    packed = [struct.pack(">HB", item, len(places)) + bytes(places) for item, places in uses]
    return full_box(b"ipma", struct.pack(">I", len(uses)), *packed)


def _locations(lengths: Sequence[int], start: int, grid_length: int) -> bytes:
    entries, at = [], start
    for number, length in enumerate(lengths, 1):
        entries.append(struct.pack(">HHHHII", number, 0, 0, 1, at, length))
        at += length
    entries.append(struct.pack(">HHHHII", len(lengths) + 1, 1, 0, 1, 0, grid_length))
    return full_box(b"iloc", b"\x44\x00", struct.pack(">H", len(entries)), *entries, version=1)
