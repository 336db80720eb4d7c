"""The block sets of an examination, which a worker's word on a known block is held against."""

from collections.abc import Iterable

from hashsets.blocks.opened import OpenBlockSet, Origin
from hashsets.manifest import SetInfo
from hashsets.records import Algorithm, Disposition
from triage.records import KnownBlock
from triage.sampling.records import Hit


class PinnedBlocks:
    """Alert sets by name and version. Only that a block lies where it is said to is believed."""

    def __init__(self, infos: Iterable[SetInfo]) -> None:
        """Raises ``HashSetError`` where a set is none of blocks, or damaged."""
        self._sets = {
            (info.name, info.version): OpenBlockSet(info)
            for info in infos
            if info.disposition is Disposition.ALERT
        }

    def __len__(self) -> int:
        return len(self._sets)

    def hold(self, claim: KnownBlock | Hit) -> bool:
        """Whether the set has such a record, of such a block of such a file."""
        opened = self._sets.get((claim.set, claim.set_version))
        if opened is None or claim.size != opened.size or claim.algorithm not in set(Algorithm):
            return False
        if not 0 <= claim.record < opened.info.manifest.counts.records:
            return False
        said = Origin(
            label=claim.label,
            index=claim.index,
            file_size=claim.file_size,
            identity=claim.identity,
        )
        return opened.holds(Algorithm(claim.algorithm)) and said == opened.origin(claim.record)
