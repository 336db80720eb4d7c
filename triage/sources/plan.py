"""What was opened: the part of a source that crosses into the jail."""

from msgspec import Struct

from triage.reasons import Reason


class Segment(Struct, frozen=True):
    """One part of a source: an inherited read-only descriptor number and its length in bytes."""

    descriptor: int
    size: int


class SourcePlan(Struct, frozen=True, kw_only=True):
    """How a worker reads source number ``index``.

    ``kind`` is ``raw``, ``ewf``, ``zip``, ``tar``, ``folder`` or ``unsupported``; ``label`` is the
    name shown, never a path of this machine. ``reason`` and ``detail`` say why an unsupported
    source cannot be read, or which part of a split image is missing.
    """

    index: int
    kind: str
    label: str
    segments: tuple[Segment, ...] = ()
    reason: Reason | None = None
    detail: str = ""
