"""Images damaged the same way every time: bytes flipped, ends cut off."""

import random
from pathlib import Path

FLIPS = (1, 8, 200)
"""Bytes changed in one copy."""

CUTS = (0.03, 0.5, 0.97)
"""Where copies are cut off, as a share of the whole."""

STRUCTURES = 400
"""Sectors that are not empty, from the start, in which bytes are flipped: metadata lies there."""


def damaged(body: bytes, seed: int) -> list[bytes]:
    """Copies with bytes flipped where file systems keep their structures, and copies cut short."""
    chance = random.Random(seed)
    used = [at for at in range(0, len(body), 512) if body[at : at + 512].strip(b"\0")]
    copies = [_flipped(body, used[:STRUCTURES], number, chance) for number in FLIPS]
    return copies + [body[: int(len(body) * share)] for share in CUTS]


def _flipped(body: bytes, sectors: list[int], number: int, chance: random.Random) -> bytes:
    copy = bytearray(body)
    for _ in range(number):
        at = min(chance.choice(sectors) + chance.randrange(512), len(copy) - 1)
        copy[at] ^= 1 << chance.randrange(8)
    return bytes(copy)


def lay_out(images: list[Path], folder: Path) -> list[Path]:
    """Damaged copies of the first part of an image, each in a folder with the parts after it."""
    first, *others = images
    found = []
    for number, body in enumerate(damaged(first.read_bytes(), seed=len(first.name))):
        place = folder / str(number)
        place.mkdir()
        (place / first.name).write_bytes(body)
        for other in others:
            (place / other.name).write_bytes(other.read_bytes())
        found.append(place / first.name)
    return found
