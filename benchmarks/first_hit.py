"""Seconds from start to the first hit: ``python -m benchmarks.first_hit``.

A phone of 100,000 files, an eighth of them pictures, with a few planted pictures that an alert set
knows. Wherever they lie on the disk they must be found soon: the plain run is timed with them first
and last in disk order. Beside it, examining everything in disk order and in the order of listing,
computed from the same image: how many bytes lie before the first planted file.
"""

import argparse
import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from pysqlite3 import dbapi2 as sqlite

from benchmarks import phones
from benchmarks.examination import command, environment
from benchmarks.machine import machine
from examples import ext4

_BLOCK = 4096


def planted(number: int) -> tuple[str, bytes]:
    """The path and content of one planted picture: one of the mix's own, with an end of its own."""
    pictures = phones.small_pictures()
    shelf = 7 + 11 * number
    path = f"data/media/0/DCIM/{shelf:04}/IMG_P{number:06}.jpg"
    return path, pictures[number % len(pictures)] + b"planted %d" % number


def build(image: Path, files: int, hits: int, last: bool) -> None:
    """An image holding the mix, with the planted pictures written before or after all else."""
    mix = phones.Mix(files, camera_every=50)
    extra = [planted(number) for number in range(hits)]
    with tempfile.TemporaryDirectory(dir=image.parent) as tree:
        blocks = 0
        for path, content in [*extra, *phones.contents(mix)]:
            place = Path(tree) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            blocks += -(-len(content) // _BLOCK)
        size = (blocks + files // 8 + 16384) * 11 // 10 * _BLOCK
        ext4.format_image(image, size, inodes=files + files // 50 + 4096)
        ext4.edit(image, in_order([*ext4.copy_folder(Path(tree), times=False)], last))


def in_order(commands: list[str], last: bool) -> Iterator[str]:
    """The commands that copy the tree, with those that write planted files first or last."""
    folders = [line for line in commands if line.startswith(("cd", "mkdir"))]
    yield from folders
    written: list[tuple[str, str]] = []
    here = ""
    for line in commands:
        if line.startswith("cd "):
            here = line
        elif line.startswith("write "):
            written.append((here, line))
    written.sort(key=lambda each: ("IMG_P" in each[1]) == last)
    for place, line in written:
        if place != here:
            yield place
            here = place
        yield line


def import_set(home: Path, hits: int) -> None:
    """An alert set of the planted pictures' digests."""
    listed = home / "planted.sha256"
    digests = [hashlib.sha256(planted(number)[1]).hexdigest() for number in range(hits)]
    listed.write_text("".join(f"{digest}\n" for digest in digests), "ascii")
    subprocess.run(
        [
            command(), "hashsets", "import", str(listed), "--name", "planted",
            "--disposition", "alert", "--algorithm", "sha256",
        ],
        env=environment(home),
        check=True,
        capture_output=True,
    )  # fmt: skip


def first_hit(image: Path, home: Path, workers: int) -> float:
    """Seconds from start until a finding can be read from outside; not a number if none ever is."""
    with tempfile.TemporaryDirectory(dir=home) as folder:
        exam = Path(folder) / "x.exam"
        words = ["triage", "run", str(image), "--exam", str(exam), "--workers", str(workers)]
        began, seen = time.perf_counter(), math.nan
        process = subprocess.Popen(
            [command(), *words, "--carve", "none"],
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None and math.isnan(seen):
            if has_finding(exam):
                seen = time.perf_counter() - began
            time.sleep(0.05)
        process.terminate()
        process.wait()
        return seen


def has_finding(exam: Path) -> bool:
    """Whether a second process can read a finding."""
    if not exam.is_file():
        return False
    try:
        connection = sqlite.connect(f"file:{exam}?mode=ro", uri=True)
        try:
            return bool(connection.execute("SELECT 1 FROM findings LIMIT 1").fetchone())
        finally:
            connection.close()
    except sqlite.Error:
        return False


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_hit", description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--hits", type=int, default=10, help="planted pictures")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="build in this folder and leave the images")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    given = parser.parse_args()
    facts = machine()
    print("\n".join(f"{name:14}{value}" for name, value in facts.items()), flush=True)
    found: dict[str, list[float]] = {}
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as scratch:
        folder, home = given.keep or Path(scratch), Path(scratch)
        import_set(home, given.hits)
        for last in (False, True):
            image = folder / f"hits-{given.files}-{given.hits}-{'last' if last else 'first'}.img"
            if not image.is_file():
                build(image, given.files, given.hits, last)
            for workers in range(1, cores + 1):
                name = f"planted {'last' if last else 'first'} on disk, {workers} worker(s)"
                found[name] = [first_hit(image, home, workers) for _ in range(given.repeat)]
                each = "  ".join(f"{seconds:6.2f}" for seconds in found[name])
                print(f"{name:36}{median(found[name]):8.2f} s   {each}", flush=True)
    if given.json:
        given.json.write_text(json.dumps({"machine": facts, "seconds": found}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
