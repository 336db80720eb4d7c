"""The jobs of the fast scan, as a jailed worker does them."""

from collections.abc import Iterator

import numpy as np

from hashsets.blocks.matching import BlockMatcher
from jail.service import Beacon
from triage.content import Unexamined, Window
from triage.jobs import Scan
from triage.records import Volume
from triage.sampling.records import Scanned
from triage.sampling.scanning import Scanner
from triage.sampling.zones import Grids
from triage.sources.ext import read_superblock
from triage.sources.medium import Medium

EXT = ("ext2", "ext3", "ext4")


def scan(job: Scan, medium: Medium, matcher: BlockMatcher, beacon: Beacon) -> Iterator[Scanned]:
    """What the units of a job hold, some at a time."""
    scanner = Scanner(medium, matcher, Grids(job.zones), job.unit)
    numbers: list[int] = np.frombuffer(job.numbers, "<u8").tolist()
    found = scanner.scan(numbers) if numbers else scanner.sweep(job.first, job.last)
    beacon.start("sample", str(numbers[0] if numbers else job.first))
    for scanned in found:
        yield scanned
        beacon.start("sample")


def may_hold_encrypted(medium: Medium, volume: Volume) -> bool:
    """Whether fscrypt was ever switched on in an ext volume, as on Android's user data.

    True where that cannot be told.
    """
    if volume.kind not in EXT or volume.offset is None:
        return False
    try:
        window = Window(medium, volume.offset, volume.length or 0)
        return read_superblock(window).may_hold_encrypted
    except Unexamined:
        return True  # no probability is stated on a guess
