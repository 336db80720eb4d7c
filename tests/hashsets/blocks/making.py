"""Small block sets to match against."""

import random
from pathlib import Path
from typing import Any

from hashsets.blocks.records import BlockOrder
from hashsets.catalogue import Catalogue, ImportReport
from hashsets.records import Disposition

SIZE = 4096


def content(seed: int, blocks: int, rest: int = 0, size: int = SIZE) -> bytes:
    """So many blocks, and the rest of one, that occur nowhere else."""
    return random.Random(seed).randbytes(blocks * size + rest)


def order(name: str = "pieces", disposition: str = "alert", **asked: Any) -> BlockOrder:
    return BlockOrder(
        name=name,
        disposition=Disposition(disposition),
        importer=asked.pop("importer", "tester"),
        **asked,
    )


def made(folder: Path, files: dict[str, bytes], name: str = "pieces", **asked: Any) -> ImportReport:
    """The report of making a set of these files, named in order, or of these lists."""
    place = folder / f"files-{name}"
    for label, body in files.items():
        (place / label).parent.mkdir(parents=True, exist_ok=True)
        (place / label).write_bytes(body)
    paths = [place / label for label in files]
    return Catalogue(folder / "hashsets").make_blocks(paths, order(name, **asked))
