"""What can be wrong with a log, and what is worth knowing of one that is not."""

from enum import StrEnum

import msgspec


class FaultKind(StrEnum):
    """What was found."""

    UNREADABLE = "unreadable"
    EDITED = "edited"
    """A line is not what its digest was made over."""
    BROKEN = "broken"
    """A line does not follow the one above it."""
    ORDER = "order"
    """Lines are missing, doubled or moved."""
    CLOCK = "clock"
    """Time goes back and the line does not say so."""
    OUTCOME = "outcome"
    """An outcome of nothing that was begun."""
    TRUNCATED = "truncated"
    """A checkpoint vouches for lines that are not there."""
    REWRITTEN = "rewritten"
    """A checkpoint vouches for another line than is there."""
    UNTRUSTED = "untrusted"
    """A checkpoint is not signed by a key that is known."""
    RECORD = "record"
    """A record is not the one whose filing was logged."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One fault, at a line of the log (null: of the log as a whole)."""

    kind: FaultKind
    line: int | None
    text: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a log is found to be.

    ``lines`` were read, the last with the sequence ``last``; ``vouched`` is the last that a signed
    checkpoint vouches for (0: none), ``vouched_at`` its time. ``clock_back``: lines that
    say that the clock stood before the line above. ``open_intents``: begun, with no outcome logged.
    """

    lines: int
    last: int
    digest: str
    vouched: int
    vouched_at: str | None
    faults: tuple[Fault, ...]
    clock_back: tuple[int, ...]
    open_intents: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults
