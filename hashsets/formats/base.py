"""What every importer declares."""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from hashsets.records import Algorithm, BadRecord, HashRecord, Tombstone

HEAD_BYTES = 8192
"""How much of a file's beginning a format is recognised by."""

Read = Iterator[HashRecord | BadRecord]
Updates = Iterator[HashRecord | BadRecord | Tombstone]
"""What a source yields that also withdraws records."""


class Format(Protocol):
    """A format: one module of this package."""

    @property
    def name(self) -> str:
        """What the operator calls it."""

    @property
    def carries_verdicts(self) -> bool:
        """Whether its categories mean nothing without a profile, as in the VICS family."""

    @property
    def lists_reported(self) -> bool:
        """Whether it lists material that was reported as illegal or harmful.

        Such a list is never one of known files, and is ignored only by express order.
        """

    def sniff(self, head: bytes) -> bool:
        """Whether a file that begins so (at most HEAD_BYTES) looks like this format."""

    def read(self, stream: BinaryIO, algorithm: Algorithm | None) -> Updates:
        """Every record in file order, in bounded memory, and what could not be used.

        ``algorithm`` is that of digests the file does not name. Never raises for what the file
        holds: a damaged record is a ``BadRecord`` and the rest is still read.
        """
