"""The fast scan against its floor: ``python -m benchmarks.sample``; nothing is kept.

A sparse image of 64 GiB with an ext4 file system, ordinary content scattered over it and 1 MiB of
known content where no file is listed. The floor reads the very same blocks in the same order and
takes their SHA-256, and does nothing else. Cold: the image's pages are dropped before each run.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, table
from benchmarks.machine import machine
from triage.sampling.arithmetic import draws_needed, whole_blocks
from triage.sampling.choosing import chosen

BLOCK = 4096
KNOWN_BYTES = 1 << 20
PIECE = 1 << 18
FIRST = 64
"""Pieces at the start that are the file system's own."""

SEED = 20260301


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sample", description=__doc__)
    parser.add_argument("--gib", type=int, default=64, help="size of the image")
    parser.add_argument("--content", type=int, default=4, metavar="GIB", help="of it not a hole")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions, for the median")
    return parser.parse_args()


def build(folder: Path, gib: int, content: int) -> Path:
    """The image; ``content`` GiB of it text, media (random bytes) and application records."""
    image, chance = folder / "sparse.img", random.Random(SEED)
    known = folder / "known"
    known.write_bytes(chance.randbytes(KNOWN_BYTES))
    words = ["mke2fs", "-q", "-F", "-t", "ext4", "-b", str(BLOCK), str(image), f"{gib}G"]
    subprocess.run(words, check=True)
    pieces = (content << 30) // PIECE
    places = chance.sample(range(FIRST, (gib << 30) // PIECE), pieces + 1)
    record = b"".join(b'{"id": %d, "at": %d}\n' % (n, n * n) for n in range(PIECE // 16))[:PIECE]
    with image.open("r+b") as file:
        for number, place in enumerate(places[:-1]):
            file.seek(place * PIECE)
            file.write(chance.randbytes(PIECE) if number % 4 else record)
        file.seek(places[-1] * PIECE)
        file.write(known.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    return image


def drop(image: Path) -> None:
    """Have the next run read the image from storage."""
    with image.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def floor(image: Path, places: list[int]) -> int:
    """Read these blocks and take their digests."""
    with image.open("rb", buffering=0) as file:
        descriptor = file.fileno()
        for place in places:
            sha256(os.pread(descriptor, BLOCK, place * BLOCK)).digest()
    return len(places)


def shared_floor(image: Path, places: list[int], processes: int) -> None:
    """The floor in several processes, each with a part of the image."""
    part = -(-len(places) // processes)
    parts = [places[at : at + part] for at in range(0, len(places), part)]
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(floor, [image] * len(parts), parts))


def skerry(folder: Path, *words: str) -> str:
    """The installed command."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "skerry"), *words],
        env={**os.environ, "SKERRY_HOME": str(folder / "home")},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def scan(folder: Path, image: Path, workers: int) -> dict[str, Any]:
    """One whole scan, from start to exit, into a new examination."""
    exam = folder / "scan.exam"
    exam.unlink(missing_ok=True)
    words = ("triage", "sample", str(image), "--exam", str(exam), "--seed", str(SEED))
    more = ("--workers", str(workers), "--format", "jsonl")
    said: dict[str, Any] = json.loads(skerry(folder, *words, *more).splitlines()[0])
    return said


def take(folder: Path, given: argparse.Namespace) -> None:
    """Measure, and print."""
    image = build(folder, given.gib, given.content)
    known = str(folder / "known")
    skerry(folder, "hashsets", "blocks", known, "--name", "known", "--disposition", "alert")
    total = (given.gib << 30) // BLOCK
    drawn = draws_needed(total, whole_blocks(KNOWN_BYTES, BLOCK), 0.99)
    places = chosen(total, drawn, SEED).tolist()
    cores = min(2, len(os.sched_getaffinity(0)))
    works: dict[str, Callable[[], object]] = {}
    for n in range(1, cores + 1):
        name = f"floor: pread and SHA-256, {n} process(es)"
        works[name] = partial(shared_floor, image, places, n)
    for n in range(1, cores + 1):
        works[f"skerry triage sample, {n} worker(s)"] = partial(scan, folder, image, n)
    for state in ("cold", "warm"):
        seconds: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(given.repeat):
            for name, work in works.items():
                if state == "cold":
                    drop(image)
                began = time.perf_counter()
                work()
                seconds[name].append(time.perf_counter() - began)
        figures = [
            Figure(name, tuple(each), drawn, drawn * BLOCK) for name, each in seconds.items()
        ]
        print(f"\n{state}: {drawn:,} of {total:,} blocks\n{table(figures)}", flush=True)
    said = scan(folder, image, cores)
    kept = ("probability", "hits", "tally", "statement")
    print(json.dumps({key: said[key] for key in kept}, indent=1))


def main() -> None:
    """Measure in a folder of its own."""
    given = options()
    print("\n".join(f"{name:14}{value}" for name, value in machine().items()), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        take(Path(folder), given)


if __name__ == "__main__":
    main()
