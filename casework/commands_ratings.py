"""``skerry people ratings read``: what was rated, and what may be said of it."""

import argparse
from pathlib import Path

from casework.asking import Parsers, command, signed_in
from casework.instruments.reading import RatingReading, read_rating
from casework.instruments.scoring import Scoring
from casework.instruments.signed import signed_scoring
from casework.records.rating import Rating
from casework.terminal import tell, tell_json
from skerry import home


def register(own: Parsers) -> None:
    """Add the command to those of ``ratings``."""
    example = "skerry people ratings read P-0042 --scoring stable-2007.json"
    text = "what may be said of a person's ratings"
    parser = command(own, "read", text, example, "rating.consult")
    parser.add_argument("person")
    parser.add_argument("--scoring", type=Path, metavar="FILE", help="the force's, signed")
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    parser.set_defaults(perform=_ratings)


def _ratings(given: argparse.Namespace) -> int:
    trusted = home() / "trusted_keys"
    scoring = signed_scoring(given.scoring, trusted) if given.scoring else None
    with signed_in(given) as access:
        found = [stored.record for stored in access.consult_all(Rating, given.person)]
    for rating in sorted(found, key=lambda rating: rating.as_at):
        said = read_rating(rating, _fitting(scoring, rating))
        if given.json:
            tell_json({"id": rating.id, "as_at": rating.as_at, "reading": said})
        else:
            _tell(rating, said)
    return 0


def _fitting(scoring: Scoring | None, rating: Rating) -> Scoring | None:
    if scoring and (scoring.instrument, scoring.edition) == (rating.instrument, rating.edition):
        return scoring
    return None


def _tell(rating: Rating, said: RatingReading) -> None:
    tell(f"{rating.as_at} {rating.instrument} {rating.edition} by {rating.assessor}")
    for one in said.sums:
        score = "not summed" if one.score is None else f"{one.score:g} of {one.maximum}"
        band = f", {one.band}" if one.band else ""
        tell(f"  {one.name}: {score}{' (prorated)' if one.prorated else ''}{band}")
    if said.level:
        tell(f"  level {said.level} (scoring {said.scoring_version})")
    if rating.override:
        tell(f"  overridden: {rating.override.level} ({rating.override.reason})")
    for line in (said.statement, *said.prompts):
        tell(f"  {line}")
