"""Zip archives, read from their central directory."""

from collections.abc import Callable, Iterator

from triage.archives.base import Member, bounded
from triage.archives.decoders import Decoder, bzip2, decoded, deflate, verified, zip_lzma
from triage.archives.extent import ChecksummedExtent, Extent
from triage.archives.limits import ArchiveLimits
from triage.archives.rewinding import Rewinding
from triage.archives.zip_directory import Directory, locate
from triage.archives.zip_headers import (
    DESCRIPTOR_FLAG,
    LOCAL,
    LOCAL_SIGNATURE,
    Header,
    local_length,
    parse_central,
    parse_local,
)
from triage.archives.zip_index import build
from triage.archives.zip_times import times
from triage.content import Content, Unexamined
from triage.reasons import Reason
from triage.records import Kind

STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
DESCRIPTORS = (12, 16, 20, 24)
"""Lengths in bytes of a data descriptor, without or with signature, narrow or ZIP64."""
LONGEST_DESCRIPTOR = DESCRIPTORS[-1]
LOCAL_GUESS = 512
"""Most local headers fit, so that one read does."""


class ZipArchive:
    """A zip over any content. Raises ``Unexamined`` where it has no usable directory.

    Ordinals follow the local headers' offsets; of the directory a few bytes a member are kept.
    """

    kind = "zip"

    def __init__(self, content: Content, limits: ArchiveLimits) -> None:
        self._content = content
        self._limits = limits
        extents = locate(content)
        self._shift = extents.shift
        self._directory = Directory(content, extents)
        self._index = build(self._directory, extents, limits)

    def members(self) -> Iterator[Member | Unexamined]:
        """As ``Archive.members``; local headers are compared with the directory on the way."""
        reached = 0
        for ordinal in range(len(self._index.places)):
            try:
                header = self._header(ordinal)
                yield from self._unlisted(reached, header.offset + self._shift)
                local = self._local(header)
            except Unexamined as failure:
                yield failure
                continue
            yield self._member(ordinal, header, local)
            if local is None:
                continue
            reached = max(reached, self._data(header, local) + header.packed)
            if local.name != header.name:
                detail = f"member {ordinal} has another name in its local header: {local.name!r}"
                yield Unexamined(Reason.DAMAGED, detail)
        yield from self._unlisted(reached, self._directory.start)
        yield from self._index.faults

    def member(self, ordinal: int) -> Member:
        """As ``Archive.member``."""
        header = self._header(ordinal)
        return self._member(ordinal, header, self._local(header))

    def content(self, member: Member) -> Content:
        """As ``Archive.content``."""
        header = self._header(member.ordinal)
        local = self._local(header)
        refusal = self._refusal(member.ordinal, header, local)
        if local is None or refusal is not None:
            raise refusal or Unexamined(Reason.DAMAGED)
        start = self._data(header, local)
        if header.method == STORED:
            return ChecksummedExtent(self._content, start, header.size, header.crc)
        packed = Extent(self._content, start, header.packed)
        skip, make = _decoder(header.method, packed)
        packed = Extent(self._content, start + skip, header.packed - skip)

        def pieces() -> Iterator[bytes]:
            return verified(decoded(packed, make, self._limits), header.size, header.crc)

        if header.size == 0:
            next(pieces(), b"")
        return Rewinding(pieces, header.size)

    def _header(self, ordinal: int) -> Header:
        record = None
        if 0 <= ordinal < len(self._index.places):
            record = self._directory.record(int(self._index.places[ordinal]))
        if record is None:
            raise Unexamined(Reason.DAMAGED, f"the zip has no member {ordinal}")
        return parse_central(record)

    def _local(self, header: Header) -> Header | None:
        """The local header; null where there is none."""
        offset = header.offset + self._shift
        if not 0 <= offset < self._content.size:
            return None
        head = self._content.read(offset, LOCAL_GUESS)
        length = local_length(head)
        if length is None:
            return None
        if length > len(head):
            head += self._content.read(offset + len(head), length - len(head))
        return parse_local(head) if len(head) >= length else None

    def _data(self, header: Header, local: Header) -> int:
        """Where the member's bytes start."""
        return header.offset + self._shift + LOCAL.size + len(local.name) + len(local.extra)

    def _unlisted(self, start: int, end: int) -> Iterator[Unexamined]:
        """A gap where a member stands between two others (or before them) without being listed."""
        if any(fault.reason is Reason.LIMIT_COUNT for fault in self._index.faults):
            return  # the directory was not read to its end, so it may well list them
        if end - start < LOCAL.size:
            return
        head = self._content.read(start, LONGEST_DESCRIPTOR + len(LOCAL_SIGNATURE))
        if any(head.startswith(LOCAL_SIGNATURE, skip) for skip in (0, *DESCRIPTORS)):
            detail = f"bytes {start} to {end} hold members that the zip's directory does not list"
            yield Unexamined(Reason.DAMAGED, detail)

    def _member(self, ordinal: int, header: Header, local: Header | None) -> Member:
        extras = (header.extra,) if local is None else (local.extra, header.extra)
        stamps = times(extras, header.date, header.time)
        refusal = None
        if header.kind is Kind.FILE:
            refusal = self._refusal(ordinal, header, local)
        return Member(
            ordinal=ordinal,
            name=header.name,
            kind=header.kind,
            size=bounded(header.size),
            modified=stamps.modified,
            accessed=stamps.accessed,
            created=stamps.created,
            clock=stamps.clock,
            reason=refusal.reason if refusal else None,
            detail=refusal.detail if refusal else "",
        )

    def _refusal(self, ordinal: int, header: Header, local: Header | None) -> Unexamined | None:
        """Why the content cannot be had, where the headers settle that."""
        if header.encrypted:
            return Unexamined(Reason.ENCRYPTED, "the member needs a password")
        if local is None:
            return Unexamined(Reason.DAMAGED, "the member's local header is missing")
        if self._index.shared[ordinal]:
            return Unexamined(Reason.DAMAGED, "the member shares bytes with another one")
        if _disagree(header, local):
            return Unexamined(Reason.DAMAGED, "the local header disagrees with the directory")
        return _unreadable(header)


def _unreadable(header: Header) -> Unexamined | None:
    if header.method not in (STORED, DEFLATED, BZIP2, LZMA):
        return Unexamined(Reason.UNSUPPORTED_FORMAT, f"zip compression method {header.method}")
    if header.method == STORED and header.size != header.packed:
        return Unexamined(Reason.DAMAGED, "the member is stored, but its two sizes differ")
    return None


def _disagree(header: Header, local: Header) -> bool:
    if local.method != header.method or local.encrypted != header.encrypted:
        return True
    if local.flags & DESCRIPTOR_FLAG:
        return False
    return (local.crc, local.packed, local.size) != (header.crc, header.packed, header.size)


def _decoder(method: int, packed: Extent) -> tuple[int, Callable[[], Decoder]]:
    """How many bytes stand before the stream, and what decodes it."""
    if method == LZMA:
        return zip_lzma(packed.read(0, 9))
    return 0, {DEFLATED: deflate, BZIP2: bzip2}[method]
