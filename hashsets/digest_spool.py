"""Digests of one algorithm and their record numbers, as they come, on their way to be sorted."""

from array import array
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from hashsets.records import Algorithm
from hashsets.segment import RECORD, digest_file, record_file

TOGETHER = 1 << 13
"""Digests written at a time."""


class DigestSpool:
    """Writes the two files of segment 0, unsorted; ``files`` closes them come what may."""

    def __init__(self, folder: Path, algorithm: Algorithm, files: ExitStack) -> None:
        names = digest_file(algorithm), record_file(algorithm)
        opened = [files.enter_context((folder / name).open("wb")) for name in names]
        self._digest_file, self._record_file = opened
        self._digests: list[bytes] = []
        self._records = array("I")

    def add(self, digest: bytes, record: int) -> None:
        """One more digest."""
        self._digests.append(digest)
        self._records.append(record)
        if len(self._digests) == TOGETHER:
            self._write()

    def _write(self) -> None:
        self._digest_file.write(b"".join(self._digests))
        self._record_file.write(np.array(self._records, dtype=RECORD).tobytes())
        self._digests.clear()
        del self._records[:]

    def close(self) -> None:
        """Write all."""
        self._write()
        self._digest_file.close()
        self._record_file.close()
