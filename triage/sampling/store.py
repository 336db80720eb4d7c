"""Scans in the examination file: what was asked, how far each is, and what it found."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec
import numpy as np

from triage.exam.connection import Connection
from triage.exam.writing import Writer
from triage.sampling.arithmetic import whole_blocks
from triage.sampling.choosing import Places, chosen
from triage.sampling.records import Hit, Tally
from triage.sampling.verdict import Drawn, Verdict, verdict

PART = 4096
"""Blocks of a sample that are committed together."""

SWEEP_BYTES = 32 << 20
"""Bytes of a sweep that are committed together."""

SAMPLE, SWEEP = "sample", "sweep"

HIT_ORDER = 'offset, size, "set", set_version, record'


class PinnedSet(msgspec.Struct, frozen=True):
    """A block set as a scan used it; ``blocks`` are those that it can find."""

    name: str
    version: str
    disposition: str
    digest: str
    block_size: int
    blocks: int


class Sample(NamedTuple):
    """One scan of one source.

    ``seed`` is a whole number in decimal. ``encrypted`` says how the source is encrypted where
    nothing of it could be scanned.
    """

    number: int
    source: int
    started: str
    ended: str | None
    who: str
    seed: str
    unit: int
    population: int
    drawn: int
    miss_bytes: int
    confidence: float
    sets: str
    encrypted: str | None

    @property
    def pinned(self) -> tuple[PinnedSet, ...]:
        """The sets."""
        return msgspec.json.decode(self.sets, type=tuple[PinnedSet, ...])

    def places(self) -> Places:
        """The numbers of the blocks that are drawn, ascending."""
        return chosen(self.population, self.drawn, int(self.seed))

    def parts(self, stage: str) -> int:
        """How many parts a stage has."""
        if stage == SAMPLE:
            return -(-self.drawn // PART)
        return -(-self.population // self.sweep_units) if self.drawn < self.population else 0

    @property
    def sweep_units(self) -> int:
        """Blocks in a part of the sweep."""
        return max(1, SWEEP_BYTES // self.unit)


class Standing(NamedTuple):
    """How far a scan is: parts done of each stage, the figures of the sample, and the hits."""

    sampled: int
    swept: int
    tally: Tally
    unread: int
    hits: int
    files: int


def samples(connection: Connection) -> list[Sample]:
    """All scans, in order."""
    return [Sample(*row) for row in connection.execute("SELECT * FROM samples ORDER BY number")]


def write_sample(writer: Writer, sample: Sample) -> None:
    """Record a scan that begins."""
    writer.insert("samples", sample)


def write_part(
    writer: Writer, sample: Sample, stage: str, part: int, tally: Tally, hits: Sequence[Hit]
) -> None:
    """Record what a part found, all in one transaction."""
    row = (sample.number, stage, part, msgspec.json.encode(tally).decode())
    for hit in hits:
        writer.insert("sample_hits", (sample.number, *msgspec.structs.astuple(hit)))
    writer.insert("sample_parts", row)


def unread_of_parts(connection: Connection, sample: Sample, stage: str) -> dict[int, int]:
    """How many blocks of each part of a stage that is recorded could not be read."""
    rows = connection.execute(
        "SELECT part, tally FROM sample_parts WHERE sample = ? AND stage = ?",
        (sample.number, stage),
    )
    return {int(part): msgspec.json.decode(text, type=Tally).unreadable for part, text in rows}


def forget_parts(writer: Writer, sample: Sample) -> None:
    """Have all of a scan done again."""
    writer.update("DELETE FROM sample_parts WHERE sample = ?", (sample.number,))
    writer.update("DELETE FROM sample_hits WHERE sample = ?", (sample.number,))


def hits(connection: Connection, sample: Sample) -> Iterator[Hit]:
    """What a scan found, in order of offset."""
    names = ", ".join(f'"{name}"' for name in Hit.__struct_fields__)
    rows = connection.execute(
        f"SELECT {names} FROM sample_hits WHERE sample = ? ORDER BY " + HIT_ORDER,
        (sample.number,),
    )
    for row in rows:
        yield Hit(**dict(zip(Hit.__struct_fields__, row, strict=True)))


def standing(connection: Connection, sample: Sample) -> Standing:
    """How far a scan is."""
    tally, swept, unread = Tally(), 0, 0
    sampled = 0
    rows = connection.execute(
        "SELECT stage, tally FROM sample_parts WHERE sample = ?", (sample.number,)
    )
    for stage, text in rows:
        found = msgspec.json.decode(text, type=Tally)
        if stage == SAMPLE:
            sampled += 1
            tally = tally.plus(found)
        else:
            swept += 1
            unread += found.unreadable
    count, files = connection.execute(
        'SELECT count(*), count(DISTINCT coalesce(identity, "set" || label)) FROM sample_hits'
        " WHERE sample = ?",
        (sample.number,),
    ).fetchone()
    return Standing(sampled, swept, tally, unread, int(count), int(files))


def is_sampled(sample: Sample, stand: Standing) -> bool:
    """Whether all blocks drawn were looked at."""
    return stand.sampled == sample.parts(SAMPLE)


def is_swept(sample: Sample, stand: Standing) -> bool:
    """Whether every block was."""
    return is_sampled(sample, stand) and stand.swept == sample.parts(SWEEP)


def is_whole(sample: Sample, stand: Standing) -> bool:
    """Whether every block was looked at, and could be."""
    unread = stand.unread or stand.tally.unreadable
    return sample.encrypted is None and is_swept(sample, stand) and not unread


def sealed(connection: Connection, sample: Sample) -> str:
    """SHA-256, in hex, over all that is recorded of a scan."""
    state = sha256(msgspec.json.encode(tuple(sample)))
    for table, order in (("sample_parts", "stage, part"), ("sample_hits", HIT_ORDER)):
        rows = connection.execute(
            f"SELECT * FROM {table} WHERE sample = ? ORDER BY {order}", (sample.number,)
        )
        for row in rows:
            state.update(msgspec.json.encode(tuple(row)))
    return state.hexdigest()


def seal_key(sample: Sample) -> str:
    """The fact that holds a scan's seal."""
    return f"seal.sample.{sample.number}"


def judged(sample: Sample, stand: Standing) -> Verdict:
    """What may be said of a scan whose sample is complete."""
    drawn = Drawn(
        population=sample.population,
        drawn=sample.drawn,
        unit=sample.unit,
        held=whole_blocks(sample.miss_bytes, sample.unit),
        miss_bytes=sample.miss_bytes,
        whole=is_whole(sample, stand),
    )
    return verdict(drawn, stand.tally, sample.encrypted)


def numbers_of(places: Places, part: int) -> Places:
    """The blocks of one part of a sample."""
    return np.ascontiguousarray(places[part * PART : (part + 1) * PART])
