"""Who does something, of what kind, and why: what no change or reading goes without."""

from enum import StrEnum

import msgspec

from casework.errors import CaseworkError


class Operation(StrEnum):
    """What is logged: the six of section 62 of the Data Protection Act 2018, and our own."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    SEARCH = "search"
    EXPORT = "export"
    PRINT = "print"
    ACCESS = "access"
    """Log-in, log-out, refusals, break-glass."""
    UPKEEP = "upkeep"
    """Migrations, keys, checkpoints: what the store does for itself."""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What a person at the keyboard does. ``recipient`` is who is told, where somebody is.

    Raises ``CaseworkError`` where nobody does it. A reason is what policy asks for, not content:
    it stays in the log when the person's records are erased.
    """

    actor: str
    reason: str | None = None
    recipient: str | None = None

    def __post_init__(self) -> None:
        if not self.actor.strip():
            raise CaseworkError("an act has an actor")
        for text in (self.actor, self.reason or "", self.recipient or ""):
            if "\0" in text or (not text.isascii() and _lone_surrogate(text)):
                raise CaseworkError(f"{text!r} cannot be written as UTF-8")


def _lone_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
