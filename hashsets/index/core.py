"""The inner loops: in C where they were compiled, else the numpy reference, with the same answers.

Every function checks the sizes of its buffers against each other and raises ``ValueError`` where
they do not fit, or where a table leads outside itself. None does input or output. Hashes are 64 or
256 bits wide, given as ``words`` of 64 bits; rows of matches are three uint32 each: the number of
the query, the number of the entry, and the distance in bits.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hashsets.index import reference
from hashsets.index.types import Buffer, PartTable

__all__ = ["CORE", "Core", "core_name"]


class Core(Protocol):
    """What both cores offer."""

    NAME: str

    def build_part(
        self,
        entries: Buffer,
        words: int,
        start: int,
        bits: int,
        signature_start: int,
        offsets: NDArray[np.uint32],
        signatures: NDArray[np.uint16],
        ids: NDArray[np.uint32],
    ) -> None:
        """Fill the table of one part: entries by the value of their ``bits`` bits from ``start``.

        Bucket k is postings ``offsets[k]`` to ``offsets[k + 1]``; within a bucket entries ascend.
        """

    def search(
        self,
        index: Buffer,
        entries: Buffer,
        words: int,
        parts: tuple[PartTable, ...],
        hashes: Buffer,
        radius: int,
    ) -> bytes:
        """Rows for every entry within ``radius`` of each hash, each once, in no order."""

    def scan(self, entries: Buffer, words: int, hashes: Buffer, radius: int) -> bytes:
        """The same rows by comparing every entry."""

    def build_buckets(
        self, digests: Buffer, width: int, bits: int, offsets: NDArray[np.uint32]
    ) -> None:
        """Where the digests of each prefix of ``bits`` bits begin; they must be in byte order."""

    def find(
        self,
        digests: Buffer,
        width: int,
        bits: int,
        offsets: Buffer,
        keys: Buffer,
        first: NDArray[np.uint32],
        found: NDArray[np.uint32],
    ) -> None:
        """For each key, the number of the first digest equal to it and how many there are."""

    def find_one(
        self, digests: Buffer, width: int, bits: int, offsets: Buffer, key: Buffer
    ) -> tuple[int, int]:
        """The same for a single key."""

    def sort_run(
        self,
        digests: Buffer,
        records: Buffer,
        width: int,
        sorted_digests: NDArray[np.uint8],
        sorted_records: NDArray[np.uint32],
    ) -> None:
        """Sort digests in byte order, equal ones in the order given."""

    def merge_runs(
        self,
        digests: Buffer,
        records: Buffer,
        width: int,
        following: NDArray[np.uint64],
        end: NDArray[np.uint64],
        merged_digests: NDArray[np.uint8],
        merged_records: NDArray[np.uint32],
    ) -> int:
        """Merge sorted runs until the output is full; returns how many were written.

        Run i is entries ``following[i]`` to ``end[i]``; ``following`` is moved on.
        """


def _loaded() -> Core:
    try:
        from hashsets.native import core  # noqa: PLC0415 - absent where no compiler was to be had
    except ImportError:
        return reference
    native: Core = core
    return native


CORE: Core = _loaded()


def core_name() -> str:
    """Which core runs: ``native (…)`` with the instructions it uses, or ``numpy``."""
    return CORE.NAME if CORE is reference else f"native ({CORE.NAME})"
