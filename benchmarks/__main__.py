"""Take the figures: ``python -m benchmarks``; ``--large`` adds the image of 200,000 files.

Everything is built in a folder of its own first, and thrown away unless ``--keep`` names one.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import examination, floor, phones
from benchmarks.figures import Figure, Load, measure, table
from benchmarks.machine import machine
from skerry import SkerryError

LARGE = 200_000


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--files", type=int, default=4000, help="files on the phone")
    parser.add_argument("--repeat", type=int, default=5, help="repetitions, for the median")
    parser.add_argument("--large", action="store_true", help=f"memory over {LARGE:,} files too")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--keep", type=Path, help="build in this folder and leave the images")
    return parser.parse_args()


def built(folder: Path, files: int) -> Path:
    """The phone of this many files, built where it is not there yet."""
    image = folder / f"phone-{files}.img"
    if not image.is_file():
        print(f"building a phone of {files:,} files", flush=True)
        unfinished = image.with_suffix(".part")
        phones.build(unfinished, phones.Mix(files))
        unfinished.rename(image)
    return image


def speed(image: Path, folder: Path, repeat: int) -> list[Figure]:
    """The floors, Skerry with one and two workers, and the peer where it is installed."""
    cores = min(2, len(os.sched_getaffinity(0)))
    listing = examination.listing(image, cores, folder)
    files, pictures = floor.runs_of(listing), floor.runs_of(listing, "image/")
    load = Load(len(files), floor.digest(image, files))
    few = Load(len(pictures), sum(length for runs in pictures for _, length in runs))
    figures: list[Figure] = []

    def take(name: str, done: Load, work: Callable[..., object], *given: object) -> None:
        figures.append(measure(name, done, repeat, partial(work, *given)))

    counts = range(1, cores + 1)
    for n in counts:
        name = f"floor: read and digest, {n} process(es)"
        take(name, load, floor.shared, floor.digest, image, files, n)
    for n in counts:
        name = f"floor: decode pictures, {n} process(es)"
        take(name, few, floor.shared, floor.decode, image, pictures, n)
    for n in counts:
        take(f"skerry triage run, {n} worker(s)", load, examination.examine, image, n, folder)
    if shutil.which("tsk_recover"):
        take("peer: tsk_recover -a, then digest", load, _peer, image, folder)
    return figures


def _peer(image: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as recovered:
        floor.recover_and_digest(image, Path(recovered))


def memory(image: Path, files: int, folder: Path) -> dict[str, object]:
    """Peak private memory, and how long it took."""
    began = time.perf_counter()
    peak = examination.peak(image, min(2, len(os.sched_getaffinity(0))), folder)
    return {
        "name": f"peak private memory, {files:,} files",
        "megabytes": round(peak.private / 1e6, 1),
        "processes": peak.processes,
        "unreadable_processes": peak.hidden,
        "seconds": round(time.perf_counter() - began, 1),
    }


def take(given: argparse.Namespace, folder: Path) -> dict[str, object]:
    """All figures, printed as they come."""
    facts = machine()
    print("\n".join(f"{name:14}{value}" for name, value in facts.items()), flush=True)
    image = built(folder, given.files)
    figures = speed(image, folder, given.repeat)
    print(f"\n{given.files:,} files, warm page cache\n{table(figures)}", flush=True)
    sizes = [given.files, *([LARGE] if given.large else [])]
    peaks = [memory(built(folder, files), files, folder) for files in sizes]
    print("\n" + "\n".join(json.dumps(peak) for peak in peaks), flush=True)
    records = [figure.record(figures[0]) for figure in figures]
    return {"machine": facts, "speed": records, "memory": peaks}


def main() -> int:
    """Measure and report."""
    given = options()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            result = take(given, folder)
        except SkerryError as error:
            print(error, file=sys.stderr)
            return 1
    text = json.dumps(result, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
