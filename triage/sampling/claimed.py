"""What a worker may say of one part of a scan: no more than the part can hold."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from triage.claims import Disbelieved
from triage.pinned_blocks import PinnedBlocks
from triage.sampling.kinds import Kind
from triage.sampling.records import Hit, Scanned, decode_scanned


class PartClaim:
    """What is told of the blocks of ``unit`` bytes with these ``numbers``, ascending."""

    def __init__(self, numbers: NDArray[np.integer], unit: int, blocks: PinnedBlocks) -> None:
        self._numbers = numbers
        self._unit = unit
        self._blocks = blocks
        self._told = 0
        self._hits: set[tuple[int, str, str]] = set()
        self.found: list[Scanned] = []

    def admit(self, body: bytes) -> None:
        """Add what a worker sent to ``found``. Raises ``Disbelieved`` where it cannot be."""
        try:
            scanned = decode_scanned(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Disbelieved(str(error)) from None
        self._told += len(scanned.kinds)
        if self._told > len(self._numbers) or not set(scanned.kinds) <= set(Kind):
            raise Disbelieved("blocks that it was not given, or of a kind that is none")
        if not all(map(self._holds, scanned.hits)):
            raise Disbelieved("a hit that cannot be")
        self.found.append(scanned)

    def _holds(self, hit: Hit) -> bool:
        """A place holds one block of a set: that bounds them."""
        key = (hit.offset, hit.set, hit.set_version)
        if key in self._hits or hit.offset < 0:
            return False
        self._hits.add(key)
        number = hit.offset // self._unit
        at = int(np.searchsorted(self._numbers, number)) if number < 1 << 63 else len(self._numbers)
        given = at < len(self._numbers) and int(self._numbers[at]) == number
        return given and self._blocks.hold(hit)
