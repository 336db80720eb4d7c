"""Everything a source yields, gathered for tests to look at."""

import gzip
import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path

import zstandard

from triage.content import Content, FileSystem, Unexamined, chunks
from triage.reasons import Reason
from triage.records import Entry, Gap, Kind, State, Volume
from triage.sources.medium import open_medium
from triage.sources.opening import open_source
from triage.sources.survey import open_volume, survey

LARGEST_READ = 80 << 20


@dataclass
class Read:
    """What was found; ``digests`` are MD5s of content, or the reason there is none, by entry id."""

    volumes: list[Volume] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    def by_path(self) -> dict[bytes, Entry]:
        return {entry.path: entry for entry in self.entries}

    def paths(self) -> set[bytes]:
        return {entry.path for entry in self.entries}

    def md5(self, path: bytes) -> str:
        return self.digests[self.by_path()[path].id]

    def reasons(self) -> Counter[Reason]:
        return Counter(gap.reason for gap in self.gaps)


def unpack(packed: Path, folder: Path) -> Path:
    """The image, decompressed into ``folder`` where it was packed to save room."""
    if packed.suffix not in (".gz", ".zst"):
        return packed
    image = folder / packed.stem
    if not image.exists():
        data = packed.read_bytes()
        if packed.suffix == ".gz":
            image.write_bytes(gzip.decompress(data))
        else:
            image.write_bytes(zstandard.ZstdDecompressor().decompressobj().decompress(data))
    return image


def digest(content: Content) -> str:
    state = md5(usedforsecurity=False)
    for chunk in chunks(content):
        state.update(chunk)
    return state.hexdigest()


def content_digest(system: FileSystem, entry: Entry) -> str:
    try:
        content = system.content(entry)
        return "too large" if content.size > LARGEST_READ else digest(content)
    except Unexamined as trouble:
        return trouble.reason


def read(path: Path, contents: bool = True, skip: frozenset[str] = frozenset()) -> Read:
    """Survey a source, walk every volume and, unless told otherwise, read every file."""
    found = Read()
    with open_source(path, 0) as source:
        try:
            medium = open_medium(source.plan)
        except Unexamined as trouble:
            found.gaps.append(Gap(id="-", source=0, stage="open", reason=trouble.reason))
            return found
        for record in list(survey(source.plan, medium)):
            if isinstance(record, Gap):
                found.gaps.append(record)
                continue
            number = len(found.volumes)
            found.volumes.append(record)
            try:
                system = open_volume(source.plan, medium, record, number)
            except Unexamined as trouble:
                found.gaps.append(Gap(id="-", source=0, stage="open", reason=trouble.reason))
                continue
            _walk(found, system, contents, skip)
    return found


def _walk(found: Read, system: FileSystem, contents: bool, skip: frozenset[str]) -> None:
    for record in system.walk(skip, lambda _: None):
        if isinstance(record, Gap):
            found.gaps.append(record)
            continue
        assert isinstance(record, Entry)
        found.entries.append(record)
        if contents and record.kind is Kind.FILE and record.state is State.PENDING:
            found.digests[record.id] = content_digest(system, record)


def assert_sound(found: Read) -> None:
    """What holds of every source: ids are unique, and what is not examined has its gap."""
    ids = [entry.id for entry in found.entries]
    assert len(ids) == len(set(ids))
    told = {gap.file for gap in found.gaps}
    for entry in found.entries:
        assert entry.path.startswith(b"/")
        assert (entry.state in (State.PENDING, State.DONE)) == (entry.reason is None)
        if entry.reason is not None:
            assert entry.id in told
        else:
            assert entry.state is not State.PENDING or entry.kind is Kind.FILE
    for gap in found.gaps:
        assert not re.search("0x[0-9a-f]{6}|/tmp/", gap.detail)
