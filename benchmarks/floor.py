"""The floor: reading a device's files out of its image and digesting them, and nothing else."""

import hashlib
import io
import json
import mmap
import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

from PIL import Image

Runs = list[tuple[int, int]]
Work = Callable[[Path, list[Runs]], int]

BATCH = 16
"""Files a process takes at a time: few enough that none waits long for another at the end."""


def runs_of(listing: bytes, kind: str = "") -> list[Runs]:
    """Byte runs in the image of each file in a ``triage files --format jsonl`` listing.

    They are cut to the file's size and put in disk order, as a careful reader would take them.
    ``kind`` is what the true type must start with.
    """
    found = []
    for line in listing.splitlines():
        entry = json.loads(line)
        own = entry["runs"] and entry["sha256"] and entry["parent"] is None
        if own and (entry["mime"] or "").startswith(kind):
            found.append(_cut(entry["runs"], entry["size"]))
    return sorted(found)


def _cut(runs: list[list[int]], size: int) -> Runs:
    kept = []
    for offset, length in runs:
        if (taken := min(length, size)) > 0:
            kept.append((offset, taken))
        size -= taken
    return kept


def shared(work: Work, image: Path, files: list[Runs], workers: int) -> int:
    """``digest`` or ``decode`` by ``workers`` processes, a batch at a time; bytes or pixels."""
    if workers == 1:
        return work(image, files)
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    with ProcessPoolExecutor(workers) as pool:
        return sum(pool.map(work, repeat(image), batches))


def digest(image: Path, files: list[Runs]) -> int:
    """The three digests of each file, read through a map of the image; bytes digested."""
    done = 0
    with image.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        view = memoryview(mapped)
        for runs in files:
            states = (hashlib.md5(usedforsecurity=False), hashlib.sha1(), hashlib.sha256())
            for offset, length in runs:
                part = view[offset : offset + length]
                for state in states:
                    state.update(part)
                part.release()
                done += length
        view.release()
    return done


def decode(image: Path, pictures: list[Runs]) -> int:
    """Every picture decoded once, whole, to RGB by Pillow; pixels decoded."""
    pixels = 0
    with image.open("rb") as file:
        for runs in pictures:
            content = b"".join(os.pread(file.fileno(), length, offset) for offset, length in runs)
            with Image.open(io.BytesIO(content)) as picture:
                decoded = picture.convert("RGB")
            pixels += decoded.width * decoded.height
    return pixels


def recover_and_digest(image: Path, folder: Path) -> None:
    """The usual peer: ``tsk_recover -a`` writes every file out, then each is digested."""
    subprocess.run(
        ["tsk_recover", "-a", str(image), str(folder)], check=True, stdout=subprocess.DEVNULL
    )
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for name in ("md5", "sha1", "sha256"):
                hashlib.new(name, content, usedforsecurity=False)
