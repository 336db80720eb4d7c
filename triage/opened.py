"""The sources of an examination: opened read-only, told apart, and checked to be the same again."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from hashlib import sha256
from os import pread
from pathlib import Path

from skerry import SkerryError
from triage.sources.opening import OpenSource, open_source
from triage.sources.plan import Segment

FINGERPRINT_BYTES = 1 << 20
PROBES = 32
PROBE_BYTES = 4096

UNREADABLE = b"unreadable"
"""Stands for a part that gives a read error."""


class OpenSources:
    """All sources of a run, in the order given; closes what it opened."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._stack = ExitStack()
        self.paths = tuple(paths)
        self.all: list[OpenSource] = []
        try:
            for index, path in enumerate(paths):
                source = open_source(path, index)
                self._stack.callback(source.close)
                self.all.append(source)
        except SkerryError:
            self._stack.close()
            raise

    def __enter__(self) -> "OpenSources":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def descriptors(self) -> tuple[int, ...]:
        """The descriptors workers inherit."""
        return tuple(segment.descriptor for source in self.all for segment in source.plan.segments)

    def labels(self) -> list[str]:
        """A label for each source, numbered where two files share a name."""
        seen: dict[str, int] = {}
        labels = []
        for source in self.all:
            label = source.plan.label
            seen[label] = seen.get(label, 0) + 1
            labels.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
        return labels


def fingerprint(source: OpenSource) -> str:
    """SHA-256 over a source's kind, its segments' sizes, and parts of each.

    The parts are the first and last MiB and ``PROBES`` evenly spaced between: two sticks of one
    model, partitioned alike, begin and end alike. Quick enough for every start, and enough to
    notice that an examination is being resumed over other evidence; the whole digest is what
    proves it unchanged. Raises ``SkerryError`` where nothing of it can be read.
    """
    state = sha256(source.plan.kind.encode())
    for segment in source.plan.segments:
        state.update(segment.size.to_bytes(8, "big"))
        parts = [_part(segment, *place) for place in _places(segment.size)]
        if not any(parts) and segment.size:
            raise SkerryError(f"{source.plan.label} cannot be read: see that its storage is whole")
        for part in parts:
            state.update(UNREADABLE if part is None else part)
    return state.hexdigest()


def _places(size: int) -> Iterator[tuple[int, int]]:
    """Offsets and lengths of the parts of a segment."""
    last = max(0, size - FINGERPRINT_BYTES)
    yield 0, FINGERPRINT_BYTES
    yield from ((last * number // (PROBES + 1), PROBE_BYTES) for number in range(1, PROBES + 1))
    yield last, FINGERPRINT_BYTES


def _part(segment: Segment, offset: int, length: int) -> bytes | None:
    """Null where the medium is bad there, which must not keep the rest from being examined."""
    try:
        return pread(segment.descriptor, length, offset)
    except OSError:
        return None
