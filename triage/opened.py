"""The sources of an examination: opened read-only, told apart, and checked to be the same again."""

from collections.abc import Sequence
from contextlib import ExitStack
from hashlib import sha256
from os import pread
from pathlib import Path

from skerry import SkerryError
from triage.sources.opening import OpenSource, open_source

FINGERPRINT_BYTES = 1 << 20
PROBES = 32
PROBE_BYTES = 4096


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
    proves it unchanged.
    """
    state = sha256(source.plan.kind.encode())
    for segment in source.plan.segments:
        state.update(segment.size.to_bytes(8, "big"))
        last = max(0, segment.size - FINGERPRINT_BYTES)
        state.update(pread(segment.descriptor, FINGERPRINT_BYTES, 0))
        for number in range(1, PROBES + 1):
            offset = last * number // (PROBES + 1)
            state.update(pread(segment.descriptor, PROBE_BYTES, offset))
        state.update(pread(segment.descriptor, FINGERPRINT_BYTES, last))
    return state.hexdigest()
