from dataclasses import dataclass, field

import pytest

from hashsets.matching import Match, Radii
from triage.matching_again import match_again
from triage.records import (
    FileType,
    Observation,
    Picture,
    ReadAgain,
    RuleHit,
    State,
    Trimmed,
)


@dataclass
class Nearby:
    """Sets that hold something within the radii for which ``answer`` says so."""

    answer: bool
    asked: list[tuple[bytes, bytes, Radii]] = field(default_factory=list)

    def exact(self, md5: bytes, sha1: bytes, sha256: bytes) -> list[Match]:
        return []

    def perceptual(
        self, pdq: bytes | None, phash: bytes | None, radius: Radii | None = None
    ) -> list[Match]:
        return []

    def anything_near(self, pdq: bytes, phash: bytes, radius: Radii) -> bool:
        self.asked.append((pdq, phash, radius))
        return self.answer


INNER = Trimmed(pdq=bytes(256), pdq_quality=90, phash=bytes(64))


def seen(
    scale: str, megapixels: int, mime: str = "image/jpeg", trimmed: bool = False
) -> Observation:
    picture = Picture(
        width=1000,
        height=1000 * megapixels,
        pdq=b"p" * 256,
        pdq_quality=100,
        phash=b"q" * 64,
        scale=scale,
        doubt=b"r" * 16 if scale != "1" else b"",
        trimmed=INNER if trimmed else None,
    )
    kind = FileType(mime=mime)
    hits = (RuleHit(namespace="n", rule="r"),)
    return Observation(file="f" * 32, state=State.DONE, type=kind, picture=picture, hits=hits)


def read_again(observation: Observation, near: bool) -> bool:
    found = match_again(observation, Nearby(near))
    return found == [ReadAgain(file=observation.file)]


@pytest.mark.parametrize("near", [True, False])
def test_at_a_reduced_scale_what_may_match_is_read_again_and_nothing_else(near: bool) -> None:
    assert read_again(seen("1/8", 12), near) == near


def test_at_a_reduced_scale_the_pad_and_the_hashes_in_doubt_are_asked_about() -> None:
    sets = Nearby(False)
    match_again(seen("1/4", 2), sets)
    assert sets.asked == [(b"p" * 256, b"q" * 64 + b"r" * 16, Radii(pdq=39, phash=8))]


@pytest.mark.parametrize("mime", ["image/jpeg", "image/heic", "image/heif"])
@pytest.mark.parametrize("near", [True, False])
def test_a_full_decode_that_no_longer_matches_is_read_again_to_be_hashed_as_at_first(
    near: bool, mime: str
) -> None:
    assert read_again(seen("1", 12, mime), near) != near


@pytest.mark.parametrize(
    "observation",
    [seen("1", 0), seen("1", 12, "image/png"), seen("1", 12, trimmed=True)],
    ids=["small", "of another type", "framed"],
)
def test_what_is_always_decoded_fully_is_never_read_again(observation: Observation) -> None:
    assert not read_again(observation, near=False)


def test_what_is_settled_is_matched_as_observed() -> None:
    (finding,) = match_again(seen("1/8", 12), Nearby(False))
    assert getattr(finding, "rule", None) == "n:r"


def test_a_file_that_is_no_picture_is_matched_as_observed() -> None:
    plain = Observation(file="f" * 32, state=State.DONE, type=FileType(mime="text/plain"))
    assert match_again(plain, Nearby(True)) == []
