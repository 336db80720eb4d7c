"""A whole phone beside the sum of its floors: ``python -m benchmarks.whole``.

The floors do one thing each over the same content, in one process and with nothing around it:
reading in disk order, the type, the three digests, the decode at the scale that matching needs, the
rules. Archive members count as files, as they do for Skerry. All is processor time, since others
may share the machine; the clock is printed beside it.
"""

import argparse
import hashlib
import io
import json
import os
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import simplejpeg
import yara
from PIL import Image

from benchmarks import examination, floor, handset
from benchmarks.machine import machine
from triage.content import Buffer
from triage.inspectors.base import WHOLE_BYTES, Subject
from triage.inspectors.filetype import TypeInspector
from triage.records import Entry, Kind, Origin

RULES = 100
SCALES = ((4_000_000, 8), (1_000_000, 4))
"""From this many pixels on, the decode at one so-manieth of the size that matching needs."""


@dataclass(frozen=True)
class Taken:
    """Seconds of processor time and by the clock."""

    processor: float
    clock: float


def clocked(work: Callable[[], object]) -> Taken:
    """How long ``work`` takes, its child processes included."""
    began, used = time.perf_counter(), _used()
    work()
    return Taken(_used() - used, time.perf_counter() - began)


def least(repeat: int, work: Callable[[], object]) -> Taken:
    """Of several times the one with the least processor time."""
    return min((clocked(work) for _ in range(repeat)), key=lambda taken: taken.processor)


def _used() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def rules(count: int = RULES) -> str:
    """Rules of the ordinary sort: two or three strings each, text, wide text or hex."""
    made = []
    for number in range(count):
        word = hashlib.sha256(b"%d" % number).hexdigest()
        made.append(
            f'rule made_{number} {{ strings: $a = "skerry-{word[:12]}" ascii wide\n'
            f"  $b = {{ {' '.join(word[n : n + 2] for n in range(0, 24, 2))} }}\n"
            f'  $c = "{word[20:32]}" nocase\n condition: any of them }}\n'
        )
    return "".join(made)


class Files:
    """Every file of the image, and every member of its archives, as the floors take them."""

    def __init__(self, image: Path, listing: bytes) -> None:
        self._image = image
        self._runs = floor.runs_of(listing)

    def read(self) -> None:
        """Reading alone, in disk order."""
        with self._image.open("rb") as file:
            for runs in self._runs:
                for offset, length in runs:
                    os.pread(file.fileno(), length, offset)

    def each(self, work: Callable[[bytes], object]) -> Taken:
        """The time of ``work`` over all contents; reading and unpacking are not counted."""
        processor = clock = 0.0
        for content in self.contents():
            began, used = time.perf_counter(), time.process_time()
            work(content)
            processor += time.process_time() - used
            clock += time.perf_counter() - began
        return Taken(processor, clock)

    def contents(self) -> Iterator[bytes]:
        """The content of each file, then of what is packed in it."""
        with self._image.open("rb") as file:
            for runs in self._runs:
                content = b"".join(os.pread(file.fileno(), size, start) for start, size in runs)
                yield content
                if content[:4] == b"PK\3\4":
                    with zipfile.ZipFile(io.BytesIO(content)) as package:
                        yield from (package.read(name) for name in package.namelist())

    def digest_source(self) -> None:
        """The three digests of the whole image."""
        states = (hashlib.md5(usedforsecurity=False), hashlib.sha1(), hashlib.sha256())
        with self._image.open("rb") as file:
            while chunk := file.read(4 << 20):
                for state in states:
                    state.update(chunk)

    def unpack(self) -> None:
        """Reading, and unpacking what is packed."""
        for _ in self.contents():
            pass


def digest(content: bytes) -> None:
    """The three digests."""
    hashlib.md5(content, usedforsecurity=False).digest()
    hashlib.sha1(content, usedforsecurity=False).digest()
    hashlib.sha256(content).digest()


def decode(content: bytes) -> None:
    """The grey decode of a JPEG at the scale that matching needs."""
    if content[:3] != b"\xff\xd8\xff":
        return
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    factor = next((factor for least, factor in SCALES if width * height >= least), 1)
    simplejpeg.decode_jpeg(content, "GRAY", min_height=height // factor, min_width=width // factor)


def typing() -> Callable[[bytes], object]:
    """The type of a content by Skerry's own inspector, the quickest at hand."""
    inspector = TypeInspector()
    entry = Entry(source=0, volume=0, path=b"/a", origin=Origin.FILE, kind=Kind.FILE)
    return lambda content: list(inspector.inspect(Subject(entry, Buffer(content))))


def floors(files: Files, source: str) -> dict[str, Taken]:
    """Each floor's time."""
    compiled = yara.compile(source=source)
    unpacking, source_digest = clocked(files.unpack), clocked(files.digest_source)
    return {
        "reading and unpacking": unpacking,
        "type": files.each(typing()),
        "digests": files.each(digest),
        "decode": files.each(decode),
        "rules": files.each(lambda content: compiled.match(data=content[:WHOLE_BYTES])),
        "the source's digests": source_digest,
    }


def take(megabytes: int, repeat: int, folder: Path) -> dict[str, object]:
    """Build, measure, print."""
    facts = machine()
    print("\n".join(f"{name:14}{value}" for name, value in facts.items()), flush=True)
    image, rule_file = folder / f"handset-{megabytes}.img", folder / "made.yar"
    if not image.is_file():
        handset.build(image, megabytes)
    rule_file.write_text(rules(), "utf-8")
    listing = examination.listing(image, 2, folder)
    base = floors(Files(image, listing), rule_file.read_text("utf-8"))
    more = ["--rules", str(rule_file)]
    runs = {
        f"skerry, {workers} worker(s)": least(
            repeat, partial(examination.examine, image, workers, folder, more)
        )
        for workers in (1, 2)
    }
    total = Taken(
        sum(each.processor for each in base.values()), sum(each.clock for each in base.values())
    )
    entries = len(listing.splitlines())
    print(f"\n{megabytes} MB, {entries:,} entries; seconds of processor, clock, x the floors' sum")
    for name, taken in {**base, "floors together": total, **runs}.items():
        ratio = taken.processor / total.processor
        print(f"{name:28}{taken.processor:8.2f}{taken.clock:8.2f}{ratio:7.2f}")
    return {"machine": facts, "entries": entries, "floors": _plain(base), "runs": _plain(runs)}


def _plain(taken: dict[str, Taken]) -> dict[str, list[float]]:
    return {name: [each.processor, each.clock] for name, each in taken.items()}


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.whole", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1200, help="bytes of content")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions; the least is kept")
    parser.add_argument("--keep", type=Path, help="build in this folder and leave the image")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        result = take(given.megabytes, given.repeat, given.keep or Path(scratch))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
