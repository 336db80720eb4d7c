"""Which blocks lie where: in a file system that is read, under encryption, in listed media."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from triage.claims import FAR
from triage.exam.connection import Connection
from triage.reasons import Reason
from triage.records import Volume
from triage.sampling.kinds import Kind
from triage.sampling.records import Tally

Flags = NDArray[np.bool_]
Stretch = tuple[int, int]

MEDIA = ("image/", "video/", "audio/")
PACKED = (
    "application/zip",
    "application/gzip",
    "application/x-bzip2",
    "application/x-xz",
    "application/x-7z-compressed",
    "application/vnd.rar",
    "application/vnd.android.package-archive",
    "application/vnd.openxmlformats-officedocument",
    "application/vnd.oasis.opendocument",
    "application/pdf",
    "application/epub+zip",
)
"""Types whose content looks random without being encrypted."""

_runs = msgspec.json.Decoder(tuple[Stretch, ...])


class Stretches:
    """Ranges of bytes, joined where they touch."""

    def __init__(self, ranges: Iterable[Stretch]) -> None:
        """``ranges`` are (offset, length); what lies beyond any medium does not matter."""
        joined: list[list[int]] = []
        for start, length in sorted((min(a, FAR), min(b, FAR)) for a, b in ranges):
            if joined and start <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], start + length)
            else:
                joined.append([start, start + length])
        self._edges = np.array(joined, dtype=np.int64).reshape(-1, 2)

    def hold(self, places: NDArray[np.int64]) -> Flags:
        """Which places lie within one of them."""
        if not len(self._edges):
            return np.zeros(len(places), dtype=np.bool_)
        before = np.searchsorted(self._edges[:, 0], places, side="right") - 1
        within: Flags = (before >= 0) & (places < self._edges[np.maximum(before, 0), 1])
        return within


class Regions(NamedTuple):
    """Of one source: what is read, what is or may be encrypted, and what listed media occupy."""

    read: Stretches
    encrypted: Stretches
    media: Stretches

    def tally(self, numbers: NDArray[np.int64], kinds: bytes, unit: int) -> Tally:
        """Blocks of ``unit`` bytes, by number, counted by kind (``Kind``) and place."""
        places = numbers * unit
        kind = np.frombuffer(kinds, np.uint8)
        random = kind == Kind.HIGH
        media = random & self.media.hold(places)
        cipher = random & ~media & self.encrypted.hold(places)
        stored = random & ~media & ~cipher & self.read.hold(places)
        return Tally(
            unreadable=int((kind == Kind.UNREADABLE).sum()),
            empty=int((kind == Kind.EMPTY).sum()),
            open=int((kind == Kind.OTHER).sum()),
            media=int(media.sum()),
            stored=int(stored.sum()),
            ciphertext=int(cipher.sum()),
            unexplained=int(random.sum() - media.sum() - cipher.sum() - stored.sum()),
        )


def regions_of(
    connection: Connection, source: int, volumes: Iterable[Volume], flagged: Iterable[Volume]
) -> Regions:
    """The regions of a source that was surveyed.

    ``volumes`` are its file systems, ``flagged`` those whose files may be encrypted one by one.
    """
    rows = connection.execute(
        "SELECT offset, length FROM gaps WHERE source = ? AND reason = ? AND file IS NULL"
        " AND offset IS NOT NULL AND length IS NOT NULL",
        (source, Reason.ENCRYPTED),
    )
    encrypted = [(int(start), int(length)) for start, length in rows]
    return Regions(
        read=Stretches(map(_placed, volumes)),
        encrypted=Stretches([*encrypted, *map(_placed, flagged)]),
        media=Stretches(_media(connection, source)),
    )


def _placed(volume: Volume) -> Stretch:
    return volume.offset or 0, volume.length or 0


def _media(connection: Connection, source: int) -> list[Stretch]:
    """Where files lie that were found to be media or archives, as far as a run has got."""
    rows = connection.execute(
        "SELECT o.mime, e.runs FROM observations o JOIN entries e ON e.id = o.file"
        " WHERE e.source = ? AND e.runs IS NOT NULL AND o.mime IS NOT NULL",
        (source,),
    )
    looking = (*MEDIA, *PACKED)
    return [run for mime, runs in rows if mime.startswith(looking) for run in _runs.decode(runs)]
