"""What may be said of a rating. Pure; never a percentage, never a level that no force has set."""

import msgspec

from casework.errors import CaseworkError
from casework.instruments.instrument import Instrument, instrument_named
from casework.instruments.scoring import Scoring
from casework.records.rating import Rating

RM2000 = "RM2000"
INTERVENE = "intervene now"


class SumOf(msgspec.Struct, frozen=True, kw_only=True):
    """A sum of items: the score where it may be given, out of how much, in which band."""

    name: str
    score: float | None
    maximum: int
    prorated: bool = False
    band: str | None = None


class RatingReading(msgspec.Struct, frozen=True, kw_only=True):
    """``missing`` items leave it incomplete; ``prompts`` are what the assessor is asked to do."""

    complete: bool
    missing: tuple[str, ...]
    sums: tuple[SumOf, ...]
    level: str | None
    statement: str
    prompts: tuple[str, ...]
    scoring_version: str | None


def read_rating(rating: Rating, scoring: Scoring | None = None) -> RatingReading:
    """Sums of what the assessor rated; a band and level where a force's signed scoring is given.

    Raises ``CaseworkError`` where the scoring is of another instrument or edition.
    """
    instrument = instrument_named(rating.instrument)
    if scoring and (scoring.instrument, scoring.edition) != (rating.instrument, rating.edition):
        raise CaseworkError(f"the scoring is of {scoring.instrument} {scoring.edition}")
    missing = missing_items(rating, instrument)
    sums = _sums(rating, instrument, scoring)
    blocked = is_blocked(rating)
    return RatingReading(
        complete=not missing,
        missing=missing,
        sums=sums,
        level=_level(rating, scoring, sums) if scoring and not blocked else None,
        statement=_statement(instrument, missing),
        prompts=_prompts(rating, instrument),
        scoring_version=scoring.version if scoring else None,
    )


def missing_items(rating: Rating, instrument: Instrument) -> tuple[str, ...]:
    """Items that were neither rated nor said not to apply."""
    known = {*rating.scores, *rating.not_applicable}
    return tuple(item.id for item in instrument.items if item.id not in known)


def is_blocked(rating: Rating) -> bool:
    """Whether the static tool is one that does not go with convictions for images only."""
    tool = rating.static_tool
    return rating.images_only and tool is not None and not tool.upper().startswith(RM2000)


def _sums(rating: Rating, instrument: Instrument, scoring: Scoring | None) -> tuple[SumOf, ...]:
    everything = {"total": tuple(item.id for item in instrument.items)}
    named = scoring.sums if scoring else everything
    return tuple(_sum(name, items, rating, scoring) for name, items in named.items())


def _sum(name: str, items: tuple[str, ...], rating: Rating, scoring: Scoring | None) -> SumOf:
    instrument = instrument_named(rating.instrument)
    asked = [item for item in items if item not in rating.not_applicable]
    maximum = sum(instrument.item(item).highest for item in asked)
    values = [_value(instrument, item, rating, scoring) for item in asked if item in rating.scores]
    absent = len(asked) - len(values)
    allowed = scoring.prorate_missing if scoring else 0
    if None in values or absent > allowed or not values:
        return SumOf(name=name, score=None, maximum=maximum)
    score: float = sum(value for value in values if value is not None)
    if absent:
        score = score * len(asked) / len(values)
    band = _band(scoring, name, score) if scoring else None
    return SumOf(name=name, score=score, maximum=maximum, prorated=absent > 0, band=band)


def _value(
    instrument: Instrument, item: str, rating: Rating, scoring: Scoring | None
) -> int | None:
    score = rating.scores[item]
    if score != instrument.item(item).intervene:
        return score
    return scoring.intervene_counts if scoring else None


def _band(scoring: Scoring, name: str, score: float) -> str | None:
    reached = [band for least, band in scoring.bands.get(name, ()) if score >= least]
    return reached[-1] if reached else None


def _level(rating: Rating, scoring: Scoring, sums: tuple[SumOf, ...]) -> str | None:
    band = sums[0].band if sums else None
    for rule in scoring.levels:
        beside = (rule.static_tool, rule.static_level)
        if band == rule.band and beside == (rating.static_tool, rating.static_level):
            return rule.level
    return None


def _statement(instrument: Instrument, missing: tuple[str, ...]) -> str:
    if missing:
        return f"{instrument.name} is incomplete: {len(missing)} items are not rated"
    if not instrument.alone:
        return f"{instrument.name} is not interpretable alone"
    return f"{instrument.name} is complete"


def _prompts(rating: Rating, instrument: Instrument) -> tuple[str, ...]:
    urgent = [
        f"{INTERVENE}: {item.name}"
        for item in instrument.items
        if item.intervene is not None and rating.scores.get(item.id) == item.intervene
    ]
    if rating.images_only and not (rating.static_tool or "").upper().startswith(RM2000):
        urgent.append(f"convictions for images only: the static tool is {RM2000}")
    return tuple(urgent)
