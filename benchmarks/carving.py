"""Carving figures: ``python -m benchmarks.carving``, beside photorec and foremost where installed.

A FAT32 card is filled with generated files and formatted again, so that no name is left; of one
file in ten the first cluster is overwritten. Every tool then searches the same image. ``exact`` are
files given back to the last byte; ``other`` is what a tool gave that is no file of the card
(thumbnails, fragments, joined or invented files).
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks import examination
from benchmarks.card import CLUSTER, Card, build
from benchmarks.figures import Figure, Load, measure, table
from benchmarks.machine import machine
from benchmarks.searching import by_expression, by_finding, by_pairs
from triage.carving.formats import FORMATS
from triage.carving.window import WINDOW, Claimed, Window
from triage.records import Carved
from triage.sources.medium import RawMedium
from triage.sources.plan import Segment

STEP = 1 << 20


class Recall(NamedTuple):
    """What a tool gave back."""

    exact: int
    damaged: int
    other: int


def read(image: Path) -> None:
    """The floor: read all of it."""
    with image.open("rb", buffering=0) as file:
        buffer = bytearray(STEP)
        while file.readinto(buffer):
            pass


def carve(image: Path) -> list[Carved]:
    """Skerry's search and measuring, in this process, without examining what is found."""
    size = image.stat().st_size
    found: list[Carved] = []
    with image.open("rb") as file:
        medium = RawMedium([Segment(file.fileno(), size)])
        claimed = Claimed()
        for start in range(0, size, WINDOW):
            end = min(start + WINDOW, size)
            window = Window(0, 0, start, end, [(start, size)])
            for one in window.carve(medium, FORMATS, claimed):
                if isinstance(one, Carved):
                    claimed = claimed.with_found(one)
                    found.append(one)
    return found


def skerry(image: Path, folder: Path, workers: int) -> Iterator[str]:
    """The digests of what belongs to no live file, by carving or by what entries are left.

    Everything found is examined as well.
    """
    listed = examination.listing(image, workers, folder)
    for line in listed.splitlines():
        entry = json.loads(line)
        if entry["allocated"] is False and entry["sha256"] and entry["origin"] != "member":
            yield entry["sha256"]


def photorec(image: Path, folder: Path) -> Iterator[str]:
    """The digests of what PhotoRec wrote, searching for the same formats in all of the image."""
    out = folder / "photorec"
    types = ["jpg", "png", "gif", "riff", "mov", "sqlite", "zip"]
    enabled = ",".join(f"{kind},enable" for kind in types)
    options = f"partition_none,options,paranoid,fileopt,everything,disable,{enabled},search"
    words = ["photorec", "/d", str(out), "/cmd", str(image), options]
    subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    yield from written(folder)


def foremost(image: Path, folder: Path) -> Iterator[str]:
    """The digests of what Foremost wrote."""
    out = folder / "foremost"
    words = ["foremost", "-Q", "-t", "jpg,png,gif,mp4,mov,zip", "-i", str(image), "-o", str(out)]
    subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    yield from written(folder)


def written(folder: Path) -> Iterator[str]:
    """The digests of every file in a folder but a tool's own reports."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in ("audit.txt", "report.xml", "photorec.log"):
            yield hashlib.sha256(path.read_bytes()).hexdigest()


def recall(card: Card, digests: list[str]) -> Recall:
    """How the digests compare with what was on the card."""
    given = set(digests)
    known = card.whole | card.damaged
    return Recall(len(given & card.whole), len(card.damaged), len(given - known))


def peers(image: Path, card: Card, repeat: int, work: Path) -> list[tuple[Figure, Recall]]:
    """Every tool that is installed."""
    load = Load(len(card.whole), image.stat().st_size)
    cores = min(2, len(os.sched_getaffinity(0)))
    tools: dict[str, Callable[[Path, Path], Iterator[str]]] = {
        f"skerry triage run, {n} workers": partial(skerry, workers=n) for n in range(1, cores + 1)
    }
    tools |= {
        name: tool
        for name, tool in (("photorec", photorec), ("foremost", foremost))
        if shutil.which(name)
    }
    taken = []
    for name, tool in tools.items():
        given: list[str] = []

        def once(tool: Callable[[Path, Path], Iterator[str]] = tool) -> None:
            with tempfile.TemporaryDirectory(dir=work) as folder:
                given[:] = tool(image, Path(folder))  # noqa: B023  called before the next round

        figure = measure(name, load, repeat, once)
        taken.append((figure, recall(card, given)))
    return taken


def main() -> None:
    """Build, search, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.carving", description=__doc__)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--megabytes", type=int, default=1024, help="size of the card")
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    print(json.dumps(machine(), indent=1))
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        image = work / "card.img"
        card = build(image, given.files, given.megabytes << 20)
        load = Load(len(card.whole), image.stat().st_size)
        floor = measure("floor: read the image", load, given.repeat, partial(read, image))
        alone = measure("skerry, searching alone", load, given.repeat, partial(carve, image))
        tools = peers(image, card, given.repeat, work)
        print(table([floor, alone, *(figure for figure, _ in tools)]))
        whole = (
            f"of {len(card.whole)} whole, {len(card.damaged)} without their first {CLUSTER} bytes"
        )
        for figure, found in tools:
            print(f"{figure.name:44} exact {found.exact:5} {whole}; other {found.other}")
        part = image.read_bytes()[: 64 << 20]
        searched = Load(0, len(part))
        ways = ((by_pairs, "pairs"), (by_finding, "bytes.find"), (by_expression, "re"))
        print(table([measure(n, searched, given.repeat, partial(way, part)) for way, n in ways]))


if __name__ == "__main__":
    main()
