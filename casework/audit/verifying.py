"""Verification of a log: pure, in one pass, from nothing but its lines and signed checkpoints.

Each line is judged against the one above it as it is, so that one edit is one fault. The chain
alone shows neither a tail cut off nor a log written anew from its first line: checkpoints do.
"""

from collections.abc import Iterable, Sequence

import msgspec

from casework.audit.chain import digest_of
from casework.audit.checkpoint import Checkpoint, origin_of
from casework.audit.fault import Fault, FaultKind, Verdict
from casework.audit.line import GENESIS, Line

Chained = tuple[bytes, bytes]
"""A line's canonical bytes and the digest that stands with them."""

_LINES = msgspec.json.Decoder(Line)


def verify(lines: Iterable[Chained], checkpoints: Sequence[Checkpoint] = ()) -> Verdict:
    """Judge a log. ``checkpoints`` are those whose signature was checked already."""
    reading = _Reading(checkpoints)
    for body, digest in lines:
        reading.take(body, digest)
    return reading.verdict()


class _Reading:
    """How far the log has been read, and what was found."""

    def __init__(self, checkpoints: Sequence[Checkpoint]) -> None:
        self._checkpoints = checkpoints
        self._due: dict[int, list[Checkpoint]] = {}
        for checkpoint in checkpoints:
            self._due.setdefault(checkpoint.size, []).append(checkpoint)
        self._lines = self._last = 0
        self._digest: str | None = GENESIS.hex()
        self._at = ""
        self._origin: str | None = None
        self._vouched: Checkpoint | None = None
        self._faults: list[Fault] = []
        self._clock_back: list[int] = []
        self._intents: dict[int, None] = {}
        self._begins_at = 1

    def take(self, body: bytes, digest: bytes) -> None:
        """Judge the next line."""
        self._lines += 1
        try:
            line = _LINES.decode(body)
        except (msgspec.MsgspecError, UnicodeError) as error:
            self._fault(FaultKind.UNREADABLE, self._last + 1, f"it is no line of a log: {error}")
            self._last, self._digest = self._last + 1, digest.hex() or None
            return
        if self._lines == 1:
            self._begin(line, digest)
        if digest_of(body) != digest:
            self._fault(FaultKind.EDITED, line.sequence, "it was changed after it was written")
        self._follow(line)
        self._clock(line)
        self._intent(line)
        self._last, self._digest, self._at = line.sequence, digest.hex(), line.at
        self._compare(line.sequence, digest)

    def _begin(self, line: Line, digest: bytes) -> None:
        """A whole log begins at line 1; a later part is one that a checkpoint vouches for."""
        if line.sequence == 1:
            self._origin = origin_of(digest)
            return
        self._begins_at, self._last = line.sequence, line.sequence - 1
        self._digest = line.previous
        if not any(one.digest.hex() == line.previous for one in self._due.get(self._last, [])):
            text = "the log begins here, and no checkpoint vouches for what came before"
            self._fault(FaultKind.TRUNCATED, line.sequence, text)

    def _follow(self, line: Line) -> None:
        if line.sequence != self._last + 1:
            text = f"line {line.sequence} stands where {self._last + 1} belongs"
            self._fault(FaultKind.ORDER, line.sequence, text)
        # below a line that could not be read at all, nothing is known to follow
        if self._digest is not None and line.previous != self._digest:
            self._fault(FaultKind.BROKEN, line.sequence, "it does not follow the line above")

    def _clock(self, line: Line) -> None:
        if line.clock == "backwards":
            self._clock_back.append(line.sequence)
        elif line.at < self._at:
            text = "its time is before that of the line above, and it does not say so"
            self._fault(FaultKind.CLOCK, line.sequence, text)

    def _intent(self, line: Line) -> None:
        if line.stage == "intent":
            self._intents[line.sequence] = None
        elif line.stage == "outcome":
            known = line.intent in self._intents
            if known:
                del self._intents[line.intent or 0]
            elif line.intent is None or line.intent >= self._begins_at:
                self._fault(FaultKind.OUTCOME, line.sequence, "the outcome of nothing begun")

    def _compare(self, sequence: int, digest: bytes) -> None:
        for checkpoint in self._due.pop(sequence, []):
            if checkpoint.digest != digest:
                text = f"the checkpoint of {checkpoint.at} vouches for another line here"
                self._fault(FaultKind.REWRITTEN, sequence, text)
            elif self._vouched is None or checkpoint.size > self._vouched.size:
                self._vouched = checkpoint

    def verdict(self) -> Verdict:
        """What was found, with what the checkpoints miss."""
        if not self._lines:
            self._fault(FaultKind.TRUNCATED, None, "there is no line; a log has at least one")
        for checkpoint in self._checkpoints:
            self._judge_end(checkpoint)
        vouched = self._vouched
        return Verdict(
            lines=self._lines,
            last=self._last,
            digest=self._digest or "",
            vouched=vouched.size if vouched else 0,
            vouched_at=vouched.at if vouched else None,
            faults=tuple(self._faults),
            clock_back=tuple(self._clock_back),
            open_intents=tuple(self._intents),
        )

    def _judge_end(self, checkpoint: Checkpoint) -> None:
        if checkpoint.size > self._last:
            text = f"the checkpoint of {checkpoint.at} vouches for {checkpoint.size} lines"
            self._fault(FaultKind.TRUNCATED, None, f"{text}; the log ends at {self._last}")
        if self._origin is not None and checkpoint.origin != self._origin:
            text = f"the checkpoint of {checkpoint.at} is of another log ({checkpoint.origin})"
            self._fault(FaultKind.REWRITTEN, None, text)

    def _fault(self, kind: FaultKind, line: int | None, text: str) -> None:
        self._faults.append(Fault(kind=kind, line=line, text=text))
