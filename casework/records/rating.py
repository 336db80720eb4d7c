"""What a trained person rated with an instrument. No item is ever rated by software."""

from datetime import date
from typing import ClassVar

import msgspec

from casework.errors import CaseworkError
from casework.instruments.instrument import Item, instrument_named
from casework.records.base import PersonRecord
from casework.records.checks import distinct, required
from casework.records.evidence import EvidenceLink


class Override(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A level that the assessor sets against the one worked out, and why."""

    level: str
    reason: str

    def __post_init__(self) -> None:
        required(self.reason, "override: reason")


class Rating(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sitting with one instrument; never edited, another takes its place.

    ``scores`` holds the rated items; an item that is neither rated nor in ``not_applicable`` is
    missing, and the rating incomplete. ``static_tool`` is the static instrument beside it.
    ``images_only``: all of the person's sexual convictions are for images.
    """

    KIND: ClassVar[str] = "rating"
    REVISABLE: ClassVar[bool] = False

    instrument: str
    edition: str
    as_at: date
    assessor: str
    trained_until: date
    scores: dict[str, int]
    not_applicable: tuple[str, ...] = ()
    static_tool: str | None = None
    static_level: str | None = None
    images_only: bool = False
    override: Override | None = None
    evidence: tuple[EvidenceLink, ...] = ()
    supersedes: str | None = None

    def check(self) -> None:
        """By somebody whose training held, on that instrument's items and scale."""
        required(self.assessor, "assessor")
        required(self.edition, "edition")
        if self.trained_until < self.as_at:
            raise CaseworkError(
                f"rating {self.id}: {self.assessor} was trained until {self.trained_until} only"
            )
        instrument = instrument_named(self.instrument)
        distinct(self.not_applicable, "not_applicable")
        for name, score in self.scores.items():
            _check_score(instrument.item(name), score)
        for name in self.not_applicable:
            if not instrument.item(name).may_not_apply or name in self.scores:
                raise CaseworkError(f"item {name} applies, or is not rated; not both")


def _check_score(item: Item, score: int) -> None:
    if score != item.intervene and not 0 <= score <= item.highest:
        raise CaseworkError(f"item {item.id}: {score} is not on its scale")
