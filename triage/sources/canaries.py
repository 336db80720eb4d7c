"""Tiny file systems and images that must open inside the jail before evidence is let near it."""

import os
import zlib
from collections.abc import Callable
from functools import cache, partial
from importlib import resources

import msgspec

from skerry import SkerryError
from triage.content import Content
from triage.records import Entry, Volume
from triage.sources import canary_data
from triage.sources.medium import EwfMedium, Medium
from triage.sources.plan import Segment, SourcePlan
from triage.sources.survey import open_volume, survey

NAME = "canary.txt"
CONTENT = b"a canary in a jail"
SECTOR = 512

_PLAN = SourcePlan(index=0, kind="raw", label="canary")
_WITH_FILE = ("ext4", "fat12", "iso9660")


class CanaryFailed(SkerryError):
    """An image that must open does not."""


class SparseImage:
    """An image of which only the sectors that are not all zero are kept."""

    def __init__(self, packed: bytes) -> None:
        shape = tuple[int, dict[int, bytes]]
        size, sectors = msgspec.msgpack.decode(zlib.decompress(packed), type=shape)
        self.size = size
        self._sectors = sectors
        self.stored_digests: dict[str, str] = {}

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``, zero where no sector is kept."""
        end = min(offset + length, self.size)
        first = offset - offset % SECTOR
        nothing = bytes(SECTOR)
        whole = b"".join(self._sectors.get(at, nothing) for at in range(first, end, SECTOR))
        return whole[offset - first : end - first]


@cache
def canaries() -> dict[str, Callable[[], None]]:
    """Name -> a check that raises where the parser no longer works.

    The first call reads every file, and must come before the jail closes.
    """
    checks: dict[str, Callable[[], None]] = {
        name: partial(_finds_file, name, _image(name)) for name in _WITH_FILE
    }
    checks["apfs"] = partial(_is_empty, "apfs", _image("apfs"))
    checks["ewf"] = partial(_reads_ewf, _descriptor(_image("ewf")))
    return checks


def _image(name: str) -> SparseImage:
    return SparseImage(resources.files(canary_data).joinpath(f"{name}.canary").read_bytes())


def _descriptor(image: Content) -> Segment:
    """The image behind a descriptor, as evidence is; kept open for every worker to inherit."""
    descriptor = os.memfd_create("canary")
    os.write(descriptor, image.read(0, image.size))
    return Segment(descriptor=descriptor, size=image.size)


def _opens(name: str, image: Medium) -> list[Entry]:
    volumes = [found for found in survey(_PLAN, image) if isinstance(found, Volume)]
    if len(volumes) != 1:
        raise CanaryFailed(f"{name}: {len(volumes)} volumes instead of one")
    system = open_volume(_PLAN, image, volumes[0], 0)
    entries = [
        found
        for found in system.walk(frozenset(), lambda _: None)
        if isinstance(found, Entry) and found.path.lower() == b"/" + NAME.encode()
    ]
    for entry in entries:
        content = system.content(entry)
        if content.read(0, content.size) != CONTENT:
            raise CanaryFailed(f"{name}: the file's content is not what it is")
    return entries


def _finds_file(name: str, image: Medium) -> None:
    if len(_opens(name, image)) != 1:
        raise CanaryFailed(f"{name}: the file is not found")


def _is_empty(name: str, image: Medium) -> None:
    if _opens(name, image):
        raise CanaryFailed(f"{name}: a file is found that is not there")


def _reads_ewf(segment: Segment) -> None:
    _finds_file("ewf", EwfMedium([segment]))
