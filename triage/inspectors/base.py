"""What every inspector is given and what it gives back."""

from collections.abc import Iterator
from functools import cached_property
from typing import BinaryIO, Protocol, cast

from triage.content import Buffer, Content, ContentFile, Unexamined, chunks
from triage.records import Digests, Entry, FileType, Picture, RuleHit

WHOLE_BYTES = 32 << 20
"""Content up to this size is read once, whole, and shared by every inspector."""

HEAD_BYTES = 8192

Part = Digests | FileType | Picture | RuleHit


class Subject:
    """An entry under inspection, its content, and what the inspectors before found."""

    def __init__(self, entry: Entry, content: Content) -> None:
        self.entry = entry
        self.content: Content = content
        self.type: FileType | None = None
        if content.size <= WHOLE_BYTES and not isinstance(content, Buffer):
            self.content = Buffer(b"".join(chunks(content)))

    @cached_property
    def head(self) -> bytes:
        """The first ``HEAD_BYTES``."""
        return self.content.read(0, HEAD_BYTES)

    @property
    def whole(self) -> bytes | None:
        """All of it, or null where it is larger than ``WHOLE_BYTES``."""
        if isinstance(self.content, Buffer):
            return self.content.read(0, self.content.size)
        return None

    def file(self) -> BinaryIO:
        """The content as a seekable binary file."""
        return cast(BinaryIO, ContentFile(self.content))


class Inspector(Protocol):
    """Reads one kind of fact. ``stage`` names it in gaps."""

    stage: str

    def wants(self, subject: Subject) -> bool:
        """Whether this entry is for this inspector; looks at the type and size only."""

    def inspect(self, subject: Subject) -> Iterator[Part | Unexamined]:
        """The facts, and an ``Unexamined`` (yielded or raised) for what could not be read.

        ``MemoryError`` is let through: the entry is tried again with more memory.
        """
