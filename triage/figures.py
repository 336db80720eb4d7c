"""The figures that say how far an examination went."""

import msgspec

from triage.authority import Authority
from triage.records import State


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the figures: typed, frozen, and ready to be written as JSON."""


class Tally(Figures, frozen=True, kw_only=True):
    """Entries of one sort, by the state they ended in."""

    name: str
    done: int = 0
    partial: int = 0
    failed: int = 0
    skipped: int = 0
    pending: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.states.values())

    @property
    def states(self) -> dict[str, int]:
        """The counts by the name of the state, in the order of ``State``."""
        return {state.value: int(getattr(self, state.value)) for state in State}


class Content(Figures, frozen=True, kw_only=True):
    """Bytes of file content by how far they were examined; ``unsized`` counts entries."""

    examined: int = 0
    partly: int = 0
    unexamined: int = 0
    unsized: int = 0

    @property
    def total(self) -> int:
        """All bytes of known size."""
        return self.examined + self.partly + self.unexamined


class GapFigure(Figures, frozen=True, kw_only=True):
    """Gaps of one reason. ``size`` is bytes, where the gap or its file has a known length."""

    reason: str
    count: int
    size: int
    advice: str


class VolumeCoverage(Figures, frozen=True, kw_only=True):
    """One volume. ``partition`` and ``length`` are bytes within the source."""

    source: str
    file_system: str
    partition: int | None
    length: int | None
    label: str | None
    listed: bool
    entries: Tally


class SourceCoverage(Figures, frozen=True, kw_only=True):
    """One source. ``agrees`` is null where the image carries no digest to compare with."""

    label: str
    kind: str
    size: int | None
    segments: int
    surveyed: bool
    md5: str | None
    sha1: str | None
    sha256: str | None
    stored: dict[str, str]
    agrees: bool | None
    entries: Tally
    volumes: tuple[VolumeCoverage, ...]


class SetCoverage(Figures, frozen=True, kw_only=True):
    """A hash set that was used. ``entries`` and ``not_computable`` count hashes by kind.

    ``cautions`` say where its perceptual hashes may not be comparable, a plain sentence each.
    """

    name: str
    version: str
    disposition: str
    digest: str
    entries: dict[str, int]
    not_computable: dict[str, int]
    cautions: tuple[str, ...]
    files: int


class RuleCoverage(Figures, frozen=True, kw_only=True):
    """A rule file; ``problem`` says why it did not compile.

    ``refused`` are rules in it that the engine does not accept, where it runs the others.
    """

    name: str
    sha256: str
    problem: str | None
    refused: tuple[str, ...]


class Pictures(Figures, frozen=True, kw_only=True):
    """Pictures by what could be read of them, and videos, whose frames are not looked at."""

    decoded: int
    undecoded: int
    low_quality: int
    with_phash: int
    videos: int


class Coverage(Figures, frozen=True, kw_only=True):
    """The whole of it. Every tally of entries sums to ``entries.total``.

    ``carved`` are the formats that free space was searched for, where any was.
    """

    authority: Authority
    finished: bool
    entries: Tally
    by_kind: tuple[Tally, ...]
    by_origin: tuple[Tally, ...]
    content: Content
    unpacked: Content
    gaps: tuple[GapFigure, ...]
    not_authorised: dict[str, int]
    sources: tuple[SourceCoverage, ...]
    sets: tuple[SetCoverage, ...]
    rules: tuple[RuleCoverage, ...]
    engine: str | None
    carved: tuple[str, ...]
    pictures: Pictures
    known: int
    ignored: int
    findings: dict[str, int]
    weak: int
    chance_hits: float
