"""Which block sets a scan looks for, and how it records them."""

from collections.abc import Sequence

from hashsets.catalogue import Catalogue
from hashsets.manifest import SetInfo
from hashsets.records import Disposition
from skerry import SkerryError
from triage.pins import chosen_blocks
from triage.sampling.store import PinnedSet


def alerting_blocks(catalogue: Catalogue, names: Sequence[str]) -> tuple[SetInfo, ...]:
    """The block sets asked for, or the newest of each; raises where none raises alarm."""
    if names:
        infos = tuple(catalogue.find_blocks(name) for name in names)
    else:
        infos = chosen_blocks(catalogue, ())
    if not any(info.disposition is Disposition.ALERT for info in infos):
        raise SkerryError(
            "there is no alert set of blocks to look for; make one with:"
            " skerry hashsets blocks FILE --name NAME --disposition alert"
        )
    return tuple(sorted(infos, key=lambda info: (info.name, info.version)))


def pinned_set(info: SetInfo) -> PinnedSet:
    """A set as a scan records it."""
    blocks = info.manifest.blocks
    if blocks is None:
        raise SkerryError(f"{info.title} holds digests of files, not of blocks")
    return PinnedSet(
        name=info.name,
        version=info.version,
        disposition=info.disposition.value,
        digest=info.digest,
        block_size=blocks.size,
        blocks=max(info.counts.values()),
    )
