"""What is asked of a fast scan, and what the scan uses for it."""

from dataclasses import dataclass
from pathlib import Path

from hashsets.catalogue import Catalogue
from hashsets.manifest import SetInfo
from skerry import SkerryError, UsageError, home
from triage.authority import Authority, DataKind, load_case
from triage.policy import load_policy
from triage.sampling.arithmetic import whole_blocks
from triage.sampling.sets import alerting_blocks, pinned_set
from triage.sampling.store import PinnedSet


@dataclass(frozen=True)
class SampleRequest:
    """The words of ``skerry triage sample``; a null ``seed`` is drawn, and recorded."""

    sources: tuple[Path, ...]
    exam: Path
    case: Path | None = None
    sets: tuple[str, ...] = ()
    miss_bytes: int = 1 << 20
    confidence: float = 0.99
    seed: int | None = None
    to_certainty: bool = False
    workers: int = 0
    command: str = ""


@dataclass(frozen=True)
class Means:
    """What a scan uses."""

    authority: Authority
    infos: tuple[SetInfo, ...]

    @property
    def unit(self) -> int:
        """Bytes of the blocks drawn: those of the set with the largest."""
        return max(pinned.block_size for pinned in self.pinned)

    @property
    def pinned(self) -> tuple[PinnedSet, ...]:
        """The sets, as they are recorded."""
        return tuple(map(pinned_set, self.infos))


def means_of(request: SampleRequest) -> Means:
    """What a request means. Raises ``SkerryError``, or ``UsageError`` where words do not fit."""
    if request.case is None and load_policy(home()).require_case:
        raise SkerryError("this unit's policy wants an authority: give --case FILE.toml")
    authority = load_case(request.case) if request.case else Authority()
    if not authority.covers(DataKind.MEDIA):
        raise SkerryError("the authority does not cover media, which known content is")
    infos = alerting_blocks(Catalogue(home() / "hashsets"), request.sets)
    means = Means(authority, infos)
    uneven = [info.title for info in infos if means.unit % pinned_set(info).block_size]
    if uneven:
        raise UsageError(
            f"blocks of {uneven[0]} do not fit those of {means.unit} bytes: choose with --set"
        )
    if whole_blocks(request.miss_bytes, means.unit) < 1:
        least = 2 * means.unit - 1
        raise UsageError(f"--miss-bytes: at least {least} hold a whole block of {means.unit}")
    return means
