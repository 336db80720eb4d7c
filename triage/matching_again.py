"""Matching what was observed under other hash sets, as a fresh examination would match it.

A fresh examination decodes a large JPEG or HEIC fully only where something may lie near its reduced
decode's hashes. What was observed at one scale may thus be wanted at the other under other sets;
then the content is read again.
"""

from triage.inspectors.reduced_scale import REDUCIBLE, factor_of
from triage.matching import USUAL, Sets, match, may_match
from triage.records import Anything, Observation, Picture, ReadAgain


def match_again(observation: Observation, sets: Sets) -> list[Anything]:
    """Findings and memberships, or a ``ReadAgain`` alone."""
    if must_be_read(observation, sets):
        return [ReadAgain(file=observation.file)]
    return [*match(observation, sets)]


def must_be_read(observation: Observation, sets: Sets) -> bool:
    """Whether a fresh examination under these sets may have observed something else."""
    picture = observation.picture
    if picture is None or picture.pdq is None:
        return False
    if picture.scale != "1":
        return may_match(picture, sets)
    mime = observation.type.mime if observation.type else ""
    reducible = mime in REDUCIBLE and factor_of((picture.width, picture.height)) != 1
    return reducible and picture.trimmed is None and not matches(picture, sets)


def matches(picture: Picture, sets: Sets) -> bool:
    """Whether a fully decoded picture matches, so that it would be decoded fully again."""
    return sets.anything_near(picture.pdq or b"", picture.phash or b"", USUAL)
