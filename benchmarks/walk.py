"""Walking a file system and digesting every file: ``python -m benchmarks.walk``.

One process each, processor time and the clock: Skerry's own walk and reading (what runs inside a
worker, without the examination around it), against ``tsk_recover -a`` and md5sum. Both must give
the same set of digests, or the run fails.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks import phones
from benchmarks.machine import machine
from benchmarks.whole import clocked
from skerry import SkerryError
from triage.content import Unexamined, chunks
from triage.records import Entry, Kind, Volume
from triage.sources.medium import open_medium
from triage.sources.opening import open_source
from triage.sources.survey import open_volume, survey

CHUNK = 4 << 20


class Disagreement(SkerryError):
    """The two did not read the same files."""


def skerry(image: Path) -> set[str]:
    """The MD5 of every live file, in disk order."""
    found = set()
    with open_source(image, 0) as source:
        medium = open_medium(source.plan)
        volumes = [each for each in survey(source.plan, medium) if isinstance(each, Volume)]
        for number, volume in enumerate(volumes):
            system = open_volume(source.plan, medium, volume, number)
            listed = system.walk(frozenset(), lambda _: None)
            files = [each for each in listed if isinstance(each, Entry) and is_file(each)]
            for entry in sorted(files, key=lambda entry: entry.runs or ()):
                try:
                    content = system.content(entry)
                    state = hashlib.md5(usedforsecurity=False)
                    for chunk in chunks(content, CHUNK):
                        state.update(chunk)
                except Unexamined:
                    continue
                found.add(state.hexdigest())
    return found


def note(digests: dict[str, set[str]], name: str, image: Path, folder: Path) -> None:
    """Have one of the two at the image, and keep what it found."""
    digests[name] = skerry(image) if name == "skerry" else peer(image, folder)


def is_file(entry: Entry) -> bool:
    """Whether ``tsk_recover -a`` would write it."""
    return entry.kind is Kind.FILE and entry.allocated is True


def peer(image: Path, folder: Path) -> set[str]:
    """The MD5 of every file that ``tsk_recover -a`` writes, by md5sum."""
    subprocess.run(
        ["tsk_recover", "-a", str(image), str(folder)], check=True, stdout=subprocess.DEVNULL
    )
    found = subprocess.run(
        ["find", str(folder), "-type", "f", "-exec", "md5sum", "{}", "+"],
        check=True,
        capture_output=True,
        text=True,
    )
    return {line.lstrip("\\").split()[0] for line in found.stdout.splitlines()}


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.walk", description=__doc__)
    parser.add_argument("--files", type=int, default=6000, help="files on the phone")
    parser.add_argument("--repeat", type=int, default=5, help="repetitions; the least is kept")
    parser.add_argument("--image", type=Path, help="an image of one's own instead")
    given = parser.parse_args()
    print("\n".join(f"{name:14}{value}" for name, value in machine().items()), flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        image = given.image or Path(scratch) / "phone.img"
        if given.image is None:
            phones.build(image, phones.Mix(given.files))
        digests: dict[str, set[str]] = {}
        taken: dict[str, list[tuple[float, float]]] = {"skerry": [], "tsk_recover, md5sum": []}
        for turn in range(given.repeat):
            folder = Path(scratch) / str(turn)
            folder.mkdir()
            for name, times in taken.items():
                done = clocked(partial(note, digests, name, image, folder))
                times.append((done.processor, done.clock))
        ours, theirs = digests.values()
        if ours != theirs:
            raise Disagreement(f"{len(ours - theirs)} and {len(theirs - ours)} digests differ")
    base = min(taken["skerry"])
    print(f"\n{len(ours):,} digests, the same of both; processor, clock, x of each")
    for name, times in taken.items():
        processor, clock = min(times)
        ratios = f"{processor / base[0]:8.1f}{clock / base[1]:8.1f}"
        print(f"{name:24}{processor:8.2f} s{clock:8.2f} s{ratios}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
