"""One line of the log, and the bytes that are chained.

Canonical form: JSON with sorted keys, no spaces, UTF-8 unescaped beyond what JSON demands; only
text, whole numbers, null and one flat object (``detail``), so that any language writes the same.
"""

from typing import Literal

import msgspec

from casework.act import Operation

Stage = Literal["done", "intent", "outcome"]
Detail = dict[str, str | int | None]

GENESIS = bytes(32)
"""What the first line names as the digest before it."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What a line is about: a person, a revision of a record, the digest of its sealed body."""

    person: str | None = None
    kind: str | None = None
    record: str | None = None
    revision: int | None = None
    content: str | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who did what to what, when, why, and to whom it was told.

    ``at`` is RFC 3339 UTC with six decimals. ``clock`` is ``backwards`` where the
    host's clock stood before the line above. ``intent`` is, on an outcome, the sequence of what was
    begun. ``previous`` is the digest, in hex, of the line before.
    """

    sequence: int
    at: str
    clock: Literal["backwards"] | None = None
    actor: str
    operation: Operation
    stage: Stage = "done"
    intent: int | None = None
    person: str | None = None
    kind: str | None = None
    record: str | None = None
    revision: int | None = None
    content: str | None = None
    recipient: str | None = None
    reason: str | None = None
    detail: Detail = msgspec.field(default_factory=dict)
    previous: str


_ENCODER = msgspec.json.Encoder(order="sorted")


def canonical(line: Line) -> bytes:
    """The bytes that are chained."""
    return _ENCODER.encode(line)
