"""A step that a sequence may be made of: told of once, when the sequence is whole around it."""

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What a step is."""

    HIDING = "hiding"
    QUIET = "quiet"
    CONTACT = "contact"
    MEETING = "meeting"


class Cue(msgspec.Struct, array_like=True, order=True):
    """One event as a step: ``time`` is when it was done (µs), ``said`` what the device said.

    ``number`` stands for the counterpart (``monitor.behaviour.day.contact``), -1 for none; ``rule``
    is what made it a cue. Cues sort by time, and no two are the same.
    """

    time: int
    identity: bytes
    kind: Kind
    event: str
    device: str
    said: int
    received: int
    type: str
    rule: str
    counterpart: str | None
    number: int
    told: bool = False
