"""What the supervisor asks of a worker: one job a task, and the plan all jobs share."""

import msgspec

from triage.authority import Authority
from triage.inspectors.rule_engine import EngineName
from triage.reasons import Reason
from triage.records import Entry, Observation, Volume
from triage.sampling.zones import Zone
from triage.sources.plan import SourcePlan


class WorkerPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a worker is built with, before the jail closes."""

    sources: tuple[SourcePlan, ...]
    authority: Authority
    hashsets_root: str
    sets: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()
    skip_known: bool = False
    engine: EngineName = EngineName.YARA_PYTHON
    blocks: tuple[tuple[str, str], ...] = ()


class Job(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Base of the jobs."""


class Survey(Job, frozen=True, kw_only=True):
    """Find the volumes of a source."""

    source: int


class Walk(Job, frozen=True, kw_only=True):
    """List a volume, leaving out the directories in ``skip``."""

    source: int
    number: int
    volume: Volume
    skip: tuple[str, ...] = ()


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that broke its worker, and at which stage."""

    file: str
    stage: str
    reason: Reason
    detail: str = ""


class Inspect(Job, frozen=True, kw_only=True):
    """Examine an entry and, where it is an archive, its members.

    ``skip`` holds those among them that broke a worker before. ``given`` says that the content
    comes as a descriptor with the task.
    """

    entry: Entry
    volume: Volume
    skip: tuple[Broken, ...] = ()
    given: bool = False


class Glance(Job, frozen=True, kw_only=True):
    """Say which of some entries, by their digests alone, an alert set holds.

    ``given`` says that there is one, and that its content comes as a descriptor with the task.
    """

    entries: tuple[Entry, ...]
    volume: Volume
    given: bool = False


class Match(Job, frozen=True, kw_only=True):
    """Match again what was observed before."""

    observation: Observation


class Thumbnail(Job, frozen=True, kw_only=True):
    """Make a small blurred picture of ``entry`` or, along ``members``, of what is inside it.

    ``given`` says that the content comes as a descriptor with the task.
    """

    entry: Entry
    volume: Volume
    mime: str
    members: tuple[int, ...] = ()
    given: bool = False


class MeasureSource(Job, frozen=True, kw_only=True):
    """Say how many bytes a source holds, and what its ``volumes`` give to a file at a time."""

    source: int
    volumes: tuple[Volume, ...] = ()


class Carve(Job, frozen=True, kw_only=True):
    """Carve ``extents`` (start, end) of a source for files that begin from ``start`` to ``end``.

    ``volume`` is the number that gaps are stamped with. ``zones`` say where blocks of known files
    may begin. ``whole`` and ``fragment`` are what files that begin earlier claim
    (``triage.carving.window.Claimed``).
    """

    source: int
    volume: int
    start: int
    end: int
    extents: tuple[tuple[int, int], ...]
    formats: tuple[str, ...]
    zones: tuple[Zone, ...]
    whole: int = 0
    fragment: int = 0


class DigestSource(Job, frozen=True, kw_only=True):
    """Digest a whole source."""

    source: int


class Scan(Job, frozen=True, kw_only=True):
    """Look units of ``unit`` bytes of a source up in the block sets.

    Those of the ``numbers`` (little-endian uint64, ascending), each classified, or all from
    ``first`` up to ``last``.
    """

    source: int
    unit: int
    zones: tuple[Zone, ...]
    numbers: bytes = b""
    first: int = 0
    last: int = 0


class FindEncryption(Job, frozen=True, kw_only=True):
    """Say whether files of a volume may be encrypted one by one."""

    volume: Volume


AnyJob = (
    Survey
    | Glance
    | Walk
    | Inspect
    | Match
    | Thumbnail
    | MeasureSource
    | Carve
    | DigestSource
    | Scan
    | FindEncryption
)
_decoder = msgspec.msgpack.Decoder(AnyJob)


def decode_job(body: bytes) -> AnyJob:
    """The job in ``body``; raises ``msgspec.ValidationError``."""
    job: AnyJob = _decoder.decode(body)
    return job
