"""What is known of an archive's members before they are read."""

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from triage.content import Content, Unexamined
from triage.reasons import Reason
from triage.records import Clock, Kind

LARGEST = 2**63 - 1
"""Numbers beyond 64 bits occur in hostile headers only, and no record can carry them."""


class Member(Struct, frozen=True, kw_only=True):
    """One member of an archive.

    ``name`` is hostile: raw bytes as stored (``../``, absolute, empty, NUL, in no known encoding),
    a label that is never used to write. ``ordinal`` counts members in reading order and is all
    that ``Archive.content`` needs. ``size`` is in bytes as declared. Times are nanoseconds since
    1970-01-01, of the clock that ``clock`` names. ``reason`` and ``detail`` say why the content
    cannot be had, where listing alone settles that. ``link`` is the name of the member that a hard
    link stands for.
    """

    ordinal: int
    name: bytes
    kind: Kind
    size: int | None = None
    modified: int | None = None
    accessed: int | None = None
    changed: int | None = None
    created: int | None = None
    clock: Clock = Clock.UTC
    reason: Reason | None = None
    detail: str = ""
    link: bytes | None = None


class Archive(Protocol):
    """An opened archive. Memory is bounded whatever it holds, and nothing is written."""

    @property
    def kind(self) -> str:
        """``zip`` or ``tar`` (also for a compressed tar)."""

    def members(self) -> Iterator[Member | Unexamined]:
        """Every member in the order in which their bytes lie, ordinals ascending from 0.

        An ``Unexamined`` stands for what could not be listed, or for headers that disagree.
        Reading each member's content before asking for the next costs one pass in all.
        """

    def member(self, ordinal: int) -> Member:
        """The member of that ordinal, as ``members`` gives it; raises ``Unexamined``."""

    def content(self, member: Member) -> Content:
        """The content of a FILE member, found by its ordinal alone.

        Raises ``Unexamined`` where there is none to be had; so do the reads, where that shows only
        then (a checksum that is wrong, more bytes than declared).
        """


def bounded(value: int) -> int | None:
    """The number, or null where no record can carry it (not within 64 bits, signed)."""
    return value if -LARGEST <= value <= LARGEST else None
