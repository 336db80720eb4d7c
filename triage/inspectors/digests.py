"""MD5, SHA-1 and SHA-256 of the whole content, in one pass."""

from collections.abc import Iterator

from hashsets.digesting import triple_digest
from triage.content import Buffer, Content, Unexamined, chunks
from triage.inspectors.base import Part, Subject
from triage.reasons import Reason
from triage.records import Digests

MAX_HOLE_BYTES = 4 << 30
"""A file with more unstored bytes than this is not hashed: an 8 TiB hole takes hours to read."""


class DigestInspector:
    """The exact digests that hash sets are matched by."""

    stage = "digests"

    def wants(self, subject: Subject) -> bool:
        """Everything; the digests of empty content are known to hash sets too."""
        del subject
        return True

    def inspect(self, subject: Subject) -> Iterator[Part | Unexamined]:
        """One ``Digests``, or a SPARSE gap. Raises ``Unexamined`` where a byte cannot be read."""
        size = subject.content.size
        stored = stored_bytes(subject.content) if size > MAX_HOLE_BYTES else size
        if size - stored > MAX_HOLE_BYTES:
            yield Unexamined(Reason.SPARSE, f"{size} bytes, of which {stored} stored")
        else:
            yield digests(subject.content)


def stored_bytes(content: Content) -> int:
    """How many bytes the volume stores; ``size`` where the content does not say."""
    stored: int = getattr(content, "allocated_bytes", content.size)
    return stored


def digests(content: Content) -> Digests:
    """All three digests while reading once."""
    state = triple_digest()
    held = isinstance(content, Buffer)
    for chunk in (content.read(0, content.size),) if held else chunks(content):
        state.update(chunk)
    md5, sha1, sha256 = state.digest()
    return Digests(md5=md5, sha1=sha1, sha256=sha256)
