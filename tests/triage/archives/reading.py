"""Everything an archive gives, read to the end."""

from triage.archives.base import Archive, Member
from triage.archives.limits import ArchiveLimits
from triage.archives.opening import open_archive
from triage.content import Buffer, Unexamined, chunks
from triage.records import Kind

MOST_READ = 1 << 24


def opened(data: bytes, limits: ArchiveLimits | None = None) -> Archive:
    return open_archive(Buffer(data), limits or ArchiveLimits())


def listed(archive: Archive) -> tuple[list[Member], list[Unexamined]]:
    found = list(archive.members())
    return (
        [each for each in found if isinstance(each, Member)],
        [each for each in found if isinstance(each, Unexamined)],
    )


def read(archive: Archive, member: Member) -> bytes:
    return b"".join(chunks(archive.content(member)))


def contents(data: bytes) -> dict[bytes, bytes]:
    """Every file's content by its name; fails on anything that is unexamined."""
    archive = opened(data)
    members, faults = listed(archive)
    assert [str(fault) for fault in faults] == []
    return {m.name: read(archive, m) for m in members if m.kind is Kind.FILE}


def all_read(data: bytes, limits: ArchiveLimits | None = None) -> list[object]:
    """Members, their contents and gaps; nothing but ``Unexamined`` may be raised on the way."""
    results: list[object] = []
    try:
        archive = opened(data, limits)
        for found in archive.members():
            results.append(found)
            if isinstance(found, Member) and found.kind is Kind.FILE:
                results.append(_content(archive, found))
    except Unexamined as failure:
        results.append(failure)
    return results


def _content(archive: Archive, member: Member) -> object:
    try:
        content = archive.content(member)
        if content.size > MOST_READ:
            return content.read(0, 1 << 16)
        return b"".join(chunks(content))
    except Unexamined as failure:
        return failure
