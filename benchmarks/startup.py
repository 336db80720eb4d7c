"""Seconds from start to the first entry examined: ``python -m benchmarks.startup``.

A hundred million exact digests and ten million each of PDQ and pHash are loaded, in three alert
sets as the import stores them. The device is an image of a few files, so that what is timed is the
start: the command's own, the workers', the sets'. Beside it the same without any set.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import msgspec
import numpy as np
from pysqlite3 import dbapi2 as sqlite

from benchmarks import phones
from benchmarks.examination import RunFailed, command, environment, words
from benchmarks.hashsets import corpora, ours
from benchmarks.machine import machine
from benchmarks.photo import balanced
from examples import ext4
from hashsets.catalogue import Catalogue
from hashsets.importing import data_file
from hashsets.manifest import MANIFEST, SetInfo
from hashsets.records import DIGEST_BYTES, Algorithm
from hashsets.segment import digest_file, index_file, record_file

KINDS = (Algorithm.SHA1, Algorithm.PDQ, Algorithm.PHASH)
RARELY = 0.002
"""Seconds between two looks at the examination file."""


def import_small(home: Path, algorithm: Algorithm) -> SetInfo:
    """An alert set of one digest, imported by the command."""
    listed = home / f"{algorithm}.txt"
    listed.write_text("5a" * DIGEST_BYTES[algorithm] + "\n", "ascii")
    subprocess.run(
        [
            command(), "hashsets", "import", str(listed), "--name", algorithm.value,
            "--disposition", "alert", "--algorithm", algorithm.value,
        ],
        env=environment(home),
        check=True,
        capture_output=True,
    )  # fmt: skip
    return Catalogue(home / "hashsets").find(algorithm.value)


def fill(algorithm: Algorithm, digests: Path, records: Path, entries: int) -> None:
    """Unrelated digests in no order; all are the set's one record."""
    if algorithm is Algorithm.SHA1:
        corpora.write_digests(digests, records, entries, DIGEST_BYTES[algorithm])
    elif algorithm is Algorithm.PDQ:
        corpora.perceptual(entries, DIGEST_BYTES[algorithm]).tofile(digests)
    else:
        balanced(entries).tofile(digests)
    np.zeros(entries, "<u4").tofile(records)


def enlarge(info: SetInfo, algorithm: Algorithm, entries: int) -> None:
    """Put so many digests in the place of the set's one, and record them as an import does."""
    fill(algorithm, *ours.files(info.folder, algorithm), entries)
    ours.build(info.folder, algorithm)
    counts = msgspec.structs.replace(info.manifest.counts, entries={algorithm: entries})
    made = (digest_file(algorithm), record_file(algorithm), index_file(algorithm))
    told = info.manifest.files | {name: data_file(info.folder / name) for name in made}
    manifest = msgspec.structs.replace(info.manifest, counts=counts, files=told)
    (info.folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))


def build_sets(home: Path, exact: int, perceptual: int) -> None:
    """The three sets, where they are not there already."""
    home.mkdir(parents=True, exist_ok=True)
    stored = {info.name for info in Catalogue(home / "hashsets").stored()}
    for algorithm in KINDS:
        if algorithm.value not in stored:
            entries = exact if algorithm is Algorithm.SHA1 else perceptual
            enlarge(import_small(home, algorithm), algorithm, entries)


def build_image(image: Path) -> None:
    """A few small files and pictures."""
    with tempfile.TemporaryDirectory(dir=image.parent) as tree:
        for path, content in phones.contents(phones.Mix(16, camera_every=50)):
            place = Path(tree) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        ext4.format_image(image, 8 << 20, inodes=256)
        ext4.edit(image, ext4.copy_folder(Path(tree), times=False))


def first_entry(image: Path, home: Path, workers: int, more: Sequence[str] = ()) -> float:
    """Seconds from start until another process can read what was found of an entry."""
    with tempfile.TemporaryDirectory(dir=image.parent) as folder:
        exam = Path(folder) / "x.exam"
        began = time.perf_counter()
        process = subprocess.Popen(
            words(image, exam, workers, ("--carve", "none", *more)),
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not examined(exam) and process.poll() is None:
            time.sleep(RARELY)
        took = time.perf_counter() - began
        process.wait()
        if not examined(exam):
            raise RunFailed(f"skerry triage run ended with {process.returncode}")
        return took


def examined(exam: Path) -> bool:
    """Whether the examination file holds anything read from an entry."""
    if not exam.is_file():
        return False
    try:
        connection = sqlite.connect(f"file:{exam}?mode=ro", uri=True)
        try:
            return bool(connection.execute("SELECT 1 FROM observations LIMIT 1").fetchone())
        finally:
            connection.close()
    except sqlite.Error:
        return False


def interpreter() -> float:
    """Seconds that Python itself takes to start and end."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - began


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--exact", type=int, default=100_000_000, help="SHA-1 digests")
    parser.add_argument("--perceptual", type=int, default=10_000_000, help="PDQ, and pHash")
    parser.add_argument("--repeat", type=int, default=7, help="repetitions, for the median")
    parser.add_argument("--keep", type=Path, help="build the sets in this folder and leave them")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    given = parser.parse_args()
    facts = machine()
    print("\n".join(f"{name:14}{value}" for name, value in facts.items()), flush=True)
    with tempfile.TemporaryDirectory(dir=given.keep) as scratch:
        full, bare = given.keep or Path(scratch) / "full", Path(scratch) / "bare"
        bare.mkdir()
        build_sets(full, given.exact, given.perceptual)
        image = Path(scratch) / "few.img"
        build_image(image)
        each: dict[str, Callable[[], float]] = {
            "python -c pass": interpreter,
            "no sets": partial(first_entry, image, bare, 2),
            f"{given.exact:,} exact, 2 x {given.perceptual:,}": partial(
                first_entry, image, full, 2
            ),
        }
        # turn and turn about, so that what else the machine does falls on all alike
        taken: dict[str, list[float]] = {name: [] for name in each}
        for _ in range(given.repeat):
            for name, work in each.items():
                taken[name].append(work())
    for name, seconds in taken.items():
        spread = f"{min(seconds):.2f}-{max(seconds):.2f}"
        print(f"{name:44}{median(seconds):8.2f} s   {spread}", flush=True)
    if given.json:
        given.json.write_text(json.dumps({"machine": facts, "seconds": taken}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
