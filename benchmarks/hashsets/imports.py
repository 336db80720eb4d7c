"""Importing a VICS 2.0 hash set: ``python -m benchmarks.hashsets.imports``.

The document is made up, with the keys that distributions have; ``--full`` takes five million
records and no floors. The floors read the same file in the same run and keep nothing. Each work has
a process of its own, so that its processor time and its peak memory are its own.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path

import ijson

from benchmarks.hashsets.lines import Line, table
from benchmarks.hashsets.ours import PrivatePeak
from benchmarks.machine import machine
from hashsets.catalogue import Catalogue
from hashsets.formats.vics_writing import CONTEXT
from hashsets.order import ImportOrder
from hashsets.profile import Category, Profile
from hashsets.records import Disposition
from skerry import SkerryError

RECORDS, FULL = 1_000_000, 5_000_000
TOGETHER = 10_000
PROFILE = Profile(
    profile="benchmark",
    version="1",
    categories={
        number: Category(label=f"Category {number}", severity="high", alertable=True)
        for number in range(6)
    },
)


def media(number: int) -> str:
    """One media object of ten keys, different from all others."""
    digest = blake2b(number.to_bytes(8, "little"), digest_size=36).hexdigest().upper()
    return (
        f'{{"MediaID":{number},"Category":{number % 6},"MD5":"{digest[:32]}",'
        f'"SHA1":"{digest[32:]}","MediaSize":{1000 + number},"MimeType":"image/jpeg",'
        f'"VictimIdentified":false,"OffenderIdentified":false,"IsDistributed":true,'
        f'"Series":"{f"series {number % 500}" if number % 4 == 0 else ""}"}}'
    )


def document(count: int) -> Iterator[str]:
    """The set, some thousand objects at a time."""
    yield f'{{"@odata.context":"{CONTEXT}","value":['
    for first in range(0, count, TOGETHER):
        some = range(first, min(first + TOGETHER, count))
        yield ("," if first else "") + ",".join(map(media, some))
    yield "]}"


def skerry(path: Path) -> int:
    """The import, from the file to the stored set."""
    order = ImportOrder(
        name="set", disposition=Disposition.ALERT, importer="benchmark", profile=PROFILE
    )
    with tempfile.TemporaryDirectory(dir=path.parent) as root:
        report = Catalogue(Path(root)).import_set([path], order)
    return report.counts.records


def object_by_object(path: Path) -> int:
    """By ijson, as anyone would read a file too large for memory."""
    with path.open("rb") as file:
        return sum(1 for _ in ijson.items(file, "value.item"))


def events(path: Path) -> int:
    """The events of ijson alone, of which nothing is made."""
    with path.open("rb") as file:
        return sum(1 for kind, _ in ijson.basic_parse(file) if kind == "start_map") - 1


def whole(path: Path) -> int:
    """The standard library's ``json``, the whole document at once."""
    with path.open("rb") as file:
        return len(json.load(file)["value"])


Work = Callable[[Path], int]
Figures = tuple[int, float, float, int]
WORKS: dict[str, Work] = {
    "skerry hashsets import": skerry,
    "floor: ijson, object by object": object_by_object,
    "floor: ijson, events only": events,
    "floor: json, whole document in memory": whole,
}


def told_of(work: Work, path: Path, told: "multiprocessing.SimpleQueue[Figures]") -> None:
    """Do the work; tell how many records it met, its seconds, and its private memory at most."""
    began, spent = time.perf_counter(), time.process_time()
    with (peak := PrivatePeak()):
        count = work(path)
    took = time.perf_counter() - began, time.process_time() - spent
    told.put((count, *took, peak.bytes))


def taken(name: str, path: Path, count: int, repeat: int) -> Line:
    """A work's line, each time in a process of its own."""
    wall, processor, most = [], [], 0
    for _ in range(repeat):
        context = multiprocessing.get_context("spawn")
        told = context.SimpleQueue()
        process = context.Process(target=told_of, args=(WORKS[name], path, told))
        process.start()
        process.join()
        if process.exitcode:
            raise SkerryError(f"{name} ended with {process.exitcode}")
        met, clock, spent, private = told.get()
        if met != count:
            raise SkerryError(f"{name} met {met:,} records of {count:,}")
        wall.append(clock)
        processor.append(spent)
        most = max(most, private)
    note = f"{most / 1e6:.0f} MB private at most"
    return Line(name, count, count, tuple(wall), tuple(processor), note=note)


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hashsets.imports")
    parser.description = __doc__
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--full", action="store_true", help="5 million records, without floors")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="build in a new folder here")
    given = parser.parse_args()
    if given.full:
        given.records, given.repeat = FULL, 1
    return given


def main() -> int:
    """Measure and report."""
    given = options()
    print("\n".join(f"{name:14}{value}" for name, value in machine().items()), flush=True)
    with tempfile.TemporaryDirectory(dir=given.folder) as temporary:
        path = Path(temporary) / "set.json"
        with path.open("w", encoding="ascii") as file:
            file.writelines(document(given.records))
        names = list(WORKS)[:1] if given.full else list(WORKS)
        lines = [taken(name, path, given.records, given.repeat) for name in names]
        size = path.stat().st_size / given.records
    print(f"\n{table(f'import: VICS 2.0 JSON, {size:.0f} bytes a record', lines)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
